"""The pages of sharing: giving, passing on, answering, withdrawing, and the chain."""

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from apps.accounts.models import Identifier, Organisation
from apps.catalogue import queries as catalogue
from apps.catalogue.services import sharing
from apps.desk import partners
from tests import factories
from tests.desk.conftest import Cast
from tests.downstream import two_ways

Reading = Callable[[Any], str]


@pytest.fixture
def chain(cast: Cast) -> Cast:
    """The owner shares with a reseller who may pass on, and a shop stands below."""
    reseller, shop = factories.organisation("reseller"), factories.organisation("buyer")
    cast.people["reseller"], cast.people["shop"] = factories.member(reseller), factories.member(shop)
    sharing.share_product(
        actor=cast.people["owner"],
        product=cast.product,
        to_organisation=reseller,
        scopes=["status", "certificate"],
        may_reshare=True,
        depth=1,
    )
    return cast


def test_a_share_takes_steps_an_end_and_named_versions(cast: Cast) -> None:
    partner = factories.organisation("integrator")
    body = {
        "to_organisation": partner.slug,
        "scopes": ["certificate"],
        "depth": "2",
        "until_on": "2030-01-31",
        "versions": [str(cast.version.pk)],
    }
    assert cast.post("owner", "share-add", body, pk=cast.product.pk).status_code == 302
    share = catalogue.shares_given(actor=cast.people["owner"], product=cast.product).get(to_organisation=partner)
    assert (share.may_reshare, share.depth, share.every_version) == (True, 2, False)
    assert [version.pk for version in share.versions.all()] == [cast.version.pk]
    assert share.until is not None and share.until.isoformat() == "2030-01-31T16:00:00+00:00"


NUMBERS = {"uscc": "91440300MA5EXAMPL3", "lei": "529900T8BM49AURSDO55", "vat": "NL123456782B90", "duns": "150483782"}


@pytest.mark.parametrize(
    "typed", ["91440300ma5exampl3", " 529900 T8BM 49AU RSDO55", "NL 1234.56.782.B90", "partner-by-number"]
)
def test_a_partner_is_found_by_the_exact_number_or_identifier_as_people_type_it(cast: Cast, typed: str) -> None:
    partner = factories.organisation("integrator", slug="partner-by-number")
    Organisation.objects.filter(pk=partner.pk).update(state="verified")
    for scheme, value in NUMBERS.items():
        Identifier.objects.create(owner=partner, scheme=scheme, value=value)
    assert cast.post("owner", "share-add", {"to_organisation": typed}, pk=cast.product.pk).status_code == 302
    shares = catalogue.shares_given(actor=cast.people["owner"], product=cast.product)
    assert shares.filter(to_organisation=partner).exists()


def test_who_is_not_found_by_a_number_gets_one_answer_whatever_it_was(cast: Cast, reading: Reading) -> None:
    partner = factories.organisation("integrator")
    for scheme, value in NUMBERS.items():
        Identifier.objects.create(owner=partner, scheme=scheme, value=value)
    tried = [
        "91440300MA5EXAMPL",
        "529900T8BM49AURSDO5%",
        NUMBERS["duns"],
        str(partner),
        partner.slug[:-1],
        "no-one",
        "¿",
    ]
    for typed in tried:
        page = cast.post("owner", "share-add", {"to_organisation": typed}, pk=cast.product.pk)
        (said,) = page.context["form"].errors["to_organisation"]
        assert (
            said
            == f"No organisation has the identifier or number {typed}. Ask your partner for it and type it exactly."
        )
    assert catalogue.shares_given(actor=cast.people["owner"], product=cast.product).count() == 1


def test_who_looks_up_many_in_a_minute_waits_and_those_one_deals_with_stay_on_the_list(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(partners, "MOST_LOOKED_UP", 1)
    partner = factories.organisation("integrator")
    body = {"to_organisation": partner.slug}
    cast.post("owner", "share-add", {"to_organisation": "nobody"}, pk=cast.product.pk)
    said = cast.post("owner", "share-add", body, pk=cast.product.pk).context["form"].errors["to_organisation"]
    assert "Wait a minute" in said[0]
    listed = cast.organisation("stranger")
    assert cast.post("owner", "share-add", {"partner": listed.slug}, pk=cast.product.pk).status_code == 302


@pytest.mark.parametrize(
    ("state", "said"), [("unverified", "Identity not yet checked"), ("verified", "Identity checked")]
)
def test_a_received_share_says_whether_the_identity_of_its_giver_was_checked(
    cast: Cast, reading: Reading, state: str, said: str
) -> None:
    Organisation.objects.filter(pk=cast.organisation("owner").pk).update(state=state)
    share = catalogue.received_shares(actor=cast.people["partner"]).get()
    assert said in reading(cast.get("partner", "received"))
    assert said in reading(cast.get("partner", "received-share", pk=share.pk))


def test_without_partner_and_identifier_the_form_asks_for_one(cast: Cast, reading: Reading) -> None:
    response = cast.post("owner", "share-add", {"to_organisation": ""}, pk=cast.product.pk)
    assert "Choose a partner, or give the identifier" in reading(response)


def test_a_reseller_passes_a_product_on_under_his_own_name(chain: Cast, reading: Reading) -> None:
    shop = chain.organisation("shop")
    body = {
        "to_organisation": shop.slug,
        "scopes": [],
        "depth": "0",
        "label_code": "BK2-A",
        "label_name": "BlueKiosk 2",
        "changed_software": "no",
    }
    assert chain.post("reseller", "share-add", body, pk=chain.product.pk).status_code == 302
    page = reading(chain.get("shop", "received"))
    assert "BK2-A" in page and str(chain.organisation("reseller")) in page
    assert str(chain.organisation("owner")) not in page
    share = catalogue.received_shares(actor=chain.people["shop"]).get()
    one = reading(chain.get("shop", "received-share", pk=share.pk))
    assert "BlueKiosk 2" in one and str(chain.organisation("owner")) not in one


def test_of_two_resellers_of_one_product_each_share_is_shown_by_its_own_name(cast: Cast, reading: Reading) -> None:
    scene = two_ways()
    cast.people["below"] = scene.buyer
    lines = cast.get("below", "received").context["lines"]
    assert {line["share"].pk: line["seen"].code for line in lines} == {
        share.pk: f"N{n}" for n, share in enumerate(scene.shares)
    }
    for number, share in enumerate(scene.shares):
        page = reading(cast.get("below", "received-share", pk=share.pk))
        assert f"Kiosk N{number}" in page and f"Kiosk N{1 - number}" not in page


def test_who_does_not_name_his_supplier_is_asked_for_names_of_his_own(chain: Cast, reading: Reading) -> None:
    assert "a supplier who filed itself can be recognised" in reading(
        chain.get("reseller", "share-add", pk=chain.product.pk)
    )
    body = {"to_organisation": chain.organisation("shop").slug, "scopes": [], "depth": "0", "label_code": "BK2-A"}
    body["changed_software"] = "no"
    page = chain.post("reseller", "share-add", body, pk=chain.product.pk)
    assert list(page.context["form"].errors) == ["label_name"]
    assert "would tell them who supplies you" in reading(page)
    assert chain.post("reseller", "share-add", {**body, "names_supplier": "on"}, pk=chain.product.pk).status_code == 302


def test_a_reseller_is_offered_what_he_may_give_and_nobody_above_him(chain: Cast) -> None:
    form = chain.get("reseller", "share-add", pk=chain.product.pk).context["form"]
    received = catalogue.received_shares(actor=chain.people["reseller"]).get()
    assert {scope for scope, _ in form.fields["scopes"].choices} == set(received.scopes) - {"status"}
    assert [steps for steps, _ in form.fields["depth"].choices] == [str(n) for n in range(received.depth)]
    assert chain.organisation("owner").slug not in dict(form.fields["partner"].choices)
    own = chain.get("owner", "share-add", pk=chain.product.pk).context["form"]
    assert len(own.fields["scopes"].choices) == 3 and len(own.fields["depth"].choices) == 4


def test_who_received_without_leave_to_pass_on_gets_no_further(cast: Cast, reading: Reading) -> None:
    body = {"to_organisation": factories.organisation("buyer").slug, "scopes": []}
    response = cast.post("partner", "share-add", body, pk=cast.product.pk)
    assert response.status_code in (200, 403)
    assert not catalogue.given_shares(actor=cast.people["partner"]).exists()


@pytest.mark.parametrize("state", ["returned", "not_ours"])
def test_what_is_sent_back_is_over_at_once(cast: Cast, state: str) -> None:
    share = catalogue.received_shares(actor=cast.people["partner"]).get()
    body = {"state": state, "reason": "We did not order this."}
    assert cast.post("partner", "received-share", body, pk=share.pk).status_code == 302
    assert cast.get("partner", "product", pk=cast.product.pk).status_code == 404
    assert cast.get("partner", "received-share", pk=share.pk).status_code == 404


def test_sending_back_needs_a_reason(cast: Cast, reading: Reading) -> None:
    share = catalogue.received_shares(actor=cast.people["partner"]).get()
    response = cast.post("partner", "received-share", {"state": "returned", "reason": "no"}, pk=share.pk)
    assert "at least ten characters" in reading(response)
    assert cast.get("partner", "product", pk=cast.product.pk).status_code == 200


def test_an_accepted_share_stands_as_such_with_both(cast: Cast, reading: Reading) -> None:
    share = catalogue.received_shares(actor=cast.people["partner"]).get()
    assert cast.post("partner", "received-share", {"state": "accepted", "reason": ""}, pk=share.pk).status_code == 302
    assert "Accepted" in reading(cast.get("partner", "received"))
    assert "Accepted" in reading(cast.get("owner", "shares"))


def test_a_stranger_s_received_share_is_not_there(cast: Cast) -> None:
    share = catalogue.received_shares(actor=cast.people["partner"]).get()
    assert cast.get("stranger", "received-share", pk=share.pk).status_code == 404
    assert cast.get("owner", "received-share", pk=share.pk).status_code == 404


def test_before_withdrawing_one_reads_who_loses_what(chain: Cast, reading: Reading) -> None:
    sharing.share_product(
        actor=chain.people["reseller"],
        product=chain.product,
        to_organisation=chain.organisation("shop"),
        scopes=["status"],
        **factories.same_names(chain.product),
    )
    share = catalogue.shares_given(actor=chain.people["owner"], product=chain.product).get(
        to_organisation=chain.organisation("reseller")
    )
    page = reading(chain.get("owner", "share-withdraw", pk=share.pk))
    assert str(chain.organisation("reseller")) in page
    assert "1 organisation further down loses it too" in page
    assert str(chain.organisation("shop")) not in page
    chain.post("owner", "share-withdraw", pk=share.pk)
    assert chain.get("shop", "product", pk=chain.product.pk).status_code == 404


def test_the_chain_names_neighbours_and_nobody_else(chain: Cast, reading: Reading) -> None:
    shop, last = chain.organisation("shop"), factories.organisation("integrator")
    sharing.share_product(
        actor=chain.people["reseller"],
        product=chain.product,
        to_organisation=shop,
        scopes=["status"],
        **factories.same_names(chain.product),
    )
    page = reading(chain.get("reseller", "chain"))
    assert str(chain.organisation("owner")) in page and str(shop) in page
    assert str(last) not in page
    assert str(chain.organisation("partner")) not in page


def test_a_line_is_shared_as_a_whole_and_ends_as_a_whole(cast: Cast, reading: Reading) -> None:
    owner, partner = cast.people["owner"], factories.organisation("integrator")
    assert cast.post("owner", "product-line", {"line": "Kiosks"}, pk=cast.product.pk).status_code == 302
    body = {"line": "Kiosks", "to_organisation": partner.slug, "scopes": [], "depth": "0"}
    assert cast.post("owner", "line-share-add", body).status_code == 302
    joined = factories.product(owner, code="K99")
    cast.post("owner", "product-line", {"line": "Kiosks"}, pk=joined.pk)
    receiver = factories.member(partner)
    assert {share.product_id for share in catalogue.received_shares(actor=receiver)} == {cast.product.pk, joined.pk}
    rule = catalogue.rules(actor=owner).get()
    assert "2 products are no longer shared" in reading(cast.get("owner", "line-share-end", pk=rule.pk))
    cast.post("owner", "line-share-end", pk=rule.pk)
    assert not catalogue.received_shares(actor=receiver).exists()


def test_a_public_page_is_issued_shown_and_taken_back(cast: Cast, reading: Reading) -> None:
    assert cast.post("owner", "public-page", {"tells_number": "on"}, pk=cast.version.pk).status_code == 302
    page = reading(cast.get("owner", "public-page", pk=cast.version.pk))
    assert "<svg" in page and "/v/" in page
    code = catalogue.codes(actor=cast.people["owner"], product=cast.product).get()
    assert code.tells_number
    assert cast.post("owner", "public-code-revoke", pk=code.pk).status_code == 302
    assert not catalogue.codes(actor=cast.people["owner"], product=cast.product).exists()


def test_only_the_owner_makes_a_version_public(cast: Cast) -> None:
    assert cast.post("partner", "public-page", {}, pk=cast.version.pk).status_code == 403
    assert cast.post("viewer", "public-page", {}, pk=cast.version.pk).status_code == 403


def test_the_page_of_a_product_leads_on_who_may_pass_it_on_and_nobody_else(chain: Cast) -> None:
    def leads_on(who: str) -> bool:
        address = reverse("share-add", kwargs={"organisation": chain.organisation(who).slug, "pk": chain.product.pk})
        return f'href="{address}"' in chain.get(who, "product", pk=chain.product.pk).content.decode()

    assert leads_on("owner") and leads_on("reseller")
    assert not leads_on("partner"), "it was shared without leave to pass it on"


def test_the_home_says_how_many_shares_wait_until_they_are_answered(chain: Cast, reading: Reading) -> None:
    assert "1 share waits for you" in reading(chain.get("reseller", "organisation-home"))
    share = catalogue.received_shares(actor=chain.people["reseller"]).get()
    sharing.receive_share(actor=chain.people["reseller"], share=share, state="received")
    assert "1 share waits for you" in reading(chain.get("reseller", "organisation-home"))
    sharing.receive_share(actor=chain.people["reseller"], share=share, state="accepted")
    assert "waits for you" not in reading(chain.get("reseller", "organisation-home"))
    assert "waits for you" not in reading(chain.get("reseller", "received")), "it is said at home alone"
