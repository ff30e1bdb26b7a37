"""The summary on paper: both languages, rare characters, one font, nothing from outside, the same bytes each time."""

import shutil
import subprocess
import sys
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from django.conf import settings

from apps.evidence import fonts, render
from apps.evidence.facts import Both
from apps.evidence.manifest import WRITTEN, Item
from tests.evidence import samples

ATTACHED = (
    Item("versions.json", Both("Versions", "各版本"), WRITTEN, b'{"a": 1}\n'),
    Item("verifications.json", Both("Comparisons", "比对"), WRITTEN, b"{}\n"),
)
RARE = "淏㵘䶮垚喆堃"


@pytest.fixture(scope="module")
def summary() -> bytes:
    return render.summary(samples.facts(), ATTACHED)


@pytest.fixture
def file(summary: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "summary.pdf"
    path.write_bytes(summary)
    return path


def text_of(pdf: bytes) -> str:
    """The text of a document, its lines put together as they were before they were broken."""
    with pypdfium2.PdfDocument(pdf) as document:
        lines = "\n".join(page.get_textpage().get_text_bounded() for page in document).splitlines()
    return "".join(line if line[-1:] > "\u3000" else f"{line} " for line in lines)


def test_the_text_can_be_read_back_in_both_languages(summary: bytes) -> None:
    text = text_of(summary)
    for words in (
        "Evidence pack",
        "证据包",
        "启明示例显示（深圳）有限公司",
        "Qiming Demo Display (Shenzhen) Co., Ltd.",
        "The filing number is identical to the list entry.",
        "备案号与名单条目完全相同。",
        "R-NUM-EXACT",
        "not an approval by any authority",
        "不代表任何主管部门的批准",
        "not fetched from the official site",
    ):
        assert words in text, words


def test_rare_characters_of_company_names_are_printed() -> None:
    facts = samples.facts(purpose=RARE)
    assert fonts.missing(RARE) == ""
    assert RARE in text_of(render.summary(facts, ()))


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_language_that_was_asked_for_comes_first(language: str) -> None:
    text = text_of(render.summary(samples.facts(language=language), ()))
    assert (text.index("Supplier") < text.index("供应商")) is (language == "en")


def test_what_was_left_out_is_printed() -> None:
    text = text_of(render.summary(samples.facts(omissions=(samples.OMISSION,)), ()))
    assert "Certificate of claim C-00001" in text
    assert "供应商的分享未开放凭证。" in text


def test_the_same_facts_give_the_same_bytes(summary: bytes) -> None:
    assert render.summary(samples.facts(), ATTACHED) == summary


def test_the_same_facts_give_the_same_bytes_in_another_process(summary: bytes, tmp_path: Path) -> None:
    script = (
        "import django, sys; django.setup()\n"
        "from apps.evidence import render\n"
        "from tests.evidence import samples, test_render\n"
        "sys.stdout.buffer.write(render.summary(samples.facts(), test_render.ATTACHED))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=settings.BASE_DIR, capture_output=True, check=True)
    assert done.stdout == summary


def test_only_the_one_font_is_in_it(file: Path) -> None:
    with pikepdf.open(file) as document:
        named = {
            str(one.FontName)
            for one in document.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
        }
    assert {name.split("+")[1] for name in named} == {"Hefu-Sans", "Hefu-Sans-Bold"}


def test_it_has_what_a_pdf_a_3b_needs(file: Path) -> None:
    with pikepdf.open(file) as document:
        root = document.Root
        assert root.OutputIntents[0].S == "/GTS_PDFA1"
        assert "/DestOutputProfile" in root.OutputIntents[0]
        assert [(str(one.UF), str(one.AFRelationship)) for one in root.AF] == [
            ("versions.json", "/Data"),
            ("verifications.json", "/Data"),
        ]
        assert document.pdf_version == "1.7"
        assert "/ID" in document.trailer
        assert "/Encrypt" not in document.trailer
        with document.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "B")
            assert metadata["xmp:CreateDate"] == "2026-05-14T02:15:00Z"


def test_the_machine_readable_members_are_attached_as_they_are(file: Path) -> None:
    with pikepdf.open(file) as document:
        assert {name: spec.get_file().read_bytes() for name, spec in document.attachments.items()} == {
            "versions.json": b'{"a": 1}\n',
            "verifications.json": b"{}\n",
        }


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_qpdf_finds_nothing_wrong(file: Path) -> None:
    done = subprocess.run(["qpdf", "--check", str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("text", ["👍", "\U00020bb7野家", "ﷺ"])
def test_a_character_the_font_lacks_is_an_error_and_never_an_empty_box(text: str) -> None:
    with pytest.raises(render.CannotPrint) as caught:
        render.summary(samples.facts(purpose=f"Site {text}"), ())
    assert caught.value.characters == text[0]


def test_signs_without_a_shape_are_left_out_of_print() -> None:
    facts = samples.facts(purpose="Harbour\u200b\u00ad\ufeff Mall\ufe0f\u202e")
    assert "Harbour Mall" in text_of(render.summary(facts, ()))


def test_what_a_supplier_writes_stays_text() -> None:
    facts = samples.facts(purpose='<img src="https://example.test/x.png"><b>&amp;</b>')
    assert '<img src="https://example.test/x.png"><b>&amp;</b>' in text_of(render.summary(facts, ())).replace(
        "\r\n", ""
    )


@pytest.mark.parametrize(
    "url", ["https://example.test/font.ttf", "file:///etc/passwd", "data:text/plain,a", "hefu:font/500", "hefu:"]
)
def test_nothing_but_the_font_is_served_to_a_document(url: str) -> None:
    with pytest.raises(BaseException, match="may not use") as caught:
        render.shelf(url)
    assert not isinstance(caught.value, Exception)  # WeasyPrint would go on past an ordinary error


def test_a_document_that_names_anything_else_is_not_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    page = '<!doctype html><img src="https://example.test/x.png">'
    monkeypatch.setattr(render, "render_to_string", lambda *_: page)
    with pytest.raises(PermissionError, match=r"example\.test"):
        render.summary(samples.facts(), ())
