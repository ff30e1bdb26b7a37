"""Every code has words, and a sentence never breaks for lack of what it would like to say."""

import pytest

from apps.catalogue.coverage import Coverage
from apps.claims.codes import Code, Match, Standing, reason, reasons_from
from apps.claims.models import ClaimState
from apps.claims.words import (
    CLAIM_WORDS,
    COVERAGE_WORDS,
    MATCH_WORDS,
    PLAIN,
    SENTENCES,
    STANDING_WORDS,
    both_languages,
    sentence,
)


def test_every_code_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Code)
    assert set(PLAIN) <= set(Code)


@pytest.mark.parametrize("code", list(Code))
def test_a_sentence_can_be_said_without_anything_known(code: Code) -> None:
    text = sentence(code, {})
    assert text
    assert "%(" not in text


def test_a_sentence_says_what_it_is_given_even_with_a_per_cent_sign() -> None:
    said = sentence(Code.NAME_DIFF, {"claimed": "100% AI", "listed": "%(claimed)s"})
    assert said == "The name on the list is %(claimed)s, in the claim 100% AI."


def test_a_sentence_without_its_parameters_is_the_plain_one() -> None:
    assert sentence("R-NOT-FOUND", {"as_of": "2026-04-30"}).endswith("in the list as of 2026-04-30.")
    assert sentence("R-NOT-FOUND") == "No row with this number in the list."
    assert "another version" in sentence("R-VERSION")


def test_tables_are_said_in_words() -> None:
    said = sentence(Code.TRACK, {"claimed": "filing", "listed": "on_device"})
    assert "claimed as filing, listed as on-device service" in said


def test_both_languages_come_with_the_code() -> None:
    assert set(both_languages(Code.NO_LIST)) == {"code", "en", "zh"}


def test_every_value_of_every_axis_has_its_word() -> None:
    assert set(MATCH_WORDS) == {*map(str, Match), "pending"}
    assert set(STANDING_WORDS) == set(map(str, Standing))
    assert set(COVERAGE_WORDS) == set(map(str, Coverage))
    assert set(CLAIM_WORDS) == {*ClaimState.values, "processing"}


def test_reasons_survive_being_stored() -> None:
    reasons = (reason(Code.NUM_EXACT), reason(Code.NEAR, near="Beijing-TianXi-20240226"))
    assert reasons_from([one.as_dict() for one in reasons]) == reasons
