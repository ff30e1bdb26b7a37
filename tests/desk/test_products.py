"""Tests of the pages of products, versions and shares."""

from collections.abc import Callable
from typing import Any

from apps.accounts.models import Organisation
from apps.catalogue import queries as catalogue
from apps.purchasing import services as purchasing
from tests import factories
from tests.desk.conftest import LISTED, LISTED_HOLDER, Cast

PRODUCT = {"code": "R9", "name": "RFID gate", "name_zh": "射频通道", "product_class": "rfid_system"}


def test_a_product_is_added_and_leads_on_to_its_versions(cast: Cast) -> None:
    response = cast.post("owner", "product-add", PRODUCT)
    product = catalogue.own_products(actor=cast.people["owner"]).get(code="R9")
    assert response.url == cast.address("owner", "product", pk=product.pk)
    page = cast.client("owner").get(response.url).content.decode()
    assert "The product was added" in page
    assert cast.address("owner", "version-add", pk=product.pk) in page


def test_a_code_that_is_there_already_is_said_at_its_field_and_what_was_typed_stays(cast: Cast) -> None:
    page = cast.post("owner", "product-add", {**PRODUCT, "code": "K21-A"}).content.decode()
    assert "You have a product with the code K21-A already." in page
    assert 'href="#id_code"' in page
    assert 'value="RFID gate"' in page
    assert "<title>Error:" in page


def test_a_field_left_empty_is_asked_for_by_its_name(cast: Cast) -> None:
    page = cast.post("owner", "product-add", {"product_class": "other"}).content.decode()
    assert '<a href="#id_code">Fill in “Model code”.</a>' in page
    assert '<a href="#id_name">Fill in “Name in English”.</a>' in page


def test_a_version_is_added_once(cast: Cast) -> None:
    build = {"hardware": "C1", "firmware": "1.0", "ai_software": "0.9"}
    added = cast.post("owner", "version-add", build, pk=cast.product.pk)
    assert added.status_code == 302
    again = cast.post("owner", "version-add", build, pk=cast.product.pk)
    assert "This product has a version with the same hardware, firmware and AI software already." in (
        again.content.decode()
    )


def test_the_list_of_products_names_the_supplier_of_those_shared(cast: Cast) -> None:
    own, shared = (cast.get(person, "products").content.decode() for person in ("owner", "partner"))
    assert 'data-label="Supplier">you<' in own
    assert str(cast.organisation("owner")) in shared
    assert "S55" not in shared
    assert "K21-A" not in cast.get("stranger", "products").content.decode()


def test_the_matrix_names_every_cell_in_full_for_who_listens(cast: Cast, reading: Callable[[Any], str]) -> None:
    page = reading(cast.get("owner", "product", pk=cast.product.pk))
    assert "Hardware B2, firmware 3.4.1, AI software 1.8.0:" in page
    assert "Not assessed" in page
    assert page.index("AI 1.8.0") < page.index("AI 1.10.0")


def test_a_covered_version_gives_the_text_for_release_notes(cast: Cast, listed: None) -> None:
    factories.submitted_claim(cast.people["owner"], [cast.version], LISTED, LISTED_HOLDER)
    page = cast.get("owner", "product", {"version": cast.version.pk}, pk=cast.product.pk).content.decode()
    assert f"AI software 1.8.0 of K21-A is provided under filing number {LISTED}" in page
    other = cast.get("owner", "product", {"version": cast.other_version.pk}, pk=cast.product.pk).content.decode()
    assert "is provided under" not in other
    assert "Version changed" in other


def test_a_version_that_is_not_of_the_product_opens_nothing(cast: Cast) -> None:
    for asked in ("0", "x", "99999999999999999999"):
        assert cast.get("owner", "product", {"version": asked}, pk=cast.product.pk).status_code == 200


def test_the_list_view_has_a_row_for_every_version(cast: Cast, reading: Callable[[Any], str]) -> None:
    page = reading(cast.get("partner", "product", {"view": "list"}, pk=cast.product.pk))
    assert "HW B2 / FW 3.4.1 / AI 1.8.0" in page
    assert "HW B2 / FW 3.5.0 / AI 1.10.0" in page


def test_the_maker_alone_reads_how_many_buyers_checked_and_never_who(
    cast: Cast, listed: None, reading: Callable[[Any], str]
) -> None:
    buyer, line = cast.people["partner"], "Line,Product,Hardware,Firmware,AI software\n1,K21-A,B2,3.4.1,1.8.0\n"
    order = purchasing.receive_order(actor=buyer, reference="PO-1", name="order.csv", content=line.encode())
    purchasing.check_order(actor=buyer, order=order)
    said = "1 buyer checked it before ordering."
    assert said not in reading(cast.get("owner", "product", pk=cast.product.pk))
    Organisation.objects.filter(pk=buyer.acts_for).update(tells_checks=True)
    for name, pk in (("product", cast.product.pk), ("version", cast.version.pk)):
        page = reading(cast.get("owner", name, pk=pk))
        assert said in page and str(cast.organisation("partner")) not in page
        assert said not in reading(cast.get("partner", name, pk=pk))
    assert said not in reading(cast.get("owner", "version", pk=cast.other_version.pk))


def test_a_partner_is_offered_nothing_he_may_not_do(cast: Cast) -> None:
    page = cast.get("partner", "product", pk=cast.product.pk).content.decode()
    assert "Add version" not in page
    assert "/shares/" not in page


def test_a_product_is_shared_by_the_exact_identifier_and_the_share_withdrawn_again(cast: Cast) -> None:
    partner = factories.organisation("integrator")
    body = {"to_organisation": partner.slug, "scopes": ["evidence"]}
    assert cast.post("owner", "share-add", body, pk=cast.product.pk).status_code == 302
    share = catalogue.shares_given(actor=cast.people["owner"], product=cast.product).get(to_organisation=partner)
    assert share.scopes == ["status", "evidence"]
    asked = cast.get("owner", "share-withdraw", pk=share.pk).content.decode()
    assert str(partner) in asked
    assert catalogue.shares_given(actor=cast.people["owner"], product=cast.product).filter(pk=share.pk).exists()
    cast.post("owner", "share-withdraw", pk=share.pk)
    assert not catalogue.shares_given(actor=cast.people["owner"], product=cast.product).filter(pk=share.pk).exists()


def test_an_identifier_nobody_has_is_said_at_its_field(cast: Cast) -> None:
    page = cast.post("owner", "share-add", {"to_organisation": "nobody-at-all"}, pk=cast.product.pk).content.decode()
    assert "No organisation has the identifier or number nobody-at-all." in page
    assert "Ask your partner for it" in page


def test_what_is_shared_already_and_what_is_ones_own_is_refused_with_a_reason(cast: Cast) -> None:
    for person in ("partner", "owner"):
        body = {"to_organisation": cast.organisation(person).slug}
        response = cast.post("owner", "share-add", body, pk=cast.product.pk)
        assert response.status_code == 200
        assert response.context["form"].errors["to_organisation"]


def test_only_the_owner_withdraws_a_share(cast: Cast) -> None:
    share = catalogue.shares_given(actor=cast.people["owner"], product=cast.product).get()
    # The partner's role has no such verb; a supplier's has, and there the row is not to be seen.
    assert cast.post("partner", "share-withdraw", pk=share.pk).status_code == 403
    rival = factories.stranger("supplier")
    other = Cast({"rival": rival}, cast.product, cast.version, cast.other_version)
    assert other.post("rival", "share-withdraw", pk=share.pk).status_code == 404
    assert catalogue.shares_given(actor=cast.people["owner"], product=cast.product).filter(pk=share.pk).exists()
