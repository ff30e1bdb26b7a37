"""How printed evidence says things: two languages side by side, times in UTC."""

from datetime import date, datetime

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.evidence.facts import Both, FieldFact, PackFacts, Party, Term, utc
from apps.evidence.words import TABLES

register = template.Library()

NOTHING = "–"
UNITS = ((1024 * 1024, "MB"), (1024, "KB"))


@register.simple_tag(takes_context=True)
def both(context: Context, text: Both) -> SafeString:
    """A text in both languages, the pack's own first; once where it is the same in both."""
    facts: PackFacts = context["facts"]
    english = format_html('<span lang="en">{}</span>', text.en)
    chinese = format_html('<span lang="zh-Hans">{}</span>', text.zh)
    if text.en == text.zh:
        return english
    first, second = (chinese, english) if facts.language == "zh-hans" else (english, chinese)
    return format_html('{} <span class="second">{}</span>', first, second)


@register.simple_tag(takes_context=True)
def label(context: Context, english: str, chinese: str) -> SafeString:
    """A heading of the form in both languages."""
    return both(context, Both(english, chinese))


@register.simple_tag(takes_context=True)
def chip(context: Context, term: Term) -> SafeString:
    """A status: its word in a frame whose kind goes with the code."""
    return format_html('<span class="chip chip-{}">{}</span>', term.code, both(context, term.word))


@register.simple_tag
def party(organisation: Party) -> SafeString:
    """An organisation by its legal name, its English name beside it where it has another, and its country."""
    name = format_html('<b lang="zh-Hans">{}</b>', organisation.legal_name)
    if organisation.english_name and organisation.english_name != organisation.legal_name:
        name = format_html('{}<br><span lang="en">{}</span>', name, organisation.english_name)
    return format_html('{} <span class="small">({})</span>', name, organisation.country)


@register.filter
def in_utc(when: datetime | date | None) -> str:
    """A moment as `2026-05-07 02:15 UTC`, a day as `2026-05-07`."""
    if isinstance(when, datetime):
        return f"{utc(when)[:16].replace('T', ' ')} UTC"
    return when.isoformat() if when else NOTHING


@register.simple_tag(takes_context=True)
def cell(context: Context, field: FieldFact, side: str) -> object:
    """What a field says on one side of a comparison; the list's tables by their words."""
    value = field.claimed if side == "claimed" else field.listed
    return both(context, TABLES[value]) if field.field == "kind" and value in TABLES else or_dash(value)


@register.simple_tag(takes_context=True)
def table(context: Context, code: str) -> SafeString:
    """A table of the list by its word."""
    return both(context, TABLES[code]) if code in TABLES else format_html("{}", code)


@register.filter
def or_dash(text: object) -> object:
    """The text, or a dash where there is none: an empty cell could be a mistake of the printer's."""
    return NOTHING if text in (None, "") else text


@register.filter
def bytes_size(size: int) -> str:
    """A size as people say it, with its bytes: `1.2 MB`, `312 bytes`."""
    for unit, name in UNITS:
        if size >= unit:
            return f"{size / unit:.1f} {name}"
    return f"{size} bytes"
