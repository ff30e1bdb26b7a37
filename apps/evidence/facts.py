"""What a pack says, as plain values: gathered once, then written as JSON, CSV and print, asking nobody again."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, date, datetime


@dataclass(frozen=True, slots=True)
class Both:
    """A text in English and in Simplified Chinese."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Party:
    """An organisation by its names; the legal name is as on its licence."""

    legal_name: str
    english_name: str
    country: str


@dataclass(frozen=True, slots=True)
class File:
    """A file by its name and digest; `size` in bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class EditionFact:
    """An edition of a public list and the files, as published, that made it what it is."""

    list: str
    list_name: Both
    publisher: Both
    source_url: str
    number: int
    as_of: date
    published_on: date
    sha256: str
    totals: Mapping[str, int]
    received_from: str
    bundled: bool
    last_look_at: datetime | None
    files: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class RowFact:
    """A row of a list that a verification leaned on; `cells` is the row as received, by column."""

    reference: str
    list: str
    table: str
    sequence: int | None
    number: str
    name: str
    holder: str
    province: str
    listed_on: date | None
    scope: str
    first_edition: int
    last_edition: int | None
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReasonFact:
    """A reason by its code and its sentence."""

    code: str
    sentence: Both


@dataclass(frozen=True, slots=True)
class FieldFact:
    """One field of the comparison, as claimed and as listed; `same` is None where nothing was claimed."""

    field: str
    label: Both
    claimed: str
    listed: str
    same: bool | None


@dataclass(frozen=True, slots=True)
class Term:
    """A status: its code for programs, its word for people."""

    code: str
    word: Both


@dataclass(frozen=True, slots=True)
class VerificationFact:
    """What one edition showed for one claim; `row` is the reference of the list row it met."""

    reference: str
    claim: str
    list: str
    edition: int
    as_of: date
    matcher_version: str
    match: Term
    reasons: tuple[ReasonFact, ...]
    fields: tuple[FieldFact, ...]
    row: str | None
    previous: str | None
    cause: str
    checked_at: datetime


@dataclass(frozen=True, slots=True)
class ClaimFact:
    """A supplier's statement; only versions the receiver may see are named. `certificates` are paths in the pack."""

    reference: str
    number: str
    kind: Term
    model_name: str
    holder: str
    province: str
    state: Term
    submitted_at: datetime | None
    versions: tuple[str, ...]
    has_file: bool
    certificates: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StatusFact:
    """How a version stood when the pack was made."""

    coverage: Term
    match: Term | None
    standing: Term
    reasons: tuple[ReasonFact, ...]
    claim: str | None
    number: str
    holder: str
    verification: str | None
    edition: int | None
    as_of: date | None
    verified_through: int | None
    checked_at: datetime | None


@dataclass(frozen=True, slots=True)
class VersionFact:
    """One build, named as the supplier names it."""

    hardware: str
    firmware: str
    ai_software: str
    state: str
    status: StatusFact

    @property
    def label(self) -> str:
        return f"HW {self.hardware} / FW {self.firmware} / AI {self.ai_software}"


@dataclass(frozen=True, slots=True)
class CertificateFact:
    """A file the supplier offered as evidence, as received; `path` is where it lies in the pack."""

    path: str
    title: str
    file: File
    received_at: datetime
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Omission:
    """Something a reader may look for and does not find, with the reason."""

    code: str
    what: Both
    reason: Both


@dataclass(frozen=True, slots=True)
class PackFacts:
    """Everything a pack says."""

    reference: str
    requested_at: datetime
    made_at: datetime
    made_by: str
    purpose: str
    language: str
    made_for: Party
    supplier: Party
    product_code: str
    product_name: Both
    product_class: str
    versions: tuple[VersionFact, ...]
    claims: tuple[ClaimFact, ...]
    verifications: tuple[VerificationFact, ...]
    rows: tuple[RowFact, ...]
    editions: tuple[EditionFact, ...]
    certificates: tuple[CertificateFact, ...]
    omissions: tuple[Omission, ...]

    def without(self, omission: Omission) -> "PackFacts":
        """The same pack with one more thing left out."""
        return replace(self, omissions=(*self.omissions, omission))


def plain(value: object) -> object:
    """A fact as JSON holds it: times in UTC, texts of two languages by language code."""
    if isinstance(value, Both):
        return {"en": value.en, "zh-hans": value.zh}
    if isinstance(value, datetime):
        return utc(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(inner) for inner in value]
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    return value


def utc(moment: datetime) -> str:
    """A moment in UTC, to the second: `2026-05-07T02:15:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
