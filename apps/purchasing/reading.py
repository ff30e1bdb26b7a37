"""Which version each order line names, or why it names none; nothing is guessed."""

from collections.abc import Sequence
from dataclasses import dataclass

from apps.accounts.models import Organisation
from apps.catalogue import queries as catalogue
from apps.catalogue.models import Scope, Version
from apps.catalogue.queries import Offer
from apps.claims.codes import Code, Reason, reason
from apps.kernel.actor import Actor
from apps.purchasing.models import OrderLine
from apps.purchasing.order_columns import Column
from apps.registry.folding import fold
from apps.registry.names import holder_key

BUILD = (Column.HARDWARE, Column.FIRMWARE, Column.AI_SOFTWARE)


@dataclass(frozen=True, slots=True)
class Named:
    """The version a line names and whom the buyer sees as its supplier, or why it names none.

    `fits` is how many visible ones agree with what it says.
    """

    version: Version | None
    supplier: Organisation | None
    why_none: tuple[Reason, ...]
    fits: int


def named_versions(*, actor: Actor, lines: Sequence[OrderLine]) -> list[Named]:
    """What each line names among what the actor was given, in the order given; a constant number of queries."""
    by_key: dict[str, list[Offer]] = {}
    for offer in catalogue.offers(actor=actor):
        by_key.setdefault(fold(offer.code), []).append(offer)
    alike = [[o for o in by_key.get(fold(line.product_code), []) if _sold_by(o, line.supplier_name)] for line in lines]
    meant = [_the_only(line.product_code, offers) for line, offers in zip(lines, alike, strict=True)]
    versions: dict[int, list[Version]] = {}
    given = catalogue.versions_given_for(actor=actor, scope=Scope.STATUS)
    for version in given.filter(product_id__in={one.product_id for one in meant if one}):
        versions.setdefault(version.product_id, []).append(version)
    return [
        _named(line, offer, versions.get(offer.product_id, []) if offer else [], several=offer is None and bool(offers))
        for line, offer, offers in zip(lines, meant, alike, strict=True)
    ]


def _sold_by(offer: Offer, name: str) -> bool:
    """Whether somebody of that name sells it; on a line that names no supplier, whoever does."""
    seller = offer.seller
    known = {holder_key(seller.legal_name), holder_key(seller.english_name), holder_key(seller.slug)}
    return not name or holder_key(name) in known


def _the_only(code: str, offers: Sequence[Offer]) -> Offer | None:
    """The product that a code names among those whose codes fold alike.

    A code that several suppliers use names none: else a share nobody asked for could answer a line that means
    another supplier's build. Of one supplier's the one that writes it just so is meant.
    """
    if len({one.seller.pk for one in offers}) != 1:
        return None
    if len({one.product_id for one in offers}) == 1:
        return offers[0]
    return next((one for one in offers if one.code == code), None)


def _named(line: OrderLine, offer: Offer | None, versions: Sequence[Version], *, several: bool) -> Named:
    missing = [part for part in BUILD if not getattr(line, part)]
    fitting = [version for version in versions if _fits(line, version)]
    if offer and fitting and not missing:
        return Named(version=fitting[0], supplier=offer.seller, why_none=(), fits=len(fitting))
    why = [reason(Code.VERSION_NOT_GIVEN, part=f"part.{part}") for part in missing]
    if several:
        why.append(reason(Code.VERSION_UNKNOWN, product=line.product_code))
    return Named(version=None, supplier=None, why_none=tuple(why) or (reason(Code.VERSION_UNKNOWN),), fits=len(fitting))


def _fits(line: OrderLine, version: Version) -> bool:
    """Whether a version has every part that the line names; a product has each build once."""
    return all(getattr(line, part) in ("", getattr(version, part)) for part in BUILD)
