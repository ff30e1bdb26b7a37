"""What the browser tests look at: the demo as it stands after the newest edition, and the pages of it."""

from dataclasses import dataclass
from typing import Any

from apps.accounts import queries as accounts
from apps.accounts.models import ApiKey, AuditGrant, Invitation, Membership, User
from apps.accounts.services.invitations import invite
from apps.catalogue import queries as catalogue
from apps.catalogue.codes import spaced
from apps.catalogue.models import Product, PublicCode, Share, ShareRule, Version
from apps.catalogue.services.products import assign_product
from apps.claims.models import Claim, Verification
from apps.contracts.models import Contract, Obligation
from apps.evidence.models import Pack
from apps.evidence.services import building, packs
from apps.kernel.actor import Actor
from apps.notify import services as notify
from apps.notify.kinds import Kind, in_both
from apps.purchasing.models import Order
from apps.registry import services as registry
from portal import demo
from portal.pipelines import follow_edition
from tests.factories import SYSTEM

WHY = "a test looks at every page"


@dataclass(frozen=True, slots=True)
class Site:
    """Where the site answers, who may sign in (by capacity), and the keys of the rows that pages are opened with."""

    url: str
    people: dict[str, Any]
    keys: dict[str, Any]

    def path(self, role: str, address: str) -> str:
        """An address as written in `PAGES`."""
        slug = self.people[role].slug if role else ""
        return address.format(o=f"/o/{slug}", **self.keys)


# Name, who looks at it, address. `{o}` is the person's organisation.
PAGES = (
    ("sign in", "", "/accounts/login/"),
    ("sign up", "", "/accounts/signup/"),
    ("password reset", "", "/accounts/password/reset/"),
    ("security", "supplier", "/accounts/security/"),
    ("password change", "supplier", "/accounts/security/password/"),
    ("code app", "supplier", "/accounts/security/code-app/"),
    ("passkey add", "supplier", "/accounts/security/passkeys/add/"),
    ("devices", "supplier", "/accounts/security/sessions/"),
    ("lists", "", "/lists/"),
    ("edition", "", "/lists/national-genai/11/"),
    ("help", "", "/help/status/"),
    ("not found", "", "/nowhere/"),
    ("supplier home", "supplier", "{o}/"),
    ("products", "supplier", "{o}/products/"),
    ("product add", "supplier", "{o}/products/new/"),
    ("product", "supplier", "{o}/products/{product}/?version={version}"),
    ("product list", "supplier", "{o}/products/{product}/?view=list"),
    ("version add", "supplier", "{o}/products/{product}/versions/new/"),
    ("share", "supplier", "{o}/products/{product}/shares/"),
    ("certificates", "supplier", "{o}/certificates/"),
    ("certificate add", "supplier", "{o}/certificates/new/"),
    ("claim describe", "supplier", "{o}/claims/{draft}/describe/"),
    ("claim versions", "supplier", "{o}/claims/{draft}/versions/"),
    ("claim confirm", "supplier", "{o}/claims/{draft}/confirm/"),
    ("claim", "supplier", "{o}/claims/{claim}/"),
    ("claim withdraw", "supplier", "{o}/claims/{claim}/withdraw/"),
    ("keys", "supplier", "{o}/settings/developers/"),
    ("key add", "supplier", "{o}/settings/developers/keys/new/"),
    ("key rotate", "supplier", "{o}/settings/developers/keys/{key}/rotate/"),
    ("key revoke", "supplier", "{o}/settings/developers/keys/{key}/revoke/"),
    ("version", "buyer", "{o}/versions/{version}/"),
    ("verification", "buyer", "{o}/verifications/{verification}/"),
    ("buyer home", "buyer", "{o}/"),
    ("verify", "buyer", "{o}/verify/?number=zhejiang-tongyiqianwen-20230901&version={version}"),
    ("verify nothing", "buyer", "{o}/verify/?number=Beijing-KeBuCunZai-202403150012"),
    ("orders", "buyer", "{o}/orders/"),
    ("order add", "buyer", "{o}/orders/add/"),
    ("order", "buyer", "{o}/orders/{order}/"),
    ("contracts", "buyer", "{o}/contracts/"),
    ("contract", "buyer", "{o}/contracts/{contract}/"),
    ("obligation", "supplier", "{o}/obligations/{obligation}/fulfil/"),
    ("packs", "integrator", "{o}/packs/"),
    ("pack add", "integrator", "{o}/packs/new/"),
    ("pack", "integrator", "{o}/packs/{pack}/"),
    ("messages", "supplier", "{o}/messages/"),
    ("found: type", "supplier", "/onboarding/type/"),
    ("found: identity", "supplier", "/onboarding/identity/?as=supplier&country=CN"),
    ("found: identity elsewhere", "supplier", "/onboarding/identity/?as=buyer&country=NL"),
    ("found: security", "supplier", "/onboarding/security/"),
    ("found: tasks", "supplier", "{o}/onboarding/"),
    ("joining", "", "/invitations/{token}/"),
    ("joining nothing", "", "/invitations/nothing/"),
    ("members", "supplier", "{o}/members/"),
    ("member", "supplier", "{o}/members/{member}/"),
    ("member remove", "supplier", "{o}/members/{member}/remove/"),
    ("member invite", "supplier", "{o}/members/invite/"),
    ("invitation", "supplier", "{o}/invitations/{invitation}/"),
    ("settings", "supplier", "{o}/settings/"),
    ("licence", "supplier", "{o}/settings/licence/"),
    ("organisations", "operator", "{o}/organisations/"),
    ("organisation judge", "operator", "{o}/organisations/nova-gate/"),
    ("auditor home", "auditor", "{o}/"),
    ("rooms", "auditor", "{o}/rooms/"),
    ("room", "auditor", "{o}/rooms/{room}/"),
    ("product of a room", "auditor", "{o}/products/{product}/"),
    ("auditors", "supplier", "{o}/auditors/"),
    ("auditor add", "supplier", "{o}/auditors/new/"),
    ("auditor", "supplier", "{o}/auditors/{room}/"),
    ("auditor end", "supplier", "{o}/auditors/{room}/end/"),
    ("shares", "supplier", "{o}/shares/"),
    ("share withdraw", "supplier", "{o}/shares/{given}/withdraw/"),
    ("line share", "supplier", "{o}/shares/lines/new/"),
    ("line share end", "supplier", "{o}/shares/lines/{rule}/end/"),
    ("line of a product", "supplier", "{o}/products/{product}/line/"),
    ("public page of a version", "supplier", "{o}/versions/{version}/public-page/"),
    ("public code revoke", "supplier", "{o}/public-codes/{code}/revoke/"),
    ("reseller home", "reseller", "{o}/"),
    ("received", "reseller", "{o}/received/"),
    ("received share", "reseller", "{o}/received/{received}/"),
    ("share on", "reseller", "{o}/products/{product}/shares/"),
    ("product shared on", "reseller", "{o}/products/{product}/"),
    ("chain", "reseller", "{o}/chain/"),
    ("changed software", "reseller", "{o}/shares/{passed}/software/"),
    ("public code", "", "/v/{printed}"),
    ("public code report", "", "/v/{printed}/report"),
    ("publications", "operator", "{o}/"),
)


def build() -> dict[str, Any]:
    """Fill the database; gives the people and the keys of a `Site`."""
    registry.load_bundled_list(actor=SYSTEM, upto=10)
    people = {one.role: one for one in reversed(demo.stage())}
    for publication in registry.load_bundled_list(actor=SYSTEM, upto=11):
        follow_edition(edition_id=publication.edition.pk)
    make_pack(people["integrator"])
    assign(people["supplier"])
    tell(people["supplier"])
    _, token = invite(actor=actor_of(people["supplier"]), email="colleague@demo.test", name="Lin Qi", role="viewer")
    return {"people": people, "keys": {**keys(), "token": token}}


def actor_of(person: Any) -> Actor:
    user = User.objects.get(email=person.email)
    return accounts.actor_of(accounts.membership(user_id=user.pk, slug=person.slug))


def assign(person: Any) -> None:
    """One product for the member whose page is looked at."""
    actor = actor_of(person)
    product = catalogue.own_products(actor=actor).get(code="K21-A")
    assign_product(actor=actor, product=product, user=looked_at().user)


def looked_at() -> Membership:
    """The member whose page is looked at."""
    return Membership.objects.filter(organisation__slug="demo-display").latest("pk")


def make_pack(person: Any) -> None:
    """One evidence pack, built as the worker would."""
    actor = actor_of(person)
    product = catalogue.products(actor=actor).get(code="K21-A")
    pack = packs.request_pack(actor=actor, product=product, purpose="Warranty case 7", language="en")
    building.build_pack(actor=SYSTEM, pack_id=pack.pk)


def tell(person: Any) -> None:
    """Two messages, of which one goes nowhere."""
    house = accounts.organisation(slug=person.slug)
    for kind, params, link in (
        (
            Kind.SHARE_ACCEPTED,
            {"organisation": in_both("Nordwind Trading", "北风贸易有限公司"), "product": "K21-A"},
            "/",
        ),
        (Kind.INVITATION_DECLINED, {"invited": "lin.mei@example.test"}, ""),
    ):
        notify.tell(
            actor=SYSTEM, organisation_id=house.pk, kind=kind, params=params, link=link, dedupe_key=f"looked-at:{kind}"
        )


def keys() -> dict[str, Any]:
    """One row of each kind."""

    def one(model: Any, **fields: Any) -> int:
        return int(model.objects.everything(reason=WHY).filter(**fields).latest("pk").pk)

    return {
        **shared(one),
        "product": one(Product, code="K21-A"),
        "version": one(Version, ai_software="1.8.0"),
        "draft": one(Claim, state="draft"),
        "claim": one(Claim, state="submitted"),
        "verification": one(Verification, match="match"),
        "order": one(Order, owner__slug="harbour-retail"),
        "contract": one(Contract),
        "obligation": one(Obligation),
        "pack": one(Pack),
        "key": one(ApiKey, owner__slug="demo-display"),
        "invitation": one(Invitation),
        "member": looked_at().pk,
    }


def shared(one: Any) -> dict[str, Any]:
    """The keys of what goes from hand to hand."""
    to_reseller = one(Share, owner__slug="demo-display", to_organisation__slug="bluevar", product__code="K21-A")
    code = one(PublicCode)
    return {
        "given": to_reseller,
        "received": to_reseller,
        "passed": one(Share, owner__slug="bluevar"),
        "rule": one(ShareRule),
        "room": one(AuditGrant, owner__slug="demo-display"),
        "code": code,
        "printed": spaced(PublicCode.objects.everything(reason=WHY).get(pk=code).code),
    }
