"""Writing organisations: founding and opening them, what they say of themselves, what the operator says of them."""

from collections.abc import Mapping, Sequence

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from apps.accounts.jobs import Job
from apps.accounts.models import Identifier, Membership, Organisation
from apps.accounts.queries import actor_of, masked_admin_of, rooms_in_force
from apps.accounts.roles import FOUNDED, Capacity, Role, State
from apps.accounts.rules import checked_identity, taken
from apps.accounts.services.licences import keep_licence
from apps.kernel.actor import Actor
from apps.kernel.audit import record
from apps.kernel.counting import HOUR, too_often
from apps.kernel.documents import Upload, recognised, require_readable
from apps.kernel.outbox import after_commit
from apps.kernel.permissions import Permission
from apps.kernel.policy import allowed_to
from apps.kernel.problems import refuse
from apps.kernel.wall import acting_for

LONGEST_REASON = 500
# Organisations a person founds in an hour, and how often numbers are given in it, since a taken one says whose it is.
MOST_FOUNDED, MOST_NUMBERED = 5, 20
TOO_OFTEN = _("Many organisations or numbers were entered within an hour. Wait an hour, then send this again.")
SLUG_SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"


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


@allowed_to(Permission.ORGANISATION_FOUND)
@transaction.atomic
def found_organisation(
    *,
    actor: Actor,
    capacities: Sequence[str],
    country: str,
    legal_name: str,
    english_name: str = "",
    identifiers: Mapping[str, str],
    licence: Upload | None = None,
) -> Organisation:
    """Found an organisation; the person who does becomes its administrator, and its identity is yet to be checked.

    `identifiers` are numbers as typed, by scheme; empty ones count as not given. Raises Refused for a capacity nobody
    gives himself, a country there is not, no name, no identifier or a wrong one, one that an organisation has, a
    licence that can't be taken in, and for who founds many.
    """
    legal_name, english_name = legal_name.strip(), english_name.strip()
    kept = checked_identity(capacities, country, legal_name, english_name, identifiers)
    if actor.user_id is None:
        raise refuse("O-PERSON", _("Sign in first: an organisation is founded by a person."))
    if licence is not None:
        require_readable(licence.content, recognised(licence.name, licence.content))
    if too_often("foundings", str(actor.user_id), MOST_FOUNDED, HOUR):
        raise refuse("O-OFTEN", TOO_OFTEN)
    organisation = Organisation.objects.create(
        slug=_free_slug(english_name or legal_name, country),
        legal_name=legal_name,
        english_name=english_name,
        country=country,
        capacities=list(capacities),
    )
    with acting_for(organisation.pk, actor.user_id):
        founder = Membership.objects.create(user_id=actor.user_id, organisation=organisation, role=Role.ADMIN)
        _keep_identifiers(actor, organisation, kept)
        if licence is not None:
            keep_licence(actor=actor_of(founder), organisation=organisation, upload=licence)
        subject = f"accounts.Organisation:{organisation.pk}"
        record(actor, "organisation.founded", subject, owner_id=organisation.pk, country=country, identifiers=kept)
    return organisation


@allowed_to(Permission.ORGANISATION_EDIT, owner_of="organisation")
@transaction.atomic
def change_organisation(
    *,
    actor: Actor,
    organisation: Organisation,
    capacities: Sequence[str],
    country: str,
    legal_name: str,
    english_name: str,
    identifiers: Mapping[str, str],
    tells_checks: bool,
) -> Organisation:
    """Change what an organisation says of itself; a new name, country or number has yet to be checked again.

    Raises Refused as `found_organisation` does, and for who changes numbers often. An operator stays one, and an
    auditor for as long as a room is open.
    """
    legal_name, english_name = legal_name.strip(), english_name.strip()
    fixed = [c for c in organisation.capacities if c not in FOUNDED]
    kept = checked_identity(capacities or fixed, country, legal_name, english_name, identifiers, fixed)
    row = Organisation.objects.select_for_update().get(pk=organisation.pk)
    before = dict(_identifiers_of(actor, row).values_list("scheme", "value"))
    identity = (row.legal_name, row.english_name, row.country, before)
    capacities = [*fixed, *(c for c in capacities if c not in fixed)]
    if Capacity.AUDITOR in set(row.capacities) - set(capacities):
        _require_no_room(actor)
    row.capacities = capacities
    row.country, row.legal_name, row.english_name, row.tells_checks = country, legal_name, english_name, tells_checks
    changed = identity != (legal_name, english_name, country, kept)
    if changed and row.state == State.VERIFIED:
        row.state, row.state_reason, row.state_changed_at = State.UNVERIFIED, "", timezone.now()
    row.save()
    gone = [scheme for scheme, value in before.items() if kept.get(scheme) != value]
    _identifiers_of(actor, row).filter(scheme__in=gone).delete()
    _keep_identifiers(actor, row, {scheme: value for scheme, value in kept.items() if before.get(scheme) != value})
    subject = f"accounts.Organisation:{row.pk}"
    record(actor, "organisation.changed", subject, owner_id=row.pk, identity=changed, capacities=row.capacities)
    return row


@allowed_to(Permission.ORGANISATION_JUDGE)
@transaction.atomic
def judge_organisation(*, actor: Actor, organisation: Organisation, state: str, reason: str) -> Organisation:
    """Say what the operator knows of an organisation's identity, or suspend it.

    Raises Refused for a state there is not, without a reason, and for the operator's own organisation.
    """
    reason = reason.strip()
    if state not in set(State):
        raise refuse("O-STATE", _("Choose one of the states."), field="state")
    if not reason or len(reason) > LONGEST_REASON:
        message = _("Write why in one to %(most)s characters; the organisation reads it.") % {"most": LONGEST_REASON}
        raise refuse("O-REASON", message, field="reason")
    if organisation.pk == actor.organisation_id:
        raise refuse("O-OWN", _("Nobody judges their own organisation. Ask another operator."))
    # The row is the organisation's, whatever the operator may say of it.
    with acting_for(organisation.pk, actor.user_id):
        row = Organisation.objects.select_for_update().get(pk=organisation.pk)
        previous, row.state, row.state_reason, row.state_changed_at = row.state, state, reason, timezone.now()
        row.save(update_fields=["state", "state_reason", "state_changed_at"])
        record(
            actor,
            "organisation.judged",
            f"accounts.Organisation:{row.pk}",
            owner_id=row.pk,
            previous=previous,
            state=state,
            reason=reason,
        )
        after_commit(Job.TELL_JUDGEMENT, organisation_id=row.pk)
    return row


def _require_no_room(actor: Actor) -> None:
    """What an auditor's people open is noted; who is let in stays one. The database holds to this too."""
    hosts = sorted({str(room.owner) for room in rooms_in_force(actor=actor).select_related("owner")})
    if hosts:
        message = _("You are let in as an auditor by %(hosts)s. Stay an auditor until they have closed the room.")
        raise refuse("O-ROOMS", message % {"hosts": ", ".join(hosts)}, field="capacities")


def _identifiers_of(actor: Actor, organisation: Organisation) -> QuerySet[Identifier]:
    return Identifier.objects.owned_by(actor).filter(owner=organisation)


def _keep_identifiers(actor: Actor, organisation: Organisation, kept: Mapping[str, str]) -> None:
    """Write the identifiers; raises Refused where another organisation has one of them, and for who tries many."""
    if kept and too_often("numbers", actor.label, MOST_NUMBERED, HOUR):
        raise refuse("O-OFTEN", TOO_OFTEN)
    for scheme, value in kept.items():
        if (taken_by := masked_admin_of(scheme=scheme, value=value)) is not None:
            raise taken(scheme, taken_by)
        try:
            with transaction.atomic():
                Identifier.objects.create(owner=organisation, scheme=scheme, value=value)
        except IntegrityError:
            raise taken(scheme, "") from None


def _free_slug(name: str, country: str) -> str:
    """A name for addresses that nobody has; where the name has no Latin letters it begins with the country."""
    wanted = slugify(name)[:40].strip("-") or country.lower()
    if len(wanted) < 4:
        wanted = f"{wanted}-{get_random_string(4, SLUG_SIGNS)}"
    slug = wanted
    while Organisation.objects.filter(slug=slug).exists():
        slug = f"{wanted}-{get_random_string(4, SLUG_SIGNS)}"
    return slug
