"""Whether the process lives (`/healthz/live`) and whether it can work (`/healthz/ready`)."""

import asyncio
import logging
from dataclasses import dataclass
from typing import Any, ClassVar

from celery import current_app
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe
from health_check.base import HealthCheck
from health_check.checks import Cache, Database, Storage
from health_check.exceptions import ServiceUnavailable
from health_check.views import HealthCheckView
from kombu.exceptions import OperationalError

from portal.boot import refusals
from portal.local.postgres import Role

log = logging.getLogger(__name__)
BROKER_SECONDS = 3


@dataclass
class Broker(HealthCheck):
    """The queues can be reached."""

    def run(self) -> None:
        with current_app.connection_for_write() as broker:
            try:
                broker.ensure_connection(max_retries=1, timeout=BROKER_SECONDS)
            except OperationalError as error:
                raise ServiceUnavailable("The broker can't be reached") from error


@dataclass
class Migrations(HealthCheck):
    """Every migration of the code is applied to the database."""

    def run(self) -> None:
        try:
            executor = MigrationExecutor(connection)
            waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        finally:
            # The check runs in a thread of its own, whose connection nobody else would close.
            connection.close()
        if waiting:
            raise ServiceUnavailable(f"Migrations wait to be applied: {len(waiting)}")


@dataclass
class Walls(HealthCheck):
    """The database keeps the walls up, and this process cannot look over them."""

    def run(self) -> None:
        try:
            found = refusals(connection, Role(settings.DATABASE_ROLE))
        finally:
            connection.close()
        for reason in found:
            log.error("The walls have a hole: %s", reason)
        if found:
            raise ServiceUnavailable(f"The walls have holes: {len(found)}")


class ReadyView(HealthCheckView):
    """200 when everything the portal leans on answers, else 503 naming what doesn't; never why in detail."""

    checks: ClassVar[dict[str, HealthCheck]] = {
        "database": Database(),
        "migrations": Migrations(),
        "walls": Walls(),
        "broker": Broker(),
        "cache": Cache(),
        "storage": Storage(),
    }

    async def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        results = await asyncio.gather(*(check.get_result() for check in self.checks.values()))
        said = {
            name: "ok" if result.error is None else str(result.error)
            for name, result in zip(self.checks, results, strict=True)
        }
        failing = [name for name, word in said.items() if word != "ok"]
        status = {"status": "not ready" if failing else "ready", "failing": failing, "checks": said}
        return JsonResponse(status, status=503 if failing else 200)


@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "live"})


urlpatterns = [path("live", live, name="live"), path("ready", ReadyView.as_view(), name="ready")]
