"""The program that reads the tables of a PDF inside the sandbox; it stands alone.

The file on standard input. Ruling lines make the cells, characters are put into them by where they stand. The answer is
`{"grids": [{"rows", "numbers", "place", "title", "wrapped"}, …], "loose": [[place, line], …]}`, one grid for each
table of each page, or `{"problem": CODE, "place"}`.
"""

import ctypes
import gc
import json
import math
import os
import re
import runpy
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

ENCRYPTED, DAMAGED, SCAN, TOO_LARGE = "encrypted", "damaged", "scan", "too_large"
MOST_PAGES, DEEPEST_FORM = 3000, 4
END_OF_FILE, TAIL = b"%%EOF", 2048
# A hyphen at the end of a line, as the library marks it.
HYPHENS = "\ufffe\x02"
TOKEN = re.compile(f"[{HYPHENS}]|[^\\s{HYPHENS}]+")
Point = tuple[float, float]
Edge = tuple[float, float, float]  # where it stands, from, to
Piece = tuple[float, float, str, bool]  # y, x, text, whether a blank stands before it
Matrix = tuple[float, float, float, float, float, float]
# By the quarter turns of the text, clockwise, what turns it upright.
TURNS: tuple[Matrix, ...] = ((1, 0, 0, 1, 0, 0), (0, 1, -1, 0, 0, 0), (-1, 0, 0, -1, 0, 0), (0, -1, 1, 0, 0, 0))
# Characters asked for their angle; the sine of one at which text is a watermark and no cell's.
ASKED, SLANTED = 50, 0.2

# The file beside this one, which is no more of the project than this one is.
_cells: dict[str, Any] = runpy.run_path(str(Path(__file__).with_name("grids_child_cells.py")))
THIN: float = _cells["THIN"]
moved: Callable[[Matrix, float, float], Point] = _cells["moved"]
product, bands, text_of = (_cells[name] for name in ("product", "bands", "text_of"))


class Unreadable(Exception):
    """The answer is a problem; `said` goes with it."""

    def __init__(self, problem: str, **said: str) -> None:
        self.answer = {"problem": problem, **said}
        super().__init__(problem)


class Lines:
    """The ruling lines of a page: upright ones by x, level ones by y."""

    def __init__(self, page: Any, turn: Matrix) -> None:
        self.upright: list[Edge] = []
        self.level: list[Edge] = []
        self.images = False
        get, count = pdfium.FPDFPage_GetObject, pdfium.FPDFPage_CountObjects(page)
        self._take((get(page, at) for at in range(count)), turn, 0)

    def _take(self, objects: Iterable[Any], matrix: Matrix, depth: int) -> None:
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        box = tuple(map(ctypes.byref, (left, bottom, right, top)))
        for found in objects:
            kind = pdfium.FPDFPageObj_GetType(found)
            if kind == pdfium.FPDF_PAGEOBJ_PATH:
                if pdfium.FPDFPageObj_GetBounds(found, *box):
                    low, high = moved(matrix, left.value, bottom.value), moved(matrix, right.value, top.value)
                    if not self._edge(low, high):
                        self._path(found, matrix)
            elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                self.images = True
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < DEEPEST_FORM:
                inner = (
                    pdfium.FPDFFormObj_GetObject(found, at) for at in range(pdfium.FPDFFormObj_CountObjects(found))
                )
                self._take(inner, product(matrix_of(found), matrix), depth + 1)

    def _edge(self, one: Point, other: Point) -> bool:
        """Keep the box between two corners if it is thin; whether it was."""
        (left, right), (bottom, top) = sorted((one[0], other[0])), sorted((one[1], other[1]))
        wide, high = right - left, top - bottom
        if wide < THIN <= high:
            self.upright.append(((left + right) / 2, bottom, top))
        elif high < THIN <= wide:
            self.level.append(((bottom + top) / 2, left, right))
        return wide < THIN or high < THIN

    def _path(self, found: Any, outer: Matrix) -> None:
        """The lines of a drawing that is no single line: its straight strokes, its thin boxes and its frames."""
        matrix = product(matrix_of(found), outer)
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDFPath_GetDrawMode(found, fill, stroke)
        boxes: list[tuple[float, float, float, float]] = []
        for corners in outlines(found, matrix):
            if stroke.value:
                for one, other in pairwise(corners):
                    self._edge(one, other)
            else:
                across, up = zip(*corners, strict=True)
                boxes.append((min(across), min(up), max(across), max(up)))
        for box in boxes:
            self._edge(box[:2], box[2:])
        for hole, around in pairwise(sorted(boxes, key=lambda box: (box[2] - box[0]) * (box[3] - box[1]))):
            if all(abs(one - other) < THIN for one, other in zip(hole, around, strict=True)):
                left, bottom, right, top = around
                self.upright += [(left, bottom, top), (right, bottom, top)]
                self.level += [(bottom, left, right), (top, left, right)]


def matrix_of(found: Any) -> Matrix:
    said = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(found, said)
    return said.a, said.b, said.c, said.d, said.e, said.f


def outlines(found: Any, matrix: Matrix) -> Iterator[list[Point]]:
    """The corners of each part of a drawing."""
    x, y = ctypes.c_float(), ctypes.c_float()
    corners: list[Point] = []
    for at in range(pdfium.FPDFPath_CountSegments(found)):
        segment = pdfium.FPDFPath_GetPathSegment(found, at)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_MOVETO and corners:
            yield corners
            corners = []
        corners.append(moved(matrix, x.value, y.value))
        if pdfium.FPDFPathSegment_GetClose(segment):
            corners.append(corners[0])
    if corners:
        yield corners


class Words:
    """The runs of characters of a page, and where each of their characters stands."""

    def __init__(self, page: Any, turns: int) -> None:
        self.page, self.turn, self.angle = page, TURNS[turns], turns * math.pi / 2
        self.count = pdfium.FPDFText_CountChars(page)
        self.text = self._text()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._places = ctypes.byref(self._x), ctypes.byref(self._y)

    def _text(self) -> str:
        buffer = (ctypes.c_ushort * (self.count + 1))()
        if pdfium.FPDFText_GetText(self.page, 0, self.count, buffer) == self.count + 1:
            text = bytes(buffer)[:-2].decode("utf-16-le", "replace")
            if len(text) == self.count:
                return text
        # Characters without a meaning, or beyond the first 65,536: the text has another length than the characters.
        codes = (pdfium.FPDFText_GetUnicode(self.page, at) for at in range(self.count))
        return "".join(chr(code) if 0 < code < 0x110000 else "\ufffd" for code in codes)

    def place(self, at: int) -> Point:
        pdfium.FPDFText_GetCharOrigin(self.page, at, *self._places)
        if self.turn is TURNS[0]:
            return self._x.value, self._y.value
        return moved(self.turn, self._x.value, self._y.value)

    def blank_before(self, at: int) -> bool:
        """Whether a blank stands before a character: one that was written, or a gap between two Latin words."""
        text = self.text
        before = at - 1
        while before >= 0 and text[before].isspace():
            if text[before] not in "\r\n" and not pdfium.FPDFText_IsGenerated(self.page, before):
                return True
            before -= 1
        gap = before < at - 1 and "\n" not in text[before + 1 : at]
        return gap and text[at].isascii() and text[before].isascii() and text[at].isalnum() and text[before].isalnum()

    def runs(self, cell: Callable[[float, float], Any]) -> Iterator[tuple[Any, Piece]]:
        """Every run of characters that lies in one cell, with the cell; a run over several is cut where they meet."""
        for token in TOKEN.finditer(self.text):
            first, last = token.start(), token.end() - 1
            start = self.place(first)
            if abs(math.sin(pdfium.FPDFText_GetCharAngle(self.page, first) - self.angle)) > SLANTED:
                yield None, self.piece(first, last, start)
                continue
            begin, end = cell(*start), cell(*self.place(last)) if last > first else None
            if last == first or begin == end:
                yield begin, self.piece(first, last, start)
            else:
                yield from self.cut(first, last, begin, end, cell)

    def cut(self, first: int, last: int, begin: Any, end: Any, cell: Callable[[float, float], Any]) -> Iterator[Any]:
        while first <= last:
            if begin == end:
                yield begin, self.piece(first, last, self.place(first))
                return
            inside, outside = first, last
            while outside - inside > 1:
                middle = (inside + outside) // 2
                if cell(*self.place(middle)) == begin:
                    inside = middle
                else:
                    outside = middle
            yield begin, self.piece(first, inside, self.place(first))
            first, begin = outside, cell(*self.place(outside))

    def piece(self, first: int, last: int, start: Point) -> Piece:
        text = self.text[first : last + 1]
        return start[1], start[0], "-" if text in HYPHENS else text, self.blank_before(first)


def turns_of(page: Any) -> int:
    """The quarter turns most characters of a page have."""
    count = pdfium.FPDFText_CountChars(page)
    asked = range(0, count, max(1, count // ASKED))
    angles = [round(pdfium.FPDFText_GetCharAngle(page, at) / (math.pi / 2)) % 4 for at in asked]
    return max(angles, key=angles.count, default=0)


def read_page(page: Any, number: int) -> tuple[list[dict[str, Any]], list[str]]:
    """The tables of a page, and the lines of text below the last of them or beside them."""
    place = f"page {number}"
    shown = pdfium.FPDFText_LoadPage(page)
    turns = turns_of(shown)
    lines = Lines(page, TURNS[turns])
    words = Words(shown, turns)
    if not words.text.strip() and lines.images:
        raise Unreadable(SCAN, place=place)
    tables = bands(lines.upright, lines.level)
    beside: list[Piece] = []

    def cell(x: float, y: float) -> tuple[int, tuple[int, int]] | None:
        for at, table in enumerate(tables):
            if table.bottom - 1 <= y <= table.top:
                found = table.cell(x, y)
                return (at, found) if found else None
        return None

    for where, piece in words.runs(cell):
        if where is None:
            beside.append(piece)
        else:
            tables[where[0]].cells.setdefault(where[1], []).append(piece)
    pdfium.FPDFText_ClosePage(shown)
    return grids_of(tables, beside, place)


def grids_of(tables: list[Any], beside: list[Piece], place: str) -> tuple[list[dict[str, Any]], list[str]]:
    grids: list[dict[str, Any]] = []
    rows_above = 0
    ceiling = float("inf")
    for table in tables:
        rows = table.texts()
        title = text_of([piece for piece in beside if table.top - 1 < piece[0] < ceiling]).split("\n")
        numbers = list(range(rows_above + 1, rows_above + 1 + len(rows)))
        grids.append(
            {
                "rows": rows,
                "numbers": numbers,
                "place": place,
                "title": [line for line in title if line],
                "wrapped": True,
            }
        )
        rows_above += len(rows)
        ceiling = table.bottom
    tops = [(table.bottom, table.top) for table in tables]
    loose = [piece for piece in beside if piece[0] <= ceiling or any(low <= piece[0] < top - 1 for low, top in tops)]
    return grids, [line for line in text_of(loose).split("\n") if line]


def answer(content: bytes) -> dict[str, Any]:
    if END_OF_FILE not in content[-TAIL:]:
        return {"problem": DAMAGED}
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == pdfium.FPDF_ERR_PASSWORD
        return {"problem": ENCRYPTED if locked else DAMAGED}
    if len(document) > MOST_PAGES:
        return {"problem": TOO_LARGE}
    grids: list[dict[str, Any]] = []
    loose: list[tuple[str, str]] = []
    for at in range(len(document)):
        page = pdfium.FPDF_LoadPage(document.raw, at)
        if not page:
            return {"problem": DAMAGED, "place": f"page {at + 1}"}
        try:
            found, lines = read_page(page, at + 1)
        except Unreadable as unreadable:
            return unreadable.answer
        finally:
            pdfium.FPDF_ClosePage(page)
        grids += found
        loose += [(f"page {at + 1}", line) for line in lines]
    return {"grids": grids, "loose": loose}


if __name__ == "__main__":
    # Nothing is thrown away before the end: looking for what could be is time lost.
    gc.disable()
    sys.stdout.write(json.dumps(answer(sys.stdin.buffer.read()), ensure_ascii=False))
    sys.stdout.flush()
    os._exit(0)
