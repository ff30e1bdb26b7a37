"""Tests of the public lists and of the operator's page."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.registry import queries as registry
from tests import factories
from tests.desk.conftest import LISTED, Cast

HEADER = "table,sequence,province,name,holder,number,listed_on\n"


@pytest.fixture
def operator(db: None) -> Cast:
    return Cast({"curator": factories.member(factories.organisation("operator"), "curator")}, *[None] * 3)


def sent(text: str, name: str = "may.csv") -> dict[str, Any]:
    return {
        "attachments": SimpleUploadedFile(name, text.encode(), "text/csv"),
        "list_slug": "national-genai",
        "table": "auto",
        "period_end": "2024-05-31",
        "published_on": "2024-06-10",
    }


def row(sequence: int, number: str) -> str:
    return f"filing,{sequence},北京市,示例模型,示例科技有限公司,{number},2024-05-20\n"


def test_without_a_list_the_page_says_what_follows(db: None) -> None:
    assert "Until it is, every check says that it cannot check." in Client().get("/lists/").content.decode()


def test_everybody_sees_where_the_list_comes_from_and_that_it_was_not_fetched(db: None) -> None:
    factories.national_list(upto=2)
    page = Client().get("/lists/").content.decode()
    assert "Bundled data, not fetched from the official site" in page
    assert "https://www.cac.gov.cn/" in page
    assert '<svg class="chart"' in page
    assert page.count('<th scope="row"') == 2


def test_an_edition_shows_what_it_changed_page_by_page(db: None, listed: None) -> None:
    first = Client().get("/lists/national-genai/1/")
    page = first.content.decode()
    assert "117 rows, page 1 of 5" in page
    assert 'href="?page=2"' in page
    assert '<span lang="zh-Hans">' in page
    assert first.context["publication"].files.all()[0].sha256[:8] in page


def test_the_changes_are_narrowed_by_kind_by_table_and_by_a_text(db: None, listed: None) -> None:
    def found(**query: str) -> int:
        return Client().get("/lists/national-genai/1/", query).context["page"].paginator.count

    assert found(kind="added") == 117
    assert found(kind="gone") == 0
    assert found(table="registration") == 0
    assert found(text="智谱华章") == 1
    assert found(text=LISTED.replace("-", " － ").lower()) == 1
    assert found(kind="nonsense") == 117


@pytest.mark.parametrize("address", ["/lists/national-genai/99/", "/lists/nothing/1/"])
def test_an_edition_that_is_not_there_is_not_found(db: None, address: str) -> None:
    assert Client().get(address).status_code == 404


def test_a_plausible_publication_becomes_the_next_edition(operator: Cast, listed: None) -> None:
    response = operator.post("curator", "publication-add", sent(HEADER + row(118, "Beijing-ShiLi-202405010118")))
    assert response.status_code == 302
    edition = registry.current_edition()
    assert edition is not None
    assert edition.number == 2
    page = operator.get("curator", "publication-add").content.decode()
    assert "The publication became edition 2." in page


def test_an_implausible_publication_waits_and_says_why(operator: Cast, listed: None) -> None:
    operator.post("curator", "publication-add", sent(HEADER + row(500, "Beijing-ShiLi-202405010118")))
    page = operator.get("curator", "publication-add").content.decode()
    assert "Held back" in page
    assert "Sequence numbers are missing" in page
    edition = registry.current_edition()
    assert edition is not None
    assert edition.number == 1


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("", "may.csv", "empty"),
        ("<!doctype html><html></html>", "may.csv", "web page"),
        ("a,b\n1,2\n", "may.csv", "columns"),
        (HEADER + row(118, "Beijing-ShiLi-202405010118").replace(",118,", ",many,"), "may.csv", "row 2"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_with_row_and_reason(
    operator: Cast, listed: None, text: str, name: str, words: str
) -> None:
    response = operator.post("curator", "publication-add", sent(text, name))
    assert response.status_code == 200
    said = [message for messages in response.context["form"].errors.values() for message in messages]
    assert any(words in message for message in said), said
    assert registry.publications().count() == 1


def test_only_an_operator_takes_publications_in(cast: Cast, listed: None) -> None:
    assert cast.get("owner", "publication-add").status_code == 403
    assert cast.post("owner", "publication-add", sent(HEADER + row(118, "X-Y-20240501"))).status_code == 403
    assert registry.publications().count() == 1


def test_an_operator_arrives_at_the_publications(operator: Cast) -> None:
    assert "Add a publication" in operator.get("curator", "organisation-home").content.decode()
