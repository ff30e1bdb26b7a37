"""Folding of characters: what folds away, what must not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.registry.folding import fold, plain, without_blanks

PD = [chr(c) for c in range(0x110000) if unicodedata.category(chr(c)) == "Pd"]


@pytest.mark.parametrize("dash", [*PD, "\u2212", "\u2043", "\u00ad", "\u2500"])
def test_every_dash_folds_to_a_hyphen(dash: str) -> None:
    assert fold(f"a{dash}b") == "a-b"


@pytest.mark.parametrize("blank", [" ", "\t", "\r\n", "\u00a0", "\u3000", "\u2009", "\u202f", "\u2028", "\u0085"])
def test_blanks_and_line_breaks_fold_away(blank: str) -> None:
    assert fold(f"a{blank}b") == "ab"


@pytest.mark.parametrize("mark", ["\u200b", "\u200d", "\ufeff", "\u2060", "\u202e", "\ufe0f", "\u2800", "\u3164"])
def test_invisible_characters_fold_away(mark: str) -> None:
    assert fold(f"a{mark}b") == "ab"


@pytest.mark.parametrize("damage", ["\x00", "\x07", "\x7f", "\x80", "\ud800", "\udfff"])
def test_damage_never_folds_away_and_can_be_stored(damage: str) -> None:
    assert fold(f"a{damage}b") == "a\ufffdb"
    fold(f"文{damage}b").encode()


def test_two_hyphens_are_not_one() -> None:
    assert fold("a--b") == "a--b"


def test_letters_of_another_script_that_look_alike_stay_different() -> None:
    assert fold("Веijing") != fold("Beijing")


def test_plain_text_keeps_case_and_blanks() -> None:
    assert plain("Ａ ｂ－\u200bc") == "A b-c"
    assert without_blanks("Ａ ｂ－\u200bc") == "Ab-c"


@given(st.text(st.characters()))
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(max_codepoint=127)))
def test_the_short_way_for_ascii_equals_the_long_way(text: str) -> None:
    # A letter beyond ASCII forces the long way.
    assert fold(text + "文") == fold(text) + "文"
