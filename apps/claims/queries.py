"""Reading certificates, claims and verifications, and what they come to at this moment."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils import timezone

from apps.accounts.models import Organisation
from apps.catalogue.custody import changed_on_the_way
from apps.catalogue.models import Version
from apps.catalogue.queries import versions as visible_versions
from apps.claims import listing
from apps.claims.checking import NumberBook, check_number
from apps.claims.codes import Match
from apps.claims.models import (
    Certificate,
    CertificateFile,
    Claim,
    ClaimState,
    ClaimVersion,
    Reliance,
    Run,
    Verification,
)
from apps.claims.reckoning import Build, ListNow, Said, reckon_claim, reckon_version
from apps.claims.status import ClaimStatus, NumberCheck, Paper, VersionStatus
from apps.kernel.actor import Actor
from apps.kernel.permissions import Permission
from apps.registry import queries as registry
from apps.registry.models import Edition
from apps.registry.names import holder_key
from apps.registry.numbers import number_key


def certificates(*, actor: Actor) -> QuerySet[Certificate]:
    """Certificates the actor may open, newest first; needs the verb to see certificates."""
    actor.require(Permission.CERTIFICATE_SEE)
    files = Prefetch("files", CertificateFile.objects.visible_to(actor).named_for(actor))
    return Certificate.objects.visible_to(actor).select_related("owner").prefetch_related(files)


def certificate(*, actor: Actor, pk: int) -> Certificate:
    """One certificate, its files beside it; raises Certificate.DoesNotExist where the actor may not open it."""
    return certificates(actor=actor).get(pk=pk)


def certificate_file(*, actor: Actor, pk: int) -> CertificateFile:
    """One file of a certificate; raises CertificateFile.DoesNotExist where the actor may not open it."""
    actor.require(Permission.CERTIFICATE_SEE)
    return CertificateFile.objects.visible_to(actor).named_for(actor).select_related("certificate").get(pk=pk)


def certificate_by_digest(*, actor: Actor, sha256: str) -> Certificate | None:
    """The actor's own certificate that holds a file with these bytes, where the actor may open it, or None."""
    return certificates(actor=actor).filter(owner_id=actor.organisation_id, files__sha256=sha256).first()


def claims(*, actor: Actor) -> QuerySet[Claim]:
    """Claims the actor may see: its own, and submitted ones that name a version it may see; newest first."""
    return Claim.objects.visible_to(actor).select_related("owner")


def own_claims(*, actor: Actor) -> QuerySet[Claim]:
    """Claims of the actor's own organisation, newest first."""
    return claims(actor=actor).filter(owner_id=actor.organisation_id)


def claim(*, actor: Actor, pk: int) -> Claim:
    """One claim; raises Claim.DoesNotExist where the actor can't see it."""
    return claims(actor=actor).get(pk=pk)


def reliances(*, actor: Actor) -> QuerySet[Reliance]:
    """What the actor's own organisation declared to lean on, newest first."""
    return Reliance.objects.owned_by(actor)


def papers(*, actor: Actor) -> QuerySet[Reliance]:
    """What the actor's own organisation leans on by a stored paper, the newest first, each with its paper's files."""
    actor.require(Permission.CERTIFICATE_SEE)
    files = Prefetch("paper__files", CertificateFile.objects.visible_to(actor).named_for(actor))
    stored = reliances(actor=actor).filter(paper__isnull=False)
    return stored.select_related("paper").prefetch_related(files).order_by("-pk")


def stored_paper(*, actor: Actor, number: str, holder: str) -> Certificate | None:
    """The newest paper the actor's own organisation keeps for a number and its holder, or None."""
    held_by = holder_key(holder)
    kept = papers(actor=actor).filter(number_key=number_key(number))
    return next((one.paper for one in kept if holder_key(one.holder) == held_by), None)


def verifications(*, actor: Actor) -> QuerySet[Verification]:
    """Verifications of claims the actor may see, newest first."""
    return Verification.objects.visible_to(actor).select_related(
        "claim__owner", "edition__list", "entry", "previous__edition"
    )


def verification(*, actor: Actor, pk: int) -> Verification:
    """One verification; raises Verification.DoesNotExist where the actor can't see its claim."""
    return verifications(actor=actor).get(pk=pk)


def verifications_of(*, actor: Actor, claim: Claim) -> QuerySet[Verification]:
    """The verifications of a claim the actor may see, the newest edition first."""
    return verifications(actor=actor).filter(claim=claim).order_by("-edition__number", "-pk")


def changed_verdicts(*, actor: Actor, limit: int = 20) -> list[Verification]:
    """The newest visible verifications that came out otherwise than the claim's verification before."""
    changed = verifications(actor=actor).filter(previous__isnull=False).exclude(match=F("previous__match"))
    return list(changed[:limit])


def verdicts_changed_by(*, actor: Actor, edition_id: int) -> list[Verification]:
    """Visible verifications of one edition that came out otherwise than the claim's verification before."""
    changed = verifications(actor=actor).filter(edition_id=edition_id, previous__isnull=False)
    return list(changed.exclude(match=F("previous__match")).order_by("claim_id", "pk"))


def run_of(edition: Edition) -> Run | None:
    """How much the verification after an edition touched; None while it has not run."""
    return Run.objects.filter(edition=edition).first()


def named_versions(*, actor: Actor, claims: Iterable[Claim]) -> dict[int, list[Version]]:
    """The versions each claim names that the actor may see, by claim; claims without one have an empty list."""
    named: dict[int, list[Version]] = {claim.pk: [] for claim in claims}
    rows = ClaimVersion.objects.visible_to(actor).filter(claim_id__in=named)
    pairs = list(rows.values_list("claim_id", "version_id"))
    visible = visible_versions(actor=actor).in_bulk({version_id for _, version_id in pairs})
    for claim_id, version_id in sorted(pairs):
        if version_id in visible:
            named[claim_id].append(visible[version_id])
    return named


def supplier_of(claim: Claim, versions: Sequence[Version]) -> Organisation:
    """Whose claim it is for a reader who sees these versions of it: whom he sees as their supplier."""
    return versions[0].product.shown.seller if versions else claim.owner


def version_ids_of(*, actor: Actor, claim_ids: Collection[int]) -> dict[int, set[int]]:
    """The keys of the versions each of the actor's own claims names; for services, never for a page."""
    named: dict[int, set[int]] = {pk: set() for pk in claim_ids}
    rows = ClaimVersion.objects.owned_by(actor).filter(claim_id__in=named)
    for claim_id, version_id in rows.values_list("claim_id", "version_id"):
        named[claim_id].add(version_id)
    return named


def claims_touched_by(*, actor: Actor, number_keys: Collection[str]) -> list[int]:
    """The keys of the actor's submitted claims on one of these numbers, or never checked; the system reads them all."""
    submitted = Claim.objects.owned_by(actor).filter(state=ClaimState.SUBMITTED)
    touched = submitted.filter(Q(number_key__in=number_keys) | Q(verifications=None))
    return list(touched.order_by("pk").values_list("pk", flat=True).distinct())


def latest_verifications(*, actor: Actor, claim_ids: Collection[int]) -> dict[int, Verification]:
    """The verification by the newest edition of each claim the actor may see."""
    newest = (
        Verification.objects.visible_to(actor)
        .filter(claim_id__in=claim_ids)
        .order_by("claim_id", "-edition__number", "-pk")
        .distinct("claim_id")
        .select_related("edition")
    )
    return {one.claim_id: one for one in newest}


def claim_statuses(*, actor: Actor, claims: Iterable[Claim]) -> dict[int, ClaimStatus]:
    """What each claim comes to now, by claim; claims the actor can't see are left out."""
    asked = Claim.objects.visible_to(actor).filter(pk__in=[claim.pk for claim in claims]).select_related("owner")
    return _statuses_of(actor, list(asked), listing.list_now())


def live_status_of_claim(*, actor: Actor, claim: Claim) -> ClaimStatus:
    """What one claim comes to now; raises Claim.DoesNotExist where the actor can't see it."""
    status = claim_statuses(actor=actor, claims=[claim]).get(claim.pk)
    if status is None:
        raise Claim.DoesNotExist
    return status


def version_status(*, actor: Actor, version: Version) -> VersionStatus:
    """What one version comes to now; raises Version.DoesNotExist where the actor can't see it."""
    status = version_statuses(actor=actor, versions=[version]).get(version.pk)
    if status is None:
        raise Version.DoesNotExist
    return status


def version_statuses(*, actor: Actor, versions: Iterable[Version], passed_on: bool = False) -> dict[int, VersionStatus]:
    """What each version comes to now, by version, in a constant number of queries.

    Versions the actor can't see are left out. `passed_on`: as it is for those the actor gives them on to.
    """
    asked = {version.pk: version.product_id for version in versions}
    pairs = list(
        ClaimVersion.objects.visible_to(actor)
        .filter(version__product_id__in=asked.values(), claim__state=ClaimState.SUBMITTED)
        .select_related("claim__owner", "version")
        .order_by("pk")
    )
    visible = visible_versions(actor=actor).in_bulk(asked)
    now = listing.list_now()
    statuses = _statuses_of(actor, list({pair.claim_id: pair.claim for pair in pairs}.values()), now)
    named: dict[int, list[tuple[Build, ClaimStatus]]] = {}
    for pair in pairs:
        named.setdefault(pair.version.product_id, []).append((_build(pair.version), statuses[pair.claim_id]))
    unseen = listing.claimed_unseen(actor, {version.product_id for version in visible.values()})
    changed = changed_on_the_way(actor=actor, versions=visible.values(), passed_on=passed_on)
    return {
        pk: reckon_version(
            _build(version),
            named.get(version.product_id, ()),
            now,
            claimed_unseen=version.product_id in unseen,
            changed=pk in changed,
        )
        for pk, version in visible.items()
    }


def _build(version: Version) -> Build:
    return Build(version.pk, version.hardware, version.firmware, version.ai_software)


def _statuses_of(actor: Actor, claims: Collection[Claim], now: ListNow) -> dict[int, ClaimStatus]:
    """What claims that the actor sees come to, their owners beside them."""
    met = latest_verifications(actor=actor, claim_ids=[claim.pk for claim in claims])
    leant_on = Reliance.objects.visible_to(actor).filter(
        owner_id__in={claim.owner_id for claim in claims}, number_key__in={claim.number_key for claim in claims}
    )
    papers: dict[int, list[Paper]] = {}
    for one in leant_on:
        paper = Paper(one.number_key, one.holder, one.valid_from, one.valid_until, stored=one.paper_id is not None)
        papers.setdefault(one.owner_id, []).append(paper)
    unlisted = {c.number_key for c in claims if c.pk in met and met[c.pk].match == Match.NOT_LISTED}
    near = listing.near_numbers(unlisted)
    day = timezone.localdate()
    return {
        claim.pk: reckon_claim(
            Said(
                claim_id=claim.pk,
                number=claim.number,
                number_key=claim.number_key,
                holder=claim.holder,
                kind=claim.kind,
                legal_name=claim.owner.legal_name,
                papers=tuple(papers.get(claim.owner_id, ())),
                near=near.get(claim.number_key, ()),
            ),
            listing.met_of(met[claim.pk]) if claim.pk in met else None,
            now,
            day,
        )
        for claim in claims
    }


def number_check(*, text: str, holder: str = "", name: str = "", as_of: date | None = None) -> NumberCheck:
    """What the list of a day, or of now, shows for one number; public.

    A match only where the whole text, folded, is a number of the list.
    """
    edition = listing.edition_of(as_of)
    key = number_key(text)
    found = registry.entries_for(number_keys=[key], edition=edition)[key] if edition else []
    near = registry.near_numbers(key, edition) if edition and not found else []
    return check_number(
        text,
        holder=holder,
        name=name,
        listed=[listing.listed_of(entry) for entry in found],
        near=near,
        edition=listing.edition_facts(edition),
        look=listing.look_now(),
        asked_as_of=as_of,
    )


def number_book(*, as_of: date | None = None) -> NumberBook:
    """The whole edition of a day, or of now, for many questions; public."""
    return listing.book_of(listing.edition_of(as_of), asked_as_of=as_of)
