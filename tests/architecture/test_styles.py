"""The style sheet: colours every reader can tell apart, in every web view that is still in use."""

import re

import pytest

from tests.architecture.project import PROJECT, said

SHEETS = sorted((PROJECT / "static").rglob("*.css"))
PORTAL = PROJECT / "static" / "hefu.css"
# Not known to the engines inside WeChat and HarmonyOS.
TOO_NEW = ("light-dark(", "oklch(", "oklab(", "color-mix(", "@layer", "@container", ":has(")

TOKENS = ("ok", "info", "warn", "stale", "bad", "neutral", "waived")
TEXT, BORDER, LINK = 7.0, 3.0, 4.5


def schemes() -> dict[str, dict[str, str]]:
    """The colours by name, as they are in the light and in the dark scheme."""
    text = PORTAL.read_text()
    light, _, rest = text.partition("@media (prefers-color-scheme: dark)")
    colour = re.compile(r"--([a-z-]+):\s*(#[0-9a-f]{6})\b")
    first = dict(colour.findall(light))
    dark = dict(colour.findall(rest.split("\n}\n", 1)[0]))
    return {"light": first, "dark": {**first, **dark}}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


PAIRS = [
    *((f"{token}-text", f"{token}-back", TEXT) for token in TOKENS),
    *((f"{token}-line", ground, BORDER) for token in TOKENS for ground in ("surface", "page")),
    *(("text", ground, TEXT) for ground in ("surface", "page", "surface-soft", "mark")),
    ("text-soft", "surface", TEXT),
    *(("text-soft", ground, LINK) for ground in ("page", "surface-soft")),
    *((link, ground, LINK) for link in ("link", "link-strong") for ground in ("surface", "page", "surface-soft")),
    ("primary-text", "link", LINK),
    ("field-line", "surface", BORDER),
    ("focus", "focus-glow", BORDER),
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_pair_of_colours_has_its_contrast(scheme: str) -> None:
    colours = schemes()[scheme]
    found = [
        f"{front} on {ground}: {contrast(colours[front], colours[ground]):.2f} < {least}"
        for front, ground, least in PAIRS
        if round(contrast(colours[front], colours[ground]), 1) < least
    ]
    assert found == []


def test_contrast_is_measured_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#135200", "#f6ffed") == pytest.approx(9.15, abs=0.01)


def test_every_colour_of_a_token_is_in_the_sheet() -> None:
    wanted = {f"{token}-{part}" for token in TOKENS for part in ("text", "back", "line")}
    assert {name: wanted - set(colours) for name, colours in schemes().items()} == {"light": set(), "dark": set()}


def test_no_style_sheet_needs_an_engine_that_readers_lack() -> None:
    assert [f"{said(path)}: {word}" for path in SHEETS for word in TOO_NEW if word in path.read_text()] == []


def test_the_portals_own_style_stays_small() -> None:
    assert PORTAL.stat().st_size < 30_000


def test_no_third_party_file_is_kept_in_the_project() -> None:
    ours = {"hefu.css", "hefu.js", "mark.svg", "passkeys.js", "public.css"}
    assert {path.name for path in (PROJECT / "static").rglob("*") if path.is_file()} <= ours
