"""Documents at the door: what is taken, what is sent back with which words, and what is read from them."""

import pytest

from apps.kernel.documents import plain_name, recognised, require_readable, text_of
from apps.kernel.files import LARGEST_UPLOAD, FileType
from apps.kernel.problems import Refused
from apps.kernel.sandbox import SandboxFailed
from tests.claims.documents import bomb, pdf, picture, protected_pdf


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(Refused) as refused:
        require_readable(content, recognised(name, content))
    (problem,) = refused.value.problems
    assert problem.field == "file"
    assert len(str(problem.message)) > 30
    return problem.code


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("c.pdf", pdf("hello"), FileType.PDF),
        ("凭证.PDF", pdf("hello", pages=3), FileType.PDF),
        ("c.png", picture("PNG"), FileType.PNG),
        ("c.jpg", picture("JPEG"), FileType.JPEG),
        ("c.JPEG", picture("JPEG", (3000, 2000)), FileType.JPEG),
    ],
)
def test_a_document_of_a_type_on_the_list_is_taken(name: str, content: bytes, kind: FileType) -> None:
    assert recognised(name, content) == kind
    require_readable(content, kind)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("c.pdf", b"", "F-EMPTY"),
        ("c.pdf", b"%PDF-" + b"x" * LARGEST_UPLOAD, "F-SIZE"),
        ("c.heic", b"\x00\x00\x00\x18ftypheic", "F-HEIC"),
        ("c.HEIF", b"\x00\x00\x00\x18ftypmif1", "F-HEIC"),
        ("c.docx", b"PK\x03\x04", "F-TYPE"),
        ("c.svg", b"<svg/>", "F-TYPE"),
        ("certificate", pdf("x"), "F-TYPE"),
        ("c.pdf", b"<!doctype html><title>Sign in</title>", "F-OTHER"),
        ("c.pdf", picture("PNG"), "F-OTHER"),
        ("c.png", picture("JPEG"), "F-OTHER"),
        ("c.jpg", pdf("x"), "F-OTHER"),
        ("c.pdf", b"%PDF-1.7\nnothing of the kind", "F-DAMAGED"),
        ("c.pdf", pdf("x")[:120], "F-DAMAGED"),
        ("c.png", picture("PNG")[:40], "F-DAMAGED"),
        ("c.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 200, "F-DAMAGED"),
        ("c.jpg", picture("JPEG", (800, 600))[:700], "F-DAMAGED"),
        ("c.jpg", b"\xff\xd8\xff\xe0 no picture", "F-DAMAGED"),
        ("c.pdf", protected_pdf(opens_without=False), "F-ENCRYPTED"),
        ("c.pdf", protected_pdf(opens_without=True), "F-ENCRYPTED"),
        ("c.png", bomb(), "F-TOO-LARGE"),
    ],
)
def test_what_can_not_be_taken_is_sent_back_with_the_reason(name: str, content: bytes, code: str) -> None:
    assert refusal(name, content) == code


def test_a_small_file_can_hold_more_pixels_than_are_opened() -> None:
    assert len(bomb()) < 100_000


def test_the_text_of_a_pdf_is_read() -> None:
    assert "Beijing-WenXinYiYan-20230821" in text_of(pdf("Filing number: Beijing-WenXinYiYan-20230821"))


def test_a_pdf_without_text_has_none() -> None:
    assert text_of(pdf()).strip() == ""


def test_what_is_no_pdf_has_no_text_to_be_had() -> None:
    with pytest.raises(SandboxFailed):
        text_of(b"%PDF-1.7\nnothing of the kind")


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("凭证.pdf", "凭证.pdf"),
        ("C:\\Users\\me\\a.pdf", "a.pdf"),
        ("../../etc/passwd.png", "passwd.png"),
        ("a\x00b\n\u202efdp.exe.pdf", "abfdp.exe.pdf"),
        ("", "document"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_file_name_keeps_its_own_name_only(name: str, kept: str) -> None:
    assert plain_name(name) == kept
