"""What a text people type may hold: nothing that breaks a line where there is one, and nothing unseen that steers."""

import unicodedata

# Controls, and the separators of lines and paragraphs that are none.
BREAKING = {"Cc", "Zl", "Zp"}
# What a text of several lines has besides.
LINES = "\n\r\t"


def printable(text: str, *, lines: bool = False) -> bool:
    """Whether a text can be kept: in one line, or with `lines` in several."""
    return not any(unicodedata.category(sign) in BREAKING and not (lines and sign in LINES) for sign in text)
