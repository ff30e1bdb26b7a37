"""A supplier and a buyer with a contract on a kiosk whose number the next edition is the first to show."""

from dataclasses import dataclass
from typing import Any

import pytest

from apps.accounts.models import Organisation
from apps.catalogue.models import Version
from apps.claims import services as claims
from apps.contracts.models import Contract, Obligation
from apps.contracts.services.contracts import confirm_contract, draft_contract
from apps.contracts.services.obligations import start_clocks
from apps.kernel.actor import Actor
from apps.registry import queries as registry
from tests import factories

# A row of the bundled list that its second edition is the first to show.
NUMBER = "Jiangsu-YanDi-20240318"
HOLDER = "南京硅基智能有限公司"


@dataclass(frozen=True, slots=True)
class Deal:
    supplier_organisation: Organisation
    supplier: Actor
    buyer_organisation: Organisation
    buyer: Actor
    stranger: Actor
    version: Version
    other_version: Version


@pytest.fixture
def deal(db: None) -> Deal:
    """Edition 1 is loaded; the version's number is not on it yet; the kiosk is shared with a stranger too."""
    factories.national_list(1)
    supplier_organisation = factories.organisation("supplier", legal_name=HOLDER)
    buyer_organisation, other = factories.organisation("buyer"), factories.organisation("buyer")
    supplier = factories.member(supplier_organisation)
    kiosk = factories.product(supplier, code="K21-A")
    version = factories.version(supplier, kiosk)
    other_version = factories.version(supplier, kiosk, ai_software="1.9.0")
    factories.submitted_claim(supplier, [version], NUMBER, HOLDER)
    for organisation in (buyer_organisation, other):
        factories.share(supplier, kiosk, organisation, ("status", "contract"))
    return Deal(
        supplier_organisation=supplier_organisation,
        supplier=supplier,
        buyer_organisation=buyer_organisation,
        buyer=factories.member(buyer_organisation),
        stranger=factories.member(other),
        version=version,
        other_version=other_version,
    )


def drafted(deal: Deal, reference: str = "C-118", **changes: Any) -> Contract:
    """A draft of the supplier's that waits for the buyer."""
    said: dict[str, Any] = {
        "reference": reference,
        "title": "Supply of kiosks",
        "title_zh": "自助终端供货合同",
        "other_party": deal.buyer_organisation,
        "versions": [deal.version],
        "template": "standard-2026",
        **changes,
    }
    return draft_contract(actor=deal.supplier, **said)


def in_force(deal: Deal, reference: str = "C-118", **changes: Any) -> Contract:
    """A contract both parties confirmed."""
    return confirm_contract(actor=deal.buyer, contract=drafted(deal, reference, **changes))


def next_edition(upto: int = 2) -> int:
    """One edition more, with the claims it touches verified again; gives its key."""
    factories.national_list(upto)
    edition = registry.current_edition()
    assert edition is not None
    claims.verify_changed(actor=factories.SYSTEM, edition_id=edition.pk)
    return edition.pk


def running(deal: Deal) -> Obligation:
    """The obligation that edition 2 starts in a contract in force."""
    in_force(deal)
    (obligation,) = start_clocks(actor=factories.SYSTEM, edition_id=next_edition())
    return obligation
