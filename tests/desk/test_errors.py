"""Tests of the pages for what went wrong before a view could answer."""

from django.test import RequestFactory

from apps.desk import errors


def test_what_failed_is_said_in_both_languages() -> None:
    request = RequestFactory().get("/")
    for page in (errors.bad_request(request, ValueError()), errors.server_error(request)):
        text = page.content.decode()
        assert page.status_code in (400, 500)
        assert 'lang="en"' in text
        assert 'lang="zh-Hans"' in text


def test_the_page_for_a_failure_asks_nothing_of_what_may_have_failed() -> None:
    assert errors.server_error(RequestFactory().get("/")).status_code == 500
