"""Every write on certificates, claims, reliance and verifications."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.catalogue import queries as catalogue
from apps.catalogue.models import Version
from apps.claims import queries
from apps.claims.described import described, no_versions, not_described, relied_on, require_kind, same_file
from apps.claims.extraction import NOTHING_READ, Proposal, propose
from apps.claims.jobs import Job
from apps.claims.matching import MATCHER_VERSION
from apps.claims.models import (
    Certificate,
    CertificateFile,
    CertificateState,
    Claim,
    ClaimState,
    ClaimVersion,
    Reliance,
    Run,
    Verification,
)
from apps.claims.verifying import met_with
from apps.claims.words import MATCH_WORDS
from apps.kernel import files
from apps.kernel.actor import Actor, NotAllowed
from apps.kernel.audit import record
from apps.kernel.documents import plain_name, recognised, require_readable, text_of
from apps.kernel.outbox import Queue, after_commit
from apps.kernel.permissions import Permission
from apps.kernel.policy import allowed_to
from apps.kernel.problems import refuse
from apps.kernel.sandbox import SandboxFailed
from apps.notify.kinds import Kind, in_both
from apps.notify.services import tell
from apps.notify.words import in_each_language
from apps.registry import queries as registry
from apps.registry.lists import NATIONAL
from apps.registry.numbers import number_key

AT_ONCE = 500


@allowed_to(Permission.CERTIFICATE_UPLOAD)
@transaction.atomic
def upload_certificate(*, actor: Actor, kind: str, name: str, content: bytes) -> Certificate:
    """Keep a document as a certificate (`kind` filing or registration) and promise to read it.

    Raises Refused for a file that is empty, too large, of another type than it says, protected, damaged, or there
    already (code F-SAME).
    """
    require_kind(kind)
    certificate, is_new = _kept(actor, kind, CertificateState.PROCESSING, name, content)
    if not is_new:
        seen = Certificate.objects.visible_to(actor).filter(pk=certificate.pk).exists()
        raise same_file(certificate.title if seen else "")
    _note(actor, "certificate.uploaded", certificate, sha256=files.sha256_of(content))
    after_commit(Job.READ_CERTIFICATE, certificate_id=certificate.pk)
    return certificate


@allowed_to(Permission.CERTIFICATE_UPLOAD)
@transaction.atomic
def keep_paper(*, actor: Actor, name: str, content: bytes) -> Certificate:
    """Keep a paper that lets the supplier lean on another company's number; the same bytes give the one that is there.

    It is not read and proposes no claim. Raises Refused as upload_certificate does, but not for the same file again.
    """
    paper, is_new = _kept(actor, "", CertificateState.READ, name, content)
    if is_new:
        _note(actor, "paper.kept", paper, sha256=files.sha256_of(content))
    return paper


@allowed_to(Permission.SYSTEM_RUN)
@transaction.atomic
def read_certificate(*, actor: Actor, certificate_id: int) -> Certificate:
    """Read a certificate's text and propose a draft claim from it; done once, whatever comes of it.

    A picture proposes an empty draft, and so does a file whose text can't be had: that one is `unreadable`.
    """
    certificate: Certificate = Certificate.objects.owned_by(actor).select_for_update().get(pk=certificate_id)
    if certificate.state != CertificateState.PROCESSING:
        return certificate
    file = CertificateFile.objects.owned_by(actor).get(certificate=certificate)
    certificate.state = CertificateState.READ
    try:
        file.text = text_of(files.read(file.sha256)) if file.content_type == files.FileType.PDF else ""
    except SandboxFailed:
        certificate.state = CertificateState.UNREADABLE
    proposal = propose(file.text)
    certificate.numbers_read = list(proposal.numbers)
    file.save(update_fields=["text"])
    certificate.save(update_fields=["state", "numbers_read"])
    kind = proposal.kind or certificate.kind
    claim = _draft(certificate.owner_id, certificate.uploaded_by_id, kind, certificate, proposal)
    _note(actor, "certificate.read", certificate, state=str(certificate.state), claim=claim.pk)
    return certificate


@allowed_to(Permission.CLAIM_SUBMIT)
@transaction.atomic
def begin_claim(*, actor: Actor, kind: str) -> Claim:
    """Begin a claim without a file; `kind` is filing or registration."""
    require_kind(kind)
    claim = _draft(actor.acts_for, actor.user_id, kind)
    _note(actor, "claim.begun", claim)
    return claim


@allowed_to(Permission.CLAIM_SUBMIT, owner_of="claim")
@transaction.atomic
def describe_claim(
    *, actor: Actor, claim: Claim, number: str, kind: str, model_name: str, holder: str, province: str
) -> Claim:
    """Say what a draft claims. Raises Refused for empty or long fields and for a number of another kind."""
    draft = _locked(actor, claim, ClaimState.DRAFT)
    edition = registry.current_edition(NATIONAL)
    key = number_key(number)
    said = described(
        number=number,
        kind=kind,
        model_name=model_name,
        holder=holder,
        province=province,
        listed=bool(edition and registry.entries_for(number_keys=[key], edition=edition)[key]),
    )
    draft.number, draft.number_key, draft.kind = said.number, said.number_key, said.kind
    draft.model_name, draft.holder, draft.province = said.model_name, said.holder, said.province
    draft.save()
    _note(actor, "claim.described", draft, number=said.number)
    return draft


@allowed_to(Permission.CLAIM_SUBMIT, owner_of="claim")
@transaction.atomic
def name_versions(*, actor: Actor, claim: Claim, versions: Iterable[Version]) -> Claim:
    """Name the versions a draft claims to cover, in place of those named before; they are the supplier's own."""
    draft = _locked(actor, claim, ClaimState.DRAFT)
    named = {version.pk: version for version in versions}
    if not named:
        raise no_versions()
    if any(version.owner_id != draft.owner_id for version in named.values()):
        raise NotAllowed("A claim names versions of its own supplier.")
    ClaimVersion.objects.owned_by(actor).filter(claim=draft).exclude(version_id__in=named).delete()
    wanted = [ClaimVersion(owner_id=draft.owner_id, claim=draft, version_id=pk) for pk in named]
    ClaimVersion.objects.bulk_create(wanted, ignore_conflicts=True)
    _note(actor, "claim.versions_named", draft, versions=list(named))
    return draft


@allowed_to(Permission.CLAIM_SUBMIT, owner_of="claim")
@transaction.atomic
def submit_claim(*, actor: Actor, claim: Claim) -> Claim:
    """Submit a draft and promise its verification; an older claim of the same number and versions is superseded.

    Raises Refused where the number, the holder or the versions are missing.
    """
    draft = _locked(actor, claim, ClaimState.DRAFT)
    if not draft.number_key or not draft.holder:
        raise not_described()
    named = queries.version_ids_of(actor=actor, claim_ids=[draft.pk])[draft.pk]
    if not named:
        raise no_versions()
    alike = Claim.objects.owned_by(actor).filter(
        owner_id=draft.owner_id, number_key=draft.number_key, state=ClaimState.SUBMITTED
    )
    versions_of = queries.version_ids_of(actor=actor, claim_ids=list(alike.values_list("pk", flat=True)))
    replaced = [pk for pk, versions in versions_of.items() if versions == named]
    alike.filter(pk__in=replaced).update(state=ClaimState.SUPERSEDED)
    draft.state, draft.submitted_at = ClaimState.SUBMITTED, timezone.now()
    draft.save(update_fields=["state", "submitted_at"])
    _note(actor, "claim.submitted", draft, number=draft.number, holder=draft.holder, replaces=replaced)
    after_commit(Job.VERIFY_CLAIM, claim_id=draft.pk)
    return draft


@allowed_to(Permission.CLAIM_SUBMIT, owner_of="claim")
@transaction.atomic
def withdraw_claim(*, actor: Actor, claim: Claim) -> Claim:
    """Take a submitted claim back; what it was checked against is kept."""
    submitted = _locked(actor, claim, ClaimState.SUBMITTED)
    submitted.state = ClaimState.WITHDRAWN
    submitted.save(update_fields=["state"])
    _note(actor, "claim.withdrawn", submitted)
    return submitted


@allowed_to(Permission.CLAIM_SUBMIT)
@transaction.atomic
def declare_reliance(
    *,
    actor: Actor,
    number: str,
    holder: str,
    valid_from: date,
    valid_until: date | None = None,
    note: str = "",
    paper: Certificate | None = None,
) -> Reliance:
    """Declare that a paper lets the supplier lean on another company's number, first and last day included.

    Without the paper itself (`keep_paper`) the declaration shows no standing.
    """
    if paper is not None and paper.owner_id != actor.acts_for:
        raise NotAllowed("The paper of a reliance is the supplier's own.")
    key, held_by, remark = relied_on(
        number=number, holder=holder, note=note, valid_from=valid_from, valid_until=valid_until
    )
    reliance: Reliance = Reliance.objects.create(
        owner_id=actor.acts_for,
        number_key=key,
        holder=held_by,
        valid_from=valid_from,
        valid_until=valid_until,
        note=remark,
        paper=paper,
    )
    _note(actor, "reliance.declared", reliance, holder=held_by)
    return reliance


@allowed_to(Permission.SYSTEM_RUN)
@transaction.atomic
def verify_claim(*, actor: Actor, claim_id: int, cause: str) -> Verification | None:
    """Check a submitted claim against the current edition and keep the result; a repetition changes nothing.

    None where the claim is not, or no longer, submitted, and while no list is loaded: the run of the first edition
    then checks it.
    """
    claims = _submitted(actor, [claim_id])
    edition = registry.current_edition(NATIONAL)
    if not claims or edition is None:
        return None
    latest = queries.latest_verifications(actor=actor, claim_ids=[claim_id]).get(claim_id)
    # Once checked, only an edition that touches its number says anything new, and that has a run of its own.
    if latest is None or latest.matcher_version != MATCHER_VERSION:
        _keep(actor, met_with(actor, claims, edition, cause))
    return queries.latest_verifications(actor=actor, claim_ids=[claim_id])[claim_id]


@allowed_to(Permission.SYSTEM_RUN)
@transaction.atomic
def verify_changed(*, actor: Actor, edition_id: int) -> Run:
    """Check again the submitted claims whose number an edition touched, and those never checked; once per edition."""
    edition = registry.edition_by_id(edition_id)
    run = queries.run_of(edition)
    if run is not None:
        return run
    touched: list[int] = []
    # Claims are met with the national list; what another list says of a number is looked up when it is read.
    if edition.list.slug == NATIONAL:
        touched = list(queries.claims_touched_by(actor=actor, number_keys=registry.changed_number_keys(edition)))
    written: list[Verification] = []
    for start in range(0, len(touched), AT_ONCE):
        claims = _submitted(actor, touched[start : start + AT_ONCE])
        written += _keep(actor, met_with(actor, claims, edition, "edition"))
    run = Run.objects.create(
        edition=edition,
        changes=registry.changes_of(edition).count(),
        affected=len(written),
        changed=sum(one.previous is not None and one.previous.match != one.match for one in written),
        finished_at=timezone.now(),
    )
    record(actor, "claims.verified_again", f"registry.Edition:{edition.pk}", affected=run.affected, changed=run.changed)
    if run.changed:
        after_commit(Job.TELL_OF_CHANGES, Queue.BULK, edition_id=edition.pk)
    return run


@allowed_to(Permission.SYSTEM_RUN)
@transaction.atomic
def tell_of_changes(*, actor: Actor, edition_id: int) -> None:
    """Promise a word to whom it concerns for each verdict that an edition changed."""
    for verification in queries.verdicts_changed_by(actor=actor, edition_id=edition_id):
        after_commit(Job.TELL_OF_CHANGE, Queue.BULK, verification_id=verification.pk)


@allowed_to(Permission.SYSTEM_RUN)
@transaction.atomic
def tell_of_change(*, actor: Actor, verification_id: int) -> None:
    """Tell the supplier, and everybody who sees the status of a version, what the list shows for a claim now."""
    verification = queries.verification(actor=actor, pk=verification_id)
    claim, verdict = verification.claim, in_each_language(MATCH_WORDS[verification.match].label)
    versions = queries.version_ids_of(actor=actor, claim_ids=[claim.pk])[claim.pk]
    for reader, seen in catalogue.shown_to(actor=actor, versions=versions).items():
        tell(
            actor=actor,
            organisation_id=reader.pk,
            kind=Kind.VERDICT_CHANGED,
            params={
                "organisation": in_both(seen.seller.english_name, seen.seller.legal_name),
                "product": in_both(f"{seen.code} {seen.name}", f"{seen.code} {seen.name_zh or seen.name}"),
                "number": claim.number,
                "verdict": verdict,
            },
            link=reverse("verification", kwargs={"organisation": reader.slug, "pk": verification.pk}),
            dedupe_key=f"verdict_changed:{verification.pk}",
        )


def _keep(actor: Actor, verifications: list[Verification]) -> list[Verification]:
    """Store verifications, with one event for each supplier they belong to."""
    Verification.objects.bulk_create(verifications)
    of_supplier: dict[int, list[Verification]] = {}
    for one in verifications:
        of_supplier.setdefault(one.owner_id, []).append(one)
    for owner_id, its in sorted(of_supplier.items()):
        results = {str(one.claim_id): one.match for one in its}
        subject = f"claims.Verification:{its[0].pk}" + (f"-{its[-1].pk}" if len(its) > 1 else "")
        record(actor, "claims.verified", subject, owner_id=owner_id, edition=its[0].edition_id, results=results)
    return verifications


def _note(actor: Actor, verb: str, row: Certificate | Claim | Reliance, **detail: Any) -> None:
    record(actor, verb, f"claims.{type(row).__name__}:{row.pk}", owner_id=row.owner_id, **detail)


def _kept(actor: Actor, kind: str, state: str, name: str, content: bytes) -> tuple[Certificate, bool]:
    """The supplier's certificate that holds a document, and whether it is new; the one place that takes files in."""
    file_type = recognised(name, content)
    same = Certificate.objects.owned_by(actor).filter(files__sha256=files.sha256_of(content))
    if there := same.first():
        return there, False
    require_readable(content, file_type)
    title = plain_name(name)
    stored = files.store(content)
    try:
        with transaction.atomic():
            certificate: Certificate = Certificate.objects.create(
                owner_id=actor.acts_for, uploaded_by_id=actor.user_id, title=title, kind=kind, state=state
            )
            CertificateFile.objects.create(
                owner_id=certificate.owner_id,
                certificate=certificate,
                name=title,
                content_type=file_type,
                sha256=stored.sha256,
                size=stored.size,
            )
    except IntegrityError:
        # The same bytes were taken in by another request meanwhile.
        return same.get(), False
    return certificate, True


def _draft(
    owner_id: int,
    begun_by_id: int | None,
    kind: str,
    certificate: Certificate | None = None,
    read: Proposal = NOTHING_READ,
) -> Claim:
    return Claim.objects.create(
        owner_id=owner_id,
        begun_by_id=begun_by_id,
        certificate=certificate,
        kind=kind,
        number_key=number_key(read.number),
        **read.texts,
    )


def _submitted(actor: Actor, pks: list[int]) -> list[Claim]:
    """Those of some claims that are submitted, held until the end of the transaction."""
    rows = Claim.objects.owned_by(actor).select_for_update().filter(pk__in=pks, state=ClaimState.SUBMITTED)
    return list(rows.order_by("pk"))


def _locked(actor: Actor, claim: Claim, state: ClaimState) -> Claim:
    """The claim as it is now, held until the end of the transaction; raises Refused where its state is another."""
    row: Claim = Claim.objects.owned_by(actor).select_for_update().get(pk=claim.pk)
    if row.state != state:
        message = _("This claim is no longer in the state you saw. Open it again to see where it stands.")
        raise refuse("C-STATE", message)
    return row
