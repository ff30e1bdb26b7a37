"""Code apps and recovery codes: set up, asked for, sealed, taken away."""

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

from apps.kernel.models import AuditEvent
from tests.desk.signing_in.conftest import Person, try_password


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


@pytest.fixture
def stepped(person: Person) -> tuple[Person, str, Client]:
    """A person with a code app, its secret, and the browser in which it was set up."""
    client = person.signed_in()
    client.get("/accounts/security/code-app/")
    secret = client.session["mfa.totp.secret"]
    done = client.post("/accounts/security/code-app/", {"code": code_of(secret)})
    assert done.url == "/accounts/security/recovery-codes/"
    # The code is used up; tests need not wait half a minute for the next.
    cache.clear()
    return person, secret, client


Stepped = tuple[Person, str, Client]


def test_after_the_password_a_code_is_asked_for(stepped: Stepped) -> None:
    person, secret, _ = stepped
    client = Client()
    assert try_password(client, person.email, person.password).url == "/accounts/login/second-step/"
    assert client.get("/accounts/security/").status_code == 302
    page = client.get("/accounts/login/second-step/").content.decode()
    assert 'autocomplete="one-time-code"' in page
    assert "data-passkey" not in page
    wrong = client.post("/accounts/login/second-step/", {"code": "000000"}).content.decode()
    assert "The code is not the one expected" in wrong and "<title>Error: " in wrong
    assert client.post("/accounts/login/second-step/", {"code": code_of(secret)}).status_code == 302
    assert client.get("/accounts/security/").status_code == 200


def test_a_code_works_once(stepped: Stepped) -> None:
    person, secret, _ = stepped
    code = code_of(secret)
    for expected in (302, 200):
        client = Client()
        try_password(client, person.email, person.password)
        assert client.post("/accounts/login/second-step/", {"code": code}).status_code == expected


def test_codes_are_guessed_five_times_at_most(stepped: Stepped) -> None:
    person, secret, _ = stepped
    client = Client()
    try_password(client, person.email, person.password)
    for _n in range(5):
        client.post("/accounts/login/second-step/", {"code": "000000"})
    page = client.post("/accounts/login/second-step/", {"code": code_of(secret)})
    assert "Too many attempts failed" in page.content.decode()


def test_recovery_codes_are_shown_once_and_work_once_each(stepped: Stepped) -> None:
    person, _, client = stepped
    shown = client.get("/accounts/security/recovery-codes/")
    codes = shown.context["unused_codes"]
    assert len(codes) == 10
    assert codes[0] in shown.content.decode()
    again = client.get("/accounts/security/recovery-codes/").content.decode()
    assert not any(code in again for code in codes)
    for expected in (302, 200):
        other = Client()
        try_password(other, person.email, person.password)
        assert other.post("/accounts/login/second-step/", {"code": codes[0]}).status_code == expected


def test_new_recovery_codes_end_the_old_ones(stepped: Stepped) -> None:
    person, _, client = stepped
    old = client.get("/accounts/security/recovery-codes/").context["unused_codes"]
    client.post("/accounts/security/recovery-codes/new/")
    assert set(client.get("/accounts/security/recovery-codes/").context["unused_codes"]).isdisjoint(old)
    other = Client()
    try_password(other, person.email, person.password)
    assert other.post("/accounts/login/second-step/", {"code": old[0]}).status_code == 200


def test_a_copy_of_the_database_holds_no_secret(stepped: Stepped) -> None:
    person, secret, client = stepped
    codes = client.get("/accounts/security/recovery-codes/").context["unused_codes"]
    kept = str(list(Authenticator.objects.filter(user=person.user).values_list("data", flat=True)))
    assert secret not in kept
    assert not any(code in kept for code in codes)


def test_secrets_sealed_under_the_portals_former_key_still_open(stepped: Stepped, settings: Any) -> None:
    person, secret, _ = stepped
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key of the portal, made later"
    client = Client()
    try_password(client, person.email, person.password)
    assert client.post("/accounts/login/second-step/", {"code": code_of(secret)}).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_what_is_added_and_taken_away_is_written_down_and_told(stepped: Stepped, mailoutbox: list[Any]) -> None:
    person, _, client = stepped
    client.post("/accounts/security/code-app/remove/")
    events = AuditEvent.objects.filter(verb__startswith="account.second_step").order_by("number")
    assert [(event.verb, event.detail["kind"]) for event in events] == [
        ("account.second_step_added", "totp"),
        ("account.second_step_removed", "totp"),
    ]
    assert {event.subject for event in events} == {f"accounts.User:{person.user.pk}"}
    assert mailoutbox[-1].subject == "The code app was removed"
    assert not Authenticator.objects.filter(user=person.user).exists()


def test_the_picture_of_the_code_app_is_in_the_page_itself(person: Person) -> None:
    page = person.signed_in().get("/accounts/security/code-app/")
    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    assert "img-src 'self' data:" in page.headers["Content-Security-Policy"]


def test_a_sign_in_half_done_is_given_up_by_a_button(stepped: Stepped) -> None:
    person, secret, _ = stepped
    client = Client()
    try_password(client, person.email, person.password)
    client.post("/accounts/logout/")
    assert client.post("/accounts/login/second-step/", {"code": code_of(secret)}).url == "/accounts/login/"
    assert client.get("/accounts/security/").status_code == 302
