"""Evidence on paper: the only place that prints, with one font, no network and the same bytes for the same facts."""

import hashlib
import logging
import re
from collections.abc import Sequence
from datetime import UTC
from functools import cache
from io import BytesIO
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from apps.evidence.facts import PackFacts, utc
from apps.evidence.fonts import FAMILY, FILES, font_file, missing, printable
from apps.evidence.manifest import Item

try:
    from weasyprint import CSS, HTML, Attachment
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcherResponse
except OSError as error:
    # Without the system's text layout library the portal runs and packs are built, only not printed.
    WHY_NOT = str(error)
else:
    WHY_NOT = ""

# It tells every step of every document, which nobody reads and which would bury what matters.
logging.getLogger("weasyprint.progress").setLevel(logging.WARNING)

SCHEME = "hefu:"
FONTS = {f"{SCHEME}font/{weight}": weight for weight in FILES}
STYLE = settings.BASE_DIR / "templates" / "evidence" / "summary.css"
MARKUP = re.compile(r"<[^>]*>")


class CannotPrint(ValueError):
    """A document that can't be printed in full; `characters` are those the font lacks."""

    def __init__(self, characters: str) -> None:
        super().__init__(characters)
        self.characters = characters


def can_print() -> bool:
    """Whether this machine has what printing needs."""
    return not WHY_NOT


def summary(facts: PackFacts, attachments: Sequence[Item]) -> bytes:
    """The summary of a pack as PDF/A-3b, with machine-readable members attached.

    Raises CannotPrint where a character would be printed as an empty box.
    """
    with translation.override("en"):
        text = printable(render_to_string("evidence/summary.html", _context(facts)))
    if lacking := missing(MARKUP.sub(" ", text)):
        raise CannotPrint(lacking)
    return _print(text, facts, attachments)


def _context(facts: PackFacts) -> dict[str, object]:
    claims = [
        {"fact": claim, "verifications": [v for v in facts.verifications if v.claim == claim.reference]}
        for claim in facts.claims
    ]
    met = {verification.edition for verification in facts.verifications}
    met |= {version.status.verified_through for version in facts.versions if version.status.verified_through}
    return {
        "facts": facts,
        "claims": claims,
        "compared": [edition for edition in facts.editions if edition.number in met],
        "bundled": any(edition.bundled for edition in facts.editions),
        "created": utc(facts.made_at),
    }


def _print(text: str, facts: PackFacts, attachments: Sequence[Item]) -> bytes:
    made = facts.made_at.astimezone(UTC)
    attached = [
        Attachment(
            file_obj=BytesIO(item.content),
            name=item.path.replace("/", "-"),
            description=item.title.en,
            created=made,
            modified=made,
            relationship="Data",
            url_fetcher=shelf,
        )
        for item in attachments
    ]
    said = text.encode() + b"".join(item.content for item in attachments)
    style = CSS(string=STYLE.read_text(encoding="utf-8"), url_fetcher=shelf, font_config=_fonts())
    try:
        pdf: bytes = HTML(string=text, base_url=SCHEME, url_fetcher=shelf).write_pdf(
            stylesheets=[style],
            font_config=_fonts(),
            attachments=attached,
            pdf_variant="pdf/a-3b",
            # It follows from what the document says, whatever WeasyPrint would make of it.
            pdf_identifier=hashlib.sha256(said).digest()[:16],
            finisher=_name_attachments_once,
        )
    except FatalURLFetchingError as error:
        raise PermissionError(str(error)) from error
    return pdf


def _name_attachments_once(document: object, pdf: Any) -> None:
    """WeasyPrint lists every attachment twice among a document's associated files."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])


def shelf(url: str) -> "URLFetcherResponse":
    """What a document may use, by its address; whatever else it names ends the printing."""
    weight = FONTS.get(url)
    if weight is None:
        raise FatalURLFetchingError(f"A printed document may not use {url}")
    return URLFetcherResponse(url, font_file(weight).read_bytes(), {"Content-Type": "font/ttf"})


@cache
def _fonts() -> "FontConfiguration":
    """The font, loaded once in a process."""
    fonts = FontConfiguration()
    faces = (f"@font-face {{font-family: '{FAMILY}'; font-weight: {w}; src: url({u})}}" for u, w in FONTS.items())
    CSS(string="".join(faces), url_fetcher=shelf, font_config=fonts)
    return fonts
