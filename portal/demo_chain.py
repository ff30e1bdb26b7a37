"""How the demo's products go from hand to hand: shares, the answers to them, auditors' rooms and a public code."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.utils import timezone

from apps.accounts.models import Organisation
from apps.accounts.services.rooms import open_room
from apps.catalogue import queries as catalogue
from apps.catalogue.models import Product, Version
from apps.catalogue.services import public_codes, sharing
from apps.catalogue.services.products import set_line
from apps.contracts import queries as contracts
from apps.kernel.actor import Actor

EVERYTHING = ("status", "certificate", "evidence", "contract")
LINE = "Gates 通道"
Actors = Mapping[str, Actor]


def share_products(actors: Actors, organisations: Mapping[str, Organisation]) -> None:
    """Everything is shared, most of it taken, one product sent back, and some of it waits for an answer."""
    supplier = actors["demo-display"]
    kiosk, signage, gate = (own(supplier, code) for code in ("K21-A", "S55-B", "R9-C"))
    for product in (kiosk, signage, gate):
        share(supplier, product, organisations["harbour-retail"], EVERYTHING)
        answer(actors["harbour-retail"], product, "accepted")
    share(supplier, kiosk, organisations["nordfit"], EVERYTHING[:3])
    answer(actors["nordfit"], kiosk, "accepted")
    # The line opens the gate to the integrator, and every gate that is still to come; nobody answered yet.
    set_line(actor=supplier, product=gate, line=LINE)
    sharing.share_line(actor=supplier, line=LINE, to_organisation=organisations["nordfit"], scopes=list(EVERYTHING[:3]))
    # The other supplier's product waits for its buyer to say something.
    share(actors["nova-gate"], own(actors["nova-gate"], "NG-4"), organisations["harbour-retail"], EVERYTHING[:1])
    share(supplier, signage, organisations["bluevar"], EVERYTHING[:1])
    answer(actors["bluevar"], signage, "returned", "We sell no displays. 我方不销售标牌。")
    go_down_the_chain(actors, organisations, kiosk)


def go_down_the_chain(actors: Actors, organisations: Mapping[str, Organisation], kiosk: Product) -> None:
    """The reseller may share the kiosk on and does, under a name of its own; the gate it has not answered."""
    supplier, reseller = actors["demo-display"], actors["bluevar"]
    sharing.share_product(
        actor=supplier,
        product=kiosk,
        to_organisation=organisations["bluevar"],
        scopes=["status", "evidence"],
        may_reshare=True,
        depth=1,
    )
    answer(reseller, kiosk, "accepted")
    share(supplier, own(supplier, "R9-C"), organisations["bluevar"], EVERYTHING[:1])
    sharing.share_product(
        actor=reseller,
        product=kiosk,
        to_organisation=organisations["market-lane"],
        scopes=["status"],
        label_code="BK2-A",
        label_name="BlueKiosk 2",
    )
    answer(actors["market-lane"], kiosk, "accepted")


def let_auditors_in(actors: Actors, auditor: Organisation) -> None:
    """The supplier shows two products and their contract, the buyer its orders."""
    supplier, buyer = actors["demo-display"], actors["harbour-retail"]
    goods = [own(supplier, code).pk for code in ("K21-A", "R9-C")]
    signed = [contract.pk for contract in contracts.contracts(actor=supplier)]
    let_in(supplier, auditor, "Yearly review 年度审查", product_ids=goods, contract_ids=signed)
    let_in(buyer, auditor, "Orders 订单", orders=True)


def let_in(
    actor: Actor,
    auditor: Organisation,
    note: str,
    product_ids: Sequence[int] = (),
    contract_ids: Sequence[int] = (),
    orders: bool = False,
) -> None:
    """Three months of this year's books."""
    today = timezone.localdate()
    open_room(
        actor=actor,
        auditor=auditor,
        every_product=False,
        product_ids=product_ids,
        contract_ids=contract_ids,
        orders=orders,
        period_from=date(today.year, 1, 1),
        period_to=today,
        until=timezone.now() + timedelta(days=90),
        note=note,
    )


def issue_public_code(actor: Actor, version: Version) -> None:
    """What stands on the product's label: anybody who has it finds the version."""
    public_codes.issue_code(actor=actor, version=version, tells_number=True)


def own(actor: Actor, code: str) -> Product:
    """A product of the actor's own, by its code."""
    return catalogue.own_products(actor=actor).get(code=code)


def share(actor: Actor, product: Product, to_organisation: Organisation, scopes: tuple[str, ...]) -> None:
    """One product, for the receiver alone."""
    sharing.share_product(actor=actor, product=product, to_organisation=to_organisation, scopes=list(scopes))


def answer(actor: Actor, product: Product, state: str, reason: str = "") -> None:
    """What the receiver says to the share of a product."""
    share = catalogue.received_shares(actor=actor).get(product=product)
    sharing.receive_share(actor=actor, share=share, state=state, reason=reason)
