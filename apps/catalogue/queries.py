"""Reading products, versions and shares."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from apps.accounts.models import Organisation
from apps.catalogue.codes import read_code
from apps.catalogue.models import (
    Access,
    Product,
    PublicCode,
    Receipt,
    Scope,
    Share,
    ShareRule,
    Source,
    Version,
)
from apps.catalogue.visibility import Seen, access_in_force, names_of
from apps.kernel.actor import Actor
from apps.kernel.permissions import Permission

# What was given is kept by who got it; an auditor is let in to look, and a contract names what it is about.
GIVEN = (Source.OWN, Source.SHARE)


def products(*, actor: Actor) -> QuerySet[Product]:
    """Products the actor's organisation owns or that are shared with it, by the code it knows them by."""
    return Product.objects.visible_to(actor).named_for(actor).select_related("owner").by_shown_code(actor)


def own_products(*, actor: Actor) -> QuerySet[Product]:
    """Products of the actor's own organisation, by code."""
    return products(actor=actor).filter(owner_id=actor.organisation_id)


def product(*, actor: Actor, pk: int) -> Product:
    """One product; raises Product.DoesNotExist where the actor can't see it."""
    return products(actor=actor).get(pk=pk)


def versions(*, actor: Actor) -> QuerySet[Version]:
    """Versions the actor may see, by the code it knows their products by, with products and suppliers."""
    seen = Version.objects.visible_to(actor).named_for(actor)
    return seen.select_related("product", "owner").by_shown_code(actor)


def versions_of(*, actor: Actor, product: Product) -> QuerySet[Version]:
    """The versions of a product that the actor may see, as the supplier names them."""
    return versions(actor=actor).filter(product=product).order_by("hardware", "firmware", "ai_software", "pk")


def version(*, actor: Actor, pk: int) -> Version:
    """One version; raises Version.DoesNotExist where the actor can't see it."""
    return versions(actor=actor).get(pk=pk)


def versions_open_for(*, actor: Actor, scope: str) -> QuerySet[Version]:
    """Versions the actor owns or that a share with this scope opens (`models.Scope`), in the order of `versions`."""
    seen = Version.objects.visible_with(actor, scope).named_for(actor)
    return seen.select_related("product", "owner").by_shown_code(actor)


def versions_given_for(*, actor: Actor, scope: str) -> QuerySet[Version]:
    """Those of `versions_open_for` that are the actor's own or shared with it: what it may make something lasting of.

    Packs, contracts and checks of orders outlast an auditor's room, so that a room opens nothing to them.
    """
    given = access_in_force(actor.acts_for).filter(
        version_id=OuterRef("pk"), source__in=GIVEN, scopes__contains=[scope]
    )
    return versions_open_for(actor=actor, scope=scope).filter(Exists(given))


def versions_from_their_owner(*, actor: Actor) -> QuerySet[Version]:
    """Versions the actor may see whose owner it sees as their supplier: nobody stands between them."""
    told = access_in_force(actor.organisation_id).filter(product_id=OuterRef("product_id"), version=None)
    seen = Version.objects.visible_to(actor)
    return seen if actor.is_system else seen.filter(owner_id=Subquery(told.order_by("pk").values("seller_id")[:1]))


def shares_given(*, actor: Actor, product: Product) -> QuerySet[Share]:
    """The open shares the actor's organisation gave of a product, newest first, with what each receiver said."""
    return given_shares(actor=actor).filter(product=product)


def given_shares(*, actor: Actor) -> QuerySet[Share]:
    """The open shares the actor's organisation gave, newest first, with their receivers and what these said."""
    return (
        Share.objects.owned_by(actor)
        .filter(revoked_at=None)
        .select_related("product", "to_organisation", "rule", "receipt")
        .prefetch_related(Prefetch("versions", Version.objects.visible_to(actor).select_related("product")))
        .order_by("-created_at", "-pk")
    )


def shares_seen(*, actor: Actor, product: Product) -> list[Share]:
    """The shares of a product in force that the actor sees without having part in them: an auditor the host's own."""
    ours = Q(owner_id=actor.organisation_id) | Q(to_organisation_id=actor.organisation_id)
    seen = Share.objects.visible_to(actor).filter(product=product, revoked_at=None).exclude(ours)
    in_force = seen.filter(Q(until=None) | Q(until__gt=timezone.now())).select_related("to_organisation")
    return list(in_force.prefetch_related(Prefetch("versions", Version.objects.visible_to(actor))))


def own_shares(*, actor: Actor) -> QuerySet[Share]:
    """The open shares the actor's organisation gave, the oldest first, the receivers beside them."""
    opened = Share.objects.owned_by(actor).filter(revoked_at=None)
    return opened.select_related("product", "to_organisation").order_by("pk")


def share(*, actor: Actor, pk: int) -> Share:
    """One share the actor's organisation gave, open or ended; raises Share.DoesNotExist."""
    given = Share.objects.owned_by(actor).select_related("product", "to_organisation")
    named = Prefetch("versions", Version.objects.visible_to(actor).select_related("product"))
    found: Share = given.prefetch_related(named).get(pk=pk)
    return found


def received_shares(*, actor: Actor) -> QuerySet[Share]:
    """The shares in force that were given to the actor's organisation, newest first, with what it said to each.

    How the product is called and whose it is says `custody.seen_in`, never the row.
    """
    received = Share.objects.visible_to(actor).filter(to_organisation_id=actor.organisation_id, revoked_at=None)
    in_force = received.filter(Q(until=None) | Q(until__gt=timezone.now()))
    return (
        in_force.select_related("product", "owner", "receipt")
        .prefetch_related(Prefetch("versions", Version.objects.visible_to(actor).select_related("product")))
        .order_by("-created_at", "-pk")
    )


@dataclass(frozen=True, slots=True)
class Leave:
    """What a receiver may give of a product: scopes, how many further steps, and from whom he has it himself."""

    scopes: frozenset[str]
    steps: int
    givers: frozenset[int]


def leave_to_share(*, actor: Actor, product: Product) -> Leave:
    """What the shares of a product that may be passed on leave to the actor's organisation, of several the most."""
    received = list(received_shares(actor=actor).filter(product=product, depth__gte=1))
    return Leave(
        scopes=frozenset(scope for share in received for scope in share.scopes),
        steps=max((share.depth - 1 for share in received), default=0),
        givers=frozenset(share.owner_id for share in received),
    )


def waiting_shares(*, actor: Actor) -> QuerySet[Share]:
    """The shares given to the actor's organisation that it neither took nor sent back."""
    open_still = Q(receipt=None) | Q(receipt__state=Receipt.RECEIVED)
    return received_shares(actor=actor).filter(open_still)


def shares(*, actor: Actor) -> QuerySet[Share]:
    """What the actor's organisation gave and what was given to it, as far as it is open now, newest first."""
    given = Q(owner_id=actor.organisation_id)
    received = Q(to_organisation_id=actor.organisation_id) & (Q(until=None) | Q(until__gt=timezone.now()))
    return (
        Share.objects.visible_to(actor)
        .filter(given | received, revoked_at=None)
        .select_related("product", "owner", "to_organisation", "receipt")
        .prefetch_related(Prefetch("versions", Version.objects.visible_to(actor).select_related("product")))
        .order_by("-created_at", "-pk")
    )


def one_share(*, actor: Actor, pk: int) -> Share:
    """One open share that the actor's organisation gave or received; raises Share.DoesNotExist."""
    return shares(actor=actor).get(pk=pk)


def received_share(*, actor: Actor, pk: int) -> Share:
    """One share in force that was given to the actor's organisation; raises Share.DoesNotExist."""
    return received_shares(actor=actor).get(pk=pk)


def is_shareable(*, actor: Actor, product: Product) -> bool:
    """Whether the actor's organisation may open a product to others: its own, and what it received to pass on."""
    if product.owner_id == actor.organisation_id:
        return True
    return received_shares(actor=actor).filter(product=product, may_reshare=True).exists()


def rules(*, actor: Actor) -> QuerySet[ShareRule]:
    """The open rules by which the actor's organisation shares its product lines."""
    opened = ShareRule.objects.owned_by(actor).filter(revoked_at=None)
    return opened.select_related("to_organisation").order_by("line", "pk")


def rule(*, actor: Actor, pk: int) -> ShareRule:
    """One rule of the actor's organisation; raises ShareRule.DoesNotExist."""
    found: ShareRule = ShareRule.objects.owned_by(actor).select_related("to_organisation").get(pk=pk)
    return found


def lines(*, actor: Actor) -> list[str]:
    """The product lines of the actor's organisation, as far as the actor sees products of them."""
    own = Product.objects.visible_to(actor).filter(owner_id=actor.organisation_id)
    named = own.exclude(line="").order_by("line")
    return list(named.values_list("line", flat=True).distinct())


def seen_as(*, actor: Actor, products: Iterable[Product]) -> dict[int, Seen]:
    """How the actor sees each of these products, by product; those he can't see are left out.

    Of several ways by which he sees one his own comes first, then the oldest. The system sees what their owners wrote.
    """
    return names_of(actor, (product.pk for product in products))


@dataclass(frozen=True, slots=True)
class Offer:
    """A product by a name somebody sells it under; one that comes by two ways may have two."""

    product_id: int
    code: str
    seller: Organisation


def offers(*, actor: Actor) -> list[Offer]:
    """Every name of every product the actor was given the status of, its own among them; one query."""
    given = access_in_force(actor.acts_for).filter(source__in=GIVEN)
    rows = given.filter(version=None, scopes__contains=[Scope.STATUS])
    if actor.assigned_only:
        rows = rows.filter(product__in=Product.objects.visible_to(actor).order_by().values("pk"))
    found = rows.select_related("seller").order_by("product_id", "pk")
    return [Offer(row.product_id, row.shown_code, row.seller) for row in found]


def shown_to(*, actor: Actor, versions: Iterable[int]) -> dict[Organisation, Seen]:
    """Every organisation that was given the status of one of these versions, and how it sees the product.

    For the system, which tells them; an auditor reads in the room alone, where that is noted.
    """
    actor.require(Permission.SYSTEM_RUN)
    rows = Access.objects.filter(Q(until=None) | Q(until__gt=timezone.now()), version_id__in=list(versions))
    found = (
        rows.filter(source__in=GIVEN, scopes__contains=[Scope.STATUS])
        .select_related("organisation", "seller")
        .order_by("-pk")
    )
    return {row.organisation: Seen(row.seller, row.shown_code, row.shown_name, row.shown_name_zh) for row in found}


@dataclass(frozen=True, slots=True)
class Loss:
    """Who loses what when a share ends.

    `versions` is what the receiver no longer sees, none where he sees them by another way; of those below him only
    how many organisations lose something is told.
    """

    receiver: Organisation
    versions: int
    deeper: int


def loss_of(*, actor: Actor, share: Share) -> Loss:
    """What ends with a share that the actor's organisation gave; raises Share.DoesNotExist for another's."""
    own = Share.objects.owned_by(actor).select_related("to_organisation").get(pk=share.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT versions, deeper FROM catalogue_loss_of(%s, %s)", [own.pk, own.owner_id])
        row = cursor.fetchone()
    versions, deeper = row or (0, 0)
    return Loss(own.to_organisation, versions, deeper)


def partners(*, actor: Actor) -> list[Organisation]:
    """Organisations that gave the actor's something, or received something from it, by name."""
    received = [share.owner for share in received_shares(actor=actor)]
    given = [share.to_organisation for share in own_shares(actor=actor)]
    found = {one.pk: one for one in (*received, *given)}
    return sorted(found.values(), key=str)


@dataclass(frozen=True, slots=True)
class PublicVersion:
    """What a code on a box stands for; `open` is False for one taken out of use."""

    owner_id: int
    version_id: int
    open: bool
    tells_number: bool


def public_version(code: str) -> PublicVersion | None:
    """The version a code stands for, whoever asks; None for what is no code, or nobody's."""
    asked = read_code(code)
    if asked is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT owner_id, version_id, state, tells_number FROM catalogue_public_version(%s)", [asked])
        row = cursor.fetchone()
    return None if row is None else PublicVersion(row[0], row[1], row[2] == "open", row[3])


def codes(*, actor: Actor, product: Product) -> QuerySet[PublicCode]:
    """The codes in use of the versions of a product of the actor's own."""
    opened = PublicCode.objects.owned_by(actor).filter(version__product=product, revoked_at=None)
    return opened.select_related("version").order_by("pk")


def code(*, actor: Actor, pk: int) -> PublicCode:
    """One code of the actor's own; raises PublicCode.DoesNotExist."""
    found: PublicCode = PublicCode.objects.owned_by(actor).select_related("version").get(pk=pk)
    return found
