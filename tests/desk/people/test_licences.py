"""The page of the business licence, and the two who may take the file away: the organisation and the operator."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests import factories
from tests.claims.documents import pdf
from tests.desk.conftest import Cast

pytestmark = pytest.mark.django_db
CONTENT = pdf("Licence")


@pytest.fixture
def handed_in(cast: Cast) -> Cast:
    """The owner's licence is kept; the operator is one of the people."""
    cast.people["operator"] = factories.stranger("operator")
    answer = cast.post("owner", "licence", {"file": SimpleUploadedFile("licence <b>.pdf", CONTENT, "application/pdf")})
    assert answer.status_code == 302
    return cast


def text(response: object) -> str:
    return " ".join(getattr(response, "content", b"").decode().split())


def test_without_a_file_the_form_asks_for_one(cast: Cast) -> None:
    page = cast.post("owner", "licence", {})
    assert page.status_code == 200 and "a JPG or PNG photo of the business licence" in text(page)
    assert "None was handed in yet." in text(page)
    assert cast.get("owner", "licence-file").status_code == 404


def test_its_own_administrator_and_the_operator_take_it_away_as_a_download(handed_in: Cast) -> None:
    slug = handed_in.organisation("owner").slug
    for who, name, said in (("owner", "licence-file", {}), ("operator", "organisation-licence", {"slug": slug})):
        answer = handed_in.get(who, name, **said)
        assert b"".join(answer) == CONTENT
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["Content-Security-Policy"] == "sandbox"
        assert answer["Cache-Control"] == "private, no-store"


def test_nobody_else_is_given_it_nor_its_name(handed_in: Cast) -> None:
    slug = handed_in.organisation("owner").slug
    assert handed_in.get("viewer", "licence-file").status_code == 403
    assert handed_in.get("viewer", "licence").status_code == 403
    for who in ("partner", "stranger"):
        assert handed_in.get(who, "licence-file").status_code == 404
        assert "licence &lt;b&gt;.pdf" not in text(handed_in.get(who, "licence"))
        assert handed_in.get(who, "organisation-licence", slug=slug).status_code == 403
    assert handed_in.get("owner", "organisation-licence", slug=slug).status_code == 403


def test_the_operator_s_page_of_the_organisation_links_to_it(handed_in: Cast) -> None:
    slug = handed_in.organisation("owner").slug
    page = text(handed_in.get("operator", "organisation-judge", slug=slug))
    said = {"organisation": handed_in.organisation("operator").slug, "slug": slug}
    assert reverse("organisation-licence", kwargs=said) in page and "licence &lt;b&gt;.pdf" in page
    other = handed_in.organisation("partner").slug
    assert "not handed in" in text(handed_in.get("operator", "organisation-judge", slug=other))
    assert handed_in.get("operator", "organisation-licence", slug=other).status_code == 404


def test_a_wrong_file_is_said_to_be_wrong_once(cast: Cast) -> None:
    page = text(cast.post("owner", "licence", {"file": SimpleUploadedFile("licence.svg", b"<svg/>", "image/svg+xml")}))
    assert "Only PDF, JPG and PNG files are taken." in page
    assert "Choose it again." not in page
