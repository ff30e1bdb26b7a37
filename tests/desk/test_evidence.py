"""The evidence pages: asked for, followed, read, taken; and what others get to see, which is nothing."""

import io
import re
import zipfile
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import User
from apps.evidence.models import Pack
from apps.evidence.services.building import build_pack
from apps.kernel import files
from apps.kernel.actor import Actor
from apps.kernel.models import AuditEvent
from tests import factories
from tests.evidence.stage import Stage, asked, built, home_of, partner, stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene() -> Stage:
    return stage()


def signed_in(actor: Actor, language: str = "en") -> Client:
    browser = Client(headers={"accept-language": language})
    user = User.objects.get(pk=actor.user_id or 0)
    User.objects.filter(pk=user.pk).update(language=language)
    browser.force_login(user)
    return browser


def address(actor: Actor, path: str) -> str:
    return f"/o/{home_of(actor).slug}/packs/{path}"


def without_its_own(page: bytes, pk: int) -> bytes:
    """A page without its token and the key in its address."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", page).replace(b"packs/%d/" % pk, b"packs/")


def test_a_pack_is_asked_for_built_and_downloaded(scene: Stage) -> None:
    actor = partner(scene, "evidence", "certificate")
    browser = signed_in(actor)
    form = browser.get(address(actor, "new/")).content.decode()
    assert scene.product.code in form
    said = {"product": scene.product.pk, "purpose": "Warranty file", "language": "en"}
    answer = browser.post(address(actor, "new/"), said)
    pack = Pack.objects.visible_to(actor).get()
    assert (answer.status_code, answer["Location"]) == (302, address(actor, f"{pack.pk}/"))
    waiting = browser.get(answer["Location"]).content.decode()
    assert "being built" in waiting
    assert 'hx-trigger="every 2s"' in waiting
    assert "Download" not in waiting
    build_pack(actor=factories.SYSTEM, pack_id=pack.pk)
    ready = browser.get(answer["Location"]).content.decode()
    assert "hx-trigger" not in ready
    assert "python3 -I verify.py" in ready
    download = browser.get(address(actor, f"{pack.pk}/download/"))
    pack.refresh_from_db()
    assert files.sha256_of(download.content) == pack.sha256
    assert zipfile.ZipFile(io.BytesIO(download.content)).testzip() is None


def test_the_download_cannot_be_mistaken_for_a_page(scene: Stage) -> None:
    actor = partner(scene, "evidence")
    pack = built(actor, scene.product)
    answer = signed_in(actor).get(address(actor, f"{pack.pk}/download/"))
    assert answer["Content-Type"] == "application/zip"
    assert answer["Content-Disposition"] == f'attachment; filename="{pack}.zip"'
    assert answer["Content-Length"] == str(pack.size)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox"
    assert "private" in answer["Cache-Control"]
    assert AuditEvent.objects.filter(verb="pack.downloaded", actor=actor.label).count() == 1


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Left out, and why"), ("zh-hans", "供应商的分享未向申请本包的机构开放凭证")]
)
def test_the_page_names_every_file_and_what_was_left_out(scene: Stage, language: str, words: str) -> None:
    actor = partner(scene, "evidence")
    pack = built(actor, scene.product)
    page = signed_in(actor, language).get(address(actor, f"{pack.pk}/")).content.decode()
    assert words in page
    for member in pack.files.visible_to(actor):
        assert member.path in page
        assert member.sha256[:8] in page
    assert pack.sha256[:8] in page


@pytest.mark.parametrize("path", ["{pk}/", "{pk}/download/"])
def test_others_get_the_same_404_as_for_a_pack_that_is_not_there(scene: Stage, path: str) -> None:
    pack = built(partner(scene, "evidence"), scene.product)
    others = (scene.supplier, partner(scene, "evidence", "certificate"), factories.stranger("auditor"))
    events = AuditEvent.objects.count()
    for other in others:
        browser = signed_in(other)
        assert str(pack) not in browser.get(address(other, "")).content.decode()
        answers = [browser.get(address(other, path.format(pk=pk))) for pk in (pack.pk, 999_999)]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert without_its_own(answers[0].content, pack.pk) == without_its_own(answers[1].content, 999_999)
    assert AuditEvent.objects.count() == events


def test_a_stranger_does_not_get_into_another_organisations_packs(scene: Stage) -> None:
    actor = partner(scene, "evidence")
    pack = built(actor, scene.product)
    browser = signed_in(factories.stranger("integrator"))
    for page in ("", "new/", f"{pack.pk}/", f"{pack.pk}/download/"):
        assert browser.get(address(actor, page)).status_code == 404


def test_who_is_not_signed_in_is_sent_to_sign_in(scene: Stage, client: Client) -> None:
    actor = partner(scene, "evidence")
    pack = built(actor, scene.product)
    for page in ("", "new/", f"{pack.pk}/", f"{pack.pk}/download/"):
        assert client.get(address(actor, page)).status_code == 302


def test_a_member_without_the_verb_reads_packs_and_makes_none(scene: Stage) -> None:
    actor = partner(scene, "evidence")
    pack = built(actor, scene.product)
    browser = signed_in(factories.member(home_of(actor), "viewer"))
    assert browser.get(address(actor, f"{pack.pk}/")).status_code == 200
    assert "packs/new/" not in browser.get(address(actor, "")).content.decode()
    assert browser.get(address(actor, "new/")).status_code == 403
    said = {"product": scene.product.pk, "purpose": "", "language": "en"}
    assert browser.post(address(actor, "new/"), said).status_code == 403
    assert Pack.objects.visible_to(actor).count() == 1


@pytest.mark.parametrize("scopes", [(), ("certificate",)])
def test_a_product_without_the_scope_evidence_is_no_choice_and_is_not_taken(
    scene: Stage, scopes: tuple[str, ...]
) -> None:
    partner(scene, "evidence")  # somebody else may
    actor = partner(scene, *scopes)
    browser = signed_in(actor)
    assert scene.product.code not in browser.get(address(actor, "new/")).content.decode()
    answer = browser.post(address(actor, "new/"), {"product": scene.product.pk, "purpose": "", "language": "en"})
    assert answer.status_code == 200
    assert Pack.objects.visible_to(actor).count() == 0


@pytest.mark.parametrize(
    "changes", [{"product": ""}, {"product": "999999"}, {"product": "x"}, {"language": "fr"}, {"purpose": "质" * 201}]
)
def test_a_form_that_is_not_filled_in_says_so_and_keeps_what_was_typed(scene: Stage, changes: dict[str, str]) -> None:
    browser = signed_in(scene.supplier)
    said = {"product": str(scene.product.pk), "purpose": "Warranty file", "language": "en", **changes}
    page = browser.post(address(scene.supplier, "new/"), said).content.decode()
    assert "error-summary" in page
    assert said["purpose"] in page
    assert Pack.objects.visible_to(scene.supplier).count() == 0


def test_a_purpose_that_cannot_be_printed_is_named_at_its_field(scene: Stage) -> None:
    said = {"product": scene.product.pk, "purpose": "Site 👍", "language": "en"}
    page = signed_in(scene.supplier).post(address(scene.supplier, "new/"), said).content.decode()
    assert "printed: 👍" in page
    assert 'href="#id_purpose"' in page


def test_a_product_can_be_chosen_by_the_link(scene: Stage) -> None:
    page = signed_in(scene.supplier).get(address(scene.supplier, f"new/?product={scene.product.pk}")).content.decode()
    assert f'<option value="{scene.product.pk}" selected>' in page


def test_a_failure_is_said_with_what_to_do(scene: Stage) -> None:
    product = factories.product(scene.supplier, name_zh="终端👍")
    factories.version(scene.supplier, product)
    pack = asked(scene.supplier, product)
    build_pack(actor=factories.SYSTEM, pack_id=pack.pk)
    page = signed_in(scene.supplier).get(address(scene.supplier, f"{pack.pk}/")).content.decode()
    assert "could not be built" in page
    assert "👍" in page
    assert "Ask for a new pack" in page
    assert signed_in(scene.supplier).get(address(scene.supplier, f"{pack.pk}/download/")).status_code == 404


def test_the_list_is_empty_kindly(scene: Stage) -> None:
    actor = factories.stranger("integrator")
    assert "Nobody of your organisation" in signed_in(actor).get(address(actor, "")).content.decode()


def test_the_list_costs_the_same_however_many_packs(scene: Stage, django_assert_num_queries: Any) -> None:
    actor = partner(scene, "evidence")
    browser = signed_in(actor)
    asked(actor, scene.product)
    with django_assert_num_queries(20, exact=False) as one:
        browser.get(address(actor, ""))
    for number in range(5):
        asked(actor, scene.product, purpose=str(number))
    with django_assert_num_queries(len(one)):
        browser.get(address(actor, ""))
