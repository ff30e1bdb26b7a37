"""Files of a publication on their way in: read, or refused in words that name file, row and field."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from apps.kernel import sandbox
from apps.kernel.files import LARGEST_UPLOAD, sha256_of
from apps.kernel.problems import Problem, Refused
from apps.registry.codes import FileCode
from apps.registry.lists import LISTS, TABLES, ListFacts
from apps.registry.parsing import csv_file
from apps.registry.parsing.decoding import OFFICE, PAGE, PDF, TEXT, kind_of
from apps.registry.parsing.grids import sheet_of
from apps.registry.parsing.parsed import AUTO, ParsedFile, ParsedRow
from apps.registry.parsing.tables import parse_sheet
from apps.registry.parsing.unreadable import ListUnreadable
from apps.registry.words import located

# Of the name of an attachment or notice.
LONGEST_PART = 40
_HERE = Path(__file__).parent
_CHILDREN = {
    PDF: _HERE / "grids_child_pdf.py",
    OFFICE: _HERE / "grids_child_office.py",
    PAGE: _HERE / "grids_child_html.py",
}
# A list of 10,000 rows is 50 MB of XML as a DOCX and 500 pages as a PDF: more than the claim documents the sandbox's
# own limits are made for. One file is read at a time.
_LIMITS = sandbox.Limits(
    address_space=1536 * 1024 * 1024, cpu_seconds=60, wall_seconds=120, answer_bytes=64 * 1024 * 1024
)


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
    attachment: str = ""

    @property
    def rows(self) -> list[ParsedRow]:
        """The rows of all files, each with the part of the list it stands in."""
        read = [row for file in self.files for row in file.parsed.rows]
        return [replace(row, content=replace(row.content, attachment=self.attachment)) for row in read]

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


def part_of(facts: ListFacts, attachment: str) -> str:
    """The part of a list that a publication says it is; Refused where the list has parts and none is named."""
    said = " ".join(attachment.split())
    if facts.in_parts and not said:
        raise Refused(refusal(FileCode.ATTACHMENT, column="attachment"))
    if len(said) > LONGEST_PART:
        raise Refused(refusal(FileCode.LONG, column="attachment", most=LONGEST_PART))
    return said if facts.in_parts else ""


def read_files(files: Sequence[tuple[str, bytes]], table: str, tables: Collection[str] = TABLES) -> list[ReadFile]:
    """Every file read; Refused names what is wrong with each that can't be.

    `tables` are those the list has: a file with another table belongs to another list.
    """
    read: list[ReadFile] = []
    problems: list[Problem] = []
    for name, content in files:
        try:
            if len(content) > LARGEST_UPLOAD:
                raise ListUnreadable(FileCode.SIZE, most=LARGEST_UPLOAD // 2**20)
            parsed = parse(content, table)
            if others := [found.table for found in parsed.tables if found.table not in tables]:
                raise ListUnreadable(FileCode.OTHER_LIST, found=others[0])
            read.append(ReadFile(name, content, sha256_of(content), parsed))
        except ListUnreadable as unreadable:
            problems.append(_problem(name, unreadable))
    if not files:
        problems.append(refusal(FileCode.MISSING))
    if problems:
        raise Refused(*problems)
    return read


def parse(content: bytes, table: str = AUTO) -> ParsedFile:
    """A list file of any format read here, told by its first bytes; raises ListUnreadable.

    Formats that need a parser of their own are opened in a child process; CSV is text.
    """
    kind = kind_of(content)
    if kind == TEXT:
        return csv_file.parse(content, table)
    try:
        answer = sandbox.run(_CHILDREN[kind], content, limits=_LIMITS)
    except sandbox.SandboxFailed as error:
        raise ListUnreadable(FileCode.TOO_MUCH) from error
    sheet = sheet_of(answer)
    try:
        return parse_sheet(sheet, table, other_tables=kind == PAGE)
    except ListUnreadable as unreadable:
        # A page without the table of a list is what a download that failed, or asked to sign in, gives.
        if kind == PAGE and unreadable.code in (FileCode.NO_TABLE, FileCode.EMPTY):
            raise ListUnreadable(FileCode.HTML) from unreadable
        raise


def _problem(file: str, unreadable: ListUnreadable) -> Problem:
    code, row, column = str(unreadable.code), unreadable.row, unreadable.field
    return Problem(code, located(code, unreadable.params, file, row, column, unreadable.place), column, row)
