"""A buyer, a supplier with a covered kiosk, and somebody else with whom it is shared too."""

from dataclasses import dataclass

import pytest

from apps.accounts.models import Organisation
from apps.catalogue.models import Product, Version
from apps.kernel.actor import Actor
from tests import factories

# A row of the bundled list's first edition, a model that many products call.
NUMBER = "ZheJiang-TongYiQianWen-20230901"
HOLDER = "阿里巴巴达摩院（杭州）科技有限公司"
# A row of the same edition that another company holds.
OTHERS = "Beijing-ChatGLM-20230821"
UNLISTED = "Guangdong-ShiLiBiaoPai-20230701"


@dataclass(frozen=True, slots=True)
class Market:
    supplier: Actor
    buyer_organisation: Organisation
    buyer: Actor
    stranger: Actor
    kiosk: Product
    covered: Version
    unclaimed: Version
    unlisted: Version


@pytest.fixture
def market(db: None) -> Market:
    """The kiosk's 1.8.0 is covered; nobody claims 1.9.0; 1.7.2 has a number that is on no list."""
    factories.national_list(1)
    supplier_organisation = factories.organisation("supplier", legal_name=HOLDER)
    buyer_organisation, other = factories.organisation("buyer"), factories.organisation("buyer")
    supplier = factories.member(supplier_organisation)
    kiosk = factories.product(supplier, code="K21-A")
    covered = factories.version(supplier, kiosk, ai_software="1.8.0")
    unclaimed = factories.version(supplier, kiosk, ai_software="1.9.0")
    unlisted = factories.version(supplier, kiosk, ai_software="1.7.2")
    factories.submitted_claim(supplier, [covered], NUMBER, HOLDER)
    factories.submitted_claim(supplier, [unlisted], UNLISTED, HOLDER)
    for organisation in (buyer_organisation, other):
        factories.share(supplier, kiosk, organisation)
    return Market(
        supplier=supplier,
        buyer_organisation=buyer_organisation,
        buyer=factories.member(buyer_organisation),
        stranger=factories.member(other),
        kiosk=kiosk,
        covered=covered,
        unclaimed=unclaimed,
        unlisted=unlisted,
    )
