"""The words of packs."""

from apps.evidence.words import FAILURES, TITLES, failure_sentence


def test_every_failure_says_what_to_do() -> None:
    for code in FAILURES:
        sentence = failure_sentence(f"{code}:detail")
        assert "%(" not in sentence
        assert any(verb in sentence for verb in ("Ask", "ask for", "look into"))


def test_a_failure_names_the_characters() -> None:
    assert "👍" in failure_sentence("characters:👍")


def test_every_title_is_in_both_languages() -> None:
    assert all(title.en.isascii() and not title.zh.isascii() for title in TITLES.values())
