"""The demo: fictitious organisations of every capacity, set up through the ordinary services.

Numbers that are on the list are used as rows of the list only; every supplier, product and person is made up.
"""

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

from django.db import transaction

from apps.accounts import queries as accounts_queries
from apps.accounts.models import Organisation
from apps.accounts.roles import scopes_within
from apps.accounts.services.keys import create_api_key
from apps.accounts.services.members import add_member
from apps.accounts.services.organisations import open_organisation
from apps.catalogue.models import Product, Version
from apps.catalogue.services import products as catalogue
from apps.claims import queries as claims_queries
from apps.claims import services as claims
from apps.claims.models import Certificate, Claim
from apps.contracts.services import contracts
from apps.evidence.services import packs as evidence
from apps.kernel.actor import Actor, system
from apps.purchasing import services as purchasing
from apps.registry import services as registry
from portal import demo_chain, demo_papers, env
from portal.demo_people import identify
from portal.demo_seats import SEATS, Account, Seat
from portal.pipelines import follow_edition

SYSTEM = system(reason="the demo is set up")


def accounts_file() -> Path:
    """Where the sign-ins of this state folder's demo are kept, for its owner's eyes only."""
    return env.home() / "demo.json"


def demo_accounts() -> list[Account]:
    """The sign-ins of the demo; empty where it was not set up."""
    if not accounts_file().exists():
        return []
    return [Account(**row) for row in json.loads(accounts_file().read_text())]


def seed(editions: int = 11) -> bool:
    """Set the demo up once; False when it stood already. `editions` is how many editions are loaded in the end.

    The claims are made while edition 10 is the newest, so that the demo has seen the list change.
    """
    made = not demo_accounts()
    if made:
        registry.load_bundled_list(actor=SYSTEM, upto=min(editions, 10))
        with transaction.atomic():
            keep(stage())
    # Also where an earlier set-up was broken off here.
    for publication in registry.load_bundled_list(actor=SYSTEM, upto=editions):
        follow_edition(edition_id=publication.edition.pk)
    return made


def stage() -> list[Account]:
    """The organisations with their products, claims, contract and order; gives the sign-ins."""
    password = secrets.token_urlsafe(9)
    opened = {seat.slug: open_seat(seat, password) for seat in SEATS}
    organisations = {slug: organisation for slug, (organisation, _, _) in opened.items()}
    actors = {slug: actor for slug, (_, actor, _) in opened.items()}
    versions = products_of_the_supplier(actors["demo-display"])
    product_of_the_rival(actors["nova-gate"])
    demo_chain.share_products(actors, organisations)
    claims_of_the_supplier(actors["demo-display"], versions)
    contract_with_the_buyer(actors, organisations["harbour-retail"], versions)
    order(actors["harbour-retail"], "PO-2026-0417", ORDER)
    order(actors["market-lane"], "ML-0088", ORDER_BELOW)
    demo_chain.let_auditors_in(actors, organisations["clearline"])
    demo_chain.issue_public_code(actors["demo-display"], versions["kiosk-1.8.0"])
    evidence.request_pack(
        actor=actors["nordfit"],
        product=versions["kiosk-1.8.0"].product,
        purpose="Warranty file, demo site",
        language="en",
    )
    return [account for _, _, account in opened.values()]


def open_seat(seat: Seat, password: str) -> tuple[Organisation, Actor, Account]:
    """One organisation with one member and one key."""
    organisation = open_organisation(
        actor=SYSTEM,
        slug=seat.slug,
        legal_name=seat.legal_name,
        english_name=seat.english_name,
        country=seat.country,
        capacities=[seat.capacity],
    )
    identify(organisation)
    membership = add_member(
        actor=SYSTEM,
        organisation=organisation,
        email=seat.email,
        name=seat.person,
        password=password,
        role=seat.member_role,
        language=seat.language,
    )
    actor = accounts_queries.actor_of(membership)
    scopes = scopes_within(actor.permissions)
    key = create_api_key(actor=SYSTEM, organisation=organisation, name="demo", scopes=scopes)
    account = Account(
        role=seat.capacity,
        organisation=seat.english_name,
        slug=seat.slug,
        person=seat.person,
        email=seat.email,
        password=password,
        api_key=key,
    )
    return organisation, actor, account


def keep(rows: Sequence[Account]) -> None:
    """Write the sign-ins to the state folder, readable by its owner only."""
    accounts_file().touch(mode=0o600)
    accounts_file().write_text(json.dumps([asdict(row) for row in rows], ensure_ascii=False, indent=1))


def products_of_the_supplier(actor: Actor) -> dict[str, Version]:
    """Three products with their builds."""
    kiosk = add_product(actor, "K21-A", "K21 self-service kiosk", "K21 自助服务终端", "self_service_terminal")
    signage = add_product(actor, "S55-B", "S55 digital signage display", "S55 数字标牌", "digital_signage")
    gate = add_product(actor, "R9-C", "R9 RFID gate", "R9 射频识别通道", "rfid_system")
    return {
        "kiosk-1.7.2": add_version(actor, kiosk, "B1", "3.3.0", "1.7.2"),
        "kiosk-1.8.0": add_version(actor, kiosk, "B2", "3.4.1", "1.8.0"),
        "kiosk-1.9.0": add_version(actor, kiosk, "B2", "3.5.0", "1.9.0"),
        "signage-1.9.0": add_version(actor, signage, "A1", "2.0.0", "1.9.0"),
        "gate-0.9": add_version(actor, gate, "C", "1.1", "0.9"),
    }


def product_of_the_rival(actor: Actor) -> None:
    """Another supplier's product."""
    turnstile = add_product(actor, "NG-4", "NG-4 access terminal", "NG-4 通行终端", "self_service_terminal")
    add_version(actor, turnstile, "1", "5.0", "2.2.0")


def add_product(actor: Actor, code: str, name: str, name_zh: str, product_class: str) -> Product:
    return catalogue.add_product(actor=actor, code=code, name=name, name_zh=name_zh, product_class=product_class)


def add_version(actor: Actor, product: Product, hardware: str, firmware: str, ai_software: str) -> Version:
    return catalogue.add_version(
        actor=actor, product=product, hardware=hardware, firmware=firmware, ai_software=ai_software
    )


# Rows of the list: a large model that many products call, and a row that edition 11 is the first to show.
CALLED_MODEL = "ZheJiang-TongYiQianWen-20230901"
CALLED_HOLDER = "阿里巴巴达摩院（杭州）科技有限公司"
NEWLY_LISTED = "Beijing-DouBaoYuYin-202603050190"
NEWLY_LISTED_HOLDER = "北京字跳网络技术有限公司"
# Made up, on no list.
OWN_UNLISTED = "Guangdong-ShiLiBiaoPai-202407019901"


def claims_of_the_supplier(actor: Actor, versions: dict[str, Version]) -> None:
    """Claims that meet four different answers: covered, no paper to lean on, first newer than the list, not on it."""
    rely(actor, CALLED_MODEL, CALLED_HOLDER)
    rely(actor, NEWLY_LISTED, NEWLY_LISTED_HOLDER)
    paper = upload(actor, CALLED_MODEL, "K21-statement.pdf")
    submit(actor, versions["kiosk-1.8.0"], CALLED_MODEL, CALLED_HOLDER, paper)
    submit(actor, versions["gate-0.9"], NEWLY_LISTED, NEWLY_LISTED_HOLDER)
    submit(actor, versions["kiosk-1.7.2"], "Beijing-ChatGLM-20230821", "北京智谱华章科技有限公司")
    submit(actor, versions["signage-1.9.0"], OWN_UNLISTED, "示例显示技术（深圳）有限公司")
    # Read and waiting for the supplier to confirm it.
    upload(actor, "Beijing-WenXinYiYan-20230821", "S55-statement.pdf")


def rely(actor: Actor, number: str, holder: str) -> None:
    """A paper, made up like everything of the demo, by which the supplier may lean on another company's number."""
    claims.declare_reliance(
        actor=actor,
        number=number,
        holder=holder,
        valid_from=date(2026, 1, 1),
        valid_until=date(2027, 12, 31),
        note="Demo agreement 演示协议",
        paper=claims.keep_paper(actor=actor, name=f"{number} agreement.pdf", content=demo_papers.agreement(number)),
    )


def submit(actor: Actor, version: Version, number: str, holder: str, paper: Certificate | None = None) -> None:
    """Submit a claim and check it at once, as the worker would."""
    claim = draft_from(actor, paper) if paper else claims.begin_claim(actor=actor, kind="filing")
    claims.describe_claim(
        actor=actor, claim=claim, number=number, kind="filing", model_name="", holder=holder, province=""
    )
    claims.name_versions(actor=actor, claim=claim, versions=[version])
    claims.submit_claim(actor=actor, claim=claim)
    claims.verify_claim(actor=SYSTEM, claim_id=claim.pk, cause="submitted")


def upload(actor: Actor, number: str, name: str) -> Certificate:
    """Upload a statement and read it at once, as the worker would."""
    paper = claims.upload_certificate(actor=actor, kind="filing", name=name, content=demo_papers.statement(number))
    return claims.read_certificate(actor=SYSTEM, certificate_id=paper.pk)


def draft_from(actor: Actor, paper: Certificate) -> Claim:
    """The claim that was proposed when the paper was read."""
    return claims_queries.own_claims(actor=actor).get(certificate=paper)


def contract_with_the_buyer(actors: dict[str, Actor], buyer: Organisation, versions: dict[str, Version]) -> None:
    """A contract of supplier and buyer, confirmed by both."""
    contract = contracts.draft_contract(
        actor=actors["demo-display"],
        reference="C-118",
        title="Supply of kiosks, displays and gates",
        title_zh="自助终端、标牌与通道供货合同",
        other_party=buyer,
        versions=[versions["kiosk-1.8.0"], versions["gate-0.9"]],
        template="standard-2026",
    )
    contracts.confirm_contract(actor=actors["harbour-retail"], contract=contract)


ORDER = """Line,Product,Hardware,Firmware,AI software,Quantity
10,K21-A,B2,3.4.1,1.8.0,24
20,K21-A,B2,3.5.0,1.9.0,6
30,K21-A,B1,3.3.0,1.7.2,2
40,S55-B,A1,2.0.0,1.9.0,12
50,R9-C,C,1.1,0.9,4
"""


# What the reseller's customer orders, by the name the reseller gave the product.
ORDER_BELOW = """Line,Product,Hardware,Firmware,AI software,Quantity
10,BK2-A,B2,3.4.1,1.8.0,6
20,BK2-A,B2,3.5.0,1.9.0,2
"""


def order(actor: Actor, reference: str, content: str) -> None:
    """A purchase order, received and checked."""
    name = f"{reference.lower()}.csv"
    received = purchasing.receive_order(actor=actor, reference=reference, name=name, content=content.encode())
    purchasing.check_order(actor=actor, order=received)
