"""What a member is assigned to stands on the member's page, where it is given and taken away."""

from typing import Any

import pytest

from apps.accounts.models import Membership
from apps.catalogue import queries as catalogue
from apps.catalogue.models import Product
from apps.catalogue.services.sharing import withdraw_share
from apps.claims import queries as claims
from apps.contracts import queries as contracts
from apps.contracts.models import Contract
from apps.contracts.services.contracts import draft_contract
from apps.kernel.actor import Actor
from apps.purchasing import queries as purchasing
from tests import factories
from tests.desk.conftest import LISTED, LISTED_HOLDER, Cast


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def of(actor: Actor) -> int:
    return int(Membership.objects.get(user_id=actor.user_id).pk)


def named(cast: Cast, person: str) -> str:
    return cast.organisation(person).english_name or cast.organisation(person).legal_name


def part(page: str, title: str) -> str:
    """What stands under one of the headings of the section."""
    return page.split(f">{title}</h3>")[1].split("<datalist")[0]


@pytest.fixture
def limited(cast: Cast) -> Actor:
    """A colleague at the supplier who sees what is assigned to them."""
    cast.people["limited"] = factories.member(cast.organisation("owner"), "support", assigned_only=True)
    return cast.people["limited"]


@pytest.fixture
def clerk(cast: Cast) -> Actor:
    """A colleague at the buyer who sees what is assigned to them."""
    cast.people["clerk"] = factories.member(cast.organisation("partner"), "procurement", assigned_only=True)
    return cast.people["clerk"]


def contract(cast: Cast, code: str, drafter: str = "owner", other: str = "partner") -> Contract:
    """A contract on a product of the owner's that is opened to the partner for that."""
    product = factories.product(cast.people["owner"], code=code)
    version = factories.version(cast.people["owner"], product)
    factories.share(cast.people["owner"], product, cast.organisation("partner"), ("status", "contract"))
    return draft_contract(
        actor=cast.people[drafter],
        reference="HT-1",
        title="Supply of kiosks",
        title_zh="",
        other_party=cast.organisation(other),
        versions=[version],
        template="standard-2026",
    )


def test_a_product_is_assigned_by_its_model_code_and_taken_away_again(cast: Cast, limited: Actor) -> None:
    cast.post("owner", "member-assign", {"kind": "product", "product": " K21-A "}, pk=of(limited))
    assert list(catalogue.products(actor=limited)) == [cast.product]
    page = text(cast.get("owner", "member", pk=of(limited)))
    assert "K21-A" in part(page, "Products") and "S55" not in part(page, "Products")
    assert 'value="S55"' in page.split('id="product-offered"')[1] and 'value="K21-A"' not in page
    cast.post("owner", "member-unassign", {"kind": "product", "thing": str(cast.product.pk)}, pk=of(limited))
    assert not catalogue.products(actor=limited).exists()
    assert "none yet" in part(text(cast.get("owner", "member", pk=of(limited))), "Products")


def test_a_contract_is_assigned_by_its_reference_and_taken_away_again(cast: Cast, limited: Actor) -> None:
    drafted = contract(cast, "C-1")
    cast.post("owner", "member-assign", {"kind": "contract", "contract": "HT-1"}, pk=of(limited))
    assert list(contracts.contracts(actor=limited)) == [drafted]
    assert "HT-1" in part(text(cast.get("owner", "member", pk=of(limited))), "Contracts")
    cast.post("owner", "member-unassign", {"kind": "contract", "thing": str(drafted.pk)}, pk=of(limited))
    assert not contracts.contracts(actor=limited).exists()


def test_of_two_contracts_with_one_reference_it_is_asked_who_drafted_the_one_meant(cast: Cast, limited: Actor) -> None:
    contract(cast, "C-1")
    theirs, slug = contract(cast, "C-2", "partner", "owner"), cast.organisation("partner").slug
    page = text(cast.post("owner", "member-assign", {"kind": "contract", "contract": "HT-1"}, pk=of(limited)))
    assert "Several contracts have the reference" in page and f"HT-1 / {slug}" in page
    cast.post("owner", "member-assign", {"kind": "contract", "contract": f"HT-1 / {slug}"}, pk=of(limited))
    assert list(contracts.contracts(actor=limited)) == [theirs]


def test_a_supplier_is_assigned_by_its_short_name_and_taken_away_again(cast: Cast, clerk: Actor) -> None:
    slug = cast.organisation("owner").slug
    assert f'value="{slug}"' in text(cast.get("partner", "member", pk=of(clerk)))
    cast.post("partner", "member-assign", {"kind": "supplier", "supplier": slug}, pk=of(clerk))
    account = purchasing.supplier_accounts(actor=clerk).get()
    assert account.supplier == cast.organisation("owner")
    assert slug in part(text(cast.get("partner", "member", pk=of(clerk))), "Suppliers")
    cast.post("partner", "member-unassign", {"kind": "supplier", "thing": str(account.pk)}, pk=of(clerk))
    assert not purchasing.supplier_accounts(actor=clerk).exists()


def test_a_supplier_is_found_by_its_name_too_unless_two_have_it(cast: Cast, clerk: Actor) -> None:
    for _ in range(2):
        other = factories.member(factories.organisation("supplier", legal_name="Twin Ltd", english_name=""))
        factories.share(other, factories.product(other), cast.organisation("partner"))
    body = {"kind": "supplier", "supplier": "Twin Ltd"}
    assert "You have no supplier" in text(cast.post("partner", "member-assign", body, pk=of(clerk)))
    body["supplier"] = cast.organisation("owner").legal_name
    assert cast.post("partner", "member-assign", body, pk=of(clerk)).status_code == 302
    assert purchasing.supplier_accounts(actor=clerk).count() == 1


@pytest.mark.parametrize(
    ("person", "kind", "said"),
    [
        ("owner", "product", "You have no product with the model code “Nothing”. Choose one"),
        ("owner", "contract", "You have no contract with the reference “Nothing”. Write it"),
        ("partner", "supplier", "You have no supplier with the short name “Nothing”. Choose one"),
    ],
)
def test_what_is_not_known_is_named_with_a_remedy_and_stays_typed(
    cast: Cast, limited: Actor, clerk: Actor, person: str, kind: str, said: str
) -> None:
    pk = of(limited if person == "owner" else clerk)
    page = text(cast.post(person, "member-assign", {"kind": kind, kind: "Nothing"}, pk=pk))
    assert said in page and 'value="Nothing"' in page
    assert f'href="#id_{kind}"' in page.split('class="error-summary"')[1]
    assert "Fill in “" in text(cast.post(person, "member-assign", {"kind": kind, kind: " "}, pk=pk))


def test_a_product_one_was_given_is_assigned_and_taken_away_like_ones_own(cast: Cast, clerk: Actor) -> None:
    page = text(cast.get("partner", "member", pk=of(clerk)))
    assert f'value="K21-A">Kiosk · {named(cast, "owner")}<' in page and 'value="S55"' not in page
    cast.post("partner", "member-assign", {"kind": "product", "product": "K21-A"}, pk=of(clerk))
    assert list(catalogue.products(actor=clerk)) == [cast.product]
    assert "K21-A" in part(text(cast.get("partner", "member", pk=of(clerk))), "Products")
    assert '<span translate="no">K21-A</span>' in text(cast.get("partner", "members"))
    assert "K21-A" not in text(cast.get("owner", "members")), "whom another assigns is its own matter"
    gone = {"kind": "product", "thing": str(cast.product.pk)}
    cast.post("partner", "member-unassign", gone, pk=of(clerk))
    assert not catalogue.products(actor=clerk).exists()


def test_what_is_not_shared_with_one_is_no_product_that_one_assigns(cast: Cast, clerk: Actor) -> None:
    elsewhere = Product.objects.everything(reason="a test").get(code="S55")
    body = {"kind": "product", "product": "S55", "thing": str(elsewhere.pk)}
    assert "You have no product" in text(cast.post("partner", "member-assign", body, pk=of(clerk)))
    assert cast.post("partner", "member-unassign", body, pk=of(clerk)).status_code == 404


def test_of_two_products_with_one_code_it_is_asked_whose_is_meant(cast: Cast, clerk: Actor) -> None:
    rival = factories.member(factories.organisation("supplier", slug="rival"))
    twin = factories.product(rival, code="K21-A")
    factories.share(rival, twin, cast.organisation("partner"))
    body = {"kind": "product", "product": "K21-A"}
    page = text(cast.post("partner", "member-assign", body, pk=of(clerk)))
    assert "Several products have the model code" in page and "K21-A / rival" in page
    cast.post("partner", "member-assign", {**body, "product": "K21-A / rival"}, pk=of(clerk))
    assert list(catalogue.products(actor=clerk)) == [twin]


def test_everything_about_a_product_opens_with_its_assignment(cast: Cast, clerk: Actor, listed: None) -> None:
    owner, buyer = cast.people["owner"], cast.organisation("partner")
    claim = factories.submitted_claim(owner, [cast.version], LISTED, LISTED_HOLDER, file="K21.pdf")
    withdraw_share(actor=owner, share=catalogue.received_shares(actor=cast.people["partner"]).get())
    share = factories.share(owner, cast.product, buyer, ("status", "certificate", "evidence"))
    (file,) = claims.certificate(actor=owner, pk=claim.certificate_id or 0).files.all()
    pages = [("product", cast.product.pk), ("version", cast.version.pk), ("received-share", share.pk)]
    pages += [("claim", claim.pk), ("certificate-file", file.pk)]
    body = {"kind": "product", "product": "K21-A", "thing": str(cast.product.pk)}
    for doing, status in (("member-assign", 200), ("member-unassign", 404)):
        cast.post("partner", doing, body, pk=of(clerk))
        assert {name: cast.get("clerk", name, pk=pk).status_code for name, pk in pages} == {
            name: status for name, _ in pages
        }
        for name in ("products", "received", "verify", "pack-add"):
            assert ("K21-A" in text(cast.get("clerk", name))) == (status == 200), name
        home = text(cast.get("clerk", "organisation-home"))
        assert ("Nothing here is assigned to you yet." in home) == (status == 404)


def test_each_organisation_is_offered_the_kinds_it_deals_with(cast: Cast, limited: Actor, clerk: Actor) -> None:
    supplier = text(cast.get("owner", "member", pk=of(limited)))
    assert ">Products</h3>" in supplier and ">Contracts</h3>" in supplier and ">Suppliers</h3>" not in supplier
    assert "what is assigned to them here, and what they added themselves" in supplier
    buyer = text(cast.get("partner", "member", pk=of(clerk)))
    assert ">Products</h3>" in buyer and ">Contracts</h3>" in buyer and ">Suppliers</h3>" in buyer
    assert "The products it shares are assigned one by one." in buyer and "not the products it shares" not in buyer
    cast.people["auditor"] = factories.member(factories.organisation("auditor"))
    assert "assigned-title" not in text(cast.get("auditor", "member", pk=of(cast.people["auditor"])))
    for name in ("member-assign", "member-unassign"):
        body = {"kind": "supplier", "supplier": cast.organisation("partner").slug, "thing": "1"}
        assert cast.post("owner", name, body, pk=of(limited)).status_code == 403
        assert cast.post("owner", name, {**body, "kind": "nothing"}, pk=of(limited)).status_code == 404


@pytest.mark.parametrize("thing", ["", "x", "²", "9" * 30])
def test_what_is_no_key_takes_nothing_away(cast: Cast, limited: Actor, thing: str) -> None:
    cast.post("owner", "member-assign", {"kind": "product", "product": "K21-A"}, pk=of(limited))
    body = {"kind": "product", "thing": thing}
    assert cast.post("owner", "member-unassign", body, pk=of(limited)).status_code == 404
    assert list(catalogue.products(actor=limited)) == [cast.product]


def test_nobody_assigns_who_does_not_govern_and_nobody_elsewhere(cast: Cast, limited: Actor) -> None:
    cast.people["officer"] = factories.member(cast.organisation("owner"), "compliance")
    body = {"kind": "product", "product": "K21-A", "thing": str(cast.product.pk)}
    for name in ("member-assign", "member-unassign"):
        assert cast.post("officer", name, body, pk=of(limited)).status_code == 403
        assert cast.post("stranger", name, body, pk=of(limited)).status_code == 404
    assert not catalogue.products(actor=limited).exists()


def test_at_most_fifty_are_offered_and_any_other_is_typed(cast: Cast, limited: Actor) -> None:
    for n in range(55):
        Product.objects.create(owner=cast.organisation("owner"), code=f"A{n:02}", name="Panel")
    page = text(cast.get("owner", "member", pk=of(limited)))
    assert page.count("<option value=") == 50
    assert cast.post("owner", "member-assign", {"kind": "product", "product": "S55"}, pk=of(limited)).status_code == 302


def test_after_a_reload_of_what_was_refused_the_member_s_page_stands_there(cast: Cast, limited: Actor) -> None:
    response = cast.get("owner", "member-assign", pk=of(limited))
    assert response["Location"] == cast.address("owner", "member", pk=of(limited))
    assert cast.get("stranger", "member-assign", pk=of(limited)).status_code == 404


def test_the_product_s_page_names_who_works_on_it_to_who_may_assign(cast: Cast, limited: Actor) -> None:
    name = limited.user_id and Membership.objects.get(user_id=limited.user_id).user.name
    assert "Nobody is assigned to this product." in text(cast.get("owner", "product", pk=cast.product.pk))
    cast.post("owner", "member-assign", {"kind": "product", "product": "K21-A"}, pk=of(limited))
    page = text(cast.get("owner", "product", pk=cast.product.pk)).split('id="colleagues-title"')[1]
    assert str(name) in page and cast.address("owner", "members") in page
    page = text(cast.get("partner", "product", pk=cast.product.pk)).split('id="colleagues-title"')[1]
    assert str(name) not in page and "Nobody is assigned to this product." in page
    for person in ("viewer", "limited"):
        assert "colleagues-title" not in text(cast.get(person, "product", pk=cast.product.pk))


def test_the_list_of_members_names_what_each_is_assigned_to(cast: Cast, limited: Actor, clerk: Actor) -> None:
    contract(cast, "C-1")
    cast.post("owner", "member-assign", {"kind": "product", "product": "K21-A"}, pk=of(limited))
    cast.post("owner", "member-assign", {"kind": "contract", "contract": "HT-1"}, pk=of(limited))
    page = text(cast.get("owner", "members"))
    assert '<span translate="no">K21-A</span>, <span translate="no">HT-1</span>' in page
    assert "nothing is assigned yet" in text(cast.get("partner", "members"))
    supplier = cast.organisation("owner").slug
    cast.post("partner", "member-assign", {"kind": "supplier", "supplier": supplier}, pk=of(clerk))
    assert f'<span translate="no">{supplier}</span>' in text(cast.get("partner", "members"))


def test_who_is_assigned_only_is_told_so_and_never_that_there_is_nothing(cast: Cast, clerk: Actor) -> None:
    for page in ("organisation-home", "products"):
        told = text(cast.get("clerk", page))
        assert "You see what is assigned to you" in told and "Nothing here is assigned to you yet." in told
        assert "shares a product with you yet" not in told and "is shared with you yet" not in told
    assert "You see what is assigned to you" not in text(cast.get("partner", "products"))


def test_who_is_assigned_only_sees_the_contract_they_draft(cast: Cast) -> None:
    drafter = factories.member(cast.organisation("owner"), "compliance", assigned_only=True)
    cast.people["drafter"] = drafter
    product = factories.product(cast.people["owner"], code="C-1")
    cast.post("owner", "member-assign", {"kind": "product", "product": "C-1"}, pk=of(drafter))
    version = factories.version(cast.people["owner"], product)
    drafted = draft_contract(
        actor=drafter,
        reference="HT-2",
        title="Supply of kiosks",
        title_zh="",
        other_party=cast.organisation("partner"),
        versions=[version],
        template="standard-2026",
    )
    assert cast.get("drafter", "contract", pk=drafted.pk).status_code == 200
    assert list(contracts.contracts(actor=drafter)) == [drafted]
