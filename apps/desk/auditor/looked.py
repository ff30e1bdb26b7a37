"""What an auditor opened, as a host reads it: who, on which page, and each row by its name and as a link."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.accounts import queries as accounts
from apps.catalogue import queries as catalogue
from apps.contracts import queries as contracts
from apps.kernel.actor import Actor
from apps.kernel.permissions import Permission
from apps.purchasing import queries as purchasing

# What a row is called and the page it has, by the label of its model. Rows of other models are parts of these.
KINDS: Mapping[str, tuple[str, str | Promise]] = {
    "catalogue.Product": ("product", _("Product")),
    "catalogue.Version": ("version", _("Version")),
    "claims.Certificate": ("certificate", _("Certificate")),
    "claims.Claim": ("claim", _("Claim")),
    "claims.Verification": ("verification", _("Verification")),
    "contracts.Contract": ("contract", _("Contract")),
    "evidence.Pack": ("pack", _("Evidence pack")),
    "purchasing.Order": ("order", _("Order")),
}
# The pages an auditor has by their address names; others, and what a program asks for, stand by these names.
PLACES: Mapping[str, str | Promise] = {
    **dict(KINDS.values()),
    "organisation-home": _("Home"),
    "rooms": _("Rooms"),
    "room": _("Room"),
    "products": _("Products"),
    "certificates": _("Certificates"),
    "certificate-file": _("Certificate"),
    "contracts": _("Contracts"),
    "orders": _("Orders"),
    "order-export": _("Order"),
    "packs": _("Evidence packs"),
    "pack-download": _("Evidence pack"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A row that was opened: what it is, what the host calls it, and the host's own page of it."""

    word: str
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class Look:
    """One page or answer that an auditor's person was given; `more` rows were parts of it, or too many to name."""

    at: datetime
    by: str
    page: str
    rows: tuple[Row, ...]
    more: int


def looks(actor: Actor, events: Iterable[Any], slug: str) -> list[Look]:
    """The events of a room, for the pages of the host that the actor acts for, which has this slug."""
    found = list(events)
    opened = {subject for event in found for subject in event.detail["rows"]}
    names = _names(actor, opened)
    people = {label: accounts.name_labelled(label) for label in {event.actor for event in found}}
    shown = []
    for event in found:
        rows = tuple(_row(subject, names, slug) for subject in event.detail["rows"] if _kind(subject) in KINDS)
        page, more = event.detail["page"], event.detail["count"] - len(rows)
        shown.append(Look(event.at, people[event.actor], str(PLACES.get(page, page)), rows, more))
    return shown


def _kind(subject: str) -> str:
    return subject.partition(":")[0]


def _row(subject: str, names: Mapping[str, str], slug: str) -> Row:
    label, _colon, key = subject.partition(":")
    page, word = KINDS[label]
    return Row(str(word), names.get(subject, key), reverse(page, kwargs={"organisation": slug, "pk": key}))


def _names(actor: Actor, subjects: Iterable[str]) -> dict[str, str]:
    """What the host calls the rows that have a name; one query for each kind of them."""
    keys: dict[str, list[int]] = {}
    for subject in subjects:
        label, _colon, key = subject.partition(":")
        keys.setdefault(label, []).append(int(key))
    found: dict[str, str] = {}
    for product in catalogue.own_products(actor=actor).filter(pk__in=keys.get("catalogue.Product", ())):
        found[f"catalogue.Product:{product.pk}"] = product.code
    for one in catalogue.versions(actor=actor).filter(pk__in=keys.get("catalogue.Version", ())):
        name = f"{one.product.code} {one.hardware} / {one.firmware} / {one.ai_software}"
        found[f"catalogue.Version:{one.pk}"] = name
    if actor.may(Permission.CONTRACT_SEE):
        for contract in contracts.contracts(actor=actor).filter(pk__in=keys.get("contracts.Contract", ())):
            found[f"contracts.Contract:{contract.pk}"] = contract.reference
    if actor.may(Permission.ORDER_SEE):
        for order in purchasing.orders(actor=actor).filter(pk__in=keys.get("purchasing.Order", ())):
            found[f"purchasing.Order:{order.pk}"] = order.reference
    return found
