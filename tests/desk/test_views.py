"""Tests of the base of every signed-in page."""

from typing import Any

import pytest
from django import forms

from apps.desk.views import OrganisationView
from apps.kernel.problems import Problem, Refused
from tests.desk.conftest import Cast

OWN_PAGES = ["organisation-home", "products", "product-add", "certificates", "certificate-add"]


@pytest.mark.parametrize("name", OWN_PAGES)
def test_who_is_not_signed_in_is_asked_to_and_comes_back(cast: Cast, name: str) -> None:
    address = cast.address("owner", name)
    response = cast.client("nobody").get(address)
    assert response.status_code == 302
    assert response.url == f"/accounts/login/?next={address}"


@pytest.mark.parametrize("name", OWN_PAGES)
def test_the_pages_of_an_organisation_one_is_no_member_of_are_not_there(cast: Cast, name: str) -> None:
    assert cast.client("stranger").get(cast.address("owner", name)).status_code == 404


def test_a_member_without_the_verb_is_told_so_and_keeps_the_menu(cast: Cast) -> None:
    response = cast.get("viewer", "product-add")
    assert response.status_code == 403
    assert "Your role does not allow this" in response.content.decode()
    assert cast.address("viewer", "products") in response.content.decode()


def test_a_row_that_is_not_visible_is_not_there(cast: Cast) -> None:
    assert cast.get("stranger", "product", pk=cast.product.pk).status_code == 404
    assert cast.get("stranger", "version", pk=cast.version.pk).status_code == 404


def test_a_partner_who_sees_a_product_cannot_write_to_it(cast: Cast) -> None:
    assert cast.get("partner", "product", pk=cast.product.pk).status_code == 200
    assert cast.get("partner", "version-add", pk=cast.product.pk).status_code == 403
    assert cast.get("partner", "share-add", pk=cast.product.pk).status_code == 403


def test_a_page_that_is_not_there_is_said_in_the_readers_language(cast: Cast) -> None:
    response = cast.client("nobody").get("/nowhere/", {"lang": "zh"})
    assert response.status_code == 404
    assert '<html lang="zh-Hans">' in response.content.decode()


def test_getting_a_page_writes_nothing(cast: Cast, django_assert_max_num_queries: Any) -> None:
    client, address = cast.client("owner"), cast.address("owner", "product", pk=cast.product.pk)
    with django_assert_max_num_queries(40) as found:
        client.get(address)
    assert [q["sql"] for q in found.captured_queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []


class Line(forms.Form):
    number = forms.CharField(required=False)


def test_what_a_service_refused_stands_at_its_field_and_names_the_row() -> None:
    form = Line({"number": "x"})
    assert form.is_valid()
    problems = [Problem("A", "Not a number.", "number", 3), Problem("B", "The file is empty.", "file")]
    OrganisationView().refused(form, Refused(*problems))
    assert form.errors["number"] == ["Row 3: Not a number."]
    assert form.non_field_errors() == ["The file is empty."]


def test_a_row_that_the_message_names_itself_is_not_said_twice() -> None:
    form = Line({"number": "x"})
    assert form.is_valid()
    OrganisationView().refused(form, Refused(Problem("A", "Row 3 has no number.", "number", 3)))
    assert form.errors["number"] == ["Row 3 has no number."]
