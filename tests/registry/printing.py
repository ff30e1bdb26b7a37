"""Tables printed the way the lists are published: DOCX, XLSX, HTML, CSV and PDF, from nothing but cells."""

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from apps.evidence.fonts import font_file

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CELLS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


@dataclass(frozen=True)
class Printed:
    """One table: the lines above it, its header and its rows.

    `counted` prints the first column by automatic numbering, with empty cells; `spanned` lets that column span two.
    On paper columns have `widths` in millimetres, and a header that is `repeated` stands on every page.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    title: Sequence[str] = ()
    counted: bool = False
    spanned: int | None = None
    widths: Sequence[int] = ()
    repeated: bool = False


def zipped(parts: dict[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def as_docx(*tables: Printed, extra: str = "") -> bytes:
    """A Word document with the tables, each below its title lines; `extra` XML stands at the end of the body."""
    body = "".join(_word_table(table) for table in tables) + extra
    numbering = (
        f'{XML}<w:numbering xmlns:w="{WORD}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        '<w:lvlText w:val="%1"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
        "</w:numbering>"
    )
    return zipped(
        {
            "[Content_Types].xml": f'{XML}<Types xmlns="{TYPES}"/>',
            "word/numbering.xml": numbering,
            "word/document.xml": f'{XML}<w:document xmlns:w="{WORD}"><w:body>{body}<w:sectPr/></w:body></w:document>',
        }
    )


def _word_table(table: Printed) -> str:
    lines = "".join(f"<w:p><w:pPr><w:jc w:val='center'/></w:pPr>{_run(line)}</w:p>" for line in (*table.title, ""))
    grid = "".join("<w:gridCol/>" for _ in range(len(table.header) + (table.spanned is not None)))
    rows = [_word_row(table.header, table, counted=False)]
    rows += [_word_row(row, table, counted=table.counted) for row in table.rows]
    return f"{lines}<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl><w:p/>"


def _word_row(row: Sequence[str], table: Printed, *, counted: bool) -> str:
    cells = []
    for at, text in enumerate(row):
        span = '<w:gridSpan w:val="2"/>' if at == table.spanned else ""
        tabs = "<w:tabs><w:tab w:val='left' w:pos='420'/></w:tabs>"
        if counted and at == 0:
            numbered = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
            inside = f"<w:p><w:pPr>{numbered}{tabs}</w:pPr></w:p>"
        else:
            inside = f"<w:p><w:pPr>{tabs}</w:pPr>{_run(text)}</w:p>"
        cells.append(f"<w:tc><w:tcPr>{span}<w:vAlign w:val='center'/></w:tcPr>{inside}</w:tc>")
    return f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>"


def _run(text: str) -> str:
    if not text:
        return ""
    lines = [f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n")]
    return f"<w:r><w:rPr/>{'<w:br/>'.join(lines)}</w:r>"


def as_xlsx(*tables: Printed, names: Sequence[str] = ()) -> bytes:
    """A workbook with a sheet for each table, title lines above; whole numbers are numbers."""
    names = names or [f"Sheet{at}" for at in range(1, len(tables) + 1)]
    sheets = "".join(
        f'<sheet name="{escape(name)}" sheetId="{at}" r:id="rId{at}"/>' for at, name in enumerate(names, start=1)
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{kind}.worksheet+xml"/>'
        for at in range(1, len(tables) + 1)
    )
    relations = "".join(
        f'<Relationship Id="rId{at}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, len(tables) + 1)
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'{XML}<Types xmlns="{TYPES}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f"{overrides}</Types>",
        "_rels/.rels": f'{XML}<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{XML}<workbook xmlns="{CELLS}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{XML}<Relationships xmlns="{RELATIONS}">{relations}</Relationships>',
    }
    for at, table in enumerate(tables, start=1):
        lines = [*([line] for line in table.title), table.header, *table.rows]
        rows = "".join(f'<row r="{n}">{_sheet_row(n, cells)}</row>' for n, cells in enumerate(lines, start=1))
        parts[f"xl/worksheets/sheet{at}.xml"] = (
            f'{XML}<worksheet xmlns="{CELLS}"><sheetData>{rows}</sheetData></worksheet>'
        )
    return zipped(parts)


def _sheet_row(number: int, cells: Sequence[str]) -> str:
    written = []
    for letter, text in zip("ABCDEFGHIJKLMNOP", cells, strict=False):
        if text.isdecimal():
            written.append(f'<c r="{letter}{number}"><v>{text}</v></c>')
        elif text:
            inside = f'<is><t xml:space="preserve">{escape(text)}</t></is>'
            written.append(f'<c r="{letter}{number}" t="inlineStr">{inside}</c>')
    return "".join(written)


def as_html(*tables: Printed, encoding: str = "utf-8", frame: bool = True) -> bytes:
    """A web page with the tables in its frame of other tables; a line break of a cell is a break."""
    shown = "".join(_page_table(table) for table in tables)
    if frame:
        menu = "<table><tr><td><a href='/'>首页</a></td><td>公告</td></tr></table>"
        shown = f"{menu}<table><tr><td>{menu}</td><td><div>{shown}</div></td></tr></table>"
    page = (
        f"<!DOCTYPE html><html><head><meta charset='{encoding}'><title>公告</title></head><body>{shown}</body></html>"
    )
    return page.encode(encoding)


def _page_table(table: Printed) -> str:
    lines = "".join(f"<p>{escape(line)}</p>" for line in table.title)
    rows = "\n".join(
        "<tr>" + "".join(f"<td>{escape(cell).replace(chr(10), '<br>')}</td>" for cell in row) + "</tr>"
        for row in table.rows
    )
    head = "".join(f"<th><p>{escape(cell)}</p></th>" for cell in table.header)
    return f"{lines}<table border=1><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"


def as_csv(table: Printed, encoding: str = "utf-8") -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([*([line] for line in table.title), table.header, *table.rows])
    return out.getvalue().encode(encoding)


STYLE = """
@page { size: A4; margin: 18mm; @bottom-center { content: '— ' counter(page) ' —' } }
@font-face { font-family: Paper; font-weight: 400; src: url(FONT400) }
@font-face { font-family: Paper; font-weight: 700; src: url(FONT700) }
body { font-family: Paper; font-size: 9pt }
h2 { text-align: center; font-size: 14pt }
table { border-collapse: collapse; width: 100%; table-layout: fixed; margin-bottom: 12mm }
tr { break-inside: auto }
td, th { border: .5pt solid black; padding: 2pt; overflow-wrap: anywhere; white-space: pre-wrap }
"""


@cache
def fonts() -> FontConfiguration:
    return FontConfiguration()


def on_paper(body: str, style: str = "") -> bytes:
    """A page of HTML as PDF, in the font that printed evidence has."""
    style_of_all = STYLE.replace("FONT400", font_file(400).as_uri()).replace("FONT700", font_file(700).as_uri())
    sheet = CSS(string=style_of_all, font_config=fonts())
    further = CSS(string=style, font_config=fonts())
    pdf: bytes = HTML(string=f"<meta charset=utf-8>{body}").write_pdf(stylesheets=[sheet, further], font_config=fonts())
    return pdf


def as_pdf(*tables: Printed, style: str = "") -> bytes:
    """Paper: narrow columns where cells wrap anywhere, the header on the first page alone, rows cut by page breaks."""
    return on_paper("".join(map(paper_table, tables)), style)


def paper_table(table: Printed) -> str:
    lines = "".join(f"<h2>{escape(line)}</h2>" for line in table.title)
    columns = "".join(f"<col style='width: {width}mm'>" for width in table.widths)
    head, *rows = (
        "<tr>" + "".join(f"<td>{_told_apart(cell)}</td>" for cell in row) + "</tr>"
        for row in (table.header, *table.rows)
    )
    if table.repeated:
        head = f"<thead>{head}</thead>"
    return f"{lines}<table>{columns}{head}{''.join(rows)}</table>"


def _told_apart(cell: str) -> str:
    """One shape of the font stands for several middle dots; in another font it stands for another one."""
    return re.sub("([\u2022\u30fb])", r"<b>\1</b>", escape(cell))


def drawn(content: str, *, form: bool = False, turn: str = "", rotate: int = 0) -> bytes:
    """A PDF of one drawing in Courier, written by hand; with `form` the drawing is one of its own, moved and shrunk."""
    stream = f"q {turn} cm {content} Q".encode("latin-1") if turn else content.encode("latin-1")
    font = b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Courier >> >> "
    inner = b"<< /Type /XObject /Subtype /Form /BBox [0 0 800 800] /Resources " + font + b">> "
    placed = b"q 0.5 0 0 0.5 100 200 cm /Fm1 Do Q"
    body = placed if form else stream
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 800 800] /Contents 4 0 R /Rotate %d /Resources " % rotate
        + font
        + (b"/XObject << /Fm1 5 0 R >> " if form else b"")
        + b">> >>",
        b"<< /Length %d >>\nstream\n" % len(body) + body + b"\nendstream",
        inner + b"/Length %d >>\nstream\n" % len(stream) + stream + b"\nendstream",
    ]
    out = b"%PDF-1.7\n"
    places = []
    for number, content_of in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + content_of + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, end)
