"""The only place that sequences apps in the background: one event, one pass down the drawing."""

from django.db import transaction
from django.urls import reverse

from apps.accounts import queries as accounts
from apps.accounts.jobs import Job as AccountsJob
from apps.accounts.roles import State
from apps.claims import services as claims
from apps.contracts.services import obligations
from apps.kernel import outbox
from apps.kernel.actor import system
from apps.notify import services as notify
from apps.notify.kinds import PLACEHOLDER, Kind, in_both
from apps.registry.jobs import Job

JUDGEMENTS = {
    State.VERIFIED: Kind.IDENTITY_CHECKED,
    State.SUSPENDED: Kind.ORGANISATION_SUSPENDED,
    State.UNVERIFIED: Kind.ORGANISATION_UNCHECKED,
}


@outbox.job(Job.FOLLOW_EDITION)
def follow_edition(edition_id: int) -> None:
    """Carry a new edition on: verify the claims it touches again, then start the clocks that depend on them."""
    actor = system(reason="a new edition of a list was approved")
    with transaction.atomic():
        claims.verify_changed(actor=actor, edition_id=edition_id)
        obligations.start_clocks(actor=actor, edition_id=edition_id)


@outbox.job(AccountsJob.MAIL_INVITATION)
def mail_invitation(invitation_id: int) -> None:
    """Send the letter of an invitation; a renewed one is another letter."""
    actor = system(reason="an invitation was made or renewed")
    invitation = accounts.invitation(actor=actor, pk=invitation_id)
    notify.tell_address(
        actor=actor,
        owner_id=invitation.owner_id,
        address=invitation.email,
        language=invitation.language,
        kind=Kind.INVITATION,
        params={
            "organisation": in_both(invitation.owner.english_name, invitation.owner.legal_name),
            "until": f"{invitation.expires_at:%Y-%m-%d}",
            "invitation": invitation.pk,
        },
        link=reverse("joining", kwargs={"token": "TOKEN"}).replace("TOKEN", PLACEHOLDER),
        dedupe_key=accounts.letter_of(invitation),
    )


@outbox.job(AccountsJob.TELL_ANSWER)
def tell_answer(invitation_id: int) -> None:
    """Tell who invited how an invitation was answered."""
    actor = system(reason="an invitation was answered")
    invitation = accounts.invitation(actor=actor, pk=invitation_id)
    notify.tell(
        actor=actor,
        organisation_id=invitation.owner_id,
        kind=Kind.INVITATION_ACCEPTED if invitation.accepted_at else Kind.INVITATION_DECLINED,
        params={"invited": invitation.name or invitation.email},
        link=reverse("invitation", kwargs={"organisation": invitation.owner.slug, "pk": invitation.pk}),
        dedupe_key=f"invitation_answered:{invitation.pk}",
    )


@outbox.job(AccountsJob.TELL_KEY)
def tell_key(key_id: int) -> None:
    """Tell an organisation's administrators that somebody made an API key."""
    actor = system(reason="an API key was made")
    key = accounts.api_key(actor=actor, pk=key_id)
    notify.tell(
        actor=actor,
        organisation_id=key.owner_id,
        kind=Kind.KEY_CREATED,
        params={"key": f"{key.name} ({key.prefix}…)", "person": accounts.name_labelled(key.created_by)},
        link=reverse("developers", kwargs={"organisation": key.owner.slug}),
        dedupe_key=f"key_created:{key.pk}",
    )


@outbox.job(AccountsJob.TELL_JUDGEMENT)
def tell_judgement(organisation_id: int) -> None:
    """Tell an organisation what the operator says of its identity."""
    actor = system(reason="an organisation's identity was judged")
    organisation = accounts.organisation_by_id(organisation_id)
    kind = JUDGEMENTS[State(organisation.state)]
    named = {"organisation": in_both(organisation.english_name, organisation.legal_name)}
    notify.tell(
        actor=actor,
        organisation_id=organisation.pk,
        kind=kind,
        params=named if kind == Kind.IDENTITY_CHECKED else {**named, "reason": organisation.state_reason},
        link=reverse("organisation-home", kwargs={"organisation": organisation.slug}),
        dedupe_key=f"judged:{organisation.pk}:{organisation.state_changed_at}",
    )


@outbox.job(AccountsJob.TELL_OF_ROOM)
def tell_of_room(grant_id: int, kind: str) -> None:
    """Tell an auditor that a host lets them in, or does so no longer."""
    actor = system(reason="a host let an auditor in, or ended that")
    grant = accounts.audit_grant(actor=actor, pk=grant_id)
    named = {"organisation": in_both(grant.owner.english_name, grant.owner.legal_name)}
    opened = Kind(kind) == Kind.AUDIT_GRANT_OPENED
    notify.tell(
        actor=actor,
        organisation_id=grant.auditor_id,
        kind=Kind(kind),
        params={**named, "until": f"{grant.until:%Y-%m-%d}"} if opened else named,
        link=reverse("rooms", kwargs={"organisation": grant.auditor.slug}),
        dedupe_key=f"{kind}:{grant.pk}",
    )
