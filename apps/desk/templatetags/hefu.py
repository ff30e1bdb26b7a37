"""What every template may use: icons, chips, reasons, names, moments and numbers."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from django import forms, template
from django.conf import settings
from django.forms.boundfield import BoundField
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from apps.claims.words import sentence
from apps.desk import words
from apps.desk.words import list_name, origin, status
from apps.kernel.actor import Actor
from apps.kernel.permissions import Permission
from apps.notify.words import WHY_NOT
from apps.registry.lists import LISTS
from apps.registry.words import TABLE_LABELS
from apps.registry.words import sentence as list_sentence

register = template.Library()

for sign in (words.colon, words.comma, words.between):
    register.simple_tag(sign)

IDEOGRAPHS = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
WIDE_SIGNS = "\u3000-\u303f\uff00-\uffef"
CHINESE = re.compile(f"[{IDEOGRAPHS}]")
RUN_OF_CHINESE = re.compile(f"([{WIDE_SIGNS}]*[{IDEOGRAPHS}][{IDEOGRAPHS}{WIDE_SIGNS}]*)")
# A text without Chinese, or in a Chinese one a name of several words; a single word belongs to its sentence.
RUN_OF_LATIN = re.compile(
    f"(^[^{IDEOGRAPHS}]*[A-Za-z]{{2,}}[^{IDEOGRAPHS}]*$"
    r"|(?<![A-Za-z0-9@-])[A-Za-z]{2,}(?:[ .,&'’()/-]+[A-Za-z0-9]+)+\.?)"
)
# Widgets that are not a line of text get another class of the style sheet.
CLASS_OF_INPUT = {"select": "form-select", "checkbox": "form-check-input", "radio": "", "file": "visually-hidden"}


@lru_cache(maxsize=128)
def drawing(name: str) -> SafeString:
    """The inside of an icon of bootstrap-icons; raises FileNotFoundError for a name it has not."""
    text = (settings.NODE_MODULES / "bootstrap-icons" / "icons" / f"{name}.svg").read_text()
    return SafeString(text[text.index(">") + 1 : text.rindex("</svg>")].strip())


@register.simple_tag
def icon(name: str) -> SafeString:
    """A drawing beside a word that says the same; who listens to the page does not meet it."""
    return format_html(
        '<svg class="icon" viewBox="0 0 16 16" width="16" height="16" fill="currentColor" '
        'aria-hidden="true" focusable="false">{}</svg>',
        drawing(name),
    )


@register.simple_tag
def chip(axis: str, code: object, link: bool = True) -> SafeString:
    """A status: icon, word and border, linked to the word's definition unless `link` is off."""
    said = status(axis, str(code))
    inside = format_html('{}<span class="chip-word">{}</span>', icon(said.icon), said.label)
    if not link:
        return format_html('<span class="chip chip-{}">{}</span>', said.token, inside)
    address = f"{reverse('help-status')}#{axis}-{said.code}"
    return format_html('<a class="chip chip-{}" href="{}">{}</a>', said.token, address, inside)


@register.simple_tag
def status_word(axis: str, code: object) -> str:
    """The word of a status alone, for sentences and for names read aloud."""
    return str(status(axis, str(code)).label)


@register.simple_tag
def token(axis: str, code: object) -> str:
    """The colour of a status, for the edge of the block that says why."""
    return str(status(axis, str(code)).token)


@register.simple_tag
def reason(given: Any) -> SafeString:
    """A reason as a sentence with its code; given as an object or a stored row with `code` and `params`."""
    code, params = (given["code"], given["params"]) if isinstance(given, Mapping) else (given.code, given.params)
    return format_html(
        '<span class="reason">{} <a class="reason-code" href="{}#{}">{}</a></span>',
        tagged(sentence(str(code), params)),
        reverse("help-status"),
        code,
        code,
    )


@register.simple_tag
def doubt(given: Mapping[str, Any]) -> SafeString:
    """Why a publication is held back, as a sentence with its code."""
    said = tagged(list_sentence(given["code"], given["params"]))
    return format_html('<span class="reason">{} <span class="reason-code">{}</span></span>', said, given["code"])


@register.simple_tag
def why_not(code: str) -> str:
    """Why a letter was not sent, in words."""
    return str(WHY_NOT[code])


@register.simple_tag
def origin_word(said: str) -> SafeString | str:
    """Where a publication came from, or who took it into the list."""
    return tagged(origin(said))


@register.simple_tag
def list_word(slug: str) -> str:
    """A list by its name."""
    return list_name(LISTS[slug])


@register.simple_tag
def table_word(table: str) -> str:
    """A table of the list in words."""
    return str(TABLE_LABELS.get(table, table))


@register.filter
def tagged(text: object) -> SafeString:
    """The text with what is Chinese on an English page, or English on a Chinese one, marked as such."""
    chinese = translation.get_language() == "zh-hans"
    run, language = (RUN_OF_LATIN, "en") if chinese else (RUN_OF_CHINESE, "zh-Hans")
    mark = f'<span lang="{language}">{{}}</span>'
    return format_html_join(
        "", "{}", ((format_html(mark, p) if i % 2 else p,) for i, p in enumerate(run.split(str(text))))
    )


@register.filter
def named(organisation: Any) -> SafeString:
    """An organisation by the name the page's reader reads: its English name, or its name as on the licence."""
    if translation.get_language() == "zh-hans":
        return tagged(organisation.legal_name)
    return tagged(organisation.english_name or organisation.legal_name)


@register.filter
def product_named(product: Any) -> SafeString:
    """A product by its name in the page's language, where it has one."""
    if translation.get_language() == "zh-hans" and product.name_zh:
        return tagged(product.name_zh)
    return tagged(product.name)


@register.filter
def build(version: Any) -> str:
    """A version by what it is told apart by: hardware, firmware, AI software."""
    return _("HW %(hardware)s / FW %(firmware)s / AI %(ai)s") % {
        "hardware": version.hardware,
        "firmware": version.firmware,
        "ai": version.ai_software,
    }


@register.filter
def moment(when: datetime | date | None) -> SafeString:
    """A moment as `2026-05-07 10:15 UTC+08:00`, a day as `2026-05-07`, nothing as a dash."""
    if when is None:
        return SafeString("–")
    if not isinstance(when, datetime):
        return format_html('<time datetime="{}">{}</time>', when.isoformat(), when.isoformat())
    local = timezone.localtime(when)
    offset = local.strftime("%z")
    return format_html(
        '<time datetime="{}">{} <span class="zone">UTC{}:{}</span></time>',
        when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        local.strftime("%Y-%m-%d %H:%M"),
        offset[:3],
        offset[3:],
    )


@register.filter
def filing_number(number: object, button: str = "") -> SafeString:
    """A number as it is written, in figures of one width; it may break anywhere. `"copy"` asks for a copy button."""
    opening = '<span class="number" translate="no" data-copy>' if button else '<span class="number" translate="no">'
    return format_html("{}{}</span>", SafeString(opening), tagged(number))


@register.filter
def digest(sha256: str) -> SafeString:
    """A SHA-256 in full, in groups that can be read aloud."""
    groups = " ".join(sha256[i : i + 8] for i in range(0, len(sha256), 8))
    return format_html('<code class="digest" translate="no">{}</code>', groups)


@register.filter
def may(actor: Actor | None, permission: str) -> bool:
    """Whether the reader holds a verb: a button is shown only to who may press it."""
    return actor is not None and actor.may(Permission(permission))


@register.filter
def control(field: BoundField) -> SafeString:
    """A form field's control in the style sheet's classes; its hint and error are named to assistive technology."""
    kind = "select" if isinstance(field.field.widget, forms.Select) else getattr(field.field.widget, "input_type", "")
    styles = [CLASS_OF_INPUT.get(kind, "form-control")] + (["is-invalid"] if field.errors else [])
    return SafeString(field.as_widget(attrs={"class": " ".join(filter(None, styles))}))


@register.simple_tag(takes_context=True)
def address_with(context: template.Context, **changes: object) -> str:
    """This page's address with changed arguments of its query; an empty one is taken out."""
    query = context["request"].GET.copy()
    for key, value in changes.items():
        query.pop(key, None)
        if value not in (None, ""):
            query[key] = str(value)
    return f"?{query.urlencode()}"
