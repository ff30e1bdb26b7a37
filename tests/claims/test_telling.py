"""A verdict that an edition changed is told to the supplier and to whoever sees the version, by the names they know."""

import pytest

from apps.accounts import queries as accounts
from apps.catalogue import queries as catalogue
from apps.catalogue.services.sharing import share_product
from apps.claims import services
from apps.claims.jobs import Job
from apps.claims.models import Verification
from apps.kernel.actor import Actor
from apps.kernel.models import Outbox
from apps.notify import queries as notify
from apps.notify.models import Message
from apps.registry import queries as registry
from apps.registry.lists import NATIONAL
from tests import factories
from tests.factories import SYSTEM
from tests.registry.bundled_rows import ROWS

pytestmark = pytest.mark.django_db

# A row that only the second edition shows.
ROW = next(row for row in ROWS if (row.period, row.table) == ("2024-08", "filing"))


@pytest.fixture
def owner() -> Actor:
    return factories.member(factories.organisation("supplier", english_name="Maker", legal_name="制造有限公司"))


@pytest.fixture
def reseller(owner: Actor) -> Actor:
    """Somebody who received the product to share it on; a claim on it is not on the list yet."""
    factories.national_list(upto=1)
    product = factories.product(owner, code="K21", name="Kiosk", name_zh="自助终端")
    version = factories.version(owner, product)
    factories.submitted_claim(owner, [version], ROW.number, ROW.holder)
    reseller = factories.member(factories.organisation("reseller", english_name="Trader", legal_name="贸易有限公司"))
    share_product(
        actor=owner,
        product=product,
        to_organisation=accounts.organisation_by_id(reseller.acts_for),
        scopes=["status"],
        may_reshare=True,
        depth=1,
    )
    return reseller


@pytest.fixture
def buyer(owner: Actor, reseller: Actor) -> Actor:
    """Somebody with whom the reseller shares it on, under a name of his own."""
    buyer = factories.member(factories.organisation("buyer"))
    product = catalogue.products(actor=reseller).get()
    share_product(
        actor=reseller,
        product=product,
        to_organisation=accounts.organisation_by_id(buyer.acts_for),
        scopes=["status"],
        label_code="T-1",
        label_name="Terminal",
    )
    return buyer


def told() -> list[Message]:
    """What is told when the second edition comes, by the jobs as they are promised."""
    factories.national_list(upto=2)
    edition = registry.edition(NATIONAL, 2)
    services.verify_changed(actor=SYSTEM, edition_id=edition.pk)
    services.tell_of_changes(actor=SYSTEM, **Outbox.objects.get(job=Job.TELL_OF_CHANGES).arguments)
    for promised in Outbox.objects.filter(job=Job.TELL_OF_CHANGE):
        services.tell_of_change(actor=SYSTEM, **promised.arguments)
    return list(Message.objects.everything(reason="a test").filter(kind="verdict_changed"))


def test_the_supplier_and_his_partners_are_told_each_by_the_names_they_know(
    owner: Actor, reseller: Actor, buyer: Actor
) -> None:
    stranger = factories.stranger()
    assert len(told()) == 3
    said = {who.acts_for: notify.messages(actor=who)[0].params for who in (owner, reseller, buyer)}
    assert said[owner.acts_for]["verdict"] == {"en": "Match", "zh-hans": "一致"}
    assert said[owner.acts_for]["number"] == ROW.number
    assert said[reseller.acts_for]["organisation"]["en"] == "Maker"
    assert said[reseller.acts_for]["product"] == {"en": "K21 Kiosk", "zh-hans": "K21 自助终端"}
    assert said[buyer.acts_for]["organisation"]["en"] == "Trader"
    assert said[buyer.acts_for]["product"]["en"] == "T-1 Terminal"
    assert "Maker" not in str(said[buyer.acts_for])
    assert not notify.messages(actor=stranger).exists()


def test_the_message_leads_to_what_the_list_shows_now(owner: Actor, reseller: Actor) -> None:
    told()
    newest = Verification.objects.everything(reason="a test").latest("pk")
    slug = accounts.organisation_by_id(reseller.acts_for).slug
    assert notify.messages(actor=reseller)[0].link == f"/o/{slug}/verifications/{newest.pk}/"


def test_told_twice_is_told_once(owner: Actor, reseller: Actor) -> None:
    first = told()
    for promised in Outbox.objects.filter(job=Job.TELL_OF_CHANGE):
        services.tell_of_change(actor=SYSTEM, **promised.arguments)
    assert len(list(Message.objects.everything(reason="a test").filter(kind="verdict_changed"))) == len(first) == 2


def test_an_edition_that_changes_nothing_promises_nothing(owner: Actor) -> None:
    factories.national_list(upto=1)
    services.verify_changed(actor=SYSTEM, edition_id=registry.edition(NATIONAL, 1).pk)
    assert not Outbox.objects.filter(job=Job.TELL_OF_CHANGES).exists()
