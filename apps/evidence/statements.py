"""Rows of the portal said as facts of a pack, with their words in both languages."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import translation

from apps.accounts.models import Organisation
from apps.catalogue.models import Version
from apps.claims.models import CertificateFile, Claim, Verification
from apps.claims.status import VersionStatus
from apps.claims.words import CLAIM_WORDS, COVERAGE_WORDS, MATCH_WORDS, STANDING_WORDS, both_languages
from apps.evidence.facts import (
    Both,
    CertificateFact,
    ClaimFact,
    EditionFact,
    FieldFact,
    File,
    Party,
    ReasonFact,
    RowFact,
    StatusFact,
    Term,
    VerificationFact,
    VersionFact,
)
from apps.evidence.words import FIELDS, TABLES
from apps.kernel.files import ENDINGS, FileType
from apps.kernel.words import Word
from apps.registry.lists import LISTS
from apps.registry.models import Edition, Entry, PublicationFile


def claim_reference(pk: int) -> str:
    return f"C-{pk:05d}"


def verification_reference(pk: int) -> str:
    return f"V-{pk:06d}"


def party(organisation: Organisation) -> Party:
    return Party(organisation.legal_name, organisation.english_name, organisation.country)


def version_fact(version: Version, status: VersionStatus) -> VersionFact:
    """A version with how it stands for its reader."""
    match = status.match or ("pending" if status.claim_id else None)
    said = StatusFact(
        coverage=_term(COVERAGE_WORDS, status.coverage),
        match=_term(MATCH_WORDS, match) if match else None,
        standing=_term(STANDING_WORDS, status.standing),
        reasons=tuple(_reason(str(one.code), one.params) for one in status.reasons),
        claim=claim_reference(status.claim_id) if status.claim_id else None,
        number=status.number,
        holder=status.holder,
        verification=verification_reference(status.verification_id) if status.verification_id else None,
        edition=status.edition_number,
        as_of=status.as_of,
        verified_through=status.verified_through,
        checked_at=status.checked_at,
    )
    return VersionFact(version.hardware, version.firmware, version.ai_software, version.state, said)


def claim_fact(claim: Claim, named: Iterable[Version], paths: Iterable[str]) -> ClaimFact:
    """A claim with the versions the reader may see, and where its document lies in the pack."""
    return ClaimFact(
        reference=claim_reference(claim.pk),
        number=claim.number,
        kind=Term(claim.kind, TABLES[claim.kind]),
        model_name=claim.model_name,
        holder=claim.holder,
        province=claim.province,
        state=_term(CLAIM_WORDS, claim.state),
        submitted_at=claim.submitted_at,
        versions=tuple(str(version) for version in named),
        has_file=claim.certificate_id is not None,
        certificates=tuple(paths),
    )


def verification_fact(row: Verification, references: Mapping[int, str]) -> VerificationFact:
    """What an edition showed for a claim; `references` name the list rows of the pack by their key."""
    return VerificationFact(
        reference=verification_reference(row.pk),
        claim=claim_reference(row.claim_id),
        list=row.edition.list.slug,
        edition=row.edition.number,
        as_of=row.edition.as_of,
        matcher_version=row.matcher_version,
        match=_term(MATCH_WORDS, row.match),
        reasons=tuple(_reason(one["code"], one["params"]) for one in row.reasons),
        fields=tuple(_field(one) for one in row.fields),
        row=references[row.entry_id] if row.entry_id else None,
        previous=verification_reference(row.previous_id) if row.previous_id else None,
        cause=row.cause,
        checked_at=row.checked_at,
    )


def row_fact(reference: str, entry: Entry, list_slug: str) -> RowFact:
    """A row of a list, cell by cell."""
    return RowFact(
        reference=reference,
        list=list_slug,
        table=entry.table,
        sequence=entry.sequence,
        number=entry.number,
        name=entry.name,
        holder=entry.holder,
        province=entry.province,
        listed_on=entry.listed_on,
        scope=entry.scope,
        first_edition=entry.first_edition,
        last_edition=entry.last_edition,
        cells=entry.cells,
    )


def edition_fact(edition: Edition, published: Sequence[PublicationFile]) -> EditionFact:
    """An edition with the files that made it what it is."""
    known = LISTS.get(edition.list.slug)
    slug = edition.list.slug
    return EditionFact(
        list=slug,
        list_name=Both(known.name_en, known.name_zh) if known else Both(slug, slug),
        publisher=Both(known.publisher_en, known.publisher_zh) if known else Both("", ""),
        source_url=known.source_url if known else "",
        number=edition.number,
        as_of=edition.as_of,
        published_on=edition.published_on,
        sha256=edition.sha256,
        totals=edition.totals,
        received_from=edition.publication.received_from,
        bundled=edition.publication.received_from == "bundled",
        last_look_at=edition.list.last_look_at,
        files=tuple(File(file.name, file.sha256, file.size) for file in published),
    )


def certificate_fact(
    place: int, file: CertificateFile, *, supplier_id: int, received_at: datetime, claims: Iterable[str]
) -> CertificateFact:
    """A document as received; its path in the pack is ASCII whatever its own name is.

    Its own name is told where the supplier on the cover gave it.
    """
    ending = ENDINGS[FileType(file.content_type)][0]
    name = file.name if file.owner_id == supplier_id else file.neutral_name
    return CertificateFact(
        path=f"certificates/{place:02d}-{file.sha256[:12]}{ending}",
        title=name,
        file=File(name, file.sha256, file.size),
        received_at=received_at,
        claims=tuple(claims),
    )


def _term(known: Mapping[str, Word], code: str) -> Term:
    said = {}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            said[language] = str(known[code].label)
    return Term(str(code), Both(said["en"], said["zh-hans"]))


def _reason(code: str, params: Mapping[str, object]) -> ReasonFact:
    said = both_languages(code, params)
    return ReasonFact(said["code"], Both(said["en"], said["zh"]))


def _field(stored: Mapping[str, Any]) -> FieldFact:
    """One field of a comparison, as claimed and as listed."""
    name = stored["field"]
    return FieldFact(name, FIELDS.get(name, Both(name, name)), stored["claimed"], stored["listed"], stored["same"])
