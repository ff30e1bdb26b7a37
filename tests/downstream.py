"""A maker, its reseller, and a buyer who knows the reseller alone: nothing upstream of it may reach the buyer."""

from dataclasses import dataclass

from apps.accounts import queries as accounts
from apps.catalogue.models import Product, Share, Version
from apps.catalogue.services import sharing
from apps.kernel.actor import Actor
from tests import factories

# What must reach nobody below the reseller. The holder of the number is on the public list and may.
CANARIES = ("Upstreamco", "上游金丝雀", "upstream-slug", "UPSTREAM-K21", "Upstream kiosk", "上游终端")
NUMBER, HOLDER = "ZheJiang-TongYiQianWen-20230901", "阿里巴巴达摩院（杭州）科技有限公司"
SCOPES = ("status", "certificate", "evidence", "contract")


@dataclass(frozen=True)
class Downstream:
    """The maker's kiosk, covered by a claim, shared on by the reseller under a name of its own."""

    maker: Actor
    reseller: Actor
    buyer: Actor
    product: Product
    version: Version


def relabelled() -> Actor:
    """A buyer of three products; by what their maker calls them they stand in another order than by their labels."""
    organisations = (factories.organisation(one) for one in ("supplier", "reseller", "buyer"))
    maker, reseller, buyer = (factories.member(one) for one in organisations)
    on, to = (accounts.organisation_by_id(one.acts_for) for one in (reseller, buyer))
    opened = {"scopes": ["status", "contract"]}
    for code, label in (("ZZ-9", "A1"), ("AA-1", "B2"), ("MM-5", "C3")):
        product = factories.product(maker, code=code)
        factories.version(maker, product)
        sharing.share_product(actor=maker, product=product, to_organisation=on, may_reshare=True, depth=1, **opened)
        labels = {"label_code": label, "label_name": f"Kiosk {label}"}
        sharing.share_product(actor=reseller, product=product, to_organisation=to, **opened, **labels)
    return buyer


@dataclass(frozen=True)
class TwoWays:
    """One product that a buyer has of two resellers, who call it N0 and N1 and whose shares to him stand in `shares`.

    He may pass it on himself.
    """

    maker: Actor
    resellers: tuple[Actor, Actor]
    buyer: Actor
    product: Product
    version: Version
    shares: tuple[Share, Share]


def two_ways() -> TwoWays:
    """A maker, two resellers of its product, and a buyer below both."""
    maker = factories.member(factories.organisation("supplier"))
    resellers = (factories.stranger("reseller"), factories.stranger("reseller"))
    to = factories.organisation("buyer", capacities=["buyer", "reseller"])
    product = factories.product(maker)
    version = factories.version(maker, product)
    opened = {"scopes": ["status"], "may_reshare": True}
    shares = []
    for number, one in enumerate(resellers):
        on = accounts.organisation_by_id(one.acts_for)
        labels = {"label_code": f"N{number}", "label_name": f"Kiosk N{number}"}
        sharing.share_product(actor=maker, product=product, to_organisation=on, depth=2, **opened)
        shares.append(sharing.share_product(actor=one, product=product, to_organisation=to, **opened, **labels))
    return TwoWays(maker, resellers, factories.member(to), product, version, (shares[0], shares[1]))


def downstream() -> Downstream:
    """The buyer is not told whose product it is, nor what the maker calls it."""
    factories.national_list(2)
    maker = factories.member(
        factories.organisation(
            "supplier", slug="upstream-slug", legal_name="上游金丝雀（深圳）有限公司", english_name="Upstreamco Ltd."
        )
    )
    middle = factories.organisation("reseller", legal_name="Borealis Demo B.V.", english_name="Borealis Demo")
    below = factories.organisation("buyer")
    product = factories.product(maker, code="UPSTREAM-K21", name="Upstream kiosk", name_zh="上游终端")
    version = factories.version(maker, product)
    factories.submitted_claim(maker, [version], NUMBER, HOLDER, file="Upstreamco UPSTREAM-K21.pdf")
    factories.reliance(maker, NUMBER, HOLDER)
    reseller = factories.member(middle)
    sharing.share_product(
        actor=maker, product=product, to_organisation=middle, scopes=list(SCOPES), may_reshare=True, depth=1
    )
    sharing.share_product(
        actor=reseller,
        product=product,
        to_organisation=below,
        scopes=list(SCOPES),
        label_code="BK2-A",
        label_name="Borealis kiosk",
    )
    return Downstream(maker, reseller, factories.member(below), product, version)
