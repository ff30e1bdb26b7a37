"""The one font of printed documents and the characters it has."""

import unicodedata
from functools import cache
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont

FAMILY = "Hefu Sans"
FILES = {400: "400Regular/NotoSansSC_400Regular.ttf", 700: "700Bold/NotoSansSC_700Bold.ttf"}
# Signs that only steer what stands beside them; they have no shape and are left out of print.
WITHOUT_SHAPE = {"Cc", "Cf"}
VARIATION_SELECTORS = range(0xFE00, 0xFE10)


def font_file(weight: int) -> Path:
    """The installed font file of a weight, 400 or 700."""
    folder: Path = settings.NODE_MODULES / "@expo-google-fonts" / "noto-sans-sc"
    return folder / FILES[weight]


@cache
def characters() -> frozenset[int]:
    """Code points that every weight of the font can draw."""
    return frozenset.intersection(*(frozenset(TTFont(font_file(weight), lazy=True).getBestCmap()) for weight in FILES))


def printable(text: str) -> str:
    """The text without signs that have no shape; line breaks and tabs become blanks where they stand."""
    return "".join(" " if c in "\n\r\t" else c for c in text if c in "\n\r\t" or _has_shape(c))


def _has_shape(character: str) -> bool:
    return unicodedata.category(character) not in WITHOUT_SHAPE and ord(character) not in VARIATION_SELECTORS


def missing(text: str) -> str:
    """The characters of a text that can't be printed, each once; "" where all can."""
    return "".join(sorted({c for c in printable(text) if ord(c) not in characters() and not c.isspace()}))
