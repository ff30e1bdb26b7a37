"""Nobody guesses a password, and nobody shuts its owner out by guessing."""

from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.kernel.models import AuditEvent
from tests.desk.signing_in.conftest import Person, try_password

HERE, THERE = "203.0.113.7", "198.51.100.9"
TOO_MANY = "Too many attempts failed"


def browser(address: str = HERE) -> Client:
    return Client(REMOTE_ADDR=address)


def guess(times: int, email: str, address: str = HERE) -> str:
    """The last page after so many wrong passwords."""
    answers = [try_password(browser(address), email, f"wrong {n}") for n in range(times)]
    return str(answers[-1].content.decode())


def test_the_sixth_wrong_password_from_one_address_is_not_tried(person: Person) -> None:
    assert TOO_MANY not in guess(5, person.email)
    assert TOO_MANY in guess(1, person.email)
    assert try_password(browser(), person.email, person.password).status_code == 200


def test_a_stranger_who_guesses_does_not_shut_the_owner_out(person: Person) -> None:
    assert TOO_MANY in guess(8, person.email, THERE)
    assert try_password(browser(), person.email, person.password).status_code == 302


def test_on_a_device_of_ones_own_a_neighbours_guesses_do_not_count(person: Person) -> None:
    mine = person.signed_in(REMOTE_ADDR=HERE)
    mine.post("/accounts/logout/")
    assert TOO_MANY in guess(8, person.email, HERE)
    assert try_password(mine, person.email, person.password).status_code == 302


def test_guesses_on_a_known_device_are_counted_too(person: Person) -> None:
    mine = person.signed_in()
    mine.post("/accounts/logout/")
    pages = [try_password(mine, person.email, f"wrong {n}").content.decode() for n in range(11)]
    assert TOO_MANY not in pages[9]
    assert TOO_MANY in pages[10]


def test_the_device_of_another_person_is_no_help(person: Person) -> None:
    other = Person(User.objects.create_user("other@example.test", person.password, name="Other"))
    device = person.signed_in()
    device.post("/accounts/logout/")
    pages = [try_password(device, other.email, f"wrong {n}").content.decode() for n in range(6)]
    assert TOO_MANY in pages[5]


def test_a_device_cookie_that_somebody_made_up_counts_for_nothing(person: Person) -> None:
    forger = browser()
    forger.cookies["hefu_device"] = "W1sicGVyc29uIiwgImtleSJdXQ:1abc:notasignature"
    pages = [try_password(forger, person.email, f"wrong {n}").content.decode() for n in range(6)]
    assert TOO_MANY in pages[5]


def test_many_addresses_of_people_are_not_tried_from_one_place(db: None) -> None:
    for n in range(30):
        assert TOO_MANY not in guess(1, f"somebody{n}@example.test")
    assert TOO_MANY in guess(1, "one.more@example.test")


def test_who_is_shut_out_is_told_the_same_whether_the_address_is_known_or_not(person: Person) -> None:
    known = guess(6, person.email).replace(person.email, "")
    unknown = guess(6, "nobody@example.test").replace("nobody@example.test", "")
    assert TOO_MANY in known
    assert without_marks(known) == without_marks(unknown)


def without_marks(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]


def test_a_success_takes_its_own_attempt_back_and_no_others(person: Person) -> None:
    guess(4, person.email)
    assert try_password(browser(), person.email, person.password).status_code == 302
    assert TOO_MANY not in guess(1, person.email)
    assert TOO_MANY in guess(1, person.email)


def test_a_new_password_by_e_mail_stays_open_to_who_is_shut_out(person: Person, mailoutbox: list[object]) -> None:
    guess(8, person.email)
    assert browser().post("/accounts/password/reset/", {"email": person.email}).status_code == 302
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("address", [HERE])
def test_a_lockout_is_written_down_once_with_nothing_of_the_person_but_the_key(person: Person, address: str) -> None:
    guess(9, person.email, address)
    event = AuditEvent.objects.get(chain="platform", verb="account.locked_out")
    assert event.subject == f"accounts.User:{person.user.pk}"
    said = f"{event.detail} {event.actor} {event.subject}"
    assert person.email not in said
    assert address not in said


def test_the_address_is_the_one_our_own_proxy_saw(person: Person, settings: Any) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for n in range(6):
        # Whatever the asker wrote himself stands before what the proxy adds.
        forwarded = Client(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=f"10.0.0.{n}, {THERE}")
        page = try_password(forwarded, person.email, "wrong").content.decode()
    assert TOO_MANY in page
    elsewhere = Client(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR=HERE)
    assert try_password(elsewhere, person.email, person.password).status_code == 302


def test_without_a_proxy_of_our_own_nobody_chooses_their_address(person: Person) -> None:
    for n in range(6):
        forging = Client(REMOTE_ADDR=HERE, HTTP_X_FORWARDED_FOR=f"10.0.0.{n}")
        page = try_password(forging, person.email, "wrong").content.decode()
    assert TOO_MANY in page
