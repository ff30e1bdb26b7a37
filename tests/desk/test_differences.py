"""Tests of where two texts differ."""

from hypothesis import given
from hypothesis import strategies as st

from apps.desk.checks.differences import Part, parts, positions


def test_a_changed_character_is_found_with_its_position() -> None:
    assert parts("Beijing-A-20240315", "Beijing-A-20240316") == [Part("Beijing-A-2024031", None), Part("5", 18)]


def test_what_the_other_text_lacks_is_found_and_what_it_has_more_is_not_here() -> None:
    assert parts("示例（北京）有限公司", "示例北京有限公司") == [
        Part("示例", None),
        Part("（", 3),
        Part("北京", None),
        Part("）", 6),
        Part("有限公司", None),
    ]
    assert positions("示例北京有限公司", "示例（北京）有限公司") == []


@given(st.text(), st.text())
def test_the_runs_put_together_are_the_text(text: str, other: str) -> None:
    assert "".join(part.text for part in parts(text, other)) == text


@given(st.text(min_size=1))
def test_equal_texts_do_not_differ(text: str) -> None:
    assert positions(text, text) == []
