"""The codes of the table of verdicts: results of a match, standing, and the reasons for each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Match(StrEnum):
    """Does the number's row say what the claim says?"""

    MATCH = "match"
    MATCH_DIFF = "match_diff"
    MISMATCH = "mismatch"
    NOT_LISTED = "not_listed"
    NO_LONGER_FOUND = "no_longer_found"
    NOT_CHECKABLE = "not_checkable"


HOLDS = frozenset({Match.MATCH, Match.MATCH_DIFF})


class Standing(StrEnum):
    """May this supplier lean on the company that holds the number?"""

    SHOWN = "shown"
    NOT_SHOWN = "not_shown"
    NOT_DECIDED = "not_decided"


class Code(StrEnum):
    """Why; each has one sentence in each language (`words.SENTENCES`)."""

    NUM_EXACT = "R-NUM-EXACT"
    NUM_NORM = "R-NUM-NORM"
    ENT_EXACT = "R-ENT-EXACT"
    ENT_NORM = "R-ENT-NORM"
    ENT_ALIAS = "R-ENT-ALIAS"
    ENT_CODE = "R-ENT-CODE"
    ENT_GROUP = "R-ENT-GROUP"
    ENT_NOT_GIVEN = "R-ENT-NOT-GIVEN"
    ENT_OTHER = "R-ENT-OTHER"
    NAME_NORM = "R-NAME-NORM"
    NAME_DIFF = "R-NAME-DIFF"
    LOC_DIFF = "R-LOC-DIFF"
    ROW_SWAPPED = "R-ROW-SWAPPED"
    TRACK = "R-TRACK"
    SCOPE = "R-SCOPE"
    REG_LOCAL = "R-REG-LOCAL"
    CANCELLED = "R-CANCELLED"
    GONE = "R-GONE"
    GONE_UNCONFIRMED = "R-GONE-UNCONFIRMED"
    NEWER_THAN_LIST = "R-NEWER-THAN-LIST"
    NOT_FOUND = "R-NOT-FOUND"
    NEAR = "R-NEAR"
    MALFORMED = "R-MALFORMED"
    NUM_TYPE_ALGO = "R-NUM-TYPE-ALGO"
    NUM_TYPE_ICP = "R-NUM-TYPE-ICP"
    NUM_TYPE_USCC = "R-NUM-TYPE-USCC"
    UNREADABLE = "R-UNREADABLE"
    NO_LIST = "R-NO-LIST"
    CHECK_FAILED = "R-CHECK-FAILED"
    LIST_OLD = "R-LIST-OLD"
    RELIANCE_MISSING = "R-RELIANCE-MISSING"
    RELIANCE_SCOPE = "R-RELIANCE-SCOPE"
    PAIR_MISSING = "R-PAIR-MISSING"
    CARRIED = "R-CARRIED"
    CARRIED_NOTICE = "R-CARRIED-NOTICE"
    CONFIRM = "R-CONFIRM"
    VERSION = "R-VERSION"
    VERSION_NOT_GIVEN = "R-VERSION-NOT-GIVEN"
    VERSION_UNKNOWN = "R-VERSION-UNKNOWN"
    LINE_NUMBER = "R-LINE-NUMBER"
    DECLARED_NONE = "R-DECLARED-NONE"
    DECLARED_EXPORT = "R-DECLARED-EXPORT"
    IN_PROGRESS = "R-IN-PROGRESS"
    NOT_ASSESSED = "R-NOT-ASSESSED"


# Of `Code.VERSION`, who changed the version: somebody between its maker and the reader, whoever that is.
ON_THE_WAY = "on-the-way"


@dataclass(frozen=True, slots=True)
class Reason:
    """A code and what its sentence needs to know (texts only, so that it can be stored as JSON)."""

    code: Code
    params: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, object]:
        return {"code": str(self.code), "params": dict(self.params)}


def reason(code: Code, **params: str) -> Reason:
    """A reason with its parameters as keywords."""
    return Reason(code, params)


def reasons_from(stored: list[dict[str, object]]) -> tuple[Reason, ...]:
    """Reasons as `as_dict` wrote them."""
    return tuple(
        Reason(Code(str(one["code"])), {str(k): str(v) for k, v in _mapping(one.get("params")).items()})
        for one in stored
    )


def _mapping(value: object) -> Mapping[object, object]:
    return value if isinstance(value, Mapping) else {}
