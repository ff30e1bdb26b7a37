"""Codes of what can be wrong with a publication: files that are not taken, and doubts that keep one from the list."""

from dataclasses import dataclass, field
from enum import StrEnum


class FileCode(StrEnum):
    """Why a file is not taken at all; nothing of it is kept."""

    MISSING = "F-MISSING"
    SIZE = "F-SIZE"
    EMPTY = "F-EMPTY"
    SAME = "F-SAME"
    TWICE = "F-TWICE"
    HTML = "F-HTML"
    FORMAT = "F-FORMAT"
    ENCODING = "F-ENCODING"
    BROKEN = "F-BROKEN"
    DAMAGED = "F-DAMAGED"
    LOCKED = "F-LOCKED"
    SCAN = "F-SCAN"
    TOO_MUCH = "F-TOO-MUCH"
    NO_TABLE = "F-NO-TABLE"
    HEADING = "F-HEADING"
    STRAY = "F-STRAY"
    OTHER_LIST = "F-OTHER-LIST"
    LAYOUT = "F-LAYOUT"
    NO_ROWS = "F-NO-ROWS"
    TABLE = "F-TABLE"
    TABLE_UNKNOWN = "F-TABLE-UNKNOWN"
    CELLS = "F-CELLS"
    SEQUENCE = "F-SEQUENCE"
    DATE = "F-DATE"
    LONG = "F-LONG"
    LIST = "F-LIST"
    PERIOD = "F-PERIOD"
    ATTACHMENT = "F-ATTACHMENT"
    ANNOUNCED = "F-ANNOUNCED"


class DoubtCode(StrEnum):
    """Why a publication that could be read is held back for people to look at."""

    GAP = "L-GAP"
    TAKEN = "L-TAKEN"
    DUPLICATE = "L-DUPLICATE"
    OTHER_TABLE = "L-OTHER-TABLE"
    REPEATED = "L-REPEATED"
    ALTERED = "L-ALTERED"
    GONE = "L-GONE"
    BOUND = "L-BOUND"
    NO_NUMBER = "L-NO-NUMBER"
    SHAPE = "L-SHAPE"
    WRONG_SHAPE = "L-WRONG-SHAPE"
    FIELDS = "L-FIELDS"
    PERIOD = "L-PERIOD"
    PUBLISHED = "L-PUBLISHED"
    FUTURE = "L-FUTURE"
    ENCODING = "L-ENCODING"
    TOTALS = "L-TOTALS"


# Doubts about rows that could not be stored as entries: no decision by anybody makes them an edition.
NOT_STORABLE = frozenset({DoubtCode.DUPLICATE, DoubtCode.NO_NUMBER})


@dataclass(frozen=True, slots=True)
class Doubt:
    """One reason to hold a publication back; `params` fill the sentence of the code."""

    code: DoubtCode
    params: dict[str, str | int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        return {"code": str(self.code), "params": self.params}
