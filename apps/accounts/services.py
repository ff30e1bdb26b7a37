"""Every write on people, organisations and keys."""

import hashlib
import secrets

from django.db import transaction
from django.utils import timezone

from apps.accounts.models import ApiKey, Membership, Organisation, User
from apps.kernel.actor import Actor
from apps.kernel.audit import record
from apps.kernel.permissions import Permission
from apps.kernel.policy import allowed_to

KEY_PREFIX = "hefu_live_"


@allowed_to(Permission.SYSTEM_RUN)
@transaction.atomic
def open_organisation(
    *, actor: Actor, slug: str, legal_name: str, english_name: str, country: str, capacities: list[str]
) -> Organisation:
    """Open an organisation."""
    organisation = Organisation.objects.create(
        slug=slug, legal_name=legal_name, english_name=english_name, country=country, capacities=capacities
    )
    record(actor, "organisation.opened", f"accounts.Organisation:{organisation.pk}", owner_id=organisation.pk)
    return organisation


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
    membership = Membership.objects.create(user=user, organisation=organisation, role=role, assigned_only=assigned_only)
    record(actor, "member.added", f"accounts.Membership:{membership.pk}", owner_id=organisation.pk, role=role)
    return membership


@allowed_to(Permission.KEY_CREATE, owner_of="organisation")
@transaction.atomic
def create_api_key(*, actor: Actor, organisation: Organisation, name: str, role: str) -> str:
    """Make a key for an organisation and give its text, which is never to be had again."""
    key = KEY_PREFIX + secrets.token_urlsafe(32)
    row = ApiKey.objects.create(
        organisation=organisation,
        name=name,
        role=role,
        prefix=key[: len(KEY_PREFIX) + 6],
        sha256=hashlib.sha256(key.encode()).hexdigest(),
    )
    record(actor, "key.created", f"accounts.ApiKey:{row.pk}", owner_id=organisation.pk, role=role)
    return key


@allowed_to(Permission.MEMBER_SEE)
@transaction.atomic
def note_key_use(*, actor: Actor, key: ApiKey) -> None:
    """Remember that a key was used, at most once a minute."""
    now = timezone.now()
    if key.last_used_at is None or (now - key.last_used_at).total_seconds() > 60:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)


# The verb that every role of every capacity holds: reading in one's own language is nobody's privilege.
@allowed_to(Permission.LIST_SEE)
@transaction.atomic
def choose_language(*, actor: Actor, language: str) -> None:
    """Keep the language a person reads in; a key has none."""
    if actor.user_id is None:
        return
    User.objects.filter(pk=actor.user_id).update(language=language)
