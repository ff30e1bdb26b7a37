"""From tables as printed to the rows of lists: headers told from rows, tables that run over pages put together."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from apps.registry.codes import FileCode
from apps.registry.folding import fold
from apps.registry.lists import FILING, REGISTRATION
from apps.registry.numbers import NumberKind, classify, find_numbers
from apps.registry.parsing import layouts
from apps.registry.parsing.grids import Grid, Sheet
from apps.registry.parsing.layouts import HEADER_TEXTS, heading_tables, unknown_layout
from apps.registry.parsing.parsed import AUTO, ParsedFile, ParsedRow, ParsedTable
from apps.registry.parsing.records import Header, Record, complete, header_of, parsed
from apps.registry.parsing.unreadable import ListUnreadable

# A title or two may stand above the header.
_ROWS_ABOVE_HEADER = 4
_LISTED = (NumberKind.FILING, NumberKind.REGISTRATION, NumberKind.ALGORITHM)


@dataclass(slots=True)
class Section:
    """A header and the records below it, over as many pages as it takes."""

    header: Header
    records: list[Record] = field(default_factory=list)


def parse_sheet(sheet: Sheet, table: str = AUTO, *, other_tables: bool = False) -> ParsedFile:
    """Every row of every list in a file; raises ListUnreadable, and then nothing of the file was taken.

    `table` is what the rows are said to be; `auto` decides by the header, then by the column that names the table,
    then by the shape of the numbers. With `other_tables` (a web page has some) those that are no list are left out.
    """
    sections: list[Section] = []
    for grid in sheet.grids:
        _take(grid, sections, other_tables)
    if not other_tables:
        _nothing_beside(sheet)
    if not sections:
        raise ListUnreadable(FileCode.NO_TABLE if sheet.grids or sheet.loose else FileCode.EMPTY)
    for section in sections:
        for record in section.records:
            if _is_text([record]):
                raise _lonely(record, section.header)
    rows = [parsed(record, section.header, table) for section in sections for record in section.records]
    if not rows:
        raise ListUnreadable(FileCode.NO_ROWS)
    rows = _by_shape(rows) if table == AUTO else rows
    names = dict.fromkeys(row.content.table for row in rows)
    tables = tuple(ParsedTable(name, tuple(row for row in rows if row.content.table == name)) for name in names)
    return ParsedFile(sheet.encoding, tables, tuple(line for grid in sheet.grids for line in grid.title))


def _take(grid: Grid, sections: list[Section], other_tables: bool) -> None:
    """Put the rows of one table below their header: its own, or the one of the page before."""
    lines = [_line(grid, at) for at, row in enumerate(grid.rows) if any(cell.strip() for cell in row)]
    if not lines:
        return
    at, header = _own_header(lines)
    if header is not None:
        title = [*grid.title, *("".join(line.cells) for line in lines[:at])]
        _agreeing(title, header, lines[at])
        if not (sections and _same(sections[-1].header, header)):
            sections.append(Section(header))
        lines = lines[at + 1 :]
    elif not sections or max(len(line.cells) for line in lines) != sections[-1].header.width:
        if other_tables or _is_text(lines):
            _no_number(grid.place, ("\n".join(line.cells) for line in lines))
            return
        raise _no_header(lines, sections)
    else:
        _agreeing(grid.title, sections[-1].header, lines[0])
    if grid.on_a_page and lines and sections[-1].records:
        lines = [*_joined(sections[-1], lines[0]), *lines[1:]]
    _fill(lines, sections)


def _line(grid: Grid, at: int) -> Record:
    return Record(grid.place, grid.numbers[at], grid.rows[at], grid.wrapped)


def _own_header(lines: Sequence[Record]) -> tuple[int, Header | None]:
    for at, line in enumerate(lines[: _ROWS_ABOVE_HEADER + 1]):
        if header := header_of(line.cells):
            return at, header
    return 0, None


def _same(one: Header, other: Header) -> bool:
    return [fold(text) for text in one.texts] == [fold(text) for text in other.texts]


def _agreeing(title: Sequence[str], header: Header, line: Record) -> None:
    """A heading decides nothing alone, but one that names another table than the header is a refusal."""
    said, table = heading_tables(title), header.layout.table
    if said and table and table not in said:
        raise ListUnreadable(
            FileCode.HEADING, place=line.place, row=line.row, found=min(said), expected=table, value=title[-1][:80]
        )


def _no_header(lines: Sequence[Record], sections: Sequence[Section]) -> ListUnreadable:
    if sections and lines[0].place.startswith("page "):
        first, expected = lines[0], sections[-1].header.width
        found = max(len(line.cells) for line in lines)
        return ListUnreadable(FileCode.CELLS, place=first.place, row=first.row, found=found, expected=expected)
    widest = max(lines[: _ROWS_ABOVE_HEADER + 1], key=lambda line: sum(bool(cell.strip()) for cell in line.cells))
    return unknown_layout(widest.cells, widest.row, widest.place)


def _is_text(lines: Iterable[Record]) -> bool:
    """Whether a sheet or table holds nothing but lines of text, one cell each: instructions, a cover."""
    return all(sum(bool(cell.strip()) for cell in line.cells) == 1 for line in lines)


def _joined(section: Section, line: Record) -> list[Record]:
    """The first line of a page: put to the row that the page break cut, or the next row as it stands.

    A cut row has its sequence number on one side of the break alone, and is no whole row on both.
    """
    header, before = section.header, section.records[-1]
    if len(line.cells) < header.width or layouts.SEQUENCE not in header.places or _is_header(line, header):
        return [line]
    at = header.places[layouts.SEQUENCE]
    numbered = [bool(record.cells[at].strip()) for record in (before, line)]
    if all(numbered) or (_whole(before, header) and _whole(line, header)):
        return [line]
    cells = tuple(
        "\n".join(part for part in parts if part.strip()) for parts in zip(before.cells, line.cells, strict=False)
    )
    section.records[-1] = replace(before, cells=cells)
    return []


def _whole(record: Record, header: Header) -> bool:
    return classify(header.cell(record.cells, layouts.NUMBER)) in _LISTED


def _is_header(line: Record, header: Header) -> bool:
    first = next((fold(cell) for cell in line.cells if cell.strip()), "")
    return first in HEADER_TEXTS and header_of(line.cells) is not None


def _fill(lines: Sequence[Record], sections: list[Section]) -> None:
    """Rows below the header in force; further headers inside a table begin further lists, titles above them aside."""
    titles: list[Record] = []
    for line in lines:
        header = header_of(line.cells) if _is_header(line, sections[-1].header) else None
        if header is not None:
            _agreeing(["".join(title.cells) for title in titles], header, line)
            titles = []
            if not _same(header, sections[-1].header):
                sections.append(Section(header))
        elif _is_text([line]) and not (line is lines[-1] and _may_go_on(line, sections[-1].header)):
            titles.append(line)
        elif titles:
            break
        else:
            sections[-1].records.append(complete(line, sections[-1].header))
    if titles:
        raise _lonely(titles[0], sections[-1].header)


def _may_go_on(line: Record, header: Header) -> bool:
    """Whether the last line of a page, one cell alone, may be the beginning of a row that the page break cut."""
    if not line.place.startswith("page "):
        return False
    sequence = header.cell(line.cells, layouts.SEQUENCE) if len(line.cells) >= header.width else ""
    return not sequence.strip() or sequence.strip().isdecimal()


def _lonely(line: Record, header: Header) -> ListUnreadable:
    expected = len([text for text in header.texts if text])
    return ListUnreadable(FileCode.CELLS, place=line.place, row=line.row, found=1, expected=expected)


def _nothing_beside(sheet: Sheet) -> None:
    """No number of a list stands in the text outside the tables: it would be a row that is lost."""
    for grid in sheet.grids:
        _no_number(grid.place, grid.title)
    for place, line in sheet.loose:
        _no_number(place, [line])


def _no_number(place: str, texts: Iterable[str]) -> None:
    for text in texts:
        for number in find_numbers(text):
            if classify(number) in _LISTED:
                raise ListUnreadable(FileCode.STRAY, place=place, value=number[:80])


def _by_shape(rows: list[ParsedRow]) -> list[ParsedRow]:
    """The rows with a table each; a number of no known shape goes with the row before it."""
    return list(_shaped(rows)) if any(not row.content.table for row in rows) else rows


def _shaped(rows: list[ParsedRow]) -> Iterator[ParsedRow]:
    shapes = {NumberKind.FILING: FILING, NumberKind.REGISTRATION: REGISTRATION}
    known = [row.content.table or shapes.get(classify(row.content.number), "") for row in rows]
    table = next((name for name in known if name), "")
    if not table:
        first = rows[0]
        value = first.content.number[:80]
        raise ListUnreadable(FileCode.TABLE_UNKNOWN, place=first.place, row=first.row, value=value)
    for row, name in zip(rows, known, strict=True):
        table = name or table
        yield replace(row, content=replace(row.content, table=table))
