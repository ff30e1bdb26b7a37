"""The way of a product through the hands of the actor's organisation, each share by what its giver told."""

from collections.abc import Iterable
from dataclasses import dataclass

from apps.catalogue.models import Product, Share
from apps.catalogue.queries import given_shares, received_shares
from apps.catalogue.visibility import Seen, names_in
from apps.kernel.actor import Actor


def seen_in(*, actor: Actor, shares: Iterable[Share]) -> dict[int, Seen]:
    """How the actor knows the product of each of these shares by that very share; by share.

    Two who give him one product may call it differently. What is over by now is left out.
    """
    return names_in(actor, shares)


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
