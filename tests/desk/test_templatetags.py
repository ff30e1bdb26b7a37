"""Tests of what every template may use."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.template import engines
from django.utils import translation

from apps.claims.codes import Code
from apps.desk.templatetags import hefu
from apps.desk.words import AXES


def drawn(text: str, **context: object) -> str:
    return engines["django"].from_string(text).render(context)


def test_chinese_on_an_english_page_is_marked_as_such() -> None:
    assert hefu.tagged("The list names 北京示例（深圳）有限公司.") == (
        'The list names <span lang="zh-Hans">北京示例（深圳）有限公司</span>.'
    )
    assert hefu.tagged("Harbour") == "Harbour"


def test_english_on_a_chinese_page_is_marked_as_such() -> None:
    with translation.override("zh-hans"):
        assert hefu.tagged("Harbour Retail") == '<span lang="en">Harbour Retail</span>'
        assert hefu.tagged("示例 Retail") == "示例 Retail"
        assert hefu.tagged("BlueVAR Demo Ltd.已接受K21-A") == '<span lang="en">BlueVAR Demo Ltd.</span>已接受K21-A'
        assert hefu.tagged("2026-04-30") == "2026-04-30"


def test_what_people_typed_is_never_taken_for_html() -> None:
    for language in ("en", "zh-hans"):
        with translation.override(language):
            assert "<b>" not in hefu.tagged("<b>bold</b> 示例")
            assert "<b>" not in hefu.filing_number("<b>")


def test_a_moment_names_its_offset_and_keeps_the_universal_time() -> None:
    when = datetime(2026, 5, 7, 2, 15, tzinfo=UTC)
    assert hefu.moment(when) == (
        '<time datetime="2026-05-07T02:15:00Z">2026-05-07 10:15 <span class="zone">UTC+08:00</span></time>'
    )
    assert hefu.moment(date(2026, 4, 30)) == '<time datetime="2026-04-30">2026-04-30</time>'
    assert hefu.moment(None) == "–"


@pytest.mark.parametrize(("axis", "code"), [(axis, code) for axis, words in AXES.items() for code in words])
def test_every_status_is_an_icon_a_word_and_a_link_to_what_it_means(axis: str, code: str) -> None:
    chip = hefu.chip(axis, code)
    assert "<svg" in chip
    assert str(AXES[axis][code].label) in chip
    assert f'href="/help/status/#{axis}-{code}"' in chip
    assert "href" not in hefu.chip(axis, code, link=False)


def test_no_label_is_used_on_two_axes() -> None:
    labels = [str(word.label) for words in AXES.values() for word in words.values()]
    assert sorted({label for label in labels if labels.count(label) > 1}) == []


def test_a_reason_is_a_sentence_with_its_code() -> None:
    stored = {"code": "R-NOT-FOUND", "params": {"as_of": "2026-04-30"}}
    said = drawn("{% reason one %}", one=stored)
    assert "No row with this number in the list as of 2026-04-30." in said
    assert 'href="/help/status/#R-NOT-FOUND"' in said


@pytest.mark.parametrize("code", list(Code))
def test_every_code_can_be_said_without_knowing_anything_more(code: Code) -> None:
    assert str(code) in drawn("{% reason one %}", one={"code": str(code), "params": {}})


def test_an_icon_that_is_not_there_fails() -> None:
    with pytest.raises(FileNotFoundError):
        hefu.icon("no-such-icon")


def test_a_digest_is_given_in_full() -> None:
    assert "".join(hefu.digest("ab" * 32).split(">")[1].split("<")[0].split()) == "ab" * 32


class Line(forms.Form):
    number = forms.CharField(help_text="As printed.")


def test_a_control_names_its_hint_and_its_error() -> None:
    field = Line({"number": ""})["number"]
    control = hefu.control(field)
    assert 'aria-describedby="id_number_helptext id_number_error"' in control
    assert 'aria-invalid="true"' in control
    around = drawn('{% include "components/_field.html" with field=field quiet=False %}', field=field)
    assert 'id="id_number_helptext"' in around
    assert 'id="id_number_error"' in around
