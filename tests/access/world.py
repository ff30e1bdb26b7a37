"""One small world in which everything exists once (or `scale` times), and the people who look at it."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils import timezone
from PIL import Image

from apps.accounts import queries as accounts_queries
from apps.accounts.models import AuditGrant, Invitation, Membership, Organisation, User
from apps.accounts.roles import scopes_within
from apps.accounts.services import rooms
from apps.accounts.services.invitations import invite
from apps.accounts.services.licences import keep_licence
from apps.catalogue.models import Product, PublicCode, Share, ShareRule, Version
from apps.catalogue.services import products, public_codes, sharing
from apps.claims import queries as claims_queries
from apps.claims import services as claims
from apps.claims.models import Certificate, CertificateFile, Claim, Verification
from apps.contracts import queries as contracts_queries
from apps.contracts.models import Contract, Obligation
from apps.contracts.services import contracts, obligations
from apps.contracts.services.colleagues import assign_contract
from apps.evidence.models import Pack
from apps.evidence.services import building, packs
from apps.kernel.actor import Actor
from apps.kernel.documents import Upload
from apps.notify import queries as notify_queries
from apps.notify import services as notify
from apps.notify.kinds import Kind
from apps.purchasing import services as purchasing
from apps.purchasing.models import Order
from apps.registry import queries as registry
from apps.registry.bundled import attachments
from tests import factories
from tests.factories import SYSTEM
from tests.passkeys import registered

SCOPES = ("status", "certificate", "evidence", "contract")
PEOPLE = ("supplier", "supplier_viewer", "buyer", "buyer_viewer", "stranger", "operator")


@dataclass
class World:
    """The rows a route is asked for. Everything of the supplier's is shared with the buyer, nothing with the stranger.

    `supplier_viewer` and `buyer_viewer` are members of the owner without the verbs that write.
    """

    people: dict[str, Actor] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    products: list[Product] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    passed_on: Share = field(init=False)
    certificates: list[Certificate] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    contracts: list[Contract] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    packs: list[Pack] = field(default_factory=list)
    passkey: Authenticator = field(init=False)
    rule: ShareRule = field(init=False)
    code: PublicCode = field(init=False)
    auditor: Organisation = field(init=False)
    grant: AuditGrant = field(init=False)
    draft: Claim = field(init=False)
    draft_contract: Contract = field(init=False)
    fulfilled: Obligation = field(init=False)
    invitation: Invitation = field(init=False)
    token: str = ""

    def organisation(self, person: str) -> Organisation:
        return accounts_queries.organisation_by_id(self.people[person].acts_for)

    def user(self, person: str) -> User:
        return User.objects.get(
            memberships__organisation=self.organisation(person), pk=self.people[person].user_id or 0
        )

    def membership(self, person: str) -> Membership:
        return accounts_queries.memberships_of(actor=self.people[person]).get(user_id=self.people[person].user_id or 0)

    @property
    def certificate_file(self) -> CertificateFile:
        return claims_queries.certificate(actor=self.people["supplier"], pk=self.certificates[0].pk).files.all()[0]

    @property
    def verification(self) -> Verification:
        return claims_queries.verifications_of(actor=self.people["supplier"], claim=self.claims[0])[0]

    @property
    def obligations(self) -> list[Obligation]:
        return list(contracts_queries.obligations(actor=self.people["supplier"]).exclude(pk=self.fulfilled.pk))


def build(scale: int = 1) -> World:
    """The world with `scale` rows of everything that pages list."""
    world = World()
    factories.national_list(upto=10)
    add_people(world)
    for n in range(scale):
        invited = invite(actor=world.people["supplier"], name=f"Colleague {n}", role="support")
        world.invitation, world.token = invited
    for n in range(scale - 1):
        factories.member(world.organisation("supplier"), "viewer")
        factories.api_key(world.people["supplier"], ["lists:read"], name=f"till {n}")
    add_passkey(world)
    paper = Upload("licence.png", picture(98))
    keep_licence(actor=world.people["buyer"], organisation=world.organisation("buyer"), upload=paper)
    add_goods(world, scale)
    add_openings(world, scale)
    add_claims(world, scale)
    add_contracts(world, scale)
    add_assignments(world)
    follow_edition()
    world.fulfilled = contracts_queries.obligations(actor=world.people["supplier"]).latest("pk")
    obligations.report_fulfilment(
        actor=world.people["supplier"], obligation=world.fulfilled, text="The buyer was told."
    )
    add_orders(world, scale)
    add_packs(world, scale)
    add_messages(world, scale)
    return world


def add_people(world: World) -> None:
    """Three organisations beside the operator; the stranger's is like the buyer's but for the share.

    Both are suppliers too, so that a row of the supplier's is what stops them and not a verb they lack.
    """
    both = ["buyer", "supplier"]
    supplier, operator = factories.organisation("supplier"), factories.organisation("operator")
    buyer, stranger = (factories.organisation("buyer", capacities=both) for _ in range(2))
    for person, organisation, role in (
        ("supplier", supplier, "admin"),
        ("supplier_viewer", supplier, "viewer"),
        ("buyer", buyer, "admin"),
        ("buyer_viewer", buyer, "viewer"),
        ("stranger", stranger, "admin"),
        ("operator", operator, "admin"),
    ):
        world.people[person] = factories.member(organisation, role)
        admin = factories.member(organisation, "admin")
        scopes = scopes_within(world.people[person].permissions)
        world.keys[person] = factories.api_key(admin, scopes, name=person)


def add_passkey(world: World) -> None:
    """A passkey of the buyer's; nobody else may name it or take it away."""
    data = {"name": "Laptop", "credential": registered()}
    world.passkey = Authenticator.objects.create(user=world.user("buyer"), type="webauthn", data=data)


def add_goods(world: World, scale: int) -> None:
    """Products with one version each; the first product has `scale` versions and shares."""
    supplier = world.people["supplier"]
    world.products = [factories.product(supplier, code=f"W{n:03}") for n in range(scale)]
    world.versions = [factories.version(supplier, world.products[0], firmware=f"3.{n}") for n in range(scale)]
    world.versions += [factories.version(supplier, product) for product in world.products[1:]]
    buyer = world.organisation("buyer")
    world.shares = [factories.share(supplier, product, buyer, SCOPES) for product in world.products]
    for _ in range(scale - 1):
        factories.share(supplier, world.products[0], factories.organisation("integrator"))
    world.passed_on = pass_on(supplier, world.organisation("supplier"))


def pass_on(supplier: Actor, organisation: Organisation) -> Share:
    """Another maker's product, which the supplier received and passed on under a name of its own."""
    maker = factories.member(factories.organisation("supplier"))
    product = factories.product(maker)
    factories.version(maker, product)
    on = {"may_reshare": True, "depth": 1}
    sharing.share_product(actor=maker, product=product, to_organisation=organisation, scopes=["status"], **on)
    return sharing.share_product(
        actor=supplier,
        product=product,
        to_organisation=factories.organisation("integrator"),
        scopes=["status"],
        label_code="PASSED-ON",
        label_name="Passed on",
    )


def add_openings(world: World, scale: int) -> None:
    """A line shared as a whole, a public code of each version of the first product, and an auditor let in."""
    supplier = world.people["supplier"]
    world.auditor = factories.organisation("auditor")
    for n, product in enumerate(world.products):
        products.set_line(actor=supplier, product=product, line=f"Line {n}")
        receiver = factories.organisation("integrator")
        rule = sharing.share_line(actor=supplier, line=f"Line {n}", to_organisation=receiver, scopes=["status"])
        world.rule = world.rule if n else rule
    for n, version in enumerate(world.versions[:scale]):
        code = public_codes.issue_code(actor=supplier, version=version, tells_number=True)
        world.code = world.code if n else code
        world.grant = rooms.open_room(
            actor=supplier,
            auditor=world.auditor,
            every_product=True,
            product_ids=[],
            contract_ids=[],
            orders=True,
            period_from=date(2026, 1, 1),
            period_to=date(2026, 12, 31),
            until=timezone.now() + timedelta(days=30),
        )


def picture(n: int) -> bytes:
    """A PNG that differs from the others."""
    out = io.BytesIO()
    Image.new("RGB", (4, 4), (n, 0, 0)).save(out, "PNG")
    return out.getvalue()


def newly_listed() -> list[dict[str, str]]:
    """The rows that edition 11 of the national list brings."""
    rows = csv.DictReader(io.StringIO(attachments()[10].content().decode()))
    return [row for row in rows if row["table"] == "filing"]


def add_claims(world: World, scale: int) -> None:
    """Claims on numbers that only the next edition lists, so that each verdict will change; and a draft."""
    supplier = world.people["supplier"]
    rows = newly_listed()
    for n in range(scale):
        certificate = claims.upload_certificate(actor=supplier, kind="filing", name=f"{n}.png", content=picture(n))
        claims.read_certificate(actor=SYSTEM, certificate_id=certificate.pk)
        claim = claims_queries.own_claims(actor=supplier).get(certificate=certificate)
        describe(world, claim, rows[n], world.versions[n])
        claims.submit_claim(actor=supplier, claim=claim)
        claims.verify_claim(actor=SYSTEM, claim_id=claim.pk, cause="submitted")
        world.certificates.append(certificate)
        world.claims.append(claim)
    world.draft = claims.begin_claim(actor=supplier, kind="filing")
    describe(world, world.draft, rows[-1], world.versions[0])


def describe(world: World, claim: Claim, row: Mapping[str, str], version: Version) -> None:
    """Say what a draft claims, for one version."""
    claims.describe_claim(
        actor=world.people["supplier"],
        claim=claim,
        number=row["number"],
        kind="filing",
        model_name="",
        holder=row["holder"],
        province="",
    )
    claims.name_versions(actor=world.people["supplier"], claim=claim, versions=[version])


def add_contracts(world: World, scale: int) -> None:
    """Contracts in force, the first of which names every version; and one that the buyer has yet to confirm."""
    for n in range(scale + 2):
        contract = contracts.draft_contract(
            actor=world.people["supplier"],
            reference=f"HT-{n}",
            title="Supply of displays",
            title_zh="显示设备供货",
            other_party=world.organisation("buyer"),
            versions=world.versions if n == 0 else world.versions[:1],
            template="standard-2026",
        )
        if n <= scale:
            world.contracts.append(contracts.confirm_contract(actor=world.people["buyer"], contract=contract))
    world.draft_contract = contract


def follow_edition() -> None:
    """Edition 11 comes: the claims' verdicts change, and the contracts' clocks start."""
    factories.national_list(upto=11)
    edition = registry.current_edition()
    assert edition is not None
    claims.verify_changed(actor=SYSTEM, edition_id=edition.pk)
    obligations.start_clocks(actor=SYSTEM, edition_id=edition.pk)


def add_assignments(world: World) -> None:
    """The supplier's viewer works on every product and contract, the buyer's on every product it was given."""
    for product in world.products:
        for one in ("supplier", "buyer"):
            products.assign_product(actor=world.people[one], product=product, user=world.user(f"{one}_viewer"))
    for contract in world.contracts:
        assign_contract(actor=world.people["supplier"], contract=contract, user=world.user("supplier_viewer"))


def add_orders(world: World, scale: int) -> None:
    """Checked orders of the buyer, each with `scale` lines."""
    header = "Line,Product,Hardware,Firmware,AI software\n"
    lines = "".join(f"{n},W000,B2,3.{n},1.8.0\n" for n in range(scale))
    for n in range(scale):
        order = purchasing.receive_order(
            actor=world.people["buyer"], reference=f"PO-{n}", name="order.csv", content=(header + lines).encode()
        )
        purchasing.check_order(actor=world.people["buyer"], order=order)
        world.orders.append(order)


def add_packs(world: World, scale: int) -> None:
    """Packs the buyer asked for about a product with one version, the first of them ready."""
    product = world.products[-1]
    for n in range(scale):
        pack = packs.request_pack(actor=world.people["buyer"], product=product, purpose=f"Shipment {n}", language="en")
        world.packs.append(pack)
    building.build_pack(actor=SYSTEM, pack_id=world.packs[0].pk)
    world.packs[0].refresh_from_db()


def add_messages(world: World, scale: int) -> None:
    """Messages to the supplier's administrator."""
    supplier = world.people["supplier"]
    for n in range(scale):
        notify.tell(
            actor=SYSTEM,
            organisation_id=supplier.acts_for,
            kind=Kind.SHARE_ACCEPTED,
            params={"organisation": str(world.organisation("buyer")), "product": f"W{n:03}"},
            link="",
            dedupe_key=f"share_accepted:{n}",
            users=[supplier.user_id or 0],
        )


# What a route is asked for, by the name the table gives it.
ROWS: dict[str, Callable[[World], dict[str, Any]]] = {
    "-": lambda world: {},
    "list": lambda world: {"slug": "national-genai"},
    "edition": lambda world: {"slug": "national-genai", "number": 11},
    "leaf": lambda world: {"index": 10},
    "product": lambda world: {"pk": world.products[0].pk},
    "version": lambda world: {"pk": world.versions[0].pk},
    "share": lambda world: {"pk": world.shares[0].pk},
    "passed_on": lambda world: {"pk": world.passed_on.pk},
    "certificate": lambda world: {"pk": world.certificates[0].pk},
    "certificate_file": lambda world: {"pk": world.certificate_file.pk},
    "claim": lambda world: {"pk": world.claims[0].pk},
    "draft": lambda world: {"pk": world.draft.pk},
    "verification": lambda world: {"pk": world.verification.pk},
    "order": lambda world: {"pk": world.orders[0].pk},
    "contract": lambda world: {"pk": world.contracts[0].pk},
    "draft_contract": lambda world: {"pk": world.draft_contract.pk},
    "obligation": lambda world: {"pk": world.obligations[0].pk},
    "fulfilled": lambda world: {"pk": world.fulfilled.pk},
    "key": lambda world: {"pk": accounts_queries.api_keys(actor=world.people["supplier"])[0].pk},
    "pack": lambda world: {"pk": world.packs[0].pk},
    "passkey": lambda world: {"pk": world.passkey.pk},
    "reset_key": lambda world: {"uidb36": "1", "key": "set-password"},
    "company": lambda world: {"provider_id": "nobody"},
    "saml_company": lambda world: {"organization_slug": "nobody"},
    "message": lambda world: {"pk": notify_queries.messages(actor=world.people["supplier"])[0].pk},
    "letter": lambda world: {"name": "20260101T000000000000-deadbeef"},
    "token": lambda world: {"token": world.token},
    "invitation": lambda world: {"pk": world.invitation.pk},
    "member": lambda world: {"pk": world.membership("supplier_viewer").pk},
    "receiver_member": lambda world: {"pk": world.membership("buyer_viewer").pk},
    "rule": lambda world: {"pk": world.rule.pk},
    "code": lambda world: {"pk": world.code.pk},
    "public_code": lambda world: {"code": world.code.code},
    "grant": lambda world: {"pk": world.grant.pk},
    "judged": lambda world: {"slug": world.organisation("buyer").slug},
}
