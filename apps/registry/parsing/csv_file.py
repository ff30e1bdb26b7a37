"""From the bytes of a CSV file to the rows of its tables."""

import csv
import io

from apps.registry.codes import FileCode
from apps.registry.parsing.decoding import decode
from apps.registry.parsing.grids import Grid, Sheet
from apps.registry.parsing.parsed import AUTO, ParsedFile
from apps.registry.parsing.tables import parse_sheet
from apps.registry.parsing.unreadable import ListUnreadable

_LINES_OF_TITLES = 5


def parse(content: bytes, table: str = AUTO) -> ParsedFile:
    """Read a CSV file; raises ListUnreadable, and then nothing of the file was taken. `table`: see `parse_sheet`."""
    decoded = decode(content)
    rows: list[tuple[str, ...]] = []
    numbers: list[int] = []
    for number, record in _records(decoded.text):
        rows.append(tuple(record))
        numbers.append(number)
    if not rows:
        raise ListUnreadable(FileCode.EMPTY)
    return parse_sheet(Sheet((Grid(tuple(rows), tuple(numbers)),), encoding=decoded.encoding), table)


def _records(text: str) -> list[tuple[int, list[str]]]:
    """The records that hold anything, numbered from 1 with the empty ones counted."""
    beginning = "".join(text.splitlines(keepends=True)[:_LINES_OF_TITLES])
    delimiter = max(",\t;", key=beginning.count)
    records: list[tuple[int, list[str]]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    try:
        for number, record in enumerate(reader, start=1):
            if any(cell.strip() for cell in record):
                records.append((number, record))
    except csv.Error as error:
        raise ListUnreadable(FileCode.BROKEN, row=number + 1) from error
    return records
