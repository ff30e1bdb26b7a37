"""Writing invitations: asking somebody in, renewing and taking back a link, and what whoever holds it answers."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from apps.accounts.addresses import is_confirmed
from apps.accounts.jobs import Job
from apps.accounts.models import Invitation, InvitationKind, Membership, Organisation
from apps.accounts.queries import OfferedInvitation, invitation_offered
from apps.accounts.roles import FOUNDED, Role
from apps.accounts.rules import require_role
from apps.accounts.tokens import token_digest, token_of
from apps.kernel.actor import Actor
from apps.kernel.audit import record
from apps.kernel.outbox import after_commit
from apps.kernel.permissions import Permission
from apps.kernel.policy import allowed_to
from apps.kernel.problems import refuse
from apps.kernel.wall import acting_for, known_as

LASTS = timedelta(days=14)
MOST_OPEN = 200
OPEN = {"accepted_at": None, "declined_at": None, "withdrawn_at": None}
LONGEST_NAME = 120


@allowed_to(Permission.MEMBER_INVITE)
@transaction.atomic
def invite(
    *,
    actor: Actor,
    email: str = "",
    name: str = "",
    kind: str = InvitationKind.COLLEAGUE,
    role: str = Role.VIEWER,
    capacity: str = "",
    assigned_only: bool = False,
    language: str = "en",
) -> tuple[Invitation, str]:
    """Invite a colleague to join, or a partner to bring an organisation; gives the row and the token of its link.

    With an address a mail goes out; without one the link is to be handed over. Raises Refused for an address that is
    none, a role or capacity there is not, a colleague who is a member already, and for too many open links.
    """
    email, name = email.strip().lower(), name.strip()
    if actor.user_id is None:
        raise refuse("I-PERSON", _("An invitation is made by a person. Sign in first."))
    organisation = Organisation.objects.get(pk=actor.acts_for)
    _require_recipient(organisation, email, name, kind)
    if kind == InvitationKind.COLLEAGUE:
        require_role(organisation.capacities, role, assigned_only)
    else:
        # Whoever founds an organisation is its administrator.
        role, assigned_only = Role.ADMIN, False
        if capacity and capacity not in FOUNDED:
            raise refuse("I-CAPACITY", _("Choose one of the kinds of organisation shown."), field="capacity")
    if Invitation.objects.owned_by(actor).filter(**OPEN, expires_at__gt=timezone.now()).count() >= MOST_OPEN:
        message = _("%(most)s invitations wait for an answer. Withdraw some of them first.") % {"most": MOST_OPEN}
        raise refuse("I-MOST", message)
    seed, token = _new_token()
    invitation: Invitation = Invitation.objects.create(
        owner=organisation,
        email=email,
        name=name,
        kind=kind,
        role=role,
        capacity=capacity,
        assigned_only=assigned_only,
        language=language,
        seed=seed,
        sha256=token_digest(token),
        created_by_id=actor.user_id,
        expires_at=timezone.now() + LASTS,
    )
    _noted(actor, "invitation.made", invitation)
    _send(invitation)
    return invitation, token


@allowed_to(Permission.MEMBER_INVITE, owner_of="invitation")
@transaction.atomic
def renew_invitation(*, actor: Actor, invitation: Invitation) -> tuple[Invitation, str]:
    """Give an invitation a new link that lasts anew; the old one works no more.

    Whoever renews it is who invites from then on: they are shown the link. Raises Refused for one that was answered or
    withdrawn, and for who is no person.
    """
    if actor.user_id is None:
        raise refuse("I-PERSON", _("An invitation is made by a person. Sign in first."))
    row = _locked(actor, invitation)
    seed, token = _new_token()
    row.seed, row.sha256, row.expires_at = seed, token_digest(token), timezone.now() + LASTS
    row.created_by_id = actor.user_id
    row.save(update_fields=["seed", "sha256", "expires_at", "created_by"])
    _noted(actor, "invitation.renewed", row)
    _send(row)
    return row, token


@allowed_to(Permission.MEMBER_INVITE, owner_of="invitation")
@transaction.atomic
def withdraw_invitation(*, actor: Actor, invitation: Invitation) -> Invitation:
    """Take the link of an invitation back. Raises Refused for one that was answered or withdrawn."""
    row = _locked(actor, invitation)
    row.withdrawn_at = timezone.now()
    row.save(update_fields=["withdrawn_at"])
    _noted(actor, "invitation.withdrawn", row)
    return row


@allowed_to(Permission.MEMBER_CHANGE)
@transaction.atomic
def withdraw_invitations_of(*, actor: Actor, user_id: int) -> None:
    """Take back the links a member made who goes or administers no longer: they could come in again by them."""
    theirs = Invitation.objects.owned_by(actor).filter(created_by_id=user_id, **OPEN)
    for row in theirs.select_for_update().order_by("pk"):
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
        _noted(actor, "invitation.withdrawn", row)


@allowed_to(Permission.INVITATION_ANSWER)
@transaction.atomic
def accept_invitation(*, actor: Actor, token: str, organisation: Organisation | None = None) -> Invitation:
    """Join by a link. A colleague becomes a member; a partner says with which organisation of theirs.

    Raises Refused for a link that is unknown, answered, expired or withdrawn, for who is a member already, for an
    administrator's that was made out to the address of somebody else, and for a partner's organisation whose
    administrator the person is not.
    """
    offered = _offered(token)
    if offered.kind == InvitationKind.PARTNER:
        _require_ones_own(actor, offered, organisation)
    with acting_for(offered.owner_id, actor.user_id):
        row = Invitation.objects.everything(reason="whoever holds the link answers it").select_for_update()
        invitation: Invitation = row.get(pk=offered.pk)
        _require_open(invitation)
        invitation.accepted_at, invitation.accepted_by_id = timezone.now(), actor.user_id
        if offered.kind == InvitationKind.PARTNER:
            invitation.joined = organisation
        else:
            _require_address(actor, invitation, offered)
            _join(actor, invitation)
        invitation.save(update_fields=["accepted_at", "accepted_by", "joined"])
        _noted(actor, "invitation.accepted", invitation)
        after_commit(Job.TELL_ANSWER, invitation_id=invitation.pk)
    return invitation


@allowed_to(Permission.INVITATION_ANSWER)
@transaction.atomic
def decline_invitation(*, actor: Actor, token: str) -> None:
    """Say “not me” to a link; whoever invited is told. Raises Refused as `accept_invitation` does for the link."""
    offered = _offered(token)
    with acting_for(offered.owner_id, actor.user_id):
        row = Invitation.objects.everything(reason="whoever holds the link answers it").select_for_update()
        invitation: Invitation = row.get(pk=offered.pk)
        _require_open(invitation)
        invitation.declined_at = timezone.now()
        invitation.save(update_fields=["declined_at"])
        _noted(actor, "invitation.declined", invitation)
        after_commit(Job.TELL_ANSWER, invitation_id=invitation.pk)


def _new_token() -> tuple[str, str]:
    seed = get_random_string(43)
    return seed, token_of(settings.SECRET_KEY, seed)


def _send(invitation: Invitation) -> None:
    """A mail to the address; an invitation without one is handed over."""
    if invitation.email:
        after_commit(Job.MAIL_INVITATION, invitation_id=invitation.pk)


def _require_recipient(organisation: Organisation, email: str, name: str, kind: str) -> None:
    if kind not in InvitationKind.values:
        raise refuse("I-KIND", _("Choose whom you invite: a colleague or a partner."), field="kind")
    if len(name) > LONGEST_NAME:
        raise refuse("I-NAME", _("Write at most %(most)s characters.") % {"most": LONGEST_NAME}, field="name")
    if not email and not name:
        message = _("Type an e-mail address or a name, so that you know later whom you invited.")
        raise refuse("I-WHO", message, field="email")
    if email:
        try:
            validate_email(email)
        except ValidationError:
            message = _("This is no e-mail address. Write it like name@example.com.")
            raise refuse("I-EMAIL", message, field="email") from None
    colleagues = Membership.objects.filter(organisation=organisation, user__email=email)
    if kind == InvitationKind.COLLEAGUE and email and colleagues.exists():
        raise refuse("I-MEMBER", _("This person is a member already. Change their role instead."), field="email")


def _locked(actor: Actor, invitation: Invitation) -> Invitation:
    row: Invitation = Invitation.objects.owned_by(actor).select_for_update().get(pk=invitation.pk)
    if row.accepted_at or row.declined_at or row.withdrawn_at:
        message = _("This invitation was answered or withdrawn already. Make a new one.")
        raise refuse("I-ANSWERED", message)
    return row


def _offered(token: str) -> OfferedInvitation:
    """What a link offers; raises Refused for a link of nothing."""
    offered = invitation_offered(token=token)
    if offered is None:
        raise refuse("I-UNKNOWN", _("This link opens nothing. Ask whoever sent it for a new one."))
    return offered


def _require_open(invitation: Invitation) -> None:
    if invitation.accepted_at or invitation.declined_at:
        raise refuse("I-ANSWERED", _("This invitation was answered already."))
    if invitation.withdrawn_at:
        raise refuse("I-WITHDRAWN", _("This invitation was withdrawn. Ask whoever sent it."))
    if invitation.expires_at <= timezone.now():
        raise refuse("I-EXPIRED", _("This link has expired. Ask whoever sent it for a new one."))


def _require_ones_own(actor: Actor, offered: OfferedInvitation, organisation: Organisation | None) -> None:
    """A partner answers for an organisation that he administers and that is not the one which invites."""
    if organisation is None or organisation.pk == offered.owner_id:
        raise refuse("I-WHOSE", _("Choose with which organisation of yours you join."), field="organisation")
    user_id = actor.user_id or 0
    with known_as(user_id):
        mine = Membership.objects.filter(organisation=organisation, user_id=user_id, role=Role.ADMIN)
        if not mine.exists():
            message = _("Only an administrator of an organisation joins with it. Ask yours.")
            raise refuse("I-NOT-ADMIN", message, field="organisation")


def _require_address(actor: Actor, invitation: Invitation, offered: OfferedInvitation) -> None:
    """Who is to administer is the person it was made out to, and not whoever came by the link."""
    if invitation.role != Role.ADMIN or not invitation.email or actor.user_id is None:
        return
    if not is_confirmed(user_id=actor.user_id, email=invitation.email):
        message = _(
            "This invitation makes an administrator and is for %(email)s alone. Sign in with an account that has this "
            "address confirmed, or ask who invited you to make it out to your own."
        )
        raise refuse("I-ADDRESS", message % {"email": offered.email})


def _join(actor: Actor, invitation: Invitation) -> None:
    if actor.user_id is None:
        raise refuse("I-PERSON", _("Sign in first, or make an account."))
    if Membership.objects.filter(organisation_id=invitation.owner_id, user_id=actor.user_id).exists():
        raise refuse("I-MEMBER", _("You are a member of this organisation already."))
    membership = Membership.objects.create(
        user_id=actor.user_id,
        organisation_id=invitation.owner_id,
        role=invitation.role,
        assigned_only=invitation.assigned_only,
    )
    subject = f"accounts.Membership:{membership.pk}"
    record(actor, "member.added", subject, owner_id=invitation.owner_id, role=membership.role, invitation=invitation.pk)


def _noted(actor: Actor, verb: str, invitation: Invitation) -> None:
    record(
        actor,
        verb,
        f"accounts.Invitation:{invitation.pk}",
        owner_id=invitation.owner_id,
        kind=invitation.kind,
        role=invitation.role,
        assigned_only=invitation.assigned_only,
        joined=invitation.joined_id,
    )
