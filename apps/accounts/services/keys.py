"""Writing the keys of organisations."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.accounts.jobs import Job
from apps.accounts.keys import LONGEST_LIFE, NOTED_EVERY, OVERLAP, USUAL_LIFE, KeyState, digest_of, new_key, shown_part
from apps.accounts.models import ApiKey, Organisation
from apps.accounts.queries import FoundKey
from apps.accounts.roles import KEY_SCOPES, scopes_within
from apps.kernel.actor import Actor
from apps.kernel.audit import record
from apps.kernel.outbox import after_commit
from apps.kernel.permissions import Permission
from apps.kernel.policy import allowed_to
from apps.kernel.problems import refuse


@allowed_to(Permission.KEY_CREATE, owner_of="organisation")
@transaction.atomic
def create_api_key(
    *,
    actor: Actor,
    organisation: Organisation,
    name: str,
    scopes: Sequence[str],
    expires_at: datetime | None = None,
) -> str:
    """Make a key for an organisation and give its text, which is never to be had again; it lives a year unless told.

    Raises Refused for an empty or long name, no scope or an unknown one, a scope that holds a verb the actor lacks,
    a member who sees only what is assigned to them, and an end that has passed or is more than two years away.
    """
    name, now = name.strip(), timezone.now()
    until = expires_at or now + USUAL_LIFE
    _require_a_name(name)
    _require_scopes(actor, scopes)
    if not now < until <= now + LONGEST_LIFE:
        raise refuse("K-UNTIL", _("A key ends after today and within two years. Choose another end."), field="expires")
    return _make_key(actor, organisation.pk, name, scopes, until)[1]


@allowed_to(Permission.KEY_CREATE, owner_of="key")
@transaction.atomic
def rotate_api_key(*, actor: Actor, key: ApiKey) -> str:
    """Make a key like this one, living as long, and give its text; the old one works for 24 hours more.

    Raises Refused for a key that works no longer or was replaced already, and as `create_api_key` does: who gets the
    text of a key may do what the key may.
    """
    now = timezone.now()
    old = ApiKey.objects.owned_by(actor).select_for_update().get(pk=key.pk)
    if old.state != KeyState.WORKING:
        message = _("This key works no longer or was replaced already. Make a new key instead.")
        raise refuse("K-ENDED", message)
    _require_scopes(actor, old.scopes)
    lifetime = min(old.expires_at - old.created_at, LONGEST_LIFE)
    new, text = _make_key(actor, old.owner_id, old.name, old.scopes, now + lifetime)
    old.replaced_by = new
    old.expires_at = min(old.expires_at, now + OVERLAP)
    old.save(update_fields=["replaced_by", "expires_at"])
    record(actor, "key.rotated", f"accounts.ApiKey:{old.pk}", owner_id=old.owner_id, by=new.pk)
    return text


@allowed_to(Permission.KEY_REVOKE, owner_of="key")
@transaction.atomic
def revoke_api_key(*, actor: Actor, key: ApiKey) -> None:
    """End a key at once; ending it again changes nothing."""
    live = ApiKey.objects.owned_by(actor).filter(pk=key.pk, revoked_at=None)
    if live.update(revoked_at=timezone.now()):
        record(actor, "key.revoked", f"accounts.ApiKey:{key.pk}", owner_id=key.owner_id)


@allowed_to(Permission.KEY_USE, owner_of="key")
@transaction.atomic
def note_key_use(*, actor: Actor, key: FoundKey) -> None:
    """Remember that a key was used, at most once a minute, however many requests come at once."""
    now = timezone.now()
    if key.last_used_at is not None and key.last_used_at > now - NOTED_EVERY:
        return
    stale = Q(last_used_at=None) | Q(last_used_at__lte=now - NOTED_EVERY)
    ApiKey.objects.owned_by(actor).filter(stale, pk=key.pk).update(last_used_at=now)


def _make_key(
    actor: Actor, owner_id: int, name: str, scopes: Sequence[str], expires_at: datetime
) -> tuple[ApiKey, str]:
    text = new_key()
    key: ApiKey = ApiKey.objects.create(
        owner_id=owner_id,
        name=name,
        scopes=[scope for scope in KEY_SCOPES if scope in scopes],
        prefix=shown_part(text),
        sha256=digest_of(text),
        created_by=actor.label,
        expires_at=expires_at,
    )
    subject, until = f"accounts.ApiKey:{key.pk}", expires_at.isoformat()
    record(actor, "key.created", subject, owner_id=owner_id, name=name, scopes=key.scopes, until=until)
    after_commit(Job.TELL_KEY, key_id=key.pk)
    return key, text


def _require_a_name(name: str) -> None:
    longest = ApiKey._meta.get_field("name").max_length or 0
    if not name:
        raise refuse("K-NAME", _("Give the key a name, such as that of the program that will use it."), field="name")
    if len(name) > longest or not name.isprintable():
        message = _("Use at most %(most)s characters, all of them printable.") % {"most": longest}
        raise refuse("K-NAME", message, field="name")


def _require_scopes(actor: Actor, scopes: Sequence[str]) -> None:
    """A key opens nothing that its maker may not open."""
    if not scopes or not set(scopes) <= set(KEY_SCOPES):
        raise refuse("K-SCOPES", _("Choose at least one thing from the list that the key may do."), field="scopes")
    if actor.assigned_only:
        message = _("A key sees all of the organisation, you only what is assigned to you. Ask an administrator.")
        raise refuse("K-ASSIGNED", message, field="scopes")
    lacking = [scope for scope in scopes if scope not in scopes_within(actor.permissions)]
    if lacking:
        message = _("You may not do this yourself, so no key of yours may: %(scopes)s. Leave it out.")
        raise refuse("K-SCOPES-LACKED", message % {"scopes": ", ".join(lacking)}, field="scopes")
