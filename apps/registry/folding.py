"""Folding of characters: what may differ between two writings of the same thing without being another thing."""

import re
import unicodedata

# Every character Unicode calls a dash (category Pd) and those that are one in print: the soft hyphen (which PDF fonts
# often give for a plain one), the hyphen bullet, the minus sign, box-drawing lines.
DASHES = (
    "\\-\u058a\u05be\u1400\u1806\u2010-\u2015\u2e17\u2e1a\u2e3a\u2e3b\u2e40\u2e5d\u301c\u3030\u30a0"
    "\ufe31\ufe32\ufe58\ufe63\uff0d\U00010ead\u00ad\u2043\u2212\u2500\u2501"
)
# Unicode's Default_Ignorable_Code_Point (zero width, joiners, marks of direction, fillers, variation selectors, tags)
# without the soft hyphen, and the empty Braille cell.
INVISIBLE = (
    "\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
# A control character or half a surrogate pair is damage, not a blank: it must not fold away, and no database takes it.
DAMAGED = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff"
REPLACEMENT = "\ufffd"

_dash = re.compile(f"[{DASHES}]")
_invisible = re.compile(f"[{INVISIBLE}]+")
_damaged = re.compile(f"[{DAMAGED}]")
_blank = re.compile(r"\s+")
# Most texts hold none of these: one look spares four substitutions.
_changing = re.compile(rf"[{DASHES}{INVISIBLE}{DAMAGED}\s]")
_ascii: dict[int, str | None] = {c: REPLACEMENT for c in (*range(0x00, 0x09), *range(0x0E, 0x1C), 0x7F)}
_ascii |= {ord(c): None for c in " \t\n\v\f\r\x1c\x1d\x1e\x1f"}


def plain(text: str) -> str:
    """The text with one code point for each visible character: NFKC, no invisible ones, every dash a `-`.

    Blanks and case stay.
    """
    if _changing.search(text):
        text = _invisible.sub("", _damaged.sub(REPLACEMENT, text))
    text = unicodedata.normalize("NFKC", text)
    return _dash.sub("-", text)


def without_blanks(text: str) -> str:
    """The plain text without any blank or line break, its case kept."""
    if text.isascii():
        return text if text.isprintable() and " " not in text else text.translate(_ascii)
    return _blank.sub("", plain(text))


def fold(text: str) -> str:
    """The plain text without blanks, case-folded; folding again changes nothing."""
    while not text.isascii():
        folded = unicodedata.normalize("NFKC", without_blanks(text).casefold())
        if folded == text:
            return folded
        text = folded
    return without_blanks(text).lower()
