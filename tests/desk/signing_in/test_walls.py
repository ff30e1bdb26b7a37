"""Signing in works as the role of the web process, which acts for no organisation yet and sees no tenant's rows."""

from typing import Any

from django.db import connection
from django.test import Client

from apps.kernel.wall import APP_ROLE, acting_for
from tests.desk.signing_in.conftest import Person, try_password
from tests.desk.signing_in.test_account import NEW, code_in
from tests.desk.signing_in.test_second_step import code_of


def test_a_person_signs_in_and_minds_their_account_as_the_web_process(person: Person) -> None:
    with acting_for(None):
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == (APP_ROLE,)
        client = person.signed_in()
        assert client.get("/accounts/security/").status_code == 200
        client.get("/accounts/security/code-app/")
        secret = client.session["mfa.totp.secret"]
        assert client.post("/accounts/security/code-app/", {"code": code_of(secret)}).status_code == 302
        body = {"oldpassword": person.password, "password1": "four loud green dogs"}
        assert client.post("/accounts/security/password/", body).status_code == 302
        assert client.post("/accounts/logout/").status_code == 302


def test_somebody_new_opens_an_account_as_the_web_process(db: None, mailoutbox: list[Any]) -> None:
    with acting_for(None):
        client = Client()
        client.post("/accounts/signup/", NEW)
        assert client.post("/accounts/confirm-email/", {"code": code_in(mailoutbox[0])}).status_code == 302
        assert client.get("/accounts/security/").status_code == 200


def test_a_lockout_is_written_down_as_the_web_process(person: Person) -> None:
    with acting_for(None):
        for n in range(6):
            page = try_password(Client(), person.email, f"wrong {n}")
    assert "Too many attempts failed" in page.content.decode()
