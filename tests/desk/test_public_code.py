"""The page behind the code on a box: for anybody, without sign-in, cookie or script."""

import pytest
from django.test import Client
from django.urls import reverse

from apps.accounts.models import Organisation
from apps.catalogue.codes import new_code, read_code, spaced
from apps.catalogue.models import PublicCode
from apps.catalogue.services import products, public_codes
from apps.desk.signing_in.sessions import NOTED_EVERY, SEEN
from apps.kernel.audit import chain_of
from apps.kernel.models import AuditEvent, Outbox
from tests import factories
from tests.desk.conftest import LISTED, LISTED_HOLDER, Cast


def page(code: str, **headers: str) -> object:
    return Client().get(reverse("public-code", kwargs={"code": code}), headers=headers)


@pytest.fixture
def code(cast: Cast, listed: None) -> PublicCode:
    """The code of a version whose number is listed."""
    factories.submitted_claim(cast.people["owner"], [cast.version], LISTED, LISTED_HOLDER)
    return public_codes.issue_code(actor=cast.people["owner"], version=cast.version, tells_number=True)


def test_anybody_sees_what_the_list_showed_and_gets_no_cookie(code: PublicCode) -> None:
    response = page(spaced(code.code))
    text = response.content.decode()
    assert response.status_code == 200
    assert LISTED in text and LISTED_HOLDER in text and "K21-A" in text
    assert "Where somebody changed the AI software afterwards" in text
    assert not response.cookies
    assert "Cookie" not in response["Vary"].split(", ") or "sessionid" not in text
    assert "<script" not in text
    assert len(response.content) < 20_000


def test_whoever_is_signed_in_or_was_gets_no_cookie_either(cast: Cast, code: PublicCode) -> None:
    known, was = cast.client("partner"), Client()
    session = known.session
    session[SEEN] -= 2 * NOTED_EVERY
    session.save()
    was.cookies["sessionid"] = "a" * 32
    for client in (known, was):
        for name in ("public-code", "public-code-report"):
            response = client.get(reverse(name, kwargs={"code": spaced(code.code)}))
            assert (response.status_code, dict(response.cookies)) == (200, {})


@pytest.mark.parametrize(("state", "said"), [("planned", "only planned"), ("retired", "retired this build")])
def test_a_build_that_is_planned_or_retired_is_named_as_such(
    cast: Cast, code: PublicCode, state: str, said: str
) -> None:
    assert said not in page(spaced(code.code)).content.decode()
    version = products.add_version(
        actor=cast.people["owner"], product=cast.product, hardware="X", firmware="1", ai_software="9", state=state
    )
    other = public_codes.issue_code(actor=cast.people["owner"], version=version)
    assert said in page(spaced(other.code)).content.decode()
    assert page(spaced(other.code), accept="application/json").json()["build_state"] == state


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_is_in_the_language_asked_for(code: PublicCode, language: str) -> None:
    response = Client().get(reverse("public-code", kwargs={"code": spaced(code.code)}), {"lang": language})
    assert ("What this means" in response.content.decode()) == (language == "en")
    assert response["Content-Language"] == {"en": "en", "zh-hans": "zh-Hans"}[language]


def test_a_code_is_read_however_it_is_written(code: PublicCode) -> None:
    assert page(code.code.lower()).status_code == 200


def test_without_leave_neither_number_nor_holder_is_told(cast: Cast, code: PublicCode) -> None:
    public_codes.issue_code(actor=cast.people["owner"], version=cast.version, tells_number=False)
    text = page(spaced(code.code)).content.decode()
    assert LISTED not in text
    answer = page(spaced(code.code), accept="application/json").json()
    assert answer["number"] == answer["holder"] == ""


def test_with_whom_the_supplier_shares_is_told_to_nobody(cast: Cast, code: PublicCode) -> None:
    text = page(spaced(code.code)).content.decode()
    for person in ("partner", "stranger"):
        assert str(cast.organisation(person)) not in text


def test_a_code_of_nobodys_was_not_issued_by_us(db: None) -> None:
    made_up = new_code(lambda alphabet: alphabet[7])
    response = page(spaced(made_up))
    assert response.status_code == 404
    assert "not issued by us" in response.content.decode()


def test_a_slip_of_the_pen_is_told_apart_from_a_code_of_nobodys(code: PublicCode) -> None:
    slipped = code.code[:-1] + ("0" if code.code[-1] != "0" else "1")
    assert read_code(slipped) is None
    response = page(slipped)
    assert response.status_code == 404
    assert "This is no code of ours" in response.content.decode()


def test_a_revoked_code_says_so_and_shows_nothing_of_the_product(cast: Cast, code: PublicCode) -> None:
    public_codes.revoke_code(actor=cast.people["owner"], code=code)
    response = page(spaced(code.code))
    assert response.status_code == 410
    assert "taken out of use" in response.content.decode()
    assert "K21-A" not in response.content.decode()


def test_other_versions_with_a_code_are_named_and_those_without_are_not(cast: Cast, code: PublicCode) -> None:
    assert str(cast.other_version) not in page(spaced(code.code)).content.decode()
    other = public_codes.issue_code(actor=cast.people["owner"], version=cast.other_version)
    text = page(spaced(code.code)).content.decode()
    assert spaced(other.code) in text
    assert f'<li><a href="/v/{spaced(code.code)}' not in text


def test_a_suspended_supplier_is_named_as_such(cast: Cast, code: PublicCode) -> None:
    Organisation.objects.filter(pk=code.owner_id).update(state="suspended")
    assert "has suspended this supplier" in page(spaced(code.code)).content.decode()


def test_machines_get_the_same_facts(code: PublicCode) -> None:
    answer = page(spaced(code.code), accept="application/json").json()
    assert (answer["number"], answer["product"]["code"], answer["match"]) == (LISTED, "K21-A", "match")
    assert page("NOTACODE1", accept="application/json").json() == {"code": "", "state": "mistyped"}


def test_who_asks_too_often_is_asked_to_wait(code: PublicCode, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apps.desk.public.codes.MOST_LOOKS", 2)
    answers = [
        Client(REMOTE_ADDR="198.51.100.77").get(reverse("public-code", kwargs={"code": spaced(code.code)})).status_code
        for _ in range(3)
    ]
    assert answers == [200, 200, 429]


def test_a_report_needs_no_cookie_and_reaches_the_supplier(code: PublicCode) -> None:
    address = reverse("public-code-report", kwargs={"code": spaced(code.code)})
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(address, {"text": ""}).status_code == 200
    before = Outbox.objects.count()
    response = stranger.post(address, {"text": "Seen on another machine."})
    assert response.status_code == 200
    assert not response.cookies
    event = AuditEvent.objects.filter(chain=chain_of(code.owner_id)).latest("number")
    assert (event.verb, event.detail["text"]) == ("code.reported", "Seen on another machine.")
    assert Outbox.objects.count() == before + 1


def test_one_plain_line_says_what_the_list_of_its_date_showed(cast: Cast, code: PublicCode) -> None:
    said = "The claimed number is on the official list of 2024-04-02."
    assert said in page(spaced(code.code)).content.decode()
    assert page(spaced(code.code), accept="application/json").json()["list_line"] == said
    unlisted = "Beijing-NoSuchModel-202401010001"
    factories.submitted_claim(cast.people["owner"], [cast.other_version], unlisted, LISTED_HOLDER)
    other = public_codes.issue_code(actor=cast.people["owner"], version=cast.other_version)
    assert "was not found on the official list of 2024-04-02." in page(spaced(other.code)).content.decode()
    bare = public_codes.issue_code(
        actor=cast.people["owner"],
        version=factories.version(cast.people["owner"], factories.product(cast.people["owner"], code="N-1")),
    )
    assert "claims no filing or registration number" in page(spaced(bare.code)).content.decode()
