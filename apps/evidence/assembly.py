"""Gathering what a pack says: everything is read as whoever asked for it may read it, and nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist

from apps.accounts import queries as accounts
from apps.catalogue import queries as catalogue
from apps.catalogue.models import Product, Scope, Version
from apps.claims import queries as claims
from apps.claims.codes import Match
from apps.claims.models import Certificate, Claim, ClaimState, Verification
from apps.claims.status import VersionStatus
from apps.evidence import words
from apps.evidence.facts import Both, CertificateFact, EditionFact, Omission, PackFacts, RowFact
from apps.evidence.models import Pack
from apps.evidence.statements import (
    certificate_fact,
    claim_fact,
    claim_reference,
    edition_fact,
    party,
    row_fact,
    verification_fact,
    verification_reference,
    version_fact,
)
from apps.kernel import files
from apps.kernel.actor import Actor, NotAllowed
from apps.kernel.permissions import Permission
from apps.registry import queries as registry
from apps.registry.lists import NATIONAL

MADE_BY = "Hefu 合符"
WITHOUT_A_ROW = (Match.NOT_LISTED, Match.NO_LONGER_FOUND)


class CannotBuild(RuntimeError):
    """A pack that can't be built for a reason people can act on; `reason` is of `words.FAILURES`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Gathered:
    """The facts of a pack and the bytes of the supplier's documents, by their path in it."""

    facts: PackFacts
    originals: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Documents:
    """The supplier's documents the reader may open: their facts, their bytes, and what stays closed."""

    facts: tuple[CertificateFact, ...]
    originals: Mapping[str, bytes]
    closed: tuple[Omission, ...]


def asker(pack: Pack) -> Actor:
    """Whoever asked for a pack, as they may act today; raises CannotBuild where they may not any more."""
    try:
        actor = accounts.actor_labelled(organisation_id=pack.owner_id, label=pack.requested_by)
        actor.require(Permission.PACK_BUILD)
    except (ObjectDoesNotExist, NotAllowed) as error:
        raise CannotBuild("asker-left") from error
    return actor


def gather(*, actor: Actor, pack: Pack, made_at: datetime) -> Gathered:
    """Everything a pack says, as the actor may read it; raises CannotBuild where nothing is open any more."""
    product, versions = _open_versions(actor, pack)
    # A pack of another's product goes on to those below, whoever stands on its cover.
    passed_on = pack.owner_id != product.owner_id
    statuses = claims.version_statuses(actor=actor, versions=versions, passed_on=passed_on)
    leant_on = {status.claim_id for status in statuses.values()}
    said = _claims_on(actor, versions, leant_on)
    checks = list(
        claims.verifications(actor=actor).filter(claim__in=said).order_by("claim_id", "-edition__number", "-pk")
    )
    documents = _documents(actor, pack, said)
    named = _named(actor, said, product)
    paths = {c: [d.path for d in documents.facts if c in d.claims] for c in (claim_reference(one.pk) for one in said)}
    rows = _rows(checks)
    unlisted = [check for check in checks if check.match in WITHOUT_A_ROW]
    facts = PackFacts(
        reference=str(pack),
        requested_at=pack.requested_at,
        made_at=made_at,
        made_by=MADE_BY,
        purpose=pack.purpose,
        language=pack.language,
        made_for=party(pack.owner),
        supplier=party(pack.supplier),
        product_code=pack.product_code,
        product_name=Both(pack.product_name, pack.product_name_zh or pack.product_name),
        product_class=product.product_class,
        versions=tuple(version_fact(version, statuses[version.pk]) for version in versions),
        claims=tuple(claim_fact(one, named[one.pk], paths[claim_reference(one.pk)]) for one in said),
        verifications=tuple(verification_fact(c, {pk: row.reference for pk, row in rows.items()}) for c in checks),
        rows=tuple(rows.values()),
        editions=_editions(checks, rows.values(), statuses.values()),
        certificates=documents.facts,
        omissions=(*documents.closed, *(words.list_left_out(verification_reference(c.pk)) for c in unlisted)),
    )
    return Gathered(facts, documents.originals)


def _open_versions(actor: Actor, pack: Pack) -> tuple[Product, list[Version]]:
    """The pack's product and its versions that are the actor's own or shared with the scope evidence."""
    opened = catalogue.versions_given_for(actor=actor, scope=Scope.EVIDENCE).filter(product_id=pack.product_id)
    versions = list(opened.order_by("hardware", "firmware", "ai_software", "pk"))
    if not versions:
        raise CannotBuild("not-open")
    return catalogue.product(actor=actor, pk=pack.product_id), versions


def _claims_on(actor: Actor, versions: Sequence[Version], leant_on: Iterable[int | None]) -> list[Claim]:
    """Submitted claims that name one of the versions or that a version's status rests on; none taken back."""
    sent = claims.claims(actor=actor).filter(state=ClaimState.SUBMITTED)
    naming = sent.filter(named__version_id__in=[version.pk for version in versions]).values_list("pk", flat=True)
    wanted = set(naming) | {pk for pk in leant_on if pk is not None}
    return list(sent.filter(pk__in=wanted).order_by("pk"))


def _named(actor: Actor, said: Sequence[Claim], product: Product) -> dict[int, list[Version]]:
    """The versions of the pack's product that each claim names."""
    named = claims.named_versions(actor=actor, claims=said)
    return {pk: [version for version in found if version.product_id == product.pk] for pk, found in named.items()}


def _documents(actor: Actor, pack: Pack, said: Sequence[Claim]) -> Documents:
    """The documents of claims: those the actor may open with their bytes, the others as left out."""
    offered = {claim.certificate_id for claim in said if claim.certificate_id is not None}
    may = actor.may(Permission.CERTIFICATE_SEE)
    opened: list[Certificate] = (
        list(claims.certificates(actor=actor).filter(pk__in=offered).order_by("pk")) if may and offered else []
    )
    facts: list[CertificateFact] = []
    for certificate in opened:
        of_claims = [claim_reference(claim.pk) for claim in said if claim.certificate_id == certificate.pk]
        for file in certificate.files.all():
            at, place = certificate.created_at, len(facts) + 1
            fact = certificate_fact(place, file, supplier_id=pack.supplier_id, received_at=at, claims=of_claims)
            facts.append(fact)
    closed = offered - {certificate.pk for certificate in opened}
    reason = words.NOT_OPENED if may else words.ROLE_WITHOUT
    left_out = [words.certificate_left_out(claim_reference(c.pk), reason) for c in said if c.certificate_id in closed]
    return Documents(tuple(facts), {fact.path: _original(fact) for fact in facts}, tuple(left_out))


def _original(fact: CertificateFact) -> bytes:
    try:
        return files.read(fact.file.sha256)
    except (OSError, ValueError) as error:
        raise CannotBuild("original") from error


def _rows(checks: Iterable[Verification]) -> dict[int, RowFact]:
    """The list rows that comparisons met, each once, by the key of its entry."""
    met = {check.entry.pk: (check.entry, check.edition.list.slug) for check in checks if check.entry is not None}
    ordered = sorted(met.values(), key=lambda one: (one[1], one[0].table, one[0].sequence or 0, one[0].pk))
    return {entry.pk: row_fact(f"row-{place}", entry, slug) for place, (entry, slug) in enumerate(ordered, start=1)}


def _editions(
    checks: Iterable[Verification], rows: Iterable[RowFact], statuses: Iterable[VersionStatus]
) -> tuple[EditionFact, ...]:
    """The editions compared with, those a status holds through, and those that first showed a row, by number."""
    wanted = {(check.edition.list.slug, check.edition.number) for check in checks}
    wanted |= {(row.list, row.first_edition) for row in rows}
    wanted |= {(NATIONAL, status.verified_through) for status in statuses if status.verified_through is not None}
    facts = []
    for slug in sorted({slug for slug, _number in wanted}):
        published = {publication.pk: publication.files.all() for publication in registry.publications(slug)}
        for edition in registry.editions(slug).order_by("number"):
            if (slug, edition.number) in wanted:
                facts.append(edition_fact(edition, list(published[edition.publication_id])))
    return tuple(facts)
