"""What messages say, in both languages."""

import pytest
from django.utils import translation

from apps.notify.kinds import KINDS, Kind, in_both
from apps.notify.models import DeliveryState
from apps.notify.words import DELIVERY_WORDS, LONGEST, SAID, letter_text, one_line, said, why_address, why_member


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_says_its_params_in_both_languages(kind: Kind, language: str) -> None:
    params = {name: f"⟨{name}⟩" for name in KINDS[kind].params}
    with translation.override(language):
        words = said(kind, params)
    named = KINDS[kind].params - {"invitation"}
    assert [name for name in named if f"⟨{name}⟩" not in words.subject + words.text] == []


def test_every_kind_has_words() -> None:
    assert set(SAID) == set(Kind)
    assert set(DELIVERY_WORDS) == set(DeliveryState.values)


def test_a_name_is_said_in_the_readers_language() -> None:
    params = {"organisation": in_both("Nordwind Trading", "北风贸易"), "product": in_both("Kiosk", "自助终端")}
    with translation.override("zh-hans"):
        subject = said(Kind.SHARE_OPENED, params).subject
    assert subject == "北风贸易向贵方共享自助终端"
    with translation.override("en"):
        assert said(Kind.SHARE_OPENED, params).subject == "Nordwind Trading shares Kiosk with you"


def test_a_name_brings_no_second_line_and_no_sign_that_steers() -> None:
    params = {"organisation": "Evil\r\nBcc: all@example.test\x00", "product": "K\u202e21\u2028x"}
    with translation.override("en"):
        words = said(Kind.SHARE_OPENED, params)
    assert words.subject == "Evil Bcc: all@example.test shares K 21 x with you"
    assert "\n" not in words.text


def test_a_name_holds_no_placeholder_of_its_own() -> None:
    with translation.override("en"):
        words = said(Kind.SHARE_OPENED, {"organisation": "%(product)s", "product": "100 %s"})
    assert words.subject == "%(product)s shares 100 %s with you"


def test_a_text_of_somebody_else_is_cut() -> None:
    assert len(one_line("long " * LONGEST)) == LONGEST


def test_a_letter_says_what_where_and_why() -> None:
    with translation.override("en"):
        words = said(Kind.SHARE_WITHDRAWN, {"organisation": "Nordwind", "product": "Kiosk"})
        text = letter_text(words, address="https://hefu.test/o/x/", why=why_member("House"))
        assert why_address("House").startswith("You get this because House gave this address")
    what, where, why = text.split("\n\n")
    assert (what, where) == (words.text, "https://hefu.test/o/x/")
    assert why == "-- \nYou get this as a member of House on Hefu.\n"
