"""No row of any tenant is read, counted, changed or deleted by a query that does not say for whom."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, F, QuerySet
from django.test.utils import CaptureQueriesContext

from apps.kernel.tenancy import TenantModel, UnscopedQuery
from tests.architecture.project import our_models
from tests.database_roles import OWNER, as_role

TENANT_MODELS = [model for model in our_models() if issubclass(model, TenantModel)]

Rows = QuerySet[Any]


async def _each(rows: Rows) -> None:
    async for _ in rows:
        pass


async def _each_by_iterator(rows: Rows) -> None:
    async for _ in rows.aiterator():
        pass


# Every way in which a queryset reaches the database.
TERMINALS: dict[str, Callable[[Rows], object]] = {
    "list": list,
    "bool": bool,
    "len": len,
    "repr": repr,
    "index": lambda rows: rows[0],
    "slice": lambda rows: list(rows[:1]),
    "slice with step": lambda rows: rows[:4:2],
    "get": lambda rows: rows.get(pk=-1),
    "first": lambda rows: rows.first(),
    "last": lambda rows: rows.last(),
    "earliest": lambda rows: rows.earliest("pk"),
    "latest": lambda rows: rows.latest("pk"),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "contains": lambda rows: rows.contains(rows.model(pk=1)),
    "in_bulk": lambda rows: rows.in_bulk(),
    "values": lambda rows: list(rows.values("pk")),
    "values_list": lambda rows: list(rows.values_list("pk", flat=True)),
    "filter": lambda rows: list(rows.filter(pk__gt=0)),
    "exclude": lambda rows: list(rows.exclude(pk=1)),
    "annotate": lambda rows: list(rows.annotate(same=F("pk"))),
    "distinct": lambda rows: list(rows.distinct()),
    "only": lambda rows: list(rows.only("pk")),
    "select_related": lambda rows: list(rows.select_related("owner")),
    "select_for_update": lambda rows: list(rows.select_for_update()),
    "union": lambda rows: list(rows.union(rows)),
    "union with a narrowed one": lambda rows: list(rows.model.objects.everything(reason="a test").union(rows)),
    "intersection": lambda rows: list(rows.intersection(rows)),
    "or": lambda rows: list(rows | rows),
    "and": lambda rows: list(rows & rows),
    "iterator": lambda rows: list(rows.iterator()),
    "aggregate": lambda rows: rows.aggregate(Count("pk")),
    "explain": lambda rows: rows.explain(),
    "update": lambda rows: rows.order_by().update(owner_id=1),
    "delete": lambda rows: rows.order_by().delete(),
    "bulk_update": lambda rows: rows.bulk_update([rows.model(pk=1, owner_id=1)], ["owner"]),
    "get_or_create": lambda rows: rows.get_or_create(pk=-1),
    "update_or_create": lambda rows: rows.update_or_create(pk=-1),
    "raw": lambda rows: list(rows.model.objects.raw(f"SELECT * FROM {rows.model._meta.db_table}")),
    "async for": lambda rows: asyncio.run(_each(rows)),
    "aiterator": lambda rows: asyncio.run(_each_by_iterator(rows)),
    "aget": lambda rows: asyncio.run(rows.aget(pk=-1)),
    "acount": lambda rows: asyncio.run(rows.acount()),
}


def test_there_are_tenant_models() -> None:
    assert len(TENANT_MODELS) >= 14


@pytest.mark.django_db
@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda model: model.__name__)
def test_nothing_is_done_without_saying_for_whom(model: type[TenantModel]) -> None:
    let_through = []
    with CaptureQueriesContext(connection) as asked:
        for name, terminal in TERMINALS.items():
            try:
                terminal(model.objects.order_by("pk"))
            except UnscopedQuery:
                continue
            let_through.append(name)
    assert let_through == []
    touched = [query["sql"] for query in asked if model._meta.db_table in query["sql"]]
    assert touched == []


@pytest.mark.django_db
@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda model: model.__name__)
def test_what_is_narrowed_is_answered(model: type[TenantModel]) -> None:
    rows = model.objects.everything(reason="a test").order_by("pk")
    assert (list(rows), rows.count(), rows.exists(), list(rows.union(rows))) == ([], 0, False, [])
    # Rows that never change are changed by nobody who works with them.
    with as_role(OWNER):
        assert rows.filter(pk=1).order_by().update(owner_id=1) == 0
