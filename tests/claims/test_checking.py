"""One number by itself: found however it is spoilt, and never found where it is not itself listed."""

import random
from datetime import date

import pytest

from apps.claims.checking import NumberBook, near_among
from apps.claims.codes import HOLDS, Match
from apps.registry.numbers import NumberKind, number_key
from tests.claims.rows import LOOK, WAYS_TO_SPOIL, book
from tests.registry.bundled_rows import NUMBERS

BOOK = book()
ALPHABET = "abcXYZ0189-S　 ·'.网号"


def codes(text: str, **said: str) -> list[str]:
    return [str(reason.code) for reason in BOOK.check(text, **said).reasons]


def altered(number: str, chance: random.Random) -> str:
    """A number with one character inserted, deleted or replaced."""
    place = chance.randrange(len(number))
    kind = chance.choice(["insert", "delete", "replace"])
    new = "" if kind == "delete" else chance.choice(ALPHABET)
    return number[:place] + new + number[place + (kind != "insert") :]


@pytest.mark.parametrize("spoil", WAYS_TO_SPOIL, ids=lambda way: way.__name__)
def test_each_listed_number_is_found_however_it_is_spoilt(spoil: object) -> None:
    assert callable(spoil)
    for number in NUMBERS:
        check = BOOK.check(spoil(number))
        assert check.match in HOLDS, number
        assert check.listed is not None
        assert check.listed.number == number
        assert check.input == spoil(number)


def test_a_changed_character_is_a_match_only_where_the_changed_number_is_listed_itself() -> None:
    chance = random.Random(20260430)
    keys = {number_key(number) for number in NUMBERS}
    matches = 0
    for _ in range(10_000):
        text = altered(chance.choice(NUMBERS), chance)
        found = BOOK.check(text).match in HOLDS
        assert found == (number_key(text) in keys), text
        matches += found
    # Blanks and a few changes of width fold away; far more alterations are another number.
    assert matches < 2_000


def test_a_number_alone_is_a_match_that_says_that_no_company_was_named() -> None:
    assert codes("Beijing-WenXinYiYan-20230821") == ["R-NUM-EXACT", "R-ENT-NOT-GIVEN"]


def test_holder_and_name_are_compared_where_they_are_given() -> None:
    check = BOOK.check("Beijing-WenXinYiYan-20230821", holder="北京智谱华章科技有限公司", name="文心一言")
    assert check.match == Match.MISMATCH


@pytest.mark.parametrize(
    "text",
    [
        "备案号：Beijing-WenXinYiYan-20230821",
        "Beijing-WenXinYiYan-20230821, Beijing-ChatGLM-20230821",
        "Beijing-WenXinYiYan-20230821 (see page 2)",
    ],
)
def test_a_number_inside_a_text_is_offered_and_is_no_match(text: str) -> None:
    check = BOOK.check(text)
    assert check.match in {Match.NOT_CHECKABLE, Match.NOT_LISTED}
    assert "Beijing-WenXinYiYan-20230821" in check.found_in_text
    assert check.listed is None


def test_a_number_is_not_offered_as_found_in_itself() -> None:
    assert BOOK.check("Beijing-ShiLi-202401300001").found_in_text == ()


def test_an_unlisted_number_one_character_off_names_the_near_one_and_stays_unlisted() -> None:
    check = BOOK.check("Beijing-WenXinYiYan-20230822")
    assert check.match == Match.NOT_LISTED
    assert [str(reason.code) for reason in check.reasons] == ["R-NOT-FOUND", "R-NEAR"]
    assert check.near == ("Beijing-WenXinYiYan-20230821",)
    assert check.reasons[0].params == {"as_of": "2026-04-30"}


def test_an_unlisted_number_with_a_late_date_may_be_newer_than_the_list() -> None:
    assert codes("Beijing-ShiLi-202602010001") == ["R-NEWER-THAN-LIST"]
    assert codes("Beijing-ShiLi-202601300001") == ["R-NOT-FOUND"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("网信算备110108823483901230031号", NumberKind.ALGORITHM),
        ("沪ICP备2023012345号-1", NumberKind.ICP),
        ("91110000802100433B", NumberKind.CREDIT_CODE),
        ("hello", NumberKind.UNKNOWN),
        ("", NumberKind.UNKNOWN),
    ],
)
def test_other_numbers_are_told_apart_and_never_a_match(text: str, kind: NumberKind) -> None:
    check = BOOK.check(text)
    assert (check.match, check.kind, check.near) == (Match.NOT_CHECKABLE, kind, ())


def test_without_a_list_nothing_can_be_said() -> None:
    check = NumberBook(edition=None, look=LOOK, rows={}, asked_as_of=date(2020, 1, 1)).check(NUMBERS[0])
    assert (check.match, check.list_loaded, check.edition) == (Match.NOT_CHECKABLE, False, None)
    assert [str(reason.code) for reason in check.reasons] == ["R-NO-LIST"]


def test_near_numbers_are_one_character_away_and_not_the_number_itself() -> None:
    assert near_among(number_key("Beijing-TianXi-20240226"), BOOK.rows) == ("Beijing-TianDi-20240226",)
    assert near_among(number_key("Beijing-WenXinYiYan-20230821"), BOOK.rows) == ()
    assert near_among("", BOOK.rows) == ()
