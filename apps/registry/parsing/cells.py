"""Single cells: the blanks of line breaks out, dates and sequence numbers read."""

import re
from datetime import date

from apps.registry.folding import INVISIBLE

_BLANKS = re.compile(rf"[\s{INVISIBLE}]+")
_IDEOGRAPHS = "\u2014\u2018-\u201f\u2e80-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
_BLANK_BY_IDEOGRAPHS = re.compile(rf"(?<=[{_IDEOGRAPHS}]) (?=[{_IDEOGRAPHS}])")
_BLANK_BY_IDEOGRAPH = re.compile(rf"(?<=[{_IDEOGRAPHS}]) | (?=[{_IDEOGRAPHS}])")
_LINE_END = re.compile(r"[^\S\n]*\n\s*")
_LINE_END_BY_IDEOGRAPHS = re.compile(rf"(?<=[{_IDEOGRAPHS}])\n\s*(?=[{_IDEOGRAPHS}])")
_LATE_ENTRY = re.compile(r"[(（]\s*补登\s*[)）]")
_MONTH = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})月?", re.ASCII)
_DATE = re.compile(r"(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?", re.ASCII)


def number_cell(text: str) -> str:
    """A number or a province, which hold no blank of their own."""
    return _BLANKS.sub("", text)


def name_cell(text: str) -> str:
    """A model's name: no blank between two Chinese characters, one where a Latin word stands."""
    return _BLANK_BY_IDEOGRAPHS.sub("", _BLANKS.sub(" ", text).strip())


def holder_cell(text: str) -> str:
    """A company's name: no blank beside a Chinese character, one between two Latin words."""
    return _BLANK_BY_IDEOGRAPH.sub("", _BLANKS.sub(" ", text).strip())


def text_cell(text: str) -> str:
    """Running text as it stands, in one line: no blank where a line broke between two Chinese characters."""
    return _LINE_END.sub(" ", _LINE_END_BY_IDEOGRAPHS.sub("", text)).strip()


def unwrapped(text: str) -> str:
    """The text of a cell on paper as one line: a line break is no sign of its own, a blank beside one is."""
    return text.replace("\n", "")


def cancelled_cell(text: str) -> date | None:
    """A day as `date_cell` reads it, or a month alone (`2025年7月`), which stands as its first day."""
    cleaned = _BLANKS.sub("", text)
    month = _MONTH.fullmatch(cleaned)
    return date(int(month[1]), int(month[2]), 1) if month else date_cell(cleaned)


def date_cell(text: str) -> date | None:
    """A day written `2023/8/31`, `2023-08-31`, `2023.8.31` or `2023年8月31日`; None for an empty cell.

    The note （补登）, a late entry, is dropped. Raises ValueError for anything else.
    """
    cleaned = _BLANKS.sub("", _LATE_ENTRY.sub("", text))
    if not cleaned:
        return None
    found = _DATE.fullmatch(cleaned)
    if not found:
        raise ValueError(text)
    return date(int(found[1]), int(found[2]), int(found[3]))


def sequence_cell(text: str) -> int | None:
    """A sequence number, at least 1; None for an empty cell. Raises ValueError for anything else."""
    cleaned = _BLANKS.sub("", text)
    if not cleaned:
        return None
    if not (cleaned.isascii() and cleaned.isdigit() and 0 < int(cleaned) < 10**9):
        raise ValueError(text)
    return int(cleaned)
