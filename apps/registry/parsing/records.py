"""From the cells of one row to the row of a list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from apps.registry.codes import FileCode
from apps.registry.folding import fold
from apps.registry.lists import ALGORITHM, DEEP_SYNTHESIS, FILING, ON_DEVICE, REGISTRATION
from apps.registry.parsing import layouts
from apps.registry.parsing.cells import (
    cancelled_cell,
    date_cell,
    holder_cell,
    name_cell,
    number_cell,
    sequence_cell,
    text_cell,
    unwrapped,
)
from apps.registry.parsing.layouts import Layout
from apps.registry.parsing.parsed import AUTO, ParsedRow
from apps.registry.parsing.unreadable import ListUnreadable
from apps.registry.rows import ListRow

_LONGEST = {
    "number": 200,
    "name": 300,
    "holder": 300,
    "province": 60,
    "scope": 200,
    "role": 60,
    "product": 2000,
    "purpose": 2000,
    "remark": 2000,
}
_TABLE_WORDS = {
    FILING: FILING,
    REGISTRATION: REGISTRATION,
    ON_DEVICE: ON_DEVICE,
    ALGORITHM: ALGORITHM,
    DEEP_SYNTHESIS: DEEP_SYNTHESIS,
    "备案": FILING,
    "已备案": FILING,
    "登记": REGISTRATION,
    "已登记": REGISTRATION,
}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Header:
    """A header row of a known layout: the text over each column, and where each column stands."""

    texts: tuple[str, ...]
    layout: Layout
    places: dict[str, int]

    @property
    def width(self) -> int:
        return len(self.texts)

    def cell(self, cells: Sequence[str], column: str) -> str:
        """The cell of a column, "" where the layout has no such column."""
        at = self.places.get(column)
        return "" if at is None else cells[at]


@dataclass(frozen=True, slots=True)
class Record:
    """The cells of one row below a header, and where it stands in the file."""

    place: str
    row: int
    cells: tuple[str, ...]
    wrapped: bool = False


def header_of(cells: Sequence[str]) -> Header | None:
    """The header a row is; cells spanned by one to their left are empty. None for any other row."""
    texts = list(cells)
    while texts and not texts[-1].strip():
        texts.pop()
    layout = layouts.layout_of([text for text in texts if text.strip()])
    if layout is None:
        return None
    places = {layout.columns[fold(text)]: at for at, text in enumerate(texts) if text.strip()}
    return Header(tuple(text.strip() for text in texts), layout, places)


def complete(record: Record, header: Header) -> Record:
    """The record with a cell for each column; raises ListUnreadable where cells and header don't fit each other."""
    cells, width = record.cells, header.width
    under_nothing = any(cell.strip() for cell, text in zip(cells, header.texts, strict=False) if not text)
    if len(cells) < width or under_nothing or any(cell.strip() for cell in cells[width:]):
        raise ListUnreadable(
            FileCode.CELLS, place=record.place, row=record.row, found=len(cells), expected=len(header.texts)
        )
    return record


def parsed(record: Record, header: Header, table: str) -> ParsedRow:
    """The row of a list a record is; raises ListUnreadable naming the cell that can't be read."""

    def read(column: str, reader: Callable[[str], T], code: FileCode = FileCode.LONG) -> T:
        cell = header.cell(record.cells, column)
        try:
            value = reader(unwrapped(cell) if record.wrapped else cell)
        except ValueError as error:
            raise _unreadable(code, record, header, column, value=cell[:80]) from error
        if isinstance(value, str) and len(value) > _LONGEST[column]:
            raise _unreadable(FileCode.LONG, record, header, column, most=_LONGEST[column])
        return value

    content = ListRow(
        table=_table(record, header, table),
        sequence=read(layouts.SEQUENCE, sequence_cell, FileCode.SEQUENCE),
        number=read(layouts.NUMBER, number_cell),
        name=read(layouts.NAME, name_cell),
        holder=read(layouts.HOLDER, holder_cell),
        province=read(layouts.PROVINCE, number_cell),
        listed_on=read(layouts.LISTED_ON, date_cell, FileCode.DATE),
        scope=read(layouts.SCOPE, name_cell),
        role=read(layouts.ROLE, name_cell),
        product=read(layouts.PRODUCT, text_cell),
        purpose=read(layouts.PURPOSE, text_cell),
        remark=read(layouts.REMARK, text_cell),
        cancelled_on=read(layouts.CANCELLED_ON, cancelled_cell, FileCode.DATE),
    )
    cells = {text: cell for text, cell in zip(header.texts, record.cells, strict=False) if text}
    return ParsedRow(record.row, cells, content, record.place)


def _unreadable(code: FileCode, record: Record, header: Header, column: str, **params: str | int) -> ListUnreadable:
    at = header.places.get(column)
    field = "" if at is None else header.texts[at]
    return ListUnreadable(code, place=record.place, row=record.row, field=field, **params)


def _table(record: Record, header: Header, wanted: str) -> str:
    """The table of a row, "" where only the shape of its number can say it."""
    said = header.cell(record.cells, layouts.TABLE)
    by_row = _TABLE_WORDS.get(fold(said), "") if said.strip() else ""
    if said.strip() and not by_row:
        raise _unreadable(FileCode.TABLE_UNKNOWN, record, header, layouts.TABLE, value=said[:80])
    found = header.layout.table or by_row
    # The table of services on devices has the columns of filings, and one more that may have been left out.
    if wanted == AUTO or not found or found == wanted or (wanted == ON_DEVICE and found == FILING):
        return found if wanted == AUTO else wanted
    raise _unreadable(FileCode.TABLE, record, header, layouts.TABLE, found=found, expected=wanted)
