"""Does the number's row say what the claim says? The table of verdicts, without anything that moves with time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from apps.claims.codes import Code, Match, Reason, reason
from apps.registry.names import holder_key, name_key, province_key
from apps.registry.numbers import NumberKind, classify, number_key, parts, prefix_agrees

MATCHER_VERSION = "1"

FILING, REGISTRATION, ON_DEVICE = "filing", "registration", "on_device"

_WRONG_KIND = {
    NumberKind.ALGORITHM: Code.NUM_TYPE_ALGO,
    NumberKind.ICP: Code.NUM_TYPE_ICP,
    NumberKind.CREDIT_CODE: Code.NUM_TYPE_USCC,
    NumberKind.UNKNOWN: Code.MALFORMED,
}
_FROM_BEST = (Match.MATCH, Match.MATCH_DIFF, Match.MISMATCH)
_MOVES_TO = {
    Code.NAME_DIFF: Match.MATCH_DIFF,
    Code.LOC_DIFF: Match.MATCH_DIFF,
    Code.TRACK: Match.MATCH_DIFF,
    Code.ENT_OTHER: Match.MISMATCH,
    Code.SCOPE: Match.MISMATCH,
}
_COMPANY_ENDINGS = ("公司", "集团", "ltd", "limited", "inc")


@dataclass(frozen=True, slots=True)
class Claimed:
    """What is said; a field that is not said is "". `kind` is filing or registration where one was claimed."""

    number: str
    kind: str = ""
    model_name: str = ""
    holder: str = ""
    province: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of the list: its cells as printed and the key its number is looked up by."""

    table: str
    number: str
    number_key: str
    name: str
    holder: str
    province: str = ""
    scope: str = ""
    sequence: int | None = None


@dataclass(frozen=True, slots=True)
class FieldComparison:
    """One field side by side, as written; `same` is whether they agree after folding, None where nothing was said."""

    field: str
    claimed: str
    listed: str
    same: bool | None

    def as_dict(self) -> dict[str, object]:
        return {"field": self.field, "claimed": self.claimed, "listed": self.listed, "same": self.same}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The result; `chosen` is the index of the row it was met with, None where no row has the number."""

    match: Match
    reasons: tuple[Reason, ...]
    fields: tuple[FieldComparison, ...] = ()
    chosen: int | None = None


def match(claimed: Claimed, listed: Sequence[Listed], *, formerly_listed: bool = False) -> Verdict:
    """Compare a claim with the rows of its own number; rows of other numbers are not looked at.

    `formerly_listed` says that an earlier edition had a row with this number and this one has none.
    """
    key = number_key(claimed.number)
    own = [index for index, row in enumerate(listed) if key and row.number_key == key]
    if own:
        chosen = min(own, key=lambda index: (listed[index].table != claimed.kind, index))
        return _compare(claimed, listed[chosen], chosen)
    if formerly_listed:
        return Verdict(Match.NO_LONGER_FOUND, (reason(Code.GONE),))
    wrong = _WRONG_KIND.get(classify(claimed.number))
    if wrong:
        return Verdict(Match.NOT_CHECKABLE, (reason(wrong),))
    return Verdict(Match.NOT_LISTED, (reason(Code.NOT_FOUND),))


def _compare(claimed: Claimed, row: Listed, index: int) -> Verdict:
    read_swapped = _read_swapped(claimed, row)
    name, holder = (row.holder, row.name) if read_swapped else (row.name, row.holder)
    reasons = [_number_reason(claimed, row), _holder_reason(claimed, holder)]
    if read_swapped:
        reasons.append(reason(Code.ROW_SWAPPED))
    reasons += [one for one in (_name_reason(claimed, name), _track_reason(claimed, row)) if one]
    reasons += _place_reasons(claimed, row)
    worst = max((_MOVES_TO.get(one.code, Match.MATCH) for one in reasons), key=_FROM_BEST.index)
    fields = (
        FieldComparison("number", claimed.number, row.number, True),
        _field("kind", claimed.kind, row.table, str),
        _field("model_name", claimed.model_name, name, name_key),
        _field("holder", claimed.holder, holder, holder_key),
        _field("province", claimed.province, row.province, province_key),
    )
    return Verdict(worst, tuple(reasons), fields, index)


def _field(name: str, claimed: str, listed: str, fold: Callable[[str], str]) -> FieldComparison:
    return FieldComparison(name, claimed, listed, _same(fold, claimed, listed) if claimed else None)


def _same(fold: Callable[[str], str], one: str, other: str) -> bool:
    """Two texts of which the fold leaves nothing say nothing, so they don't say the same."""
    key = fold(one)
    return bool(key) and key == fold(other)


def _number_reason(claimed: Claimed, row: Listed) -> Reason:
    if claimed.number == row.number:
        return reason(Code.NUM_EXACT)
    return reason(Code.NUM_NORM, claimed=claimed.number, listed=row.number)


def _holder_reason(claimed: Claimed, holder: str) -> Reason:
    if not claimed.holder:
        return reason(Code.ENT_NOT_GIVEN, listed=holder)
    if not _same(holder_key, claimed.holder, holder):
        return reason(Code.ENT_OTHER, claimed=claimed.holder, listed=holder)
    if claimed.holder == holder:
        return reason(Code.ENT_EXACT)
    return reason(Code.ENT_NORM, claimed=claimed.holder, listed=holder)


def _name_reason(claimed: Claimed, name: str) -> Reason | None:
    if not claimed.model_name or claimed.model_name == name:
        return None
    same = _same(name_key, claimed.model_name, name)
    return reason(Code.NAME_NORM if same else Code.NAME_DIFF, claimed=claimed.model_name, listed=name)


def _track_reason(claimed: Claimed, row: Listed) -> Reason | None:
    # The on-device table covers what its scope column names (phones so far), never the products claimed here.
    if row.table == ON_DEVICE:
        return reason(Code.SCOPE, scope=row.scope)
    if claimed.kind and claimed.kind != row.table:
        return reason(Code.TRACK, claimed=claimed.kind, listed=row.table)
    return None


def _place_reasons(claimed: Claimed, row: Listed) -> list[Reason]:
    number = parts(row.number)
    if claimed.province and province_key(claimed.province) != province_key(row.province):
        return [reason(Code.LOC_DIFF, claimed=claimed.province, listed=row.province)]
    if number and prefix_agrees(number.prefix, row.province) is False:
        return [reason(Code.LOC_DIFF, claimed=number.prefix, listed=row.province)]
    return []


def _read_swapped(claimed: Claimed, row: Listed) -> bool:
    """Whether the row has its company in the name column, unless the claim says just what is printed there."""
    if not _is_company(row.name) or _is_company(row.holder):
        return False
    if claimed.holder:
        return not _same(holder_key, claimed.holder, row.holder)
    return not _same(name_key, claimed.model_name, row.name)


def _is_company(text: str) -> bool:
    return name_key(text).rstrip(".").endswith(_COMPANY_ENDINGS)
