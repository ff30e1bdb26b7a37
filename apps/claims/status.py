"""What is said about a claim, a version or a number at the moment of reading, from stored facts and the day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from apps.catalogue.coverage import Coverage
from apps.claims.codes import HOLDS, Code, Match, Reason, Standing, reason
from apps.claims.matching import FieldComparison, Listed
from apps.registry.names import holder_key
from apps.registry.numbers import NumberKind, parts

# Between the date in a number and the list that shows it lie 84 days in 95 of 100 rows.
NEWER_WITHIN = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class EditionFacts:
    """The edition of a list that something was checked against."""

    list: str
    number: int
    as_of: date
    published_on: date


@dataclass(frozen=True, slots=True)
class Look:
    """How fresh the list is: freshness is the age of the last look at its source, not of its period."""

    list_loaded: bool
    last_look_at: datetime | None
    bundled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a claim comes to now.

    `match` is None while the check is queued. The verification met `edition_number` (as of `edition_as_of`);
    nothing touched the number up to `verified_through`, whose list date is `as_of`.
    """

    match: Match | None
    standing: Standing
    reasons: tuple[Reason, ...]
    claim_id: int | None
    number: str
    holder: str
    kind: str
    verification_id: int | None
    edition_number: int | None
    edition_as_of: date | None
    verified_through: int | None
    as_of: date | None
    checked_at: datetime | None
    near: tuple[str, ...]
    last_look_at: datetime | None
    bundled: bool
    list_loaded: bool

    @property
    def holds(self) -> bool:
        """Whether its number matches and its supplier may lean on the holder."""
        return self.match in HOLDS and self.standing == Standing.SHOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimStatus(Finding):
    """One claim as it stands now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionStatus(Finding):
    """One version as its reader may know it, with the findings of the claim it rests on.

    Those are empty where no claim names the version, and for `version_changed` where the reader can't see the
    version that the claim names.
    """

    version_id: int
    coverage: Coverage


@dataclass(frozen=True, slots=True)
class NumberCheck:
    """What one edition shows for a text; `listed` is the row whose number is the whole text, folded."""

    input: str
    kind: NumberKind
    match: Match
    reasons: tuple[Reason, ...]
    fields: tuple[FieldComparison, ...]
    edition: EditionFacts | None
    listed: Listed | None
    near: tuple[str, ...]
    found_in_text: tuple[str, ...]
    asked_as_of: date | None
    last_look_at: datetime | None
    bundled: bool
    list_loaded: bool


@dataclass(frozen=True, slots=True)
class Paper:
    """A declared reliance on another company's number, from a day to a day (None: open).

    `stored`: the paper itself is kept here; without it there is the supplier's word alone.
    """

    number_key: str
    holder: str
    valid_from: date
    valid_until: date | None
    stored: bool

    def in_force(self, day: date) -> bool:
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)


def as_read(reasons: Iterable[Reason], *, number: str, as_of: date, near: Sequence[str]) -> tuple[Reason, ...]:
    """Stored reasons with what moves with time: the day of the list, newer than the list, near misses.

    A near miss is a hint and nothing more; where the number may simply be newer than the list it is not given.
    """
    said: list[Reason] = []
    for one in reasons:
        if one.code != Code.NOT_FOUND:
            said.append(one)
            continue
        split = parts(number)
        dated = split.date if split else None
        if dated and dated > as_of - NEWER_WITHIN:
            said.append(reason(Code.NEWER_THAN_LIST, as_of=as_of.isoformat(), dated=dated.isoformat()))
        else:
            said.append(reason(Code.NOT_FOUND, as_of=as_of.isoformat()))
            said += [reason(Code.NEAR, near=number_near) for number_near in near]
    return tuple(said)


def standing_of(
    *, match: Match | None, number_key: str, holder: str, legal_name: str, papers: Iterable[Paper], day: date
) -> tuple[Standing, tuple[Reason, ...]]:
    """May the supplier lean on the holder: its own number, or a stored paper for it in force on the day."""
    if match not in HOLDS or not holder:
        return Standing.NOT_DECIDED, ()
    held_by = holder_key(holder)
    if held_by == holder_key(legal_name):
        return Standing.SHOWN, ()
    stored = [one for one in papers if one.stored and one.number_key == number_key]
    fitting = [one for one in stored if holder_key(one.holder) == held_by]
    if any(one.in_force(day) for one in fitting):
        return Standing.SHOWN, ()
    return Standing.NOT_SHOWN, (reason(Code.RELIANCE_SCOPE if fitting else Code.RELIANCE_MISSING, holder=holder),)
