"""The portal as its web server runs it, except that a question may ask to be broken off where it hurts most."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection, transaction
from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase

BREAK = "X-Break"
CONTEXT = "/context-of-the-connection"
TOLD = """
SELECT session_user, current_user, coalesce(current_setting('hefu.organisation', true), ''),
    coalesce(current_setting('hefu.user', true), ''), (SELECT count(*) FROM catalogue_product)
"""


class Broken(RuntimeError):
    """What a question asked for."""


class Breaking:
    """Innermost middleware: tells what a connection knows, and breaks a request off at its n-th query."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path == CONTEXT:
            with connection.cursor() as cursor:
                cursor.execute(TOLD)
                return JsonResponse({"told": cursor.fetchone()})
        way, _, place = request.headers.get(BREAK, "").partition(" ")
        if not way:
            return self.get_response(request)
        with connection.execute_wrapper(Breaks(way, int(place))):
            return self.get_response(request)


class Breaks:
    """Does something bad to the connection at the n-th query."""

    def __init__(self, way: str, place: int) -> None:
        self.way, self.left = way, place

    def __call__(self, execute: Callable[..., Any], statement: str, params: Any, many: bool, context: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            self._break(context["cursor"].cursor)
        return execute(statement, params, many, context)

    def _break(self, cursor: Any) -> None:
        match self.way:
            case "error":
                raise Broken
            case "timeout":
                cursor.execute("SET statement_timeout = 20")
                cursor.execute("SELECT pg_sleep(1)")
            case "rollback" if connection.in_atomic_block:
                transaction.set_rollback(True)
            case "lost":
                cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")


# Static files are not collected for a test, so their names stay as they are.
settings.STORAGES = {
    **settings.STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
settings.MIDDLEWARE = [*settings.MIDDLEWARE, f"{__name__}.Breaking"]
application = get_wsgi_application()
