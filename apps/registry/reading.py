"""Files of a publication on their way in: read, or refused in words that name file, row and field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from apps.kernel.files import LARGEST_UPLOAD, sha256_of
from apps.kernel.problems import Problem, Refused
from apps.registry.codes import FileCode
from apps.registry.lists import LISTS, ListFacts
from apps.registry.parsing.csv_file import ParsedFile, ParsedRow, parse
from apps.registry.parsing.unreadable import ListUnreadable
from apps.registry.words import located


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file as received and what was read in it."""

    name: str
    content: bytes
    sha256: str
    parsed: ParsedFile


@dataclass(frozen=True, slots=True)
class Incoming:
    """A publication as it comes in; `decision` says by whose word it is taken whatever is doubted of it."""

    files: Sequence[ReadFile]
    period_end: date
    published_on: date
    received_from: str
    decision: str | None = None
    announced: Mapping[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> list[ParsedRow]:
        return [row for file in self.files for row in file.parsed.rows]

    @property
    def counts(self) -> dict[str, int]:
        counts: dict[str, int] = {}
        for row in self.rows:
            counts[row.content.table] = counts.get(row.content.table, 0) + 1
        return counts


def refusal(code: FileCode, *, file: str = "", column: str = "", **params: str | int) -> Problem:
    """What is wrong with a file, in the language of whoever reads it."""
    return Problem(str(code), located(str(code), params, file, None, column), column)


def facts_of(list_slug: str) -> ListFacts:
    """What is known of a list; Refused for one that isn't kept here."""
    if list_slug not in LISTS:
        raise Refused(refusal(FileCode.LIST, slug=list_slug[:80], known=", ".join(LISTS)))
    return LISTS[list_slug]


def read_files(files: Sequence[tuple[str, bytes]], table: str) -> list[ReadFile]:
    """Every file read; Refused names what is wrong with each that can't be."""
    read: list[ReadFile] = []
    problems: list[Problem] = []
    for name, content in files:
        try:
            if len(content) > LARGEST_UPLOAD:
                raise ListUnreadable(FileCode.SIZE, most=LARGEST_UPLOAD // 2**20)
            read.append(ReadFile(name, content, sha256_of(content), parse(content, table)))
        except ListUnreadable as unreadable:
            problems.append(_problem(name, unreadable))
    if not files:
        problems.append(refusal(FileCode.MISSING))
    if problems:
        raise Refused(*problems)
    return read


def _problem(file: str, unreadable: ListUnreadable) -> Problem:
    code, row, column = str(unreadable.code), unreadable.row, unreadable.field
    return Problem(code, located(code, unreadable.params, file, row, column), column, row)
