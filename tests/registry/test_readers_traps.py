"""Files that are no whole list: each is refused by its own name, in both languages, with its place and a remedy."""

import io
import re
import struct
import zipfile
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.utils import translation

from apps.kernel.problems import Refused
from apps.registry.codes import FileCode
from apps.registry.parsing.unreadable import ListUnreadable
from apps.registry.reading import parse, read_files
from tests.registry import printing
from tests.registry.printing import WORD, Printed
from tests.registry.published import FILED, FILING_2025, REGISTERED, REGISTRATION

ROW = ["1", "北京市", "SYNTHETIC", "某某公司", "Beijing-SYN-202607010001", "2026/7/8"]
OTHER = ["2", "上海市", "SYNTHETIC 2", "某某公司", "Shanghai-SYN-202607010002", "2026/7/9"]
FILINGS = Printed(FILING_2025, [ROW, OTHER], (FILED,))
APPS = Printed(REGISTRATION, [["1", *ROW[1:4], "Beijing-SYN-20260701S0001", "2026/7/8"]], (REGISTERED,))
CONTACTS = Printed(("姓名", "电话"), [["某某", "010-0000"]], ("联系人",))
PRINTERS: dict[str, Callable[..., bytes]] = {
    "docx": printing.as_docx,
    "xlsx": printing.as_xlsx,
    "html": printing.as_html,
}


def refused(content: bytes) -> ListUnreadable:
    with pytest.raises(ListUnreadable) as caught:
        parse(content)
    return caught.value


def said(content: bytes, name: str = "list.bin") -> dict[str, str]:
    with pytest.raises(Refused) as caught:
        read_files([(name, content)], "auto")
    found = {}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            found[language] = str(caught.value.problems[0].message)
    return found


def document_xml(*tables: Printed) -> bytes:
    return zipfile.ZipFile(io.BytesIO(printing.as_docx(*tables))).read("word/document.xml")


def rewritten(content: bytes, **parts: bytes) -> bytes:
    """An office file with parts replaced or added, by the end of their name."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name.rpartition("/")[2].partition(".")[0], old.read(name)))
    return out.getvalue()


@pytest.mark.parametrize("printer", PRINTERS)
def test_the_type_is_told_by_the_bytes_and_not_by_the_name(printer: str) -> None:
    (file,) = read_files([("SYNTHETIC.csv", PRINTERS[printer](FILINGS))], "auto")
    assert [row.content.sequence for row in file.parsed.rows] == [1, 2]


@pytest.mark.parametrize("printer", ["docx", "xlsx"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_half_an_office_file_is_damaged(printer: str, share: float) -> None:
    content = PRINTERS[printer](FILINGS)
    assert refused(content[: int(len(content) * share)]).code == FileCode.DAMAGED


def test_half_a_page_is_damaged() -> None:
    content = printing.as_html(FILINGS)
    assert refused(content[: content.rindex(b"<tr>")]).code == FileCode.DAMAGED
    assert refused(content[: content.rindex(b"</body>")]).code == FileCode.DAMAGED


@pytest.mark.parametrize(
    "page",
    [
        "<!DOCTYPE html><html><head><title>404</title></head><body><h1>Not Found</h1></body></html>",
        "<html><body><form><table><tr><td>用户名</td><td><input></td></tr></table></form></body></html>",
        "<html><body><script>location='/'</script></body></html>",
    ],
)
def test_a_page_that_failed_or_asks_to_sign_in_is_a_page_and_no_list(page: str) -> None:
    assert refused(page.encode()).code == FileCode.HTML
    words = said(page.encode(), "list.pdf")
    assert words["en"].startswith("list.pdf: This is a web page, not a list")
    assert "网页" in words["zh-hans"]


def test_a_locked_office_file_says_so() -> None:
    locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + "EncryptedPackage".encode("utf-16-le") + bytes(500)
    assert refused(locked).code == FileCode.LOCKED
    content = bytearray(printing.as_docx(FILINGS))
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    assert refused(bytes(content)).code == FileCode.LOCKED


def test_a_second_table_that_is_no_list_is_named_by_its_place() -> None:
    error = refused(printing.as_docx(FILINGS, CONTACTS))
    assert (error.code, error.place, error.row) == (FileCode.LAYOUT, "table 2", 1)
    words = said(printing.as_docx(FILINGS, CONTACTS), "a.docx")
    assert words["en"].startswith("a.docx, table 2, row 1")
    assert "a.docx" in words["zh-hans"]
    assert "2" in words["zh-hans"]
    error = refused(printing.as_xlsx(FILINGS, CONTACTS, names=["名单", "联系人"]))
    assert error.place == "sheet 联系人"


def test_a_sheet_of_nothing_but_text_is_no_list_and_no_obstacle() -> None:
    notes = Printed(("填写说明",), [["一行一条"]])
    assert len(parse(printing.as_xlsx(notes, FILINGS)).rows) == 2
    hidden = Printed(("填写说明",), [["遗漏 Beijing-SYN-202607010009"]])
    assert refused(printing.as_xlsx(hidden, FILINGS)).code == FileCode.STRAY


def test_a_heading_that_names_the_other_table_is_a_refusal() -> None:
    for printer in PRINTERS.values():
        error = refused(printer(replace(FILINGS, title=(REGISTERED,))))
        assert (error.code, error.params["found"], error.params["expected"]) == (
            FileCode.HEADING,
            "registration",
            "filing",
        )
    both = "生成式人工智能服务已备案和已登记信息（2026年6月）"
    assert len(parse(printing.as_docx(replace(FILINGS, title=("附件7：", both)), APPS)).rows) == 3


def test_a_row_that_stands_beside_the_table_is_not_lost_in_silence() -> None:
    paragraph = "<w:p><w:r><w:t>3 北京市 某某 某某公司 Beijing-SYN-202607010003</w:t></w:r></w:p>"
    error = refused(printing.as_docx(FILINGS, extra=paragraph))
    assert (error.code, error.params["value"]) == (FileCode.STRAY, "Beijing-SYN-202607010003")


def test_a_line_that_is_neither_row_nor_title_is_named_by_its_row() -> None:
    error = refused(printing.as_xlsx(replace(FILINGS, rows=[ROW, ["小计"], OTHER])))
    assert (error.code, error.place, error.row) == (FileCode.CELLS, "sheet Sheet1", 4)


def test_a_table_goes_on_in_the_next_one_without_a_header() -> None:
    later = Printed(OTHER, [["3", *OTHER[1:]]])
    assert [row.content.sequence for row in parse(printing.as_docx(replace(FILINGS, rows=[ROW]), later)).rows] == [
        1,
        2,
        3,
    ]


def test_two_tables_may_stand_below_each_other_in_one_sheet() -> None:
    stacked = replace(FILINGS, rows=[*FILINGS.rows, [REGISTERED], list(REGISTRATION), *APPS.rows])
    for content in (printing.as_xlsx(stacked), printing.as_csv(stacked)):
        tables = parse(content).tables
        assert [(t.table, len(t.rows)) for t in tables] == [("filing", 2), ("registration", 1)]


def test_merged_cells_are_read_in_each_row_they_span() -> None:
    page = printing.as_html(FILINGS, frame=False).decode()
    page = page.replace("<td>北京市</td>", "<td rowspan=2>北京市</td>").replace("<td>上海市</td>", "")
    assert [row.content.province for row in parse(page.encode()).rows] == ["北京市", "北京市"]
    document = printing.as_docx(FILINGS)
    xml = zipfile.ZipFile(io.BytesIO(document)).read("word/document.xml").decode()
    span = "<w:vMerge w:val='restart'/><w:vAlign w:val='center'/>"
    first, _, rest = xml.partition("北京市")
    xml = span.join(first.rsplit("<w:vAlign w:val='center'/>", 1)) + "北京市" + rest
    first, _, rest = xml.partition("上海市")
    xml = "<w:vMerge/>".join(first.rsplit("<w:vAlign w:val='center'/>", 1)) + rest
    read = parse(rewritten(document, document=xml.encode()))
    assert [row.content.province for row in read.rows] == ["北京市", "北京市"]


def test_a_page_cannot_grow_by_spans_without_end() -> None:
    rows = "".join("<tr><td colspan=1000 rowspan=1000>x</td></tr>" for _ in range(3000))
    assert refused(f"<html><table>{rows}</table></html>".encode()).code == FileCode.TOO_MUCH


def test_an_archive_that_unpacks_to_a_flood_is_refused_before_it_does() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b" " * 20_000_000)
    flood = bytearray(out.getvalue())
    at = flood.index(b"PK\x01\x02")
    flood[at + 24 : at + 28] = struct.pack("<I", 2_000_000_000)
    assert refused(bytes(flood)).code == FileCode.TOO_MUCH


def test_an_archive_whose_entries_overlap_or_repeat_is_damaged() -> None:
    inner = printing.zipped({"word/document.xml": document_xml(FILINGS)})
    with zipfile.ZipFile(io.BytesIO(inner)) as archive:
        (part,) = archive.infolist()
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a", inner[: inner.index(b"PK\x01\x02")])
        part.header_offset = len("a") + 30
        archive.filelist.append(part)
    with zipfile.ZipFile(out) as archive:
        assert archive.read("word/document.xml") == document_xml(FILINGS)
    assert refused(out.getvalue()).code == FileCode.DAMAGED
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive, pytest.warns(UserWarning):
        archive.writestr("word/document.xml", "<a/>")
        archive.writestr("word/document.xml", "<b/>")
    assert refused(out.getvalue()).code == FileCode.DAMAGED


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_with_entities_of_its_own_is_refused(encoding: str) -> None:
    xml = zipfile.ZipFile(io.BytesIO(printing.as_docx(FILINGS))).read("word/document.xml").decode()
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    entity = f'<!DOCTYPE w:document [<!ENTITY a0 "ha">{laughs}<!ENTITY f SYSTEM "file:///etc/hostname">]>'
    xml = re.sub(r"<\?xml.*?\?>", f'<?xml version="1.0" encoding="{encoding}"?>{entity}', xml)
    xml = xml.replace("某某公司", "&a9;&f;", 1)
    bad = rewritten(printing.as_docx(FILINGS), document=xml.encode(encoding))
    assert refused(bad).code in (FileCode.DAMAGED, FileCode.TOO_MUCH)


def test_a_text_that_hides_in_an_entity_is_not_left_out_in_silence() -> None:
    declared = '<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY holder "某某公司">]>'
    xml = re.sub(r"<\?xml.*?\?>", declared, document_xml(FILINGS).decode()).replace("某某公司", "&holder;", 1)
    bad = rewritten(printing.as_docx(FILINGS), document=xml.encode())
    assert refused(bad).code == FileCode.DAMAGED


def test_what_another_version_of_the_text_shows_is_not_read_twice() -> None:
    space = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    choice = (
        f"<mc:AlternateContent xmlns:mc='{space}'><mc:Choice Requires='wps'><w:t>SYNTHETIC</w:t></mc:Choice>"
        "<mc:Fallback><w:t>SYNTHETIC</w:t></mc:Fallback></mc:AlternateContent>"
    )
    document = printing.as_docx(replace(FILINGS, rows=[ROW]))
    xml = zipfile.ZipFile(io.BytesIO(document)).read("word/document.xml").decode()
    xml = xml.replace('<w:t xml:space="preserve">SYNTHETIC</w:t>', choice)
    assert [row.content.name for row in parse(rewritten(document, document=xml.encode())).rows] == ["SYNTHETIC"]


def test_a_document_in_the_strict_form_is_read_too() -> None:
    document = printing.as_docx(FILINGS)
    xml = zipfile.ZipFile(io.BytesIO(document)).read("word/document.xml")
    strict = xml.replace(WORD.encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main")
    assert len(parse(rewritten(document, document=strict)).rows) == 2


@pytest.mark.parametrize("name", ["ppt/presentation.xml", "content.xml", "readme.txt"])
def test_an_archive_that_is_no_list_is_named(name: str) -> None:
    kinds = {"ppt/presentation.xml": "PPTX", "content.xml": "ODF", "readme.txt": "ZIP"}
    error = refused(printing.zipped({name: "x"}))
    assert (error.code, error.params["format"]) == (FileCode.FORMAT, kinds[name])


def test_a_document_without_a_table_says_so() -> None:
    assert refused(printing.as_docx(extra="<w:p><w:r><w:t>通知</w:t></w:r></w:p>")).code == FileCode.NO_TABLE
