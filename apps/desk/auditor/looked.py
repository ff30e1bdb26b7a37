"""What an auditor opened, as a host reads it: text references turned into links where there is a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

# The page of a row by the label of its model; rows without one stand as they are noted.
PAGES = {
    "catalogue.Product": "product",
    "catalogue.Version": "version",
    "claims.Certificate": "certificate",
    "claims.Claim": "claim",
    "claims.Verification": "verification",
    "contracts.Contract": "contract",
    "evidence.Pack": "pack",
    "purchasing.Order": "order",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row that was opened: its reference, and the host's own page of it or ""."""

    subject: str
    url: str


@dataclass(frozen=True, slots=True)
class Look:
    """One page or answer that an auditor's person was given."""

    at: datetime
    by: str
    page: str
    rows: tuple[Row, ...]
    more: int


def looks(events: Iterable[Any], slug: str) -> list[Look]:
    """The events of a room, for the pages of the host with this slug."""
    return [
        Look(
            at=event.at,
            by=event.actor,
            page=event.detail["page"],
            rows=tuple(Row(subject, _url(subject, slug)) for subject in event.detail["rows"]),
            more=event.detail["count"] - len(event.detail["rows"]),
        )
        for event in events
    ]


def _url(subject: str, slug: str) -> str:
    label, _, key = subject.partition(":")
    return reverse(PAGES[label], kwargs={"organisation": slug, "pk": key}) if label in PAGES else ""
