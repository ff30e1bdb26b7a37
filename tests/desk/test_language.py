"""Tests of which language a page is in."""

import pytest
from django.test import Client, RequestFactory

from apps.accounts.models import User
from apps.desk.language import in_language, known, language_of
from tests import factories
from tests.desk.conftest import Cast

ENGLISH, CHINESE = '<html lang="en">', '<html lang="zh-Hans">'


def test_a_visitor_reads_in_the_language_of_the_browser(db: None) -> None:
    assert CHINESE in Client(headers={"accept-language": "zh-CN,zh;q=0.9"}).get("/help/status/").content.decode()
    assert ENGLISH in Client(headers={"accept-language": "fr"}).get("/help/status/").content.decode()


def test_a_visitors_choice_is_kept_in_a_cookie(db: None) -> None:
    client = Client()
    client.post("/language/", {"language": "zh-hans", "next": "/help/status/"})
    assert CHINESE in client.get("/help/status/").content.decode()


def test_a_persons_choice_is_kept_with_the_person(cast: Cast) -> None:
    cast.client("owner").post("/language/", {"language": "zh-hans", "next": "/"})
    user = User.objects.get(pk=cast.people["owner"].user_id)
    assert user.language == "zh-hans"
    another_device = Client()
    another_device.force_login(user)
    assert CHINESE in another_device.get(cast.address("owner", "products")).content.decode()


@pytest.mark.parametrize("role", ["viewer", "procurement", "support", "curator"])
def test_every_role_may_choose_its_language(db: None, role: str) -> None:
    actor = factories.member(factories.organisation("buyer"), role)
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    assert client.post("/language/", {"language": "zh-hans", "next": "/lists/"}).status_code == 302
    assert User.objects.get(pk=actor.user_id).language == "zh-hans"


def test_the_language_of_a_link_holds_for_that_page_alone(cast: Cast) -> None:
    page = cast.get("owner", "products", {"lang": "zh"})
    assert CHINESE in page.content.decode()
    assert ENGLISH in cast.get("owner", "products").content.decode()


def test_switching_keeps_the_page_and_its_query(db: None) -> None:
    response = Client().post("/language/", {"language": "zh-hans", "next": "/lists/?page=2&lang=en"})
    assert response.url == "/lists/?page=2"


@pytest.mark.parametrize("address", ["https://elsewhere.test/", "//elsewhere.test/", "javascript:alert(1)", ""])
def test_switching_leads_nowhere_else(db: None, address: str) -> None:
    assert Client().post("/language/", {"language": "zh-hans", "next": address}).url == "/"


def test_a_language_the_portal_does_not_have_changes_nothing(db: None) -> None:
    response = Client().post("/language/", {"language": "fr", "next": "/lists/"})
    assert response.url == "/lists/"
    assert "django_language" not in response.cookies


def test_a_language_is_chosen_by_a_form_and_not_by_a_link(db: None) -> None:
    assert Client().get("/language/").status_code == 405


def test_the_answer_says_its_language_and_what_it_varies_by(db: None) -> None:
    response = Client().get("/help/status/", {"lang": "zh"})
    assert response.headers["Content-Language"] == "zh-Hans"
    assert {"Cookie", "Accept-Language"} <= set(response.headers["Vary"].split(", "))


def test_a_page_names_itself_in_the_other_language(db: None) -> None:
    page = Client().get("/help/status/", {"x": "1"}).content.decode()
    assert (
        '<link rel="alternate" hreflang="zh-Hans" href="http://testserver/help/status/?x=1&amp;lang=zh-hans">' in page
    )


def test_the_api_follows_the_header_and_asks_for_no_person() -> None:
    request = RequestFactory().get("/api/v1/products/", headers={"accept-language": "zh-CN"})
    assert language_of(request) == "zh-hans"


@pytest.mark.parametrize(
    ("text", "code"), [("zh", "zh-hans"), ("zh-CN", "zh-hans"), ("EN", "en"), ("fr", ""), ("", "")]
)
def test_what_people_write_for_a_language_is_understood(text: str, code: str) -> None:
    assert known(text) == code


def test_an_address_in_a_language_keeps_the_rest_of_its_query() -> None:
    assert in_language("/lists/?a=1&lang=en&b=", "zh-hans") == "/lists/?a=1&b=&lang=zh-hans"
    assert in_language("/lists/?lang=en", "") == "/lists/"
