"""What a buyer below a reseller is shown: the reseller and its own label, and nothing of who stands above it."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import pypdfium2
import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from apps.accounts import queries as accounts
from apps.accounts.models import User
from apps.accounts.roles import KEY_SCOPES
from apps.accounts.services.keys import create_api_key
from apps.claims import queries as claims
from apps.contracts.models import Contract
from apps.contracts.services.contracts import confirm_contract, draft_contract
from apps.evidence.models import Pack
from apps.evidence.services import building, packs
from apps.kernel import files
from apps.kernel.actor import Actor
from apps.kernel.api.rates import WithKeyRate
from apps.kernel.models import AuditEvent
from apps.purchasing.models import Order
from apps.purchasing.services import check_order, receive_order
from tests import factories
from tests.access.addresses import addresses
from tests.downstream import CANARIES, Downstream, downstream

pytestmark = pytest.mark.django_db
LINES = "Line,Product,Hardware,Firmware,AI software,Supplier\n10,BK2-A,B2,3.4.1,1.8.0,{}\n"
READING = [scope for scope in KEY_SCOPES if scope.endswith(":read")]
# Pages and answers that say how the product is called.
TELLING = {
    *("products", "product", "version", "verification", "claim", "order", "order-export"),
    *("contract", "pack", "packs", "api-product", "api-products", "api-version", "api-contract"),
}


class Below:
    """The buyer's own rows on the reseller's product, asked for by pages and by key."""

    def __init__(self, scene: Downstream) -> None:
        self.scene, self.buyer = scene, scene.buyer
        self.organisation = accounts.organisation_by_id(self.buyer.acts_for)
        self.order = ordered(self.buyer, "Borealis Demo")
        self.contract = self.agreed()
        self.pack = packed(self.buyer, scene)
        self.claim = claims.claims(actor=self.buyer).get()
        self.verification = claims.verifications(actor=self.buyer).get()
        self.browser = Client()
        self.browser.force_login(User.objects.get(pk=self.buyer.user_id))
        admin = factories.member(self.organisation)
        self.key = create_api_key(actor=admin, organisation=self.organisation, name="erp", scopes=READING)

    def agreed(self) -> Contract:
        reseller = accounts.organisation_by_id(self.scene.reseller.acts_for)
        contract = draft_contract(
            actor=self.buyer,
            reference="C-1",
            title="Supply",
            title_zh="",
            other_party=reseller,
            versions=[self.scene.version],
            template="standard-2026",
        )
        return confirm_contract(actor=self.scene.reseller, contract=contract)

    def row(self, name: str) -> int:
        """What a route is asked for, told by its name."""
        known = {
            "product": self.scene.product.pk,
            "version": self.scene.version.pk,
            "share": self.scene.product.pk,
            "claim": self.claim.pk,
            "certificate": claims.certificates(actor=self.buyer).get().files.all()[0].pk,
            "verification": self.verification.pk,
            "order": self.order.pk,
            "po": self.order.pk,
            "contract": self.contract.pk,
            "pack": self.pack.pk,
        }
        return next((pk for word, pk in known.items() if word in name.split("-")), 0)

    def answers(self) -> Iterator[tuple[str, Any]]:
        """Every page and answer that the buyer can open, by route; JSON, HTML and CSV alike."""
        for address in addresses():
            if "GET" not in address.methods or "download" in address.name:
                continue
            for arguments in ({}, {"pk": self.row(address.name)}):
                said: dict[str, Any] = dict(arguments)
                if address.of_organisation:
                    said["organisation"] = self.organisation.slug
                try:
                    path = reverse(address.name, kwargs=said)
                except NoReverseMatch:
                    continue
                headers = {"authorization": f"Bearer {self.key}"} if address.name.startswith("api-") else {}
                answer = self.browser.get(path, headers=headers)
                if answer.status_code == 200:
                    yield address.name, answer


def ordered(actor: Actor, supplier: str, reference: str = "PO-1") -> Order:
    """An order of one line in the reseller's words, checked."""
    content = LINES.format(supplier).encode()
    order = receive_order(actor=actor, reference=reference, name="po.csv", content=content)
    check_order(actor=actor, order=order)
    return order


def packed(actor: Actor, scene: Downstream) -> Pack:
    pack = packs.request_pack(actor=actor, product=scene.product, purpose="", language="en")
    building.build_pack(actor=factories.SYSTEM, pack_id=pack.pk)
    pack.refresh_from_db()
    assert pack.state == "ready", pack.failure
    return pack


def said_by(pack: Pack) -> dict[str, str]:
    """Every member of a pack as text."""
    with zipfile.ZipFile(io.BytesIO(files.read(pack.sha256))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    return {name: text_of(name, content) for name, content in members.items()}


def text_of(name: str, content: bytes) -> str:
    if not name.endswith(".pdf"):
        return content.decode("utf-8", "replace")
    with pypdfium2.PdfDocument(content) as document:
        return "".join(page.get_textpage().get_text_bounded() for page in document)


@pytest.fixture
def below(monkeypatch: pytest.MonkeyPatch) -> Below:
    monkeypatch.setattr(WithKeyRate, "rate", None)
    return Below(downstream())


def test_no_page_answer_or_file_names_who_stands_above_the_reseller(below: Below) -> None:
    seen, named = {}, []
    for name, answer in below.answers():
        content = b"".join(answer) if answer.streaming else answer.content
        text = content.decode("utf-8", "replace") + str(answer.headers)
        seen[name] = text
        named += [(name, canary) for canary in CANARIES if canary in text]
    assert named == []
    telling = {name for name, text in seen.items() if "BK2-A" in text}
    assert TELLING - telling == set()
    for name in ("organisation-home", "api-claim", "api-po-check"):
        assert "Borealis Demo" in seen[name], name
    for name in ("claim", "certificate-file"):
        assert re.search(r"certificate-[0-9a-f]{12}\.pdf", seen[name]), name


def test_a_pack_names_the_reseller_and_nobody_above(below: Below) -> None:
    for pack, label in ((below.pack, "BK2-A"), (packed(below.scene.reseller, below.scene), "BK2-A")):
        members = said_by(pack)
        assert [(name, canary) for name, text in members.items() for canary in CANARIES if canary in text] == []
        facts = json.loads(members["versions.json"])
        assert facts["supplier"]["english_name"] == "Borealis Demo"
        assert (facts["product"]["code"], facts["product"]["name"]["en"]) == (label, "Borealis kiosk")
        assert "Borealis Demo" in members["00-summary.pdf"]
        assert re.search(r"certificate-[0-9a-f]{12}\.pdf", members["manifest.json"])


def test_the_audit_of_the_buyer_names_nobody_above(below: Below) -> None:
    events = AuditEvent.objects.filter(chain=f"organisation:{below.organisation.pk}")
    text = json.dumps([event.detail for event in events], ensure_ascii=False)
    assert [canary for canary in CANARIES if canary in text] == []


def test_a_line_says_who_is_to_sell_it(below: Below) -> None:
    """The supplier is whom the buyer buys from: the reseller by any of its names, never the maker above it."""
    assert below.order.lines.owned_by(below.buyer).get().version == below.scene.version
    for n, (supplier, version) in enumerate((("", True), ("Borealis Demo B.V.", True), ("Upstreamco Ltd.", False))):
        order = ordered(below.buyer, supplier, f"PO-{n}x")
        line = order.lines.owned_by(below.buyer).get()
        assert (line.version_id is not None, line.supplier_id is not None) == (version, version)


def test_the_maker_itself_sees_its_own_name(below: Below) -> None:
    pack = packed(below.scene.maker, below.scene)
    facts = json.loads(said_by(pack)["versions.json"])
    assert (facts["supplier"]["english_name"], facts["product"]["code"]) == ("Upstreamco Ltd.", "UPSTREAM-K21")
    assert "Upstreamco UPSTREAM-K21.pdf" in said_by(pack)["manifest.json"]
