"""The way of a product through the hands of the actor's organisation, each share by what its giver told."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q

from apps.catalogue.models import Product, Share, ShareVersion, Source, Version
from apps.catalogue.queries import given_shares, received_shares
from apps.catalogue.visibility import Seen, access_in_force, names_in
from apps.kernel.actor import Actor


def seen_in(*, actor: Actor, shares: Iterable[Share]) -> dict[int, Seen]:
    """How the actor knows the product of each of these shares by that very share; by share.

    Two who give him one product may call it differently. What is over by now is left out.
    """
    return names_in(actor, shares)


def changed_on_the_way(*, actor: Actor, versions: Iterable[Version], passed_on: bool = False) -> set[int]:
    """The keys of those of these versions of which somebody between their owner and the actor changed the AI software.

    Who has one by two ways, one of them changed, has it among them: which one he holds nobody here knows. `passed_on`:
    those too that the actor's organisation says it changed itself, for whomever it gives them on to.
    """
    asked = [version.pk for version in versions if version.owner_id != actor.organisation_id]
    if actor.is_system or not asked:
        return set()
    rows = access_in_force(actor.acts_for).filter(source=Source.SHARE, changed_software=True, version_id__in=asked)
    changed = set(rows.values_list("version_id", flat=True))
    return changed | _changed_by(actor, asked) if passed_on else changed


def _changed_by(actor: Actor, version_ids: Collection[int]) -> set[int]:
    given = Share.objects.owned_by(actor).filter(changed_software=True, revoked_at=None)
    named = ShareVersion.objects.owned_by(actor).filter(share__in=given.values("pk"))
    whole = given.filter(every_version=True)
    changed = Q(pk__in=named.values("version_id")) | Q(product__in=whole.values("product_id"))
    return set(Version.objects.visible_to(actor).filter(changed, pk__in=version_ids).values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class ChainLine:
    """A product in the chain of custody: from whom it came, what that one calls it, and to whom it went on.

    `received` is None for a product of one's own. `further_up` says that somebody stands above one's supplier, whom
    one is not told. A product that came by two ways has two lines.
    """

    product: Product
    seen: Seen
    received: Share | None
    further_up: bool
    given: tuple[Share, ...]


def chain(*, actor: Actor) -> list[ChainLine]:
    """The chain of custody around the actor's organisation, way by way: one step up and one step down."""
    received = list(received_shares(actor=actor))
    on: dict[int, list[Share]] = {}
    own: dict[int, list[Share]] = {}
    for share in given_shares(actor=actor):
        if share.parent_id is None:
            own.setdefault(share.product_id, []).append(share)
        else:
            on.setdefault(share.parent_id, []).append(share)
    seen = seen_in(actor=actor, shares=[*received, *(given[0] for given in own.values())])
    found = [
        ChainLine(one.product, seen[one.pk], one, one.parent_id is not None, tuple(on.get(one.pk, ())))
        for one in received
        if one.pk in seen
    ]
    found += [
        ChainLine(given[0].product, seen[given[0].pk], None, False, tuple(given))
        for given in own.values()
        if given[0].pk in seen
    ]
    return sorted(found, key=lambda line: (line.seen.code, line.product.pk, line.received.pk if line.received else 0))
