"""Every address asked by everybody: the answers are those of the table, and who is turned away wrote nothing."""

from collections import Counter

import pytest

from tests.access.addresses import addresses
from tests.access.bodies import BODIES
from tests.access.rows import touched, written
from tests.access.stage import OF_ORGANISATION, Ask, ask, stage, world
from tests.access.table import PEOPLE, Line, lines
from tests.access.world import ROWS, World

__all__ = ("ask", "stage", "world")

pytestmark = pytest.mark.django_db

# Whoever takes a pack away leaves a line in the audit; it is the only GET that does.
RECORDED = {"pack-download", "api-pack-download"}
LINES = list(lines())
CASES = [(line, person) for line in LINES for person in PEOPLE]


def called(case: object) -> str:
    return case if isinstance(case, str) else f"{case.method} {case.route}" if isinstance(case, Line) else str(case)


@pytest.mark.parametrize(("line", "person"), CASES, ids=called)
def test_everybody_gets_the_answer_of_the_table(line: Line, person: str, world: World, ask: Ask) -> None:
    body = BODIES[line.route](world, person) if line.method == "POST" and line.route in BODIES else None
    before = written()
    response = ask(person, line.method, line.route, ROWS[line.row](world), body)
    expected = line.answers[person]
    assert response.status_code == expected.status, response.content[:1500].decode(errors="replace")
    assert bool(touched(before)) == expected.writes, touched(before)


def test_by_the_table_nobody_writes_who_is_turned_away_or_only_looks() -> None:
    found = [
        f"{line.method} {line.route} {person}"
        for line in LINES
        for person, answer in line.answers.items()
        if answer.writes and (line.method == "GET" or answer.status >= 400) and line.route not in RECORDED
    ]
    assert found == []


@pytest.mark.parametrize("route", sorted(RECORDED))
def test_what_is_recorded_of_a_look_is_a_line_of_the_audit_alone(route: str, world: World, ask: Ask) -> None:
    before = written()
    assert ask("buyer", "GET", route, ROWS["pack"](world)).status_code == 200
    assert touched(before) == ["kernel_auditevent"]


@pytest.mark.parametrize("line", [line for line in LINES if line.route in OF_ORGANISATION], ids=called)
def test_nobody_acts_for_an_organisation_he_is_no_member_of(line: Line, world: World, ask: Ask) -> None:
    before = written()
    for person, organisation in (("stranger", "supplier"), ("buyer", "supplier"), ("supplier", "buyer")):
        body = BODIES[line.route](world, person) if line.route in BODIES else None
        response = ask(person, line.method, line.route, ROWS[line.row](world), body, organisation)
        assert response.status_code == 404
    assert touched(before) == []


def test_every_address_and_method_is_in_the_table() -> None:
    there = {(address.name, method) for address in addresses() for method in address.methods}
    assert sorted(there - {(line.route, line.method) for line in LINES}) == []


def test_the_table_names_no_address_that_is_not_there() -> None:
    there = {address.name for address in addresses()}
    assert [line.route for line in LINES if line.route not in there] == []


def test_no_two_addresses_share_a_name() -> None:
    assert [name for name, count in Counter(address.name for address in addresses()).items() if count > 1] == []


def test_every_line_asks_once() -> None:
    assert [key for key, n in Counter((x.route, x.method, x.row) for x in LINES).items() if n > 1] == []
