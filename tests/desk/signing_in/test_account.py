"""Opening an account, setting a new password, and what is told to nobody."""

import re
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.kernel.models import AuditEvent
from tests.desk.signing_in.conftest import Person, try_password

NEW = {"name": "李明", "email": "new@example.test", "password1": "three quiet grey cats"}


def code_in(letter: Any) -> str:
    """The code of a letter stands on a line of its own."""
    return next(line for line in letter.body.splitlines() if re.fullmatch(r"[A-Z0-9-]{6,12}", line))


def link_in(letter: Any) -> str:
    return str(re.search(r"https?://\S+/accounts/\S+", letter.body)[0])


def visible(page: Any) -> str:
    """A page without what differs each time it is asked for."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page.content.decode())
    return re.sub(r"[\w.]+@example\.test", "the address", text)


def test_a_person_opens_an_account_by_name_e_mail_and_password_and_confirms_by_a_code(
    db: None, mailoutbox: list[Any]
) -> None:
    client = Client(headers={"accept-language": "zh-CN"})
    page = client.post("/accounts/signup/", NEW, follow=True)
    assert page.redirect_chain[-1][0] == "/accounts/confirm-email/"
    assert client.get("/accounts/security/").status_code == 302
    user = User.objects.get(email=NEW["email"])
    assert (user.name, user.language) == ("李明", "zh-hans")
    assert user.password.startswith("md5$")
    done = client.post("/accounts/confirm-email/", {"code": code_in(mailoutbox[0])})
    assert (done.status_code, done.url) == (302, "/onboarding/type/")
    assert client.get("/accounts/security/").status_code == 200


def test_who_signs_up_with_an_address_that_is_taken_sees_what_everybody_sees(
    person: Person, mailoutbox: list[Any]
) -> None:
    fresh = Client().post("/accounts/signup/", NEW, follow=True)
    taken = Client().post("/accounts/signup/", {**NEW, "email": person.email}, follow=True)
    assert visible(fresh) == visible(taken)
    assert fresh.redirect_chain == taken.redirect_chain
    assert mailoutbox[1].to == [person.email]
    assert mailoutbox[1].subject == "You already have an account"
    assert User.objects.filter(email=person.email).count() == 1
    person.user.refresh_from_db()
    assert person.user.name != NEW["name"]


def test_an_account_that_is_not_confirmed_opens_nothing(db: None, mailoutbox: list[Any]) -> None:
    Client().post("/accounts/signup/", NEW)
    client = Client()
    try_password(client, NEW["email"], NEW["password1"])
    assert client.get("/accounts/security/").url.startswith("/accounts/login/")


@pytest.mark.parametrize("password", ["short one", "password123", "1234567890"])
def test_a_password_that_is_short_or_common_is_refused_and_nothing_is_lost(db: None, password: str) -> None:
    page = Client().post("/accounts/signup/", {**NEW, "password1": password})
    assert page.status_code == 200
    assert 'value="李明"' in page.content.decode()
    assert "There is a problem" in page.content.decode()
    assert not User.objects.filter(email=NEW["email"]).exists()


def test_what_is_wrong_with_a_password_is_said_in_the_language_of_the_page(db: None) -> None:
    client = Client(headers={"accept-language": "zh-CN"})
    page = client.post("/accounts/signup/", {**NEW, "password1": "short"}).content.decode()
    assert "密码太短" in page and "This password" not in page
    assert "<title>错误：" in page


def test_a_code_is_guessed_three_times_at_most(db: None, mailoutbox: list[Any]) -> None:
    client = Client()
    client.post("/accounts/signup/", NEW)
    for _ in range(3):
        client.post("/accounts/confirm-email/", {"code": "AAAAAA"})
    client.post("/accounts/confirm-email/", {"code": code_in(mailoutbox[0])})
    assert client.get("/accounts/security/").status_code == 302


def test_a_new_password_is_set_by_the_link_of_a_letter_once(person: Person, mailoutbox: list[Any]) -> None:
    elsewhere = person.signed_in()
    Client().post("/accounts/password/reset/", {"email": person.email})
    address = link_in(mailoutbox[0])
    client = Client()
    form = client.get(address.replace("http://127.0.0.1:8000", ""))
    done = client.post(form.url, {"password1": "four loud green dogs"}, follow=True)
    assert "The new password is set" in done.content.decode()
    assert try_password(Client(), person.email, "four loud green dogs").status_code == 302
    assert elsewhere.get("/accounts/security/").status_code == 302
    again = Client().get(address.replace("http://127.0.0.1:8000", ""), follow=True)
    assert "The link has been used or is too old" in again.content.decode()


def test_asking_for_a_new_password_tells_nobody_whether_the_address_is_known(
    person: Person, mailoutbox: list[Any]
) -> None:
    known = Client().post("/accounts/password/reset/", {"email": person.email}, follow=True)
    unknown = Client().post("/accounts/password/reset/", {"email": "nobody@example.test"}, follow=True)
    assert visible(known) == visible(unknown)
    # A letter each: the one that is not sent would be told apart by the time that it takes.
    assert [letter.to[0] for letter in mailoutbox] == [person.email, "nobody@example.test"]


def test_the_link_of_a_letter_leads_to_the_portal_whatever_host_was_named(
    person: Person, mailoutbox: list[Any], settings: Any
) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    Client(SERVER_NAME="elsewhere.test").post("/accounts/password/reset/", {"email": person.email})
    assert link_in(mailoutbox[0]).startswith(settings.PUBLIC_URL)
    assert "elsewhere" not in mailoutbox[0].body


def test_a_letter_is_in_the_language_of_who_gets_it(person: Person, mailoutbox: list[Any]) -> None:
    User.objects.filter(pk=person.user.pk).update(language="zh-hans")
    Client(headers={"accept-language": "en"}).post("/accounts/password/reset/", {"email": person.email})
    assert mailoutbox[0].subject == "设置新密码"
    assert not re.search(r"[A-Za-z]{2,}\s+[A-Za-z]{2,}\s+[A-Za-z]{2,}", mailoutbox[0].body)


def test_changing_the_password_signs_other_devices_out_and_is_told_by_letter(
    person: Person, mailoutbox: list[Any]
) -> None:
    here, there = person.signed_in(), person.signed_in()
    body = {"oldpassword": person.password, "password1": "four loud green dogs"}
    assert here.post("/accounts/security/password/", body).status_code == 302
    assert here.get("/accounts/security/").status_code == 200
    assert there.get("/accounts/security/").status_code == 302
    assert mailoutbox[-1].subject == "Your password was changed"
    assert AuditEvent.objects.get(verb="account.password_changed").subject == f"accounts.User:{person.user.pk}"


def test_a_sign_in_is_written_down_with_nothing_of_the_person_but_the_key(person: Person) -> None:
    person.signed_in(REMOTE_ADDR="203.0.113.7")
    event = AuditEvent.objects.get(verb="account.signed_in")
    assert (event.chain, event.subject) == ("platform", f"accounts.User:{person.user.pk}")
    said = f"{event.actor} {event.detail}"
    assert person.email not in said
    assert "203.0.113.7" not in said


def test_ones_devices_are_listed_and_the_others_signed_out(person: Person) -> None:
    here = person.signed_in(HTTP_USER_AGENT="Here 1.0")
    there = person.signed_in(HTTP_USER_AGENT="There 2.0")
    page = here.get("/accounts/security/sessions/").content.decode()
    assert "Here 1.0" in page
    assert "There 2.0" in page
    here.post("/accounts/security/sessions/")
    assert there.get("/accounts/security/").status_code == 302
    assert here.get("/accounts/security/").status_code == 200


def test_somebody_elses_devices_are_not_listed(person: Person) -> None:
    User.objects.create_user("other@example.test", person.password, name="Other")
    Person(person.user).signed_in(HTTP_USER_AGENT="Mine 1.0")
    stranger = Client()
    stranger.force_login(User.objects.get(email="other@example.test"))
    assert "Mine 1.0" not in stranger.get("/accounts/security/sessions/").content.decode()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", ["login/", "signup/", "password/reset/", "password/reset/sent/", "company/cancelled/"])
def test_pages_of_signing_in_ask_no_other_host_and_run_no_inline_script(db: None, path: str, language: str) -> None:
    page = Client().get(f"/accounts/{path}", {"lang": language}).content.decode()
    assert re.findall(r'(?:src|action)="(https?:)?//', page) == []
    assert "onload" not in page


def test_the_fields_say_what_belongs_in_them(db: None) -> None:
    page = Client().get("/accounts/login/").content.decode()
    assert 'autocomplete="username webauthn"' in page
    assert 'autocomplete="current-password"' in page
    assert 'autocomplete="new-password"' in Client().get("/accounts/signup/").content.decode()
