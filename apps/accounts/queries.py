"""Reading people, organisations and the actors they become."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection
from django.db.models import Case, QuerySet, When
from django.utils import timezone

from apps.accounts.identifiers import compact
from apps.accounts.keys import digest_of, is_a_key
from apps.accounts.models import ApiKey, AuditGrant, Identifier, Invitation, Licence, Membership, Organisation, User
from apps.accounts.roles import PERSON, Capacity, Role, State, permissions_of, permissions_of_key
from apps.accounts.tokens import token_digest, token_of
from apps.kernel.actor import Actor, NotAllowed, person
from apps.kernel.permissions import Permission
from apps.kernel.wall import acting_for, known_as

# In the order of the fields of FoundKey.
FIND_KEY = """
SELECT pk, owner_id, prefix, scopes, capacities, state, expires_at, last_used_at FROM accounts_key_by_digest(%s)
"""


def actor_of(membership: Membership) -> Actor:
    """The actor a membership makes."""
    return Actor(
        user_id=membership.user_id,
        organisation_id=membership.organisation_id,
        permissions=permissions_of(membership.organisation.capacities, membership.role, membership.organisation.state),
        label=f"accounts.User:{membership.user_id}",
        assigned_only=membership.assigned_only,
        is_noted=Capacity.AUDITOR in membership.organisation.capacities,
    )


def actor_of_person(*, user_id: int) -> Actor:
    """The actor a signed-in person is before and beside any organisation."""
    return person(user_id=user_id, permissions=PERSON)


def membership(*, user_id: int, slug: str) -> Membership:
    """A person's membership by the organisation's slug; raises Membership.DoesNotExist for a stranger."""
    found = Membership.objects.select_related("organisation", "user")
    with known_as(user_id):
        return found.get(user_id=user_id, organisation__slug=slug)


def memberships(*, user_id: int) -> list[Membership]:
    """A person's memberships, the organisations beside them, by slug."""
    found = Membership.objects.filter(user_id=user_id).select_related("organisation")
    with known_as(user_id):
        return list(found.order_by("organisation__slug"))


def organisation(*, slug: str) -> Organisation:
    """An organisation by its slug; raises Organisation.DoesNotExist."""
    return Organisation.objects.get(slug=slug)


def organisation_known_as(text: str) -> Organisation:
    """An organisation by its exact credit code, VAT number, LEI or slug, as somebody who knows it types that.

    By a number only an organisation is found whose identity was checked.

    Raises Organisation.DoesNotExist alike for what nobody has and for what can't be anybody's.
    """
    # The number first: the operator checked whose it is, while a slug follows from a name that anybody may take.
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_organisation_by_number(%s)", [compact(text)])
        found: int | None = cursor.fetchone()[0]
    return Organisation.objects.get(slug=text.strip()) if found is None else Organisation.objects.get(pk=found)


def organisation_by_id(organisation_id: int) -> Organisation:
    """An organisation by its key; raises Organisation.DoesNotExist."""
    return Organisation.objects.get(pk=organisation_id)


def memberships_in(*, organisation_id: int) -> QuerySet[Membership]:
    """The memberships of who may sign in, with the people: for the system, which tells them."""
    found = Membership.objects.filter(organisation_id=organisation_id, user__is_active=True)
    return found.select_related("user", "organisation").order_by("pk")


def token_of_open_invitation(*, invitation_id: int) -> str | None:
    """The token of an invitation's link, for its letter; None where it waits for no answer any more."""
    reason = "the letter of an invitation is written"
    open_ones = Invitation.objects.everything(reason=reason).filter(
        accepted_at=None, declined_at=None, withdrawn_at=None, expires_at__gt=timezone.now()
    )
    seed = open_ones.filter(pk=invitation_id).values_list("seed", flat=True).first()
    return None if seed is None else token_of(settings.SECRET_KEY, seed)


def members(*, actor: Actor) -> QuerySet[User]:
    """The people of the actor's own organisation."""
    return User.objects.filter(memberships__organisation_id=actor.acts_for).order_by("name", "pk")


@dataclass(frozen=True, slots=True)
class FoundKey:
    """What is known of a key that was presented, before it is known for whom one works."""

    pk: int
    owner_id: int
    prefix: str
    scopes: list[str]
    capacities: list[str]
    state: str
    expires_at: datetime
    last_used_at: datetime | None


def presented_key(text: str) -> FoundKey | None:
    """The key of which this is the text, expired or not; None for one that is not known, mistyped or revoked.

    A text that can't be a key is not looked for.
    """
    if not is_a_key(text):
        return None
    with connection.cursor() as cursor:
        cursor.execute(FIND_KEY, [digest_of(text)])
        found = cursor.fetchone()
    return FoundKey(*found) if found else None


def actor_of_key(key: FoundKey) -> Actor:
    """The actor an API key makes."""
    return _key_actor(key.owner_id, key.prefix, key.capacities, key.scopes)


def _key_actor(organisation_id: int, prefix: str, capacities: list[str], scopes: list[str]) -> Actor:
    return Actor(
        user_id=None,
        organisation_id=organisation_id,
        permissions=permissions_of_key(capacities, scopes),
        label=f"accounts.ApiKey:{prefix}",
        is_noted=Capacity.AUDITOR in capacities,
    )


def grants_given(*, actor: Actor) -> QuerySet[AuditGrant]:
    """What the actor's organisation let auditors look at, now and before, the newest first."""
    return AuditGrant.objects.owned_by(actor).select_related("auditor")


def grant_given(*, actor: Actor, pk: int) -> AuditGrant:
    """One of the actor's own; raises AuditGrant.DoesNotExist."""
    return grants_given(actor=actor).get(pk=pk)


def audit_grant(*, actor: Actor, pk: int) -> AuditGrant:
    """One grant with both its ends, for the system, which tells of it; raises AuditGrant.DoesNotExist."""
    return AuditGrant.objects.visible_to(actor).select_related("owner", "auditor").get(pk=pk)


def rooms(*, actor: Actor) -> QuerySet[AuditGrant]:
    """The rooms open to the actor's organisation as an auditor, their hosts beside them, the newest first."""
    return rooms_in_force(actor=actor).select_related("owner")


def room(*, actor: Actor, pk: int) -> AuditGrant:
    """One room open to the actor's organisation; raises AuditGrant.DoesNotExist."""
    return rooms(actor=actor).get(pk=pk)


def rooms_in_force(*, actor: Actor) -> QuerySet[AuditGrant]:
    """What hosts let the actor's organisation look at now, as an auditor."""
    return AuditGrant.objects.visible_to(actor).filter(auditor_id=actor.organisation_id).in_force()


def api_keys(*, actor: Actor) -> QuerySet[ApiKey]:
    """The keys of the actor's organisation, the newest first, with those that replaced them."""
    return ApiKey.objects.owned_by(actor).select_related("replaced_by")


def api_key(*, actor: Actor, pk: int) -> ApiKey:
    """One key of the actor's organisation; raises ApiKey.DoesNotExist."""
    return api_keys(actor=actor).get(pk=pk)


def keys_made_by(*, actor: Actor, user_id: int) -> list[ApiKey]:
    """The keys a member made that still work; they are the organisation's and outlast the membership."""
    return [key for key in api_keys(actor=actor).filter(created_by=f"accounts.User:{user_id}") if key.works]


def name_labelled(label: str) -> str:
    """Whom an actor's label means, by name: a person, a key, or the portal itself."""
    return names_labelled([label])[label]


def names_labelled(labels: Iterable[str]) -> dict[str, str]:
    """Whom each of some actors' labels means, by name: a person, a key, or the portal itself; one query for all."""
    parted = {label: label.partition(":") for label in labels}
    people = User.objects.in_bulk([name for kind, _, name in parted.values() if kind == "accounts.User"])
    named = {f"accounts.User:{pk}": str(user) for pk, user in people.items()}
    return {label: named.get(label) or name or "Hefu" for label, (_, _, name) in parted.items()}


def actor_labelled(*, organisation_id: int, label: str) -> Actor:
    """The member or key behind an actor's label, as they may act for the organisation today.

    Raises Membership.DoesNotExist or ApiKey.DoesNotExist where they may not any more.
    """
    kind, _, name = label.partition(":")
    if kind == "accounts.ApiKey":
        keys = ApiKey.objects.everything(reason="a key asked for what is done now").select_related("owner")
        live = keys.filter(owner_id=organisation_id, revoked_at=None, expires_at__gt=timezone.now())
        key = live.exclude(owner__state=State.SUSPENDED).get(prefix=name)
        return _key_actor(key.owner_id, key.prefix, key.owner.capacities, key.scopes)
    found = Membership.objects.select_related("organisation", "user")
    return actor_of(found.get(user_id=name, user__is_active=True, organisation_id=organisation_id))


@dataclass(frozen=True, slots=True)
class OfferedInvitation:
    """What a link says to whoever holds it; `email` is masked. In the order of `accounts_invitation_by_digest`."""

    pk: int
    owner_id: int
    legal_name: str
    english_name: str
    inviter: str
    email: str
    kind: str
    role: str
    capacity: str
    assigned_only: bool
    language: str
    expires_at: datetime
    accepted_at: datetime | None
    declined_at: datetime | None
    withdrawn_at: datetime | None


def invitation_offered(*, token: str) -> OfferedInvitation | None:
    """The invitation of a link, answered or not; None for a link of nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM accounts_invitation_by_digest(%s)", [token_digest(token)])
        found = cursor.fetchone()
    return OfferedInvitation(*found) if found else None


def invitation_state(invitation: Invitation | OfferedInvitation) -> str:
    """How an invitation stands, as a code of `words.INVITATION_WORDS`."""
    answers = (("accepted", invitation.accepted_at), ("declined", invitation.declined_at))
    for code, at in (*answers, ("withdrawn", invitation.withdrawn_at)):
        if at is not None:
            return code
    return "expired" if invitation.expires_at <= timezone.now() else "waiting"


def invitation_token(*, actor: Actor, invitation: Invitation) -> str:
    """The token of one's own organisation's invitation, for the link that is handed over."""
    actor.require(Permission.MEMBER_INVITE)
    if invitation.owner_id != actor.acts_for:
        raise NotAllowed("only who invites hands the link over")
    return token_of(settings.SECRET_KEY, invitation.seed)


def letter_of(invitation: Invitation) -> str:
    """The name of the letter that brings an invitation's present link; a renewed one is brought by another."""
    return f"invitation:{invitation.pk}:{invitation.sha256[:16]}"


def masked_admin_of(*, scheme: str, value: str) -> str | None:
    """The masked address of who administers the organisation with a number; None where nobody has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT accounts_admin_of_identifier(%s, %s)", [scheme, value])
        found: str | None = cursor.fetchone()[0]
    return found


def invitations(*, actor: Actor) -> QuerySet[Invitation]:
    """The invitations of the actor's organisation, the newest first, with who invited and who came."""
    return Invitation.objects.owned_by(actor).select_related("owner", "created_by", "accepted_by", "joined")


def invitation(*, actor: Actor, pk: int) -> Invitation:
    """One invitation of the actor's organisation; raises Invitation.DoesNotExist."""
    found: Invitation = invitations(actor=actor).get(pk=pk)
    return found


def memberships_of(*, actor: Actor) -> QuerySet[Membership]:
    """The members of the actor's organisation with the people, by name."""
    found = Membership.objects.filter(organisation_id=actor.acts_for).select_related("user", "organisation")
    return found.order_by("user__name", "pk")


def member(*, actor: Actor, pk: int) -> Membership:
    """A membership of the actor's organisation; raises Membership.DoesNotExist."""
    return memberships_of(actor=actor).get(pk=pk)


def identifiers(*, actor: Actor) -> QuerySet[Identifier]:
    """The official numbers of the actor's organisation."""
    return Identifier.objects.owned_by(actor)


def licence(*, actor: Actor) -> Licence | None:
    """The newest business licence of the actor's own organisation; for who may change its details."""
    actor.require(Permission.ORGANISATION_EDIT)
    return Licence.objects.owned_by(actor).first()


def operators() -> list[Organisation]:
    """Who runs the portal."""
    return list(Organisation.objects.filter(capacities__contains=[Capacity.OPERATOR.value]).order_by("pk"))


def organisations(*, actor: Actor) -> QuerySet[Organisation]:
    """Every organisation for who judges them: those that wait first, then the newest."""
    actor.require(Permission.ORGANISATION_JUDGE)
    waits_first = Case(When(state=State.UNVERIFIED, then=0), When(state=State.SUSPENDED, then=1), default=2)
    return Organisation.objects.order_by(waits_first, "-created_at", "-pk")


@dataclass(frozen=True, slots=True)
class Judged:
    """What the operator sees of an organisation: its numbers, its newest licence, and who administers it."""

    organisation: Organisation
    identifiers: list[Identifier]
    licence: Licence | None
    administrators: list[User]


def judged(*, actor: Actor, slug: str) -> Judged:
    """An organisation as the operator judges it; raises Organisation.DoesNotExist."""
    actor.require(Permission.ORGANISATION_JUDGE)
    found = organisation(slug=slug)
    # Its numbers and people are its own; judging them is the operator's.
    with acting_for(found.pk, actor.user_id):
        reason = "the operator judges an organisation"
        numbers = Identifier.objects.everything(reason=reason).filter(owner=found)
        licence = Licence.objects.everything(reason=reason).filter(owner=found).first()
        people = User.objects.filter(memberships__organisation=found, memberships__role=Role.ADMIN)
        return Judged(found, list(numbers), licence, list(people.order_by("pk")))
