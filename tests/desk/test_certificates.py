"""Tests of uploading a certificate and of what becomes of the file."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apps.claims import queries as claims
from apps.claims import services
from tests import factories
from tests.desk.conftest import LISTED, LISTED_HOLDER, Cast


def picture(colour: int = 0) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (4, 4), (colour, 0, 0)).save(out, "PNG")
    return out.getvalue()


def chosen(content: bytes, name: str = "photo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/png")


def read(cast: Cast) -> Any:
    """The certificate, read as the worker would."""
    certificate = claims.certificates(actor=cast.people["owner"]).get()
    return services.read_certificate(actor=factories.SYSTEM, certificate_id=certificate.pk)


@pytest.mark.parametrize("control", ["photo", "image", "file"])
def test_a_file_is_taken_whichever_control_it_was_chosen_with(cast: Cast, control: str) -> None:
    response = cast.post("owner", "certificate-add", {"kind": "filing", control: chosen(picture())})
    certificate = claims.certificates(actor=cast.people["owner"]).get()
    assert response.url == cast.address("owner", "certificate", pk=certificate.pk)


def test_while_the_file_is_read_the_page_says_so_and_then_leads_on(cast: Cast) -> None:
    cast.post("owner", "certificate-add", {"kind": "filing", "file": chosen(picture())})
    certificate = claims.certificates(actor=cast.people["owner"]).get()
    waiting = cast.get("owner", "certificate", pk=certificate.pk)
    assert 'hx-trigger="every 2s"' in waiting.content.decode()
    assert "photo.png" in cast.get("owner", "certificates").content.decode()
    read(cast)
    claim = claims.own_claims(actor=cast.people["owner"]).get()
    address = cast.address("owner", "claim-describe", pk=claim.pk)
    assert cast.get("owner", "certificate", pk=certificate.pk).url == address
    asked = cast.client("owner").get(
        cast.address("owner", "certificate", pk=certificate.pk), headers={"hx-request": "true"}
    )
    assert asked.headers["HX-Redirect"] == address


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "Choose a file"),
        ({"photo": chosen(picture(1)), "file": chosen(picture(2))}, "Choose one file only"),
        ({"file": chosen(b"")}, "empty"),
        ({"file": chosen(b"<html></html>", "statement.pdf")}, "PDF"),
        ({"file": chosen(picture(3), "statement.pdf")}, "PDF"),
        ({"file": chosen(b"MZ" * 40, "statement.exe")}, "PDF"),
    ],
)
def test_a_file_that_is_not_taken_is_answered_with_what_to_do(
    cast: Cast, files: dict[str, SimpleUploadedFile], words: str
) -> None:
    response = cast.post("owner", "certificate-add", {"kind": "filing", **files})
    page = response.content.decode()
    assert response.status_code == 200
    assert "There is a problem" in page
    assert any(words in message for messages in response.context["form"].errors.values() for message in messages)
    assert 'href="#id_' in page
    assert not claims.certificates(actor=cast.people["owner"]).exists()


def test_the_same_file_again_leads_to_the_certificate_that_holds_it(cast: Cast) -> None:
    cast.post("owner", "certificate-add", {"kind": "filing", "file": chosen(picture())})
    page = cast.post("owner", "certificate-add", {"kind": "filing", "file": chosen(picture(), "again.png")})
    certificate = claims.certificates(actor=cast.people["owner"]).get()
    assert cast.address("owner", "certificate", pk=certificate.pk) in page.content.decode()


def test_a_number_can_be_entered_without_a_file(cast: Cast) -> None:
    response = cast.post("owner", "certificate-add", {"number_only": "1", "kind": "registration"})
    claim = claims.own_claims(actor=cast.people["owner"]).get()
    assert (claim.kind, claim.certificate_id) == ("registration", None)
    assert response.url == cast.address("owner", "claim-describe", pk=claim.pk)


def test_a_file_is_given_as_a_download_to_who_may_open_it(cast: Cast, listed: None) -> None:
    cast.post("owner", "certificate-add", {"kind": "filing", "file": chosen(picture())})
    certificate = read(cast)
    file = certificate.files(manager="objects").everything(reason="test").get()
    response = cast.get("owner", "certificate-file", pk=file.pk)
    assert response.headers["Content-Disposition"] == 'attachment; filename="photo.png"'
    assert b"".join(response.streaming_content) == picture()
    assert cast.get("partner", "certificate-file", pk=file.pk).status_code == 404
    assert cast.get("viewer", "certificate-file", pk=file.pk).status_code == 403
    claim = claims.own_claims(actor=cast.people["owner"]).get()
    said = {"number": LISTED, "kind": "filing", "model_name": "", "holder": LISTED_HOLDER, "province": ""}
    services.describe_claim(actor=cast.people["owner"], claim=claim, **said)
    services.name_versions(actor=cast.people["owner"], claim=claim, versions=[cast.version])
    services.submit_claim(actor=cast.people["owner"], claim=claim)
    assert cast.get("partner", "certificate-file", pk=file.pk).status_code == 200
    assert cast.get("stranger", "certificate-file", pk=file.pk).status_code == 404


def test_who_may_not_upload_is_not_offered_it(cast: Cast) -> None:
    assert "Upload" not in cast.get("viewer", "certificates").content.decode()
    assert cast.get("viewer", "certificate-add").status_code == 403
    assert cast.get("partner", "certificate-add").status_code == 403


def test_a_partner_sees_submitted_claims_and_no_drafts(cast: Cast, listed: None) -> None:
    factories.submitted_claim(cast.people["owner"], [cast.version], LISTED, LISTED_HOLDER)
    services.begin_claim(actor=cast.people["owner"], kind="filing")
    assert "number not typed yet" in cast.get("owner", "certificates").content.decode()
    page = cast.get("partner", "certificates").content.decode()
    assert LISTED in page
    assert "number not typed yet" not in page
    assert LISTED not in cast.get("stranger", "certificates").content.decode()
