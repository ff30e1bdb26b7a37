"""Reading packs, what is in them, and the products they can be about."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from apps.accounts import queries as accounts
from apps.accounts.roles import Capacity
from apps.catalogue import queries as catalogue
from apps.catalogue.models import Product, Scope
from apps.catalogue.visibility import Seen
from apps.evidence.facts import Both
from apps.evidence.manifest import OWN_TITLES
from apps.evidence.models import Pack, PackFile, PackState
from apps.evidence.offline.verify import MANIFEST
from apps.kernel import files
from apps.kernel.actor import Actor

# A pack takes seconds; one that takes this long waits for something that is not working.
LATE_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a pack, with what it is in both languages."""

    path: str
    title: Both
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What a pack does not hold, and why."""

    what: Both
    reason: Both


@dataclass(frozen=True, slots=True)
class PackContent:
    """What a ready pack holds, as its manifest says; `manifest_sha256` is the manifest's fingerprint."""

    members: Sequence[Member]
    omissions: Sequence[LeftOut]
    manifest_sha256: str


def packs(*, actor: Actor) -> QuerySet[Pack]:
    """Packs the actor's organisation asked for, newest first; those with "assigned only" see their products' packs."""
    return Pack.objects.visible_to(actor).select_related("supplier", "owner")


def pack(*, actor: Actor, pk: int) -> Pack:
    """One pack; raises Pack.DoesNotExist where another organisation asked for it."""
    return packs(actor=actor).get(pk=pk)


def pack_content(*, actor: Actor, pack: Pack) -> PackContent:
    """What a ready pack holds; empty while it is not ready. Raises Pack.DoesNotExist where the actor can't see it."""
    rows = list(PackFile.objects.visible_to(actor).filter(pack=Pack.objects.visible_to(actor).get(pk=pack.pk)))
    fingerprint = next((row.sha256 for row in rows if row.path == MANIFEST), "")
    said = json.loads(files.read(fingerprint)) if fingerprint else {"members": [], "omissions": []}
    titles = {member["path"]: _both(member["title"]) for member in said["members"]} | OWN_TITLES
    members = [Member(row.path, titles[row.path], row.sha256, row.size) for row in rows]
    omissions = [LeftOut(_both(one["what"]), _both(one["reason"])) for one in said["omissions"]]
    return PackContent(members, omissions, fingerprint)


def is_late(pack: Pack) -> bool:
    """Whether a pack takes so long that its reader should be told."""
    return pack.state == PackState.QUEUED and timezone.now() - pack.requested_at > LATE_AFTER


def products_for_packs(*, actor: Actor) -> QuerySet[Product]:
    """Products a pack can be about: with a version of one's own, or one that is shared with the scope evidence."""
    opened = catalogue.versions_given_for(actor=actor, scope=Scope.EVIDENCE).order_by()
    return catalogue.products(actor=actor).filter(pk__in=opened.values("product_id"))


def cover_of(*, actor: Actor, product: Product) -> Seen:
    """What stands on the cover of the actor's pack: the product as it sees it.

    A reseller gives packs on: on the cover stand its own name and what it calls the product last, not the names above.
    """
    seen = catalogue.seen_as(actor=actor, products=[product])[product.pk]
    own = accounts.organisation_by_id(actor.acts_for)
    if Capacity.RESELLER not in own.capacities or seen.seller_id == own.pk:
        return seen
    given = catalogue.shares_given(actor=actor, product=product).exclude(label_code="", label_name="").first()
    code, name = (given.label_code, given.label_name) if given else ("", "")
    return Seen(own, code or seen.code, name or seen.name, "" if name else seen.name_zh)


def _both(said: dict[str, str]) -> Both:
    return Both(said["en"], said["zh-hans"])
