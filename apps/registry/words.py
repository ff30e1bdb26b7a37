"""The words of lists: a sentence for each code, the names of tables and columns, the words of a publication's state."""

from collections.abc import Mapping

from django.utils import translation
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from apps.kernel.words import Token, Word, by_code, word
from apps.registry.codes import DoubtCode, FileCode

LANGUAGES = {"en": "en", "zh": "zh-hans"}

TABLE_LABELS: dict[str, Promise] = {
    "filing": _("filings"),
    "registration": _("registrations"),
    "on_device": _("on-device services"),
    "algorithm": _("algorithm filings"),
    "deep_synthesis": _("deep-synthesis filings"),
    "cancellation": _("cancellations"),
}

COLUMN_LABELS: dict[str, Promise] = {
    "sequence": _("sequence number"),
    "number": _("number"),
    "name": _("name of the model or app"),
    "holder": _("holder"),
    "province": _("province"),
    "listed_on": _("date"),
    "scope": _("scope"),
    "role": _("role or class"),
    "product": _("product"),
    "purpose": _("purpose"),
    "remark": _("remark"),
    "cancelled_on": _("cancelled on"),
}

PUBLICATION_WORDS: dict[str, Word] = by_code(
    word("received", _("Received"), _("The files are kept; nothing has been decided yet."), Token.INFO),
    word(
        "quarantined",
        _("Held back"),
        _("It does not look like the next publication of this list; the edition in force stays."),
        Token.WARN,
    ),
    word("approved", _("In the list"), _("It became an edition of the list."), Token.OK),
    word("rejected", _("Rejected"), _("People looked at it and kept it out of the list."), Token.NEUTRAL),
    word("revoked", _("Revoked"), _("It was an edition of the list and was taken back."), Token.BAD),
)

FILE_SENTENCES: dict[FileCode, Promise] = {
    FileCode.ANNOUNCED: _(
        "“%(value)s” is no total. Give each as a table and a number, filing=868; tables are %(known)s."
    ),
    FileCode.ATTACHMENT: _("This list has parts. Say which one this is, for example 2024-06, as its title names it."),
    FileCode.MISSING: _("There is no such file. Check the path and give it again."),
    FileCode.SIZE: _("The file is larger than %(most)s MB. Send the list alone, as CSV."),
    FileCode.EMPTY: _("The file is empty. Download the list again and send the file itself."),
    FileCode.SAME: _("This file was already received, as publication %(publication)s; nothing was taken twice."),
    FileCode.TWICE: _("The same file was given twice. Give each file once."),
    FileCode.HTML: _(
        "This is a web page, not a list; a download that failed often gives one. Open the official page and save "
        "the attachment itself."
    ),
    FileCode.FORMAT: _("This is a %(format)s file, which is not read. Save the table as PDF, DOCX, XLSX, HTML or CSV."),
    FileCode.ENCODING: _("The text is neither UTF-8 nor GB18030. Save the file as CSV in UTF-8."),
    FileCode.BROKEN: _("The CSV breaks off or a quotation mark is not closed here. Send the complete file."),
    FileCode.DAMAGED: _("The file breaks off or is damaged. Download it again and send the complete file."),
    FileCode.LOCKED: _("The file is locked by a password. Save it without one and send it again."),
    FileCode.SCAN: _(
        "This is a picture of the list without any text. Get the file with text, or type the rows into a CSV file."
    ),
    FileCode.TOO_MUCH: _(
        "Reading the file takes more memory or time than a list needs. Save the table alone, as CSV or XLSX."
    ),
    FileCode.NO_TABLE: _("There is no table in it. Send the attachment that holds the list as a table."),
    FileCode.HEADING: _(
        "The heading above the table says %(found)s, its columns are those of %(expected)s. Check the file; if the "
        "heading is wrong, take it out."
    ),
    FileCode.STRAY: _(
        "“%(value)s” stands outside the tables, and its row would be lost. Put every row into the table and send the "
        "file again."
    ),
    FileCode.OTHER_LIST: _("These rows are %(found)s, which this list does not hold. Choose the list they belong to."),
    FileCode.LAYOUT: _(
        "The columns are not those of a known list. Missing: %(missing)s. Not known: %(unknown)s. Keep the header "
        "row as published."
    ),
    FileCode.NO_ROWS: _("There is a header but no row below it. Send the complete file."),
    FileCode.TABLE: _(
        "The file says that these rows are %(found)s, but %(expected)s were expected. Choose the right table."
    ),
    FileCode.TABLE_UNKNOWN: _(
        "The table these rows belong to can't be told from “%(value)s”. Say which table it is: filings, registrations "
        "or on-device services."
    ),
    FileCode.CELLS: _("This row has %(found)s cells where the header has %(expected)s. Send the complete file."),
    FileCode.SEQUENCE: _("“%(value)s” is not a sequence number. Write a whole number, 1 or more."),
    FileCode.DATE: _("“%(value)s” is not a date. Write it as 2026-04-30 or 2026/4/30."),
    FileCode.LONG: _("The text is longer than %(most)s characters; the columns may be shifted. Check the row."),
    FileCode.LIST: _("There is no list called “%(slug)s”. Known: %(known)s."),
    FileCode.PERIOD: _("“%(value)s” is not a date. Write it as 2026-04-30."),
}

DOUBT_SENTENCES: dict[DoubtCode, Promise] = {
    DoubtCode.GAP: _("Sequence numbers are missing among the %(table)s: %(sequence)s."),
    DoubtCode.TAKEN: _("Sequence numbers are used twice among the %(table)s: %(sequence)s."),
    DoubtCode.DUPLICATE: _("%(count)s numbers stand in the publication more than once: %(numbers)s."),
    DoubtCode.OTHER_TABLE: _("%(count)s numbers stand in another table of the list too: %(numbers)s."),
    DoubtCode.REPEATED: _(
        "%(count)s rows are in the list already: %(numbers)s. A publication of this list brings new rows only."
    ),
    DoubtCode.ALTERED: _("%(count)s rows differ from the list in force: %(numbers)s."),
    DoubtCode.GONE: _("%(count)s rows of the list in force are not in it: %(numbers)s."),
    DoubtCode.BOUND: _("It adds %(count)s rows; one publication of this list adds at most %(most)s."),
    DoubtCode.NO_NUMBER: _("%(count)s rows have no number: %(names)s."),
    DoubtCode.SHAPE: _("%(count)s of the %(table)s have numbers of no known form: %(numbers)s."),
    DoubtCode.WRONG_SHAPE: _("%(count)s of the %(table)s have numbers of the other table's form: %(numbers)s."),
    DoubtCode.FIELDS: _("The column “%(field)s” is empty in %(count)s of %(rows)s rows."),
    DoubtCode.PERIOD: _("Its period ends on %(period)s, which is not after %(current)s, the list's own."),
    DoubtCode.PUBLISHED: _("It was published on %(published)s, before its period ended on %(period)s."),
    DoubtCode.FUTURE: _(
        "It names a day still to come: %(day)s; it was received on %(today)s. Check the dates and send the file again."
    ),
    DoubtCode.ENCODING: _("%(count)s rows hold damaged characters: %(numbers)s."),
    DoubtCode.TOTALS: _("%(announced)s %(table)s were announced, and the list would reach %(found)s."),
}

_SENTENCES: dict[str, Promise] = {
    **{str(code): text for code, text in FILE_SENTENCES.items()},
    **{str(code): text for code, text in DOUBT_SENTENCES.items()},
}
_LABELLED = {"table": TABLE_LABELS, "found": TABLE_LABELS, "expected": TABLE_LABELS, "field": COLUMN_LABELS}
_PLACES = {"page": _("page %(which)s"), "sheet": _("sheet “%(which)s”"), "table": _("table %(which)s")}


def sentence(code: str, params: Mapping[str, object] | None = None) -> str:
    """What a code says, in the language in force."""
    said = {name: _LABELLED.get(name, {}).get(str(value), value) for name, value in (params or {}).items()}
    return str(_SENTENCES[str(code)]) % said


def both_languages(code: str, params: Mapping[str, object] | None = None) -> dict[str, str]:
    """A reason for machines and for readers of either language: code, en, zh."""
    said = {"code": str(code)}
    for short, language in LANGUAGES.items():
        with translation.override(language):
            said[short] = sentence(code, params)
    return said


def _located(code: str, params: Mapping[str, object], file: str, row: int | None, field: str, place: str = "") -> str:
    said = sentence(code, params)
    where = {"file": _in_file(file, place), "row": row, "field": field, "sentence": said}
    if row is not None and field:
        return str(_("%(file)s, row %(row)s, column “%(field)s”: %(sentence)s")) % where
    if row is not None:
        return str(_("%(file)s, row %(row)s: %(sentence)s")) % where
    if file or field:
        return str(_("%(file)s: %(sentence)s")) % {**where, "file": where["file"] or field}
    return said


def _in_file(file: str, place: str) -> str:
    """The file, and the page, sheet or table in it."""
    kind, _blank, which = place.partition(" ")
    if kind not in _PLACES:
        return file
    return str(_("%(file)s, %(place)s")) % {"file": file, "place": str(_PLACES[kind]) % {"which": which}}


# Evaluated in the language of whoever reads it.
located = lazy(_located, str)
