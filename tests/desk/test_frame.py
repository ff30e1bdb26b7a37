"""Tests of what stands around every page."""

import re
from typing import Any

import pytest
from django.test import Client

from apps.accounts.models import Organisation
from tests import factories
from tests.desk.conftest import Cast


def menu(response: Any) -> list[str]:
    return [str(item.label) for item in response.context["frame"].menu]


def test_the_menu_shows_what_the_members_role_may_enter(cast: Cast) -> None:
    owner, partner = menu(cast.get("owner", "products")), menu(cast.get("partner", "products"))
    papers, governs = ["Certificates", "Contracts", "Evidence packs"], ["API keys", "Members", "Settings"]
    assert owner == ["Home", "Products", "Received", "Shares", *papers, "Auditors", *governs]
    assert partner == ["Home", "Verify", "Orders", "Products", "Received", *papers, "Auditors", *governs]
    assert menu(cast.get("viewer", "products")) == ["Home", "Products", *papers]


def test_an_operator_is_offered_publications_and_no_products(db: None) -> None:
    actor = factories.member(factories.organisation("operator"), "curator")
    cast = Cast({"curator": actor}, *[None] * 3)  # an operator has no rows of the catalogue
    response = cast.get("curator", "organisation-home")
    assert menu(response) == ["Home", "Publications"]


def test_the_menu_marks_the_section_one_is_in(cast: Cast) -> None:
    response = cast.get("owner", "product", pk=cast.product.pk)
    assert [str(item.label) for item in response.context["frame"].menu if item.current] == ["Products"]


def test_who_may_check_numbers_finds_the_field_for_it_in_the_head(cast: Cast) -> None:
    assert "frame-search" in cast.get("partner", "products").content.decode()
    assert "frame-search" not in cast.get("owner", "products").content.decode()


def test_the_switcher_offers_every_organisation_the_person_acts_for(cast: Cast) -> None:
    actor = cast.people["owner"]
    second = factories.organisation("reseller")
    factories.add_member(
        actor=factories.SYSTEM,
        organisation=second,
        email=factories.accounts_queries.members(actor=actor).get(pk=actor.user_id).email,
        name="",
        password="",
        role="admin",
        language="en",
    )
    page = cast.get("owner", "products").content.decode()
    assert f'href="/o/{second.slug}/"' in page


def test_the_list_line_says_that_the_data_came_with_the_program(cast: Cast, listed: None) -> None:
    page = cast.get("owner", "products").content.decode()
    assert "bundled data, not fetched from the official site" in page
    assert '<time datetime="2024-04-02">2024-04-02</time>' in page


def test_a_public_page_asks_the_database_nothing_for_its_frame(db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert Client().get("/help/status/").status_code == 200


def test_the_frame_of_a_signed_in_page_costs_few_queries(cast: Cast, django_assert_max_num_queries: Any) -> None:
    client, address = cast.client("owner"), cast.address("owner", "product-add")
    # Session, person, membership for the actor, memberships for the switcher, unread messages, the list line; and four
    # statements each for the two times the wall is entered and left.
    with django_assert_max_num_queries(14):
        assert client.get(address).status_code == 200


def test_a_public_page_keeps_the_menu_of_whoever_acts_for_one_organisation(cast: Cast) -> None:
    assert "Certificates" in menu(cast.client("owner").get("/lists/"))


@pytest.mark.parametrize("name", ["products", "certificates", "product-add"])
def test_a_pages_title_begins_with_its_heading(cast: Cast, name: str) -> None:
    page = cast.get("owner", name).content.decode()
    title = page.split("<title>")[1].split("</title>")[0]
    heading = page.split("<h1>")[1].split("</h1>")[0]
    assert page.count("<h1>") == 1
    assert title.startswith(f"{heading} - ")
    assert title.endswith(" - Hefu")


def test_the_foot_shows_what_the_deployer_has_to_show(db: None, settings: Any) -> None:
    settings.FOOTER_SLOTS = [{"label": "京ICP备00000000号-1", "url": "https://beian.miit.gov.cn/"}]
    page = Client().get("/help/status/").content.decode()
    assert '<a href="https://beian.miit.gov.cn/"><span lang="zh-Hans">京</span>ICP' in page


def test_an_auditors_home_is_its_rooms_and_it_is_offered_nothing_it_never_has(db: None) -> None:
    auditor, both = factories.organisation("auditor"), factories.organisation("buyer", capacities=["buyer", "auditor"])
    people = {"auditor": factories.member(auditor), "both": factories.member(both)}
    cast = Cast(people, *[None] * 3)  # an auditor has no rows of the catalogue
    response = cast.get("auditor", "rooms")
    assert {"Rooms", "Received"}.isdisjoint(menu(response))
    assert [str(item.label) for item in response.context["frame"].menu if item.current] == ["Home"]
    assert {"Rooms", "Received"} <= set(menu(cast.get("both", "rooms")))


def test_a_page_closed_by_a_suspension_says_so_and_blames_no_role(cast: Cast) -> None:
    Organisation.objects.filter(pk=cast.people["owner"].organisation_id).update(state="suspended")
    response = cast.get("owner", "product-add")
    page = response.content.decode()
    assert response.status_code == 403
    assert "Not while your organisation is suspended" in page
    assert "Your role does not allow this" not in page


def test_a_chinese_page_has_chinese_signs_between_its_words(cast: Cast, listed: None) -> None:
    client = cast.client("partner")
    client.cookies["django_language"] = "zh-hans"
    for name in ("organisation-home", "products", "received", "members"):
        page = client.get(cast.address("partner", name), {"lang": "zh-hans"}).content.decode()
        words = re.sub(r"<[^>]+>", "", page)
        assert re.findall(r"[\u4e00-\u9fff][,:] .{0,9}", words) == []
