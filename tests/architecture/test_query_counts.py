"""How often each page and each answer asks the database: as kept in the project, and the same for 1 row and for 20.

After a change that is wanted: `HEFU_UPDATE=1 pytest tests/architecture/test_query_counts.py`, and read the difference.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from apps.kernel.api.rates import WithKeyRate, WithoutKeyRate
from tests.access.stage import Stage, uncounted
from tests.access.table import Line, lines
from tests.access.world import ROWS, build

pytestmark = pytest.mark.django_db

KEPT = Path(__file__).with_name("query_counts.json")
READERS = ("anonymous", "supplier", "buyer", "operator")
# The readiness check looks at the database from threads of its own, and at other things than rows.
NO_PAGES = {"live", "ready"}

Counts = dict[str, dict[str, int]]


def pages() -> Iterator[tuple[Line, str]]:
    """Each GET that shows something, with the people it is shown to."""
    for line in lines():
        if line.method == "GET" and line.route not in NO_PAGES:
            yield from ((line, person) for person in READERS if line.answers[person].status == 200)


def counted(stage: Stage) -> Counts:
    """The number of queries by page and reader, once everything that is kept in memory is there."""
    found: Counts = {}
    for line, person in pages():
        row = ROWS[line.row](stage.world)
        stage.ask(person, "GET", line.route, row)
        with CaptureQueriesContext(connection) as queries:
            assert stage.ask(person, "GET", line.route, row).status_code == 200
        asked = [query for query in queries if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))]
        found.setdefault(line.route, {})[person] = len(asked)
    return found


@pytest.fixture(scope="module")
def counts(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> dict[int, Counts]:
    """The counts in a world of 1 row and in one of 20."""
    found = {}
    with pytest.MonkeyPatch.context() as monkeypatch, django_db_blocker.unblock():
        monkeypatch.setattr(WithoutKeyRate, "rate", None)
        monkeypatch.setattr(WithKeyRate, "rate", None)
        uncounted(monkeypatch)
        for scale in (1, 20):
            with transaction.atomic():
                found[scale] = counted(Stage(build(scale)))
                transaction.set_rollback(True)
    return found


def test_twenty_rows_ask_as_often_as_one(counts: dict[int, Counts]) -> None:
    one, many = counts[1], counts[20]
    assert {page: (one[page], many[page]) for page in one if one[page] != many[page]} == {}


def test_each_page_asks_as_often_as_is_kept(counts: dict[int, Counts]) -> None:
    if os.environ.get("HEFU_UPDATE"):
        KEPT.write_text(json.dumps(counts[1], indent=1, sort_keys=True) + "\n")
    assert counts[1] == json.loads(KEPT.read_text())
