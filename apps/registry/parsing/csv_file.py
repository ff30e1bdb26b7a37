"""From the bytes of a CSV file to the rows of its tables."""

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from apps.registry.codes import FileCode
from apps.registry.folding import fold
from apps.registry.lists import FILING, ON_DEVICE, REGISTRATION
from apps.registry.numbers import NumberKind, classify
from apps.registry.parsing import layouts
from apps.registry.parsing.cells import date_cell, holder_cell, name_cell, number_cell, sequence_cell
from apps.registry.parsing.decoding import decode
from apps.registry.parsing.layouts import Layout, layout_of, unknown_layout
from apps.registry.parsing.unreadable import ListUnreadable
from apps.registry.rows import ListRow

AUTO = "auto"
# A title or two may stand above the header.
_ROWS_ABOVE_HEADER = 4
_LONGEST = {"number": 200, "name": 300, "holder": 300, "province": 60, "scope": 200}
_TABLE_WORDS = {
    FILING: FILING,
    REGISTRATION: REGISTRATION,
    ON_DEVICE: ON_DEVICE,
    "备案": FILING,
    "已备案": FILING,
    "登记": REGISTRATION,
    "已登记": REGISTRATION,
}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """A row and where it came from: its place in the file (the header is row 1) and its cells as received."""

    row: int
    cells: dict[str, str]
    content: ListRow


@dataclass(frozen=True, slots=True)
class ParsedTable:
    table: str
    rows: tuple[ParsedRow, ...]


@dataclass(frozen=True, slots=True)
class ParsedFile:
    encoding: str
    tables: tuple[ParsedTable, ...]

    @property
    def rows(self) -> tuple[ParsedRow, ...]:
        return tuple(row for table in self.tables for row in table.rows)


def parse(content: bytes, table: str = AUTO) -> ParsedFile:
    """Read a list file; raises ListUnreadable, and then nothing of the file was taken.

    `table` is what the rows are said to be; `auto` decides by the header, then by the column that names the table,
    then by the shape of the numbers. A file that says otherwise itself is not read.
    """
    decoded = decode(content)
    records = _records(decoded.text)
    header_row, header, layout = _header(records)
    rows: list[ParsedRow] = []
    for row, record in records:
        if [fold(cell) for cell in record] == [fold(cell) for cell in header]:
            continue  # a header repeated on a continuation page
        rows.append(_parsed(row, record, header, layout, table))
    if not rows:
        raise ListUnreadable(FileCode.NO_ROWS, row=header_row)
    rows = _by_shape(rows) if table == AUTO else rows
    names = dict.fromkeys(row.content.table for row in rows)
    tables = tuple(ParsedTable(name, tuple(row for row in rows if row.content.table == name)) for name in names)
    return ParsedFile(decoded.encoding, tables)


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """The records that hold anything, numbered from 1 with the empty ones counted."""
    beginning = "".join(text.splitlines(keepends=True)[: _ROWS_ABOVE_HEADER + 1])
    delimiter = max(",\t;", key=beginning.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    row = 0
    while True:
        row += 1
        try:
            record = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise ListUnreadable(FileCode.BROKEN, row=row) from error
        if any(cell.strip() for cell in record):
            yield row, record


def _header(records: Iterator[tuple[int, list[str]]]) -> tuple[int, list[str], Layout]:
    above: list[tuple[int, list[str]]] = []
    for row, record in records:
        while record and not record[-1].strip():
            record.pop()
        if layout := layout_of(record):
            return row, record, layout
        above.append((row, record))
        if len(above) > _ROWS_ABOVE_HEADER:
            break
    if not above:
        raise ListUnreadable(FileCode.EMPTY)
    row, widest = max(above, key=lambda numbered: len(numbered[1]))
    raise unknown_layout(widest, row)


def _parsed(row: int, record: list[str], header: list[str], layout: Layout, table: str) -> ParsedRow:
    if len(record) < len(header) or any(cell.strip() for cell in record[len(header) :]):
        raise ListUnreadable(FileCode.CELLS, row=row, found=len(record), expected=len(header))
    cells = {text.strip(): cell for text, cell in zip(header, record, strict=False)}
    by_column = {layout.columns[fold(text)]: (text, cell) for text, cell in cells.items()}

    def read(column: str, reader: Callable[[str], T], code: FileCode) -> T:
        text, cell = by_column.get(column, ("", ""))
        try:
            value = reader(cell)
        except ValueError as error:
            raise ListUnreadable(code, row=row, field=text, value=cell[:80]) from error
        if isinstance(value, str) and len(value) > _LONGEST[column]:
            raise ListUnreadable(FileCode.LONG, row=row, field=text, most=_LONGEST[column])
        return value

    said_by, said = by_column.get(layouts.TABLE, ("", ""))
    content = ListRow(
        table=_table(row, layout.table, said_by, said, table),
        sequence=read(layouts.SEQUENCE, sequence_cell, FileCode.SEQUENCE),
        number=read(layouts.NUMBER, number_cell, FileCode.LONG),
        name=read(layouts.NAME, name_cell, FileCode.LONG),
        holder=read(layouts.HOLDER, holder_cell, FileCode.LONG),
        province=read(layouts.PROVINCE, number_cell, FileCode.LONG),
        listed_on=read(layouts.LISTED_ON, date_cell, FileCode.DATE),
        scope=read(layouts.SCOPE, name_cell, FileCode.LONG),
    )
    return ParsedRow(row, cells, content)


def _table(row: int, by_header: str, said_by: str, said: str, wanted: str) -> str:
    """The table of a row, "" where only the shape of its number can say it."""
    by_row = _TABLE_WORDS.get(fold(said), "") if said.strip() else ""
    if said.strip() and not by_row:
        raise ListUnreadable(FileCode.TABLE_UNKNOWN, row=row, field=said_by, value=said[:80])
    found = by_header or by_row
    # The table of services on devices has the columns of filings, and one more that may have been left out.
    if wanted == AUTO or not found or found == wanted or (wanted == ON_DEVICE and found == FILING):
        return found if wanted == AUTO else wanted
    raise ListUnreadable(FileCode.TABLE, row=row, field=said_by, found=found, expected=wanted)


def _by_shape(rows: list[ParsedRow]) -> list[ParsedRow]:
    """The rows with a table each; a number of no known shape goes with the row before it."""
    shapes = {NumberKind.FILING: FILING, NumberKind.REGISTRATION: REGISTRATION}
    known = [row.content.table or shapes.get(classify(row.content.number), "") for row in rows]
    table = next((name for name in known if name), "")
    if not table:
        raise ListUnreadable(FileCode.TABLE_UNKNOWN, row=rows[0].row, value=rows[0].content.number[:80])
    decided = []
    for row, name in zip(rows, known, strict=True):
        table = name or table
        decided.append(replace(row, content=replace(row.content, table=table)))
    return decided
