"""Verify before ordering: one number at once."""

from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from apps.kernel.models import AuditEvent
from apps.purchasing.models import Check
from tests import factories
from tests.desk.conftest import LISTED, LISTED_HOLDER, Cast

pytestmark = pytest.mark.django_db
Reading = Callable[[Any], str]
UNLISTED = "Guangdong-ShiLiBiaoPai-20230701"


def answer(page: str) -> str:
    """The part of the page that answers, "" where nothing was asked."""
    return page.partition('id="answer-title"')[2].partition("</section>")[0]


def test_the_page_asks_for_a_number_and_answers_nothing_yet(cast: Cast, reading: Reading) -> None:
    page = reading(cast.get("partner", "verify"))
    assert answer(page) == ""
    assert "K21-A · HW B2 / FW 3.4.1 / AI 1.8.0" in page
    assert "S55" not in page


def test_the_number_of_a_covered_version_is_released_and_nothing_is_written(
    cast: Cast, listed: None, reading: Reading
) -> None:
    factories.submitted_claim(cast.people["owner"], [cast.version], LISTED, LISTED_HOLDER)
    events = AuditEvent.objects.count()
    asked = {"number": f" {LISTED.upper()} ", "version": cast.version.pk}
    said = answer(reading(cast.get("partner", "verify", asked)))
    for words in ("Release", "Match", "Covered", "R-NUM-NORM", LISTED, "edition 1 ", "policy 0", "last look"):
        assert words in said, words
    assert AuditEvent.objects.count() == events
    assert not Check.objects.everything(reason="a test looks at everything").exists()


def test_a_number_alone_is_on_hold_and_the_row_is_shown(cast: Cast, listed: None, reading: Reading) -> None:
    said = answer(reading(cast.get("partner", "verify", {"number": LISTED})))
    assert "Hold" in said
    assert LISTED_HOLDER in said
    assert "R-VERSION-NOT-GIVEN" in said


def test_another_companys_number_is_not_ordered(cast: Cast, listed: None, reading: Reading) -> None:
    said = answer(reading(cast.get("partner", "verify", {"number": LISTED, "holder": "示例科技有限公司"})))
    assert "Do not order" in said
    assert "R-ENT-OTHER" in said


def test_an_unlisted_number_comes_with_reasons_it_may_be_missing_and_what_to_do(
    cast: Cast, listed: None, reading: Reading
) -> None:
    said = answer(reading(cast.get("partner", "verify", {"number": UNLISTED})))
    for words in ("Do not order", "Not on list", "Why a genuine number can be missing", "What to do next"):
        assert words in said, words


def test_a_sentence_offers_the_number_that_stands_in_it(cast: Cast, listed: None, reading: Reading) -> None:
    asked = {"number": f"Our number is {LISTED}, see the certificate.", "version": cast.version.pk}
    said = unescape(answer(reading(cast.get("partner", "verify", asked))))
    assert "The text itself is not a listed number" in said
    assert f"?number={LISTED}&version={cast.version.pk}" in said
    assert "Release" not in said


@pytest.mark.parametrize("number", ["京ICP备12345678号-1", "see the certificate"])
def test_what_can_not_be_checked_gets_one_answer_beside_a_covered_version(
    cast: Cast, listed: None, reading: Reading, number: str
) -> None:
    factories.submitted_claim(cast.people["owner"], [cast.version], LISTED, LISTED_HOLDER)
    said = unescape(answer(reading(cast.get("partner", "verify", {"number": number, "version": cast.version.pk}))))
    for words in ("Hold", "Cannot check", "R-LINE-NUMBER", "Details of the supplier's claim"):
        assert words in said, words
    for words in ("Release", "R-NUM-EXACT", ">Match<"):
        assert words not in said, words


def test_a_listed_number_one_character_away_is_a_suggestion(cast: Cast, listed: None, reading: Reading) -> None:
    said = answer(reading(cast.get("partner", "verify", {"number": LISTED.replace("2023", "2022")})))
    assert "Do not order" in said
    assert f"number={LISTED}" in said


@pytest.mark.parametrize(
    ("asked", "message", "field"),
    [
        ({"number": " "}, "Paste a number to check.", "id_number"),
        ({"number": "x" * 2001}, "at most 2000 characters", "id_number"),
        ({"number": LISTED, "version": "999999"}, "this one is not shared with you", "id_version"),
        ({"number": LISTED, "version": "x"}, "this one is not shared with you", "id_version"),
    ],
)
def test_a_question_that_can_not_be_answered_says_why_and_stays(
    cast: Cast, listed: None, reading: Reading, asked: dict[str, str], message: str, field: str
) -> None:
    page = reading(cast.get("partner", "verify", asked))
    assert message in page
    assert f'href="#{field}"' in page
    assert answer(page) == ""
    assert "<title>Error:" in page


def test_a_supplier_that_is_not_the_versions_own_is_asked_about(cast: Cast, listed: None, reading: Reading) -> None:
    asked = {"number": LISTED, "version": cast.version.pk, "holder": "示例科技有限公司"}
    page = reading(cast.get("partner", "verify", asked))
    assert "The chosen version is of" in page
    assert 'href="#id_holder"' in page


def test_a_version_shared_with_somebody_else_can_not_be_asked_about(cast: Cast, listed: None, reading: Reading) -> None:
    page = reading(cast.get("stranger", "verify", {"number": LISTED, "version": cast.version.pk}))
    assert "not shared with you" in page
    assert "K21-A" not in page


def test_only_who_orders_may_ask(cast: Cast) -> None:
    cast.people["looker"] = factories.member(cast.organisation("partner"), "viewer")
    assert cast.get("looker", "verify").status_code == 403
    assert cast.get("owner", "verify").status_code == 403
    assert cast.client("stranger").get(cast.address("partner", "verify")).status_code == 404
    assert cast.client("nobody").get(cast.address("partner", "verify")).status_code == 302
