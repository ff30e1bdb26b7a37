"""From stored facts and the day to what a claim, and a version, comes to now."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from apps.catalogue.coverage import Coverage, Statement, cover
from apps.claims.codes import ON_THE_WAY, Code, Match, Reason, Standing, reason
from apps.claims.status import ClaimStatus, Finding, Look, Paper, VersionStatus, as_read, standing_of

# Of several claims on a version the one with the clearest answer decides; None is a check not done yet.
CLEAREST: tuple[Match | None, ...] = (
    Match.MATCH,
    Match.MATCH_DIFF,
    None,
    Match.MISMATCH,
    Match.NO_LONGER_FOUND,
    Match.NOT_LISTED,
    Match.NOT_CHECKABLE,
)
# What a change of the software makes no worse than it is.
NOTHING_COVERS = frozenset({Coverage.NOT_COVERED, Coverage.NOT_ASSESSED})


@dataclass(frozen=True, slots=True)
class ListNow:
    """The list at this moment: its editions' days by number, and the editions every claim was looked through for."""

    look: Look
    days: Mapping[int, date]
    runs: frozenset[int]


@dataclass(frozen=True, slots=True)
class Said:
    """What a claim says, and what its supplier may lean on; `near` are listed numbers one character apart."""

    claim_id: int
    number: str
    number_key: str
    holder: str
    kind: str
    legal_name: str
    papers: tuple[Paper, ...]
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Met:
    """A stored verification: what an edition showed for a claim."""

    verification_id: int
    match: Match
    reasons: tuple[Reason, ...]
    edition_number: int
    checked_at: datetime


@dataclass(frozen=True, slots=True)
class Build:
    """A version as its supplier names it."""

    version_id: int
    hardware: str
    firmware: str
    ai_software: str

    def __str__(self) -> str:
        return f"{self.ai_software} (HW {self.hardware} / FW {self.firmware})"


def verified_through(met: int, runs: Collection[int]) -> int:
    """The newest edition a verification still speaks for: every one after it was looked through without touching it."""
    while met + 1 in runs:
        met += 1
    return met


def reckon_claim(said: Said, met: Met | None, now: ListNow, day: date) -> ClaimStatus:
    """What a claim comes to on a day."""
    through = verified_through(met.edition_number, now.runs) if met else None
    match, reasons = _result(said, met, now, through)
    standing, further = standing_of(
        match=match,
        number_key=said.number_key,
        holder=said.holder,
        legal_name=said.legal_name,
        papers=said.papers,
        day=day,
    )
    return ClaimStatus(
        match=match,
        standing=standing,
        reasons=(*reasons, *further),
        claim_id=said.claim_id,
        number=said.number,
        holder=said.holder,
        kind=said.kind,
        verification_id=met.verification_id if met else None,
        edition_number=met.edition_number if met else None,
        edition_as_of=now.days.get(met.edition_number) if met else None,
        verified_through=through,
        as_of=now.days.get(through) if through else None,
        checked_at=met.checked_at if met else None,
        near=said.near if match == Match.NOT_LISTED else (),
        last_look_at=now.look.last_look_at,
        bundled=now.look.bundled,
        list_loaded=now.look.list_loaded,
    )


def _result(said: Said, met: Met | None, now: ListNow, through: int | None) -> tuple[Match | None, tuple[Reason, ...]]:
    if not now.look.list_loaded:
        return Match.NOT_CHECKABLE, (reason(Code.NO_LIST),)
    if met is None or through is None:
        return None, (reason(Code.CHECK_FAILED),)
    return met.match, as_read(met.reasons, number=said.number, as_of=now.days[through], near=said.near)


def reckon_version(
    asked: Build,
    named: Sequence[tuple[Build, ClaimStatus]],
    now: ListNow,
    *,
    claimed_unseen: bool = False,
    changed: bool = False,
) -> VersionStatus:
    """What a version comes to by the claims that name versions of its product, those the reader may see.

    `claimed_unseen`: a claim that holds names one the reader can't see; that, and no more, is said to everyone.
    `changed`: somebody on the way to the reader changed the AI software, so that no claim on the version covers it.
    """
    status = _by_claims(asked, named, now, claimed_unseen)
    if not changed:
        return status
    coverage = status.coverage if status.coverage in NOTHING_COVERS else Coverage.VERSION_CHANGED
    return replace(status, coverage=coverage, reasons=(reason(Code.VERSION, by=ON_THE_WAY), *status.reasons))


def _by_claims(
    asked: Build, named: Sequence[tuple[Build, ClaimStatus]], now: ListNow, claimed_unseen: bool
) -> VersionStatus:
    statements = [
        Statement(
            claim_id=status.claim_id or 0,
            version_id=build.version_id,
            holds=status.holds,
            rank=CLEAREST.index(status.match),
            registration=_is_registration(status),
        )
        for build, status in named
    ]
    covering = cover(asked.version_id, statements)
    rests_on = next(
        (pair for pair, statement in zip(named, statements, strict=True) if covering.statement is statement),
        None,
    )
    if rests_on is None:
        if claimed_unseen:
            return _version(asked, Coverage.VERSION_CHANGED, _nothing(now), (reason(Code.VERSION),))
        return _version(asked, covering.coverage, _nothing(now), (reason(Code.NOT_ASSESSED),))
    build, status = rests_on
    if covering.pair_missing:
        return _version(asked, covering.coverage, status, (*status.reasons, reason(Code.PAIR_MISSING)))
    if covering.coverage != Coverage.VERSION_CHANGED:
        return _version(asked, covering.coverage, status, status.reasons)
    return _version(asked, covering.coverage, status, (_other_version(build, asked),))


def _is_registration(status: ClaimStatus) -> bool:
    """Claimed as a registration, or met in the other table than claimed: neither is the filing of a model."""
    return status.kind == "registration" or any(one.code == Code.TRACK for one in status.reasons)


def _other_version(claimed: Build, asked: Build) -> Reason:
    if claimed.ai_software != asked.ai_software:
        return reason(Code.VERSION, claimed=claimed.ai_software, asked=asked.ai_software)
    return reason(Code.VERSION, claimed=str(claimed), asked=str(asked))


def _version(asked: Build, coverage: Coverage, finding: Finding, reasons: tuple[Reason, ...]) -> VersionStatus:
    found: dict[str, Any] = {field.name: getattr(finding, field.name) for field in fields(Finding)}
    found["reasons"] = reasons
    return VersionStatus(version_id=asked.version_id, coverage=coverage, **found)


def _nothing(now: ListNow) -> Finding:
    """The finding where nothing may be said but how fresh the list is."""
    return Finding(
        match=None,
        standing=Standing.NOT_DECIDED,
        reasons=(),
        claim_id=None,
        number="",
        holder="",
        kind="",
        verification_id=None,
        edition_number=None,
        edition_as_of=None,
        verified_through=None,
        as_of=None,
        checked_at=None,
        near=(),
        last_look_at=now.look.last_look_at,
        bundled=now.look.bundled,
        list_loaded=now.look.list_loaded,
    )
