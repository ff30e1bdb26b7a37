"""An order and its newest checks as a CSV file that a spreadsheet opens, and the empty file to fill in."""

import io
from collections.abc import Iterable
from typing import Any

from defusedcsv import csv
from django.utils.translation import gettext as _

from apps.claims.words import sentence
from apps.desk.words import status
from apps.purchasing.order_columns import HEADERS, Column

# Spreadsheets on Chinese Windows read UTF-8 only with this mark at the beginning.
ENCODING = "utf-8-sig"
EXAMPLE = ("10", "K21-A", "B2", "3.4.1", "1.8.0", "", "24", "")


def headers() -> list[str]:
    """Our columns, each named in both languages; a file with these headers is read again."""
    return [" / ".join(HEADERS[column][:2]) for column in Column]


def template() -> bytes:
    """A file with the headers and one line as an example."""
    return written([headers(), EXAMPLE])


def exported(lines: Iterable[Any]) -> bytes:
    """The lines of an order, each with its newest check; cells a spreadsheet would run are made harmless."""
    more = [
        _("Decision"),
        _("Match"),
        _("Coverage"),
        _("Reason codes"),
        _("Reasons"),
        _("Edition"),
        _("List as of"),
        _("Policy"),
        _("Checked at"),
        _("Check"),
    ]
    return written([[*headers(), *more], *(row(line) for line in lines)])


def row(line: Any) -> list[str]:
    """One line: as ordered, then as checked, if it was."""
    ordered = [written_or_seen(line.line, column) for column in Column]
    check = line.check
    if check is None:
        return [*ordered, *[""] * 10]
    return [
        *ordered,
        word("decision", check.decision),
        word("match", check.match),
        word("coverage", check.coverage),
        " ".join(reason["code"] for reason in check.reasons),
        " ".join(sentence(reason["code"], reason["params"]) for reason in check.reasons),
        str(check.edition.number) if check.edition else "",
        check.edition.as_of.isoformat() if check.edition else "",
        str(check.policy_number),
        check.checked_at.isoformat(timespec="seconds"),
        f"PC-{check.pk:06d}",
    ]


def written_or_seen(line: Any, column: Column) -> str:
    """A cell as ordered; who sells a line that names no supplier stands there all the same."""
    said = str(getattr(line, column.value))
    return line.supplier.legal_name if column is Column.SUPPLIER and not said and line.supplier else said


def word(axis: str, code: str) -> str:
    return str(status(axis, code).label) if code else ""


def written(rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode(ENCODING)
