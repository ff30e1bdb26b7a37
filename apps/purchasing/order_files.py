"""Reading order lines from a CSV file or from cells pasted out of a spreadsheet: bytes or text in, lines out."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from apps.purchasing.order_columns import LONGEST, REQUIRED, Column, both_names, column_of

MOST_LINES = 5000
LARGEST_FILE = 20 * 1024 * 1024
MOST_FAULTS = 50


# What no text has: control signs other than tab, line feed and carriage return.
CONTROL_SIGN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
# Digits with a point; a comma would be a thousand here and a half there.
NUMBER = re.compile(r"[0-9]+(\.[0-9]+)?")
SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"PK\x03\x04", "XLSX"),
    (b"\xd0\xcf\x11\xe0", "XLS"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
)


class FaultCode(StrEnum):
    """What can be wrong with a file of order lines."""

    EMPTY = "F-EMPTY"
    TOO_LARGE = "F-TOO-LARGE"
    NOT_CSV = "F-NOT-CSV"
    NOT_TEXT = "F-NOT-TEXT"
    BROKEN_QUOTES = "F-BROKEN-QUOTES"
    NO_LINES = "F-NO-LINES"
    TOO_MANY_LINES = "F-TOO-MANY-LINES"
    COLUMN_MISSING = "F-COLUMN-MISSING"
    COLUMN_TWICE = "F-COLUMN-TWICE"
    CELL_MISSING = "F-CELL-MISSING"
    CELL_TOO_LONG = "F-CELL-TOO-LONG"
    TOO_MANY_CELLS = "F-TOO-MANY-CELLS"
    LINE_TWICE = "F-LINE-TWICE"
    QUANTITY = "F-QUANTITY"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `row` counts as a spreadsheet does, the header is row 1; `column` is a `Column`."""

    code: FaultCode
    column: str = ""
    row: int | None = None
    params: tuple[tuple[str, str | int], ...] = ()


class OrderUnreadable(ValueError):
    """The file was not taken; `faults` are the first `MOST_FAULTS` of the `found` ones."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.found = len(faults)
        self.faults = tuple(faults[:MOST_FAULTS])
        super().__init__("; ".join(f"{f.code} {f.column} {f.row or ''}".strip() for f in self.faults))


@dataclass(frozen=True, slots=True)
class FileLine:
    """One order line as written; `row` counts as a spreadsheet does."""

    row: int
    line: str
    product_code: str
    hardware: str
    firmware: str
    ai_software: str
    number: str
    quantity: str
    supplier_name: str = ""


@dataclass(frozen=True, slots=True)
class OrderFile:
    """What was read: the encoding used, the headers found by our column, the lines in the order of the file."""

    encoding: str
    columns: tuple[tuple[Column, str], ...]
    unused: tuple[str, ...]
    lines: tuple[FileLine, ...]


def read_file(content: bytes) -> OrderFile:
    """Order lines of a CSV file in UTF-8 (with or without BOM) or GB18030; raises OrderUnreadable."""
    if len(content) > LARGEST_FILE:
        raise OrderUnreadable([Fault(FaultCode.TOO_LARGE, params=(("megabytes", LARGEST_FILE // 1024 // 1024),))])
    text, encoding = decoded(content)
    return read_text(text, encoding=encoding)


def read_text(text: str, *, encoding: str = "text") -> OrderFile:
    """Order lines of CSV text or of cells pasted from a spreadsheet; raises OrderUnreadable."""
    rows = list(_rows(text))
    if not rows:
        raise OrderUnreadable([Fault(FaultCode.EMPTY)])
    (header_row, header), body = rows[0], rows[1:]
    places = _places(header_row, header)
    lines = _lines(places, len(header), body)
    columns = tuple((column, header[place].strip()) for column, place in places.items())
    unused = tuple(cell.strip() for place, cell in enumerate(header) if place not in places.values() and cell.strip())
    return OrderFile(encoding=encoding, columns=columns, unused=unused, lines=lines)


def decoded(content: bytes) -> tuple[str, str]:
    """Text and the name of its encoding; raises OrderUnreadable for what isn't text in either."""
    if not content.strip():
        raise OrderUnreadable([Fault(FaultCode.EMPTY)])
    for signature, kind in SIGNATURES:
        if content.startswith(signature):
            raise OrderUnreadable([Fault(FaultCode.NOT_CSV, params=(("kind", kind),))])
    for encoding, label in (("utf-8-sig", "UTF-8"), ("gb18030", "GB18030")):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if CONTROL_SIGN.search(text):
            break
        if text.lstrip()[:200].lower().startswith(("<!doctype", "<html", "<?xml", "<table")):
            raise OrderUnreadable([Fault(FaultCode.NOT_CSV, params=(("kind", "HTML"),))])
        return text, label
    raise OrderUnreadable([Fault(FaultCode.NOT_TEXT)])


def _delimiter(text: str) -> str:
    """The delimiter that finds the most of our columns in the first line; a comma where none does."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(
        ",;\t", key=lambda sign: (len({column_of(c.strip('" ')) for c in first.split(sign)} - {None}), sign == ",")
    )


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with cells, numbered from 1 as a spreadsheet does: blank rows are counted and left out."""
    # A first line "sep=;" is a note for Excel, which shows no row for it.
    lines = text.lstrip("\ufeff")
    if lines.lower().startswith("sep="):
        lines = lines.partition("\n")[2]
    reader = csv.reader(io.StringIO(lines, newline=""), delimiter=_delimiter(lines), strict=True)
    found = 0
    try:
        for row, cells in enumerate(reader, start=1):
            if any(cell.strip() for cell in cells):
                found += 1
                yield row, cells
            if found > MOST_LINES + 1:
                raise OrderUnreadable([Fault(FaultCode.TOO_MANY_LINES, params=(("most", MOST_LINES),))])
    except csv.Error as error:
        raise OrderUnreadable([Fault(FaultCode.BROKEN_QUOTES, row=reader.line_num)]) from error


def _places(row: int, header: Sequence[str]) -> dict[Column, int]:
    """Where each of our columns stands in the header; raises OrderUnreadable for missing and doubled ones."""
    places: dict[Column, int] = {}
    faults = []
    for place, cell in enumerate(header):
        column = column_of(cell)
        if column is None:
            continue
        if column in places:
            names = (("first", header[places[column]].strip()), ("second", cell.strip()))
            faults.append(Fault(FaultCode.COLUMN_TWICE, column, row, names))
        else:
            places[column] = place
    for column in REQUIRED:
        if column not in places:
            faults.append(Fault(FaultCode.COLUMN_MISSING, column, row, both_names(column)))
    if faults:
        raise OrderUnreadable(faults)
    return places


def _lines(places: Mapping[Column, int], width: int, body: Sequence[tuple[int, Sequence[str]]]) -> tuple[FileLine, ...]:
    """The lines of the rows below the header; raises OrderUnreadable with every fault of every row."""
    if not body:
        raise OrderUnreadable([Fault(FaultCode.NO_LINES)])
    faults: list[Fault] = []
    lines = []
    first_row: dict[str, int] = {}
    for row, cells in body:
        values = {column: cells[place].strip() if place < len(cells) else "" for column, place in places.items()}
        faults += _faults(row, values)
        if any(cell.strip() for cell in cells[width:]):
            faults.append(Fault(FaultCode.TOO_MANY_CELLS, row=row, params=(("cells", len(cells)), ("columns", width))))
        line = values[Column.LINE]
        if first_row.setdefault(line, row) != row and line:
            faults.append(Fault(FaultCode.LINE_TWICE, Column.LINE, row, (("line", line), ("other", first_row[line]))))
        lines.append(FileLine(row=row, **{column.value: values.get(column, "") for column in Column}))
    if faults:
        raise OrderUnreadable(faults)
    return tuple(lines)


def _faults(row: int, values: Mapping[Column, str]) -> Iterator[Fault]:
    """What is wrong with the cells of one row, taken one by one."""
    for column in REQUIRED:
        if not values[column]:
            yield Fault(FaultCode.CELL_MISSING, column, row, both_names(column))
    for column, value in values.items():
        if len(value) > LONGEST[column]:
            yield Fault(FaultCode.CELL_TOO_LONG, column, row, (("length", len(value)), ("most", LONGEST[column])))
    quantity = values.get(Column.QUANTITY, "")
    if quantity and not _is_positive(quantity):
        yield Fault(FaultCode.QUANTITY, Column.QUANTITY, row, (("quantity", quantity[: LONGEST[Column.QUANTITY]]),))


def _is_positive(quantity: str) -> bool:
    """Whether a quantity is a whole or decimal number above nought, in digits of any width."""
    digits = unicodedata.normalize("NFKC", quantity)
    return NUMBER.fullmatch(digits) is not None and digits.strip("0.") != ""
