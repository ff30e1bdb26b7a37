"""The words of purchasing: the gate's decisions, and what is said about a file of order lines that is not taken."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.kernel.problems import Problem
from apps.kernel.words import Token, Word, by_code, word
from apps.purchasing.gate import Decision
from apps.purchasing.order_files import Fault, FaultCode

DECISION_WORDS: dict[str, Word] = by_code(
    word(
        Decision.RELEASE,
        _("Release"),
        _("The buyer's policy is met; the order may be placed."),
        Token.OK,
    ),
    word(
        Decision.CONDITIONAL,
        _("Release with conditions"),
        _("The order may be placed; the conditions named are to be followed up."),
        Token.WARN,
    ),
    word(
        Decision.HOLD,
        _("Hold"),
        _("Do not place the order yet; somebody must act first."),
        Token.STALE,
    ),
    word(
        Decision.BLOCK,
        _("Do not order"),
        _("The buyer's policy forbids the order; only a waiver changes that."),
        Token.BAD,
    ),
    word(
        "waived",
        _("Released by waiver"),
        _("A named person released the order with a written reason."),
        Token.WAIVED,
    ),
    word(
        Decision.NOT_DECIDABLE,
        _("Could not check"),
        _("The facts needed are missing or too old, so nothing can be said either way."),
        Token.NEUTRAL,
    ),
)

FAULTS: dict[FaultCode, str | Promise] = {
    FaultCode.EMPTY: _("There are no order lines: the file is empty. Choose another file, or paste the lines."),
    FaultCode.TOO_LARGE: _("The file is larger than %(megabytes)s MB. Split the order into smaller files."),
    FaultCode.NOT_CSV: _(
        "This is a file of the kind %(kind)s, not a CSV file. Save the sheet as CSV (UTF-8), "
        "or copy its cells and paste them here."
    ),
    FaultCode.NOT_TEXT: _(
        "The file is not text in UTF-8 or GB18030. Save the sheet as CSV (UTF-8), "
        "or copy its cells and paste them here."
    ),
    FaultCode.BROKEN_QUOTES: _(
        "A quotation mark is opened and not closed, or stands in the wrong place. "
        "Save the file from the spreadsheet again."
    ),
    FaultCode.NO_LINES: _("There is a header and no line below it. Add the lines of the order."),
    FaultCode.TOO_MANY_LINES: _("There are more than %(most)s lines. Split the order into smaller files."),
    FaultCode.COLUMN_MISSING: _(
        "The column “%(english)s” (%(chinese)s) is missing. Add it, or name the column that holds it so."
    ),
    FaultCode.COLUMN_TWICE: _(
        "The columns “%(first)s” and “%(second)s” mean the same. Rename or remove the one that is not meant."
    ),
    FaultCode.CELL_MISSING: _("The cell in “%(english)s” (%(chinese)s) is empty. Fill it in."),
    FaultCode.CELL_TOO_LONG: _("The cell holds %(length)s characters; at most %(most)s fit. Shorten it."),
    FaultCode.TOO_MANY_CELLS: _(
        "The row has %(cells)s cells and the header %(columns)s columns. "
        "Put cells that hold a separator in quotation marks."
    ),
    FaultCode.LINE_TWICE: _("The line number %(line)s is used in row %(other)s already. Give each line its own."),
    FaultCode.QUANTITY: _(
        "The quantity “%(quantity)s” is not a number above nought. "
        "Write digits such as 24 or 2.5, without units, signs or commas, or leave the cell empty."
    ),
}


def problem_of(fault: Fault) -> Problem:
    """A fault of a file as a problem in the language in force."""
    return Problem(
        code=str(fault.code),
        message=str(FAULTS[fault.code]) % dict(fault.params),
        field=str(fault.column),
        row=fault.row,
    )
