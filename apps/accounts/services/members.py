"""Writing people and their memberships."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.accounts import addresses
from apps.accounts.models import Membership, Organisation, User
from apps.accounts.roles import Role
from apps.accounts.rules import require_role
from apps.accounts.services.invitations import withdraw_invitations_of
from apps.kernel.actor import Actor
from apps.kernel.audit import record
from apps.kernel.permissions import Permission
from apps.kernel.policy import allowed_to
from apps.kernel.problems import refuse


@allowed_to(Permission.SYSTEM_RUN)
@transaction.atomic
def add_member(
    *,
    actor: Actor,
    organisation: Organisation,
    email: str,
    name: str,
    password: str,
    role: str,
    language: str,
    assigned_only: bool = False,
) -> Membership:
    """Make a person a member; a person known by the e-mail address keeps their password."""
    user = User.objects.filter(email=email.lower()).first()
    if user is None:
        user = User.objects.create_user(email, password, name=name, language=language)
        addresses.confirm(user_id=user.pk, email=user.email)
    membership = Membership.objects.create(user=user, organisation=organisation, role=role, assigned_only=assigned_only)
    record(actor, "member.added", f"accounts.Membership:{membership.pk}", owner_id=organisation.pk, role=role)
    return membership


@allowed_to(Permission.MEMBER_CHANGE, owner_of="membership")
@transaction.atomic
def change_member(*, actor: Actor, membership: Membership, role: str, assigned_only: bool) -> Membership:
    """Give a member another role, or let them see only what is assigned to them.

    Who administers no longer leaves no open invitations. Raises Refused for a role the organisation has not, for an
    administrator who would see only part, and for taking the last administrator's role.
    """
    admins = _locked_admins(membership.organisation_id)
    row = Membership.objects.select_related("organisation", "user").get(pk=membership.pk)
    require_role(row.organisation.capacities, role, assigned_only)
    if role != Role.ADMIN:
        _require_another_admin(admins, row)
    previous = {"role": row.role, "assigned_only": row.assigned_only}
    row.role, row.assigned_only = role, assigned_only
    row.save(update_fields=["role", "assigned_only"])
    subject = f"accounts.Membership:{row.pk}"
    now = {"role": role, "assigned_only": assigned_only}
    record(actor, "member.changed", subject, owner_id=row.organisation_id, user=row.user_id, previous=previous, now=now)
    if previous["role"] == Role.ADMIN != role:
        withdraw_invitations_of(actor=actor, user_id=row.user_id)
    return row


@allowed_to(Permission.MEMBER_CHANGE, owner_of="membership")
@transaction.atomic
def remove_member(*, actor: Actor, membership: Membership) -> None:
    """End a membership; the person keeps the account, the invitations they made open nothing any more.

    Raises Refused for the last administrator.
    """
    admins = _locked_admins(membership.organisation_id)
    row = Membership.objects.get(pk=membership.pk)
    _require_another_admin(admins, row)
    subject = f"accounts.Membership:{row.pk}"
    record(actor, "member.removed", subject, owner_id=row.organisation_id, user=row.user_id, role=row.role)
    withdraw_invitations_of(actor=actor, user_id=row.user_id)
    row.delete()


# The verb that every role of every capacity holds: reading in one's own language is nobody's privilege.
@allowed_to(Permission.LIST_SEE)
@transaction.atomic
def choose_language(*, actor: Actor, language: str) -> None:
    """Keep the language a person reads in; a key has none."""
    if actor.user_id is None:
        return
    User.objects.filter(pk=actor.user_id).update(language=language)


@allowed_to(Permission.SYSTEM_RUN)
@transaction.atomic
def note_account_event(*, actor: Actor, verb: str, user_id: int | None, kind: str = "") -> None:
    """Write down what happened to an account; of the person only the key, and none where nobody has the address."""
    record(actor, verb, f"accounts.User:{user_id or 'unknown'}", kind=kind)


def _locked_admins(organisation_id: int) -> list[Membership]:
    """The administrators who can still sign in; nobody else changes them before this transaction ends."""
    admins = Membership.objects.select_for_update(of=("self",)).filter(organisation_id=organisation_id, role=Role.ADMIN)
    return list(admins.filter(user__is_active=True).order_by("pk"))


def _require_another_admin(admins: list[Membership], membership: Membership) -> None:
    if [admin.pk for admin in admins] == [membership.pk]:
        message = _("This is the last administrator. Make another member administrator first.")
        raise refuse("M-LAST-ADMIN", message, field="role")
