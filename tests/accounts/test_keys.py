"""What a key looks like."""

import pytest

from apps.accounts.keys import MARK, check_of, digest_of, is_a_key, new_key, shown_part


def test_a_new_key_is_a_key_and_no_two_are_alike() -> None:
    keys = [new_key() for _ in range(50)]
    assert all(is_a_key(key) for key in keys)
    assert len(set(keys)) == 50


def test_the_check_characters_are_those_of_a_key_made_elsewhere() -> None:
    text = MARK + "A" * 43
    assert is_a_key(text + check_of(text))
    # The check value of CRC-32 is 0xCBF43926, which is 3421780262 and in base 62 this.
    assert check_of("123456789") == "3jZRME"


@pytest.mark.parametrize("place", [0, 9, 10, 30, 52, 53, 58])
def test_one_mistyped_character_is_told_at_any_place(place: int) -> None:
    key = new_key()
    other = "x" if key[place] != "x" else "y"
    assert not is_a_key(key[:place] + other + key[place + 1 :])


@pytest.mark.parametrize("wrong", ["", MARK, "hefu_live_nobody", "x" * 59, "é" * 59])
def test_what_is_no_key_is_told(wrong: str) -> None:
    assert not is_a_key(wrong)


def test_a_key_cut_off_or_with_something_behind_it_is_told() -> None:
    key = new_key()
    assert not is_a_key(key[:-1])
    assert not is_a_key(key + "\n")


def test_what_is_shown_of_a_key_does_not_give_it_away() -> None:
    key = new_key()
    assert shown_part(key) == key[:16]
    assert digest_of(key) not in key
