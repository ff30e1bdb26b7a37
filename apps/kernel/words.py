"""What a status is called, what it means, and which colour and icon go with it."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise


class Token(StrEnum):
    """The colours of the design; each has one border style and one icon shape, so colour never speaks alone."""

    OK = "ok"
    INFO = "info"
    WARN = "warn"
    STALE = "stale"
    BAD = "bad"
    NEUTRAL = "neutral"
    WAIVED = "waived"


ICONS = {
    Token.OK: "check-circle-fill",
    Token.INFO: "clock",
    Token.WARN: "exclamation-triangle-fill",
    Token.STALE: "arrow-repeat",
    Token.BAD: "x-octagon-fill",
    Token.NEUTRAL: "dash-circle",
    Token.WAIVED: "arrow-90deg-right",
}


@dataclass(frozen=True, slots=True)
class Word:
    """One value of one axis: its code for machines, its words for people, its token and icon (bootstrap-icons)."""

    code: str
    label: str | Promise
    definition: str | Promise
    token: Token
    icon: str


def word(code: str, label: str | Promise, definition: str | Promise, token: Token) -> Word:
    """A word with the icon of its token."""
    return Word(code=str(code), label=label, definition=definition, token=token, icon=ICONS[token])


def by_code(*words: Word) -> dict[str, Word]:
    """The words of one axis, by code."""
    return {entry.code: entry for entry in words}
