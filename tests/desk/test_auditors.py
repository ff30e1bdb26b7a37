"""Letting an auditor in for a time: what is seen, what is not, and that the host reads what was opened."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from apps.accounts import queries as accounts
from apps.accounts.models import AuditGrant, Organisation, User
from apps.accounts.services import rooms
from apps.accounts.services.organisations import change_organisation
from apps.catalogue import queries as catalogue
from apps.catalogue.models import Share
from apps.catalogue.services import sharing
from apps.contracts.queries import partners
from apps.contracts.services import contracts
from apps.evidence.queries import products_for_packs
from apps.evidence.services import packs
from apps.kernel.actor import Actor, NotAllowed
from apps.kernel.audit import chain_of
from apps.kernel.models import AuditEvent
from apps.kernel.problems import Refused
from apps.purchasing import queries as orders
from apps.purchasing import services as purchasing
from tests import factories
from tests.desk.conftest import Cast

Reading = Callable[[Any], str]
LINES = "Line,Product,Hardware,Firmware,AI software\n1,K21-A,B2,3.4.1,1.8.0\n"


def let_in(host: Any, auditor: Any, **fields: Any) -> AuditGrant:
    """A room open for a month, on this year's rows."""
    today = timezone.localdate()
    values: dict[str, Any] = {
        "every_product": False,
        "product_ids": [],
        "contract_ids": [],
        "orders": False,
        "period_from": date(today.year, 1, 1),
        "period_to": date(today.year, 12, 31),
        "until": timezone.now() + timedelta(days=30),
        **fields,
    }
    return rooms.open_room(actor=host, auditor=accounts.organisation_by_id(auditor.acts_for), **values)


@pytest.fixture
def audit(cast: Cast) -> Cast:
    """The cast and two auditors, one of whom is let in to the first product."""
    cast.people["auditor"] = factories.member(factories.organisation("auditor"))
    cast.people["other_auditor"] = factories.member(factories.organisation("auditor"))
    let_in(cast.people["owner"], cast.people["auditor"], product_ids=[cast.product.pk])
    return cast


def looked(cast: Cast) -> list[AuditEvent]:
    chain = chain_of(cast.organisation("owner").pk)
    return list(AuditEvent.objects.filter(chain=chain, verb="room.looked").order_by("number"))


def test_what_is_in_scope_is_seen_and_what_is_not_is_not_there(audit: Cast) -> None:
    other = catalogue.own_products(actor=audit.people["owner"]).get(code="S55")
    assert audit.get("auditor", "product", pk=audit.product.pk).status_code == 200
    assert audit.get("auditor", "version", pk=audit.version.pk).status_code == 200
    assert audit.get("auditor", "product", pk=other.pk).status_code == 404
    assert audit.get("other_auditor", "product", pk=audit.product.pk).status_code == 404


def test_a_version_added_later_is_in_scope_too(audit: Cast) -> None:
    later = factories.version(audit.people["owner"], audit.product, firmware="9.9")
    assert audit.get("auditor", "version", pk=later.pk).status_code == 200


def test_with_every_product_those_to_come_are_in_scope(audit: Cast) -> None:
    let_in(audit.people["owner"], audit.people["other_auditor"], every_product=True)
    later = factories.product(audit.people["owner"])
    version = factories.version(audit.people["owner"], later)
    assert audit.get("other_auditor", "version", pk=version.pk).status_code == 200


def test_whatever_is_opened_stands_in_the_hosts_own_audit(audit: Cast, reading: Reading) -> None:
    audit.get("auditor", "version", pk=audit.version.pk)
    event = looked(audit)[-1]
    assert event.detail["page"] == "version"
    assert f"catalogue.Version:{audit.version.pk}" in event.detail["rows"]
    assert event.actor == f"accounts.User:{audit.people['auditor'].user_id}"
    grant = accounts.grants_given(actor=audit.people["owner"]).get()
    page = reading(audit.get("owner", "auditor", pk=grant.pk))
    assert "Version K21-A B2 / 3.4.1 / 1.8.0" in page, "by its name, not by what it is in the database"
    assert reverse("version", kwargs={"organisation": audit.organisation("owner").slug, "pk": audit.version.pk}) in page
    assert str(User.objects.get(pk=audit.people["auditor"].user_id)) in page


def test_a_list_is_noted_with_every_row_on_it(audit: Cast) -> None:
    for n in range(5):
        factories.version(audit.people["owner"], audit.product, firmware=f"7.{n}")
    audit.get("auditor", "product", query={"view": "list"}, pk=audit.product.pk)
    rows = [row for row in looked(audit)[-1].detail["rows"] if row.startswith("catalogue.Version:")]
    assert len(rows) == 7


def test_what_others_open_is_noted_nowhere(audit: Cast) -> None:
    audit.get("partner", "version", pk=audit.version.pk)
    audit.get("owner", "version", pk=audit.version.pk)
    assert looked(audit) == []


def test_an_auditor_changes_nothing(audit: Cast) -> None:
    for name in ("version-add", "share-add", "product-line"):
        assert audit.post("auditor", name, {}, pk=audit.product.pk).status_code == 403
    assert audit.get("auditor", "pack-add").status_code == 403


def test_an_ended_room_is_empty_at_once(audit: Cast) -> None:
    grant = accounts.grants_given(actor=audit.people["owner"]).get()
    assert audit.post("owner", "auditor-end", pk=grant.pk).status_code == 302
    assert audit.get("auditor", "product", pk=audit.product.pk).status_code == 404
    assert audit.get("auditor", "room", pk=grant.pk).status_code == 404


def test_a_room_that_ran_out_is_empty(audit: Cast) -> None:
    grant = accounts.grants_given(actor=audit.people["owner"])
    grant.update(until=timezone.now() - timedelta(minutes=1))
    assert audit.get("auditor", "product", pk=audit.product.pk).status_code == 404


def test_orders_are_seen_by_who_may_and_only_those_of_the_period(audit: Cast) -> None:
    buyer, auditor = audit.people["partner"], audit.people["other_auditor"]
    order = purchasing.receive_order(actor=buyer, reference="PO-1", name="order.csv", content=LINES.encode())
    assert audit.get("other_auditor", "order", pk=order.pk).status_code == 404
    past = timezone.localdate() - timedelta(days=40)
    let_in(buyer, auditor, orders=True, period_from=past, period_to=past)
    assert audit.get("other_auditor", "order", pk=order.pk).status_code == 404
    let_in(buyer, auditor, orders=True)
    assert audit.get("other_auditor", "order", pk=order.pk).status_code == 200
    assert audit.get("auditor", "order", pk=order.pk).status_code == 404


def test_nobody_lets_an_auditor_in_to_what_is_anothers(audit: Cast, reading: Reading) -> None:
    foreign = factories.product(factories.member(factories.organisation("supplier")))
    with pytest.raises(Exception, match="your own products"):
        let_in(audit.people["owner"], audit.people["auditor"], product_ids=[foreign.pk])


def test_the_page_of_a_room_names_what_is_in_it(audit: Cast, reading: Reading) -> None:
    room = accounts.rooms(actor=audit.people["auditor"]).get()
    page = reading(audit.get("auditor", "room", pk=room.pk))
    assert "K21-A" in page and "S55" not in page
    home = reverse("organisation-home", kwargs={"organisation": audit.organisation("auditor").slug})
    assert str(audit.organisation("owner")) in reading(audit.client("auditor").get(home))


def test_the_form_lets_in_whom_it_names(audit: Cast) -> None:
    body = {
        "auditor": audit.organisation("other_auditor").slug,
        "products": [str(audit.product.pk)],
        "period_from": "2026-01-01",
        "period_to": "2026-06-30",
        "until_on": f"{timezone.localdate() + timedelta(days=10):%Y-%m-%d}",
    }
    assert audit.post("owner", "auditor-add", body).status_code == 302
    assert audit.get("other_auditor", "version", pk=audit.version.pk).status_code == 200


def test_an_auditor_nobody_knows_is_refused_at_its_field_and_nothing_typed_is_lost(audit: Cast) -> None:
    page = audit.post("owner", "auditor-add", {"auditor": "no-one", "note": "Yearly review"})
    assert page.context["form"]["note"].value() == "Yearly review"
    body = {"auditor": "no-one", "orders": "on", "period_from": "2026-01-01", "period_to": "2026-06-30"}
    last = f"{timezone.localdate() + timedelta(days=10):%Y-%m-%d}"
    page = audit.post("owner", "auditor-add", {**body, "until_on": last})
    assert "No organisation has the identifier or number no-one" in str(page.context["form"].errors["auditor"])


def test_with_whom_the_host_shares_is_in_scope(audit: Cast) -> None:
    shares = catalogue.shares_seen(actor=audit.people["auditor"], product=audit.product)
    assert [share.to_organisation for share in shares] == [audit.organisation("partner")]
    assert not catalogue.shares_seen(actor=audit.people["other_auditor"], product=audit.product)


def test_the_page_of_a_product_in_scope_names_with_whom_the_host_shares_it_and_nobody_below(
    audit: Cast, reading: Reading
) -> None:
    owner, product = audit.people["owner"], audit.product
    reseller, customer = factories.organisation("reseller"), factories.organisation("buyer")
    passed_on = {"scopes": ["status"], "may_reshare": True, "depth": 1}
    sharing.share_product(actor=owner, product=product, to_organisation=reseller, **passed_on)
    seller = factories.member(reseller)
    labels = factories.same_names(product)
    sharing.share_product(actor=seller, product=product, to_organisation=customer, scopes=["status"], **labels)
    over = factories.share(owner, product, factories.organisation("integrator"), versions=[audit.version])
    Share.objects.owned_by(owner).filter(pk=over.pk).update(until=timezone.now() - timedelta(minutes=1))
    page = reading(audit.get("auditor", "product", pk=product.pk))
    assert "Who else it is shared with" in page
    assert str(audit.organisation("partner")) in page and str(reseller) in page
    assert str(customer) not in page and str(over.to_organisation) not in page
    for person in ("owner", "partner"):
        assert "Who else it is shared with" not in reading(audit.get(person, "product", pk=product.pk))


def test_who_is_assigned_only_neither_opens_a_room_nor_sees_one(audit: Cast) -> None:
    limited = factories.member(audit.organisation("owner"), assigned_only=True)
    with pytest.raises(NotAllowed):
        let_in(limited, audit.people["auditor"], every_product=True)
    assert not accounts.grants_given(actor=limited).exists()


def test_an_auditor_reads_a_contract_without_a_role_in_it(audit: Cast) -> None:
    contract = contracts.draft_contract(
        actor=audit.people["owner"],
        reference="HT-1",
        title="Supply",
        title_zh="",
        other_party=audit.organisation("partner"),
        versions=[audit.version],
        template="standard-2026",
    )
    let_in(audit.people["owner"], audit.people["auditor"], contract_ids=[contract.pk])
    page = audit.get("auditor", "contract", pk=contract.pk)
    assert page.status_code == 200
    assert "your role" not in page.content.decode()


def test_every_page_of_an_auditor_says_that_what_is_opened_is_written_down(audit: Cast, reading: Reading) -> None:
    assert "written down" in reading(audit.get("auditor", "product", pk=audit.product.pk))
    assert "written down" not in reading(audit.get("partner", "product", pk=audit.product.pk))


@pytest.fixture
def twofold(audit: Cast) -> Actor:
    """Somebody of an organisation that audits and trades too, let in to the first product."""
    capacities = ["auditor", "buyer", "reseller", "supplier"]
    actor = audit.people["twofold"] = factories.member(factories.organisation("auditor", capacities=capacities))
    let_in(audit.people["owner"], actor, product_ids=[audit.product.pk])
    return actor


def says_it_is(audit: Cast, *capacities: str) -> Organisation:
    ours = audit.organisation("auditor")
    return change_organisation(
        actor=audit.people["auditor"],
        organisation=ours,
        capacities=capacities,
        country=ours.country,
        legal_name=ours.legal_name,
        english_name=ours.english_name,
        identifiers={"register": "12345678"},
        tells_checks=False,
    )


def test_who_is_let_in_stays_an_auditor_until_the_room_is_closed(audit: Cast) -> None:
    with pytest.raises(Refused, match=str(audit.organisation("owner"))) as raised:
        says_it_is(audit, "buyer")
    assert [(one.code, one.field) for one in raised.value.problems] == [("O-ROOMS", "capacities")]
    says_it_is(audit, "auditor", "buyer")
    audit.get("auditor", "version", pk=audit.version.pk)
    assert looked(audit), "being a buyer as well ends no noting"
    rooms.end_room(actor=audit.people["owner"], grant=accounts.grants_given(actor=audit.people["owner"]).get())
    assert says_it_is(audit, "buyer").capacities == ["buyer"]


def test_the_database_lets_no_room_be_open_to_who_is_no_auditor(audit: Cast) -> None:
    auditor = Organisation.objects.filter(pk=audit.people["auditor"].acts_for)
    with pytest.raises(IntegrityError, match="stays an auditor"), transaction.atomic():
        auditor.update(capacities=["buyer"])
    grants = accounts.grants_given(actor=audit.people["owner"])
    grants.update(revoked_at=timezone.now())
    auditor.update(capacities=["buyer"])
    with pytest.raises(IntegrityError, match="to an auditor alone"), transaction.atomic():
        grants.update(revoked_at=None)


def test_a_room_lets_nothing_be_kept_by_who_trades_as_well(audit: Cast, twofold: Actor) -> None:
    assert audit.get("twofold", "version", pk=audit.version.pk).status_code == 200
    assert not products_for_packs(actor=twofold).exists()
    with pytest.raises(NotAllowed):
        packs.request_pack(actor=twofold, product=audit.product, purpose="", language="en")
    with pytest.raises(NotAllowed):
        sharing.share_product(
            actor=twofold, product=audit.product, to_organisation=audit.organisation("stranger"), scopes=["status"]
        )
    assert partners(actor=twofold) == []
    draft = {"reference": "HT-9", "title": "Supply", "title_zh": "", "template": "standard-2026"}
    with pytest.raises(Refused, match="opened to you for contracts"):
        contracts.draft_contract(
            actor=twofold, other_party=audit.organisation("owner"), versions=[audit.version], **draft
        )
    order = purchasing.receive_order(actor=twofold, reference="PO-9", name="order.csv", content=LINES.encode())
    assert [one.line.version for one in orders.lines_with_latest_check(actor=twofold, order=order)] == [None]
    told = catalogue.shown_to(actor=factories.SYSTEM, versions=[audit.version.pk])
    assert {one.pk for one in told} == {audit.organisation(name).pk for name in ("owner", "partner")}


def test_what_is_shared_with_an_auditor_is_his_to_use_in_a_room_or_not(audit: Cast, twofold: Actor) -> None:
    factories.share(audit.people["owner"], audit.product, audit.organisation("twofold"), ("status", "evidence"))
    assert [one.pk for one in products_for_packs(actor=twofold)] == [audit.product.pk]
