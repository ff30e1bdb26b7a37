"""The program that reads the tables of DOCX and XLSX files inside the sandbox; it stands alone.

The file on standard input. The answer is `{"grids": [{"rows", "numbers", "place", "title", "auto_sequence"}, …],
"loose": [[place, line], …]}` or `{"problem": CODE, …}`.
"""

import datetime
import gc
import io
import json
import os
import sys
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import python_calamine
from lxml import etree

ENCRYPTED, DAMAGED, TOO_LARGE, OTHER_TYPE = "encrypted", "damaged", "too_large", "other_type"
MOST_PARTS = 2000
MOST_UNPACKED = 256 * 1024 * 1024
MOST_CELLS = 2_000_000
MOST_SPAN = 64
LOCAL_HEADER = 30
OPENING = 8192
SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_SPACE = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
W = f"{{{SPACE}}}"
BODY, P, TBL, TR, TC, R, T = (W + name for name in ("body", "p", "tbl", "tr", "tc", "r", "t"))
BR, CR, TAB, HYPHEN = (W + name for name in ("br", "cr", "tab", "noBreakHyphen"))
TC_PR, GRID_SPAN, V_MERGE, NUM_ID, VAL = (W + name for name in ("tcPr", "gridSpan", "vMerge", "numId", "val"))
MOVED = W + "moveFrom"
# Wrapped around rows, cells and paragraphs: controls, tracked insertions, XML of one's own.
WRAPPERS = tuple(W + name for name in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"))
SIGNS = {BR: "\n", CR: "\n", TAB: "\t", HYPHEN: "-"}
# Tabs in the text; those in the properties of a paragraph are stops.
TYPED_TABS = etree.XPath("descendant::w:tab[parent::w:r]", namespaces={"w": SPACE})
# Taking a large tree apart takes as long as reading it: it stays until the program ends.
KEPT: list[Any] = []
TWICE = ("{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback", MOVED)


class Unreadable(Exception):
    """The answer is a problem; `said` goes with it."""

    def __init__(self, problem: str, **said: str) -> None:
        self.answer = {"problem": problem, **said}
        super().__init__(problem)


def unpacked(content: bytes) -> zipfile.ZipFile:
    """The archive, once its directory promises nothing that no office file needs."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unreadable(DAMAGED) from error
    parts = archive.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Unreadable(TOO_LARGE)
    if any(part.flag_bits & 1 for part in parts):
        raise Unreadable(ENCRYPTED)
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise Unreadable(DAMAGED)
    if len({part.filename for part in parts}) < len(parts):
        raise Unreadable(DAMAGED)
    end = 0
    for part in sorted(parts, key=lambda part: part.header_offset):
        if part.header_offset < end:
            raise Unreadable(DAMAGED)
        end = part.header_offset + LOCAL_HEADER + part.compress_size
    return archive


def part_of(archive: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of a part, in the common one of the two namespaces."""
    try:
        content = archive.read(name)
    except (KeyError, zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError) as error:
        raise Unreadable(DAMAGED) from error
    return content.replace(STRICT_SPACE, SPACE.encode()) if STRICT_SPACE in content[:OPENING] else content


def xml_of(content: bytes) -> Any:
    """The root of a part. Nothing outside it is fetched; a part with entities of its own is refused."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Unreadable(TOO_LARGE if error.code == etree.ErrorTypes.ERR_NO_MEMORY else DAMAGED) from error
    except ValueError as error:
        raise Unreadable(DAMAGED) from error
    if root.getroottree().docinfo.doctype:
        raise Unreadable(DAMAGED)
    return root


def inside(parent: Any, *tags: str) -> Iterator[Any]:
    """The children of an element, out of whatever they are wrapped in."""
    for child in parent.iterchildren(*tags, *WRAPPERS):
        if child.tag in tags:
            yield child
        else:
            yield from inside(child, *tags)


class Document:
    """A Word document: its paragraphs and tables in order, and where its automatic numbers have got to."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        content = part_of(archive, "word/document.xml")
        root = xml_of(content)
        if root.tag != W + "document":
            raise Unreadable(OTHER_TYPE, format="DOCX")
        self.body = next(inside(root, BODY), root)
        for twice in list(root.iter(*TWICE)):
            twice.getparent().remove(twice)
        # Nearly every cell is its properties and one paragraph of plain text: what differs is asked for once.
        # Words are looked for in the bytes first, which takes no time; in another encoding every one may be there.
        wide = b"\x00" in content[:4]
        sought = [tag for tag in (GRID_SPAN, V_MERGE, NUM_ID, BR, CR, HYPHEN) if wide or tag_word(tag) in content]
        marks = list(root.iter(*sought)) if sought else []
        used = {mark.tag for mark in marks}
        self.spanned = bool(used & {GRID_SPAN, V_MERGE})
        self.counters = starts(archive) if NUM_ID in used else {}
        signs = [mark for mark in marks if mark.tag in SIGNS]
        if wide or b"tab/>" in content or b"tab />" in content:
            signs += TYPED_TABS(root)
        self.broken = {cell for sign in signs for cell in sign.iterancestors(TC)}
        self.children = inside if next(root.iter(*WRAPPERS), None) is not None else etree._Element.iterchildren

    def read(self) -> dict[str, Any]:
        grids: list[dict[str, Any]] = []
        lines: list[str] = []
        for block in inside(self.body, P, TBL):
            if block.tag == TBL:
                grids.append({**self.table(block), "place": f"table {len(grids) + 1}", "title": lines})
                lines = []
            elif line := text_of(block).strip():
                lines.append(line)
        return {"grids": grids, "loose": [["", line] for line in lines]}

    def table(self, table: Any) -> dict[str, Any]:
        rows: list[list[str]] = []
        counted = False
        for row in self.children(table, TR):
            found = list(self.children(row, TC))
            cells = [
                text_of(cell)
                if len(cell) > 2 or cell in self.broken
                else "".join([text.text or "" for text in cell.iter(T)])
                for cell in found
            ]
            if self.counters:
                numbers = ["" if text else self.counted(cell) for cell, text in zip(found, cells, strict=True)]
                counted = counted or any(numbers)
                cells = [text or number for text, number in zip(cells, numbers, strict=True)]
            rows.append(spread(found, cells, rows[-1] if rows else []) if self.spanned else cells)
        width = max(map(len, rows), default=0)
        if width * len(rows) > MOST_CELLS:
            raise Unreadable(TOO_LARGE)
        rows = [row + [""] * (width - len(row)) if len(row) < width else row for row in rows]
        return {"rows": rows, "numbers": list(range(1, len(rows) + 1)), "auto_sequence": counted}

    def counted(self, cell: Any) -> str:
        """The number the word processor shows in a cell that has no text."""
        for numbering in cell.iter(NUM_ID):
            name = numbering.get(VAL, "")
            if name in self.counters:
                self.counters[name] += 1
                return str(self.counters[name])
        return ""


def tag_word(tag: str) -> bytes:
    return tag.removeprefix(W).encode()


def text_of(element: Any) -> str:
    """The text of a paragraph or cell, a line break between paragraphs."""
    parts: list[str] = []
    for found in element.iter(T, P, BR, CR, TAB, HYPHEN):
        if found.tag == T:
            parts.append(found.text or "")
        elif found.tag == P:
            parts.append("\n")
        elif found.getparent().tag == R:
            parts.append(SIGNS[found.tag])
    return "".join(parts).strip("\n")


def spread(found: list[Any], texts: list[str], above: list[str]) -> list[str]:
    """The texts of cells in the first of the columns they span; what goes on from the row above is repeated."""
    cells: list[str] = []
    for cell, text in zip(found, texts, strict=True):
        span, goes_on = spanned(cell)
        if goes_on:
            text = above[len(cells)] if len(cells) < len(above) else ""
        cells.append(text)
        cells.extend([""] * (span - 1))
    return cells


def spanned(cell: Any) -> tuple[int, bool]:
    """How many columns a cell spans, and whether it goes on from the row above."""
    span, goes_on = 1, False
    for properties in cell.iterchildren(TC_PR):
        for said in properties.iterchildren(GRID_SPAN, V_MERGE):
            if said.tag == V_MERGE:
                goes_on = said.get(VAL, "continue") == "continue"
            elif said.get(VAL, "").isdecimal():
                span = min(max(int(said.get(VAL)), 1), MOST_SPAN)
    return span, goes_on


def starts(archive: zipfile.ZipFile) -> dict[str, int]:
    """By numbering, the number before its first."""
    if "word/numbering.xml" not in archive.namelist():
        return {}
    root = xml_of(part_of(archive, "word/numbering.xml"))
    firsts: dict[str, int] = {}
    for abstract in root.iterchildren(W + "abstractNum"):
        said = next(abstract.iter(W + "start"), None)
        first = said.get(VAL, "1") if said is not None else "1"
        firsts[abstract.get(W + "abstractNumId", "")] = int(first) if first.isdecimal() else 1
    counters: dict[str, int] = {}
    for numbering in root.iterchildren(W + "num"):
        abstract = next(numbering.iter(W + "abstractNumId"), None)
        name = "" if abstract is None else abstract.get(VAL, "")
        counters[numbering.get(W + "numId", "")] = firsts.get(name, 1) - 1
    return counters


def workbook(content: bytes) -> dict[str, Any]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        grids = [sheet_grid(book, name) for name in book.sheet_names]
    except python_calamine.PasswordError as error:
        raise Unreadable(ENCRYPTED) from error
    except python_calamine.CalamineError as error:
        raise Unreadable(DAMAGED) from error
    return {"grids": [grid for grid in grids if grid["rows"]]}


def sheet_grid(book: Any, name: str) -> dict[str, Any]:
    sheet = book.get_sheet_by_name(name)
    height, width = sheet.total_height, sheet.total_width
    if height * width > MOST_CELLS:
        raise Unreadable(TOO_LARGE, place=f"sheet {name}")
    rows, numbers = [], []
    for number, row in enumerate(sheet.to_python(skip_empty_area=False), start=1):
        cells = [cell if type(cell) is str else cell_text(cell) for cell in row]
        if any(cells):
            rows.append(cells)
            numbers.append(number)
    return {"rows": rows, "numbers": numbers, "place": f"sheet {name}"}


def cell_text(cell: Any) -> str:
    """A number without the point it gains in a spreadsheet, a day without the hour."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, datetime.date) else str(cell)


def answer(content: bytes) -> dict[str, Any]:
    try:
        archive = unpacked(content)
        names = set(archive.namelist())
        if "word/document.xml" in names:
            document = Document(archive)
            KEPT.append(document)
            return document.read()
        if "xl/workbook.xml" in names:
            return workbook(content)
        folders = {"ppt": "PPTX", "content.xml": "ODF", "xl": "XLSB"}
        found = next((kind for start, kind in folders.items() if any(name.startswith(start) for name in names)), "ZIP")
        raise Unreadable(OTHER_TYPE, format=found)
    except Unreadable as unreadable:
        return unreadable.answer
    except MemoryError:
        return {"problem": TOO_LARGE}


if __name__ == "__main__":
    # Nothing is thrown away before the end, and looking for what could be takes a third of the time.
    gc.disable()
    sys.stdout.write(json.dumps(answer(sys.stdin.buffer.read()), ensure_ascii=False))
    sys.stdout.flush()
    os._exit(0)
