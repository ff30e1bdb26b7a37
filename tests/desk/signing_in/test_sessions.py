"""A session ends when it is too old or was left alone too long."""

from typing import Any

import pytest

from apps.desk.signing_in import sessions
from tests.desk.signing_in.conftest import Person


def age(client: Any, **marks: float) -> None:
    """Let a session have begun, or have been seen last, so many seconds earlier."""
    session = client.session
    for name, seconds in marks.items():
        session[name] = session[name] - seconds
    session.save()


@pytest.mark.parametrize(
    ("began", "seen", "status"),
    [(0, 0, 200), (86_000, 60, 200), (86_401, 60, 302), (7_600, 7_400, 200), (7_600, 7_501, 302)],
)
def test_a_session_ends_a_day_after_the_sign_in_and_two_hours_after_it_was_used(
    person: Person, began: int, seen: int, status: int
) -> None:
    client = person.signed_in()
    age(client, hefu_began=began, hefu_seen=seen)
    assert client.get("/accounts/security/").status_code == status


def test_being_used_keeps_a_session_alive_but_never_past_its_end(person: Person) -> None:
    client = person.signed_in()
    for _ in range(12):
        age(client, hefu_began=7_000, hefu_seen=7_000)
        assert client.get("/accounts/security/").status_code == 200
    age(client, hefu_began=7_000, hefu_seen=7_000)
    assert client.get("/accounts/security/").status_code == 302


def test_who_was_signed_out_is_told_why(person: Person) -> None:
    client = person.signed_in()
    age(client, hefu_began=90_000)
    page = client.get("/accounts/security/", follow=True)
    assert "the session had lasted its time" in page.content.decode()


def test_being_used_is_not_written_down_with_every_page(person: Person, django_assert_num_queries: Any) -> None:
    client = person.signed_in()
    client.get("/accounts/security/")
    before = client.session[sessions.SEEN]
    client.get("/accounts/security/")
    assert client.session[sessions.SEEN] == before


def test_the_session_cookie_is_out_of_reach_of_scripts(person: Person) -> None:
    client = person.signed_in()
    assert client.cookies["sessionid"]["httponly"]
    assert client.cookies["sessionid"]["samesite"] == "Lax"
    device = client.cookies["hefu_device"]
    assert device["httponly"]
    assert device["path"] == "/accounts/"
    assert person.email not in device.value
