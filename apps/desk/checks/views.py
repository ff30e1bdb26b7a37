"""A version's status and a verification in full, for everyone who may see them."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.catalogue import queries as catalogue
from apps.claims import queries as claims
from apps.claims.codes import reasons_from
from apps.desk.checks.differences import parts
from apps.desk.views import OrganisationView
from apps.desk.words import list_name
from apps.kernel.permissions import Permission
from apps.purchasing import queries as purchasing
from apps.registry import queries as registry
from apps.registry.lists import LISTS
from apps.registry.words import COLUMN_LABELS, TABLE_LABELS

FIELDS: Mapping[str, Promise] = {
    "number": _("Number"),
    "name": _("Model or app name"),
    "model_name": _("Model or app name"),
    "holder": _("Filing entity"),
    "province": _("Province"),
    "kind": _("Table of the list"),
    "table": _("Table of the list"),
}


class VersionPage(OrganisationView):
    """What one version comes to now, with the reasons and the edition it was checked against."""

    permission = Permission.PRODUCT_SEE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = catalogue.version(actor=self.actor, pk=pk)
        status = claims.version_status(actor=self.actor, version=version)
        mine = version.owner_id == self.organisation.pk
        checked = purchasing.buyers_checked(actor=self.actor, product=version.product).versions if mine else {}
        context = {"version": version, "status": status, "mine": mine, "buyers": checked.get(version.pk, 0)}
        return self.page("desk/checks/version.html", context)


class VerificationPage(OrganisationView):
    """What one edition showed for one claim: side by side, why, and the proof of the list."""

    permission = Permission.CLAIM_SEE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        verification = claims.verification(actor=self.actor, pk=pk)
        context = self.proof(verification) | {
            "verification": verification,
            "claim": verification.claim,
            "versions": claims.named_versions(actor=self.actor, claims=[verification.claim])[verification.claim_id],
            "fields": [side_by_side(one) for one in verification.fields],
            "reasons": reasons_from(verification.reasons),
            "history": claims.verifications_of(actor=self.actor, claim=verification.claim),
        }
        return self.page("desk/checks/verification.html", context)

    def proof(self, verification: Any) -> dict[str, Any]:
        """The edition, and the publication that brought the row; without a row, the edition's own."""
        edition, entry = verification.edition, verification.entry
        facts = LISTS[edition.list.slug]
        brought = registry.edition(facts.slug, entry.first_edition) if entry else edition
        return {
            "edition": edition,
            "facts": facts,
            "list_name": list_name(facts),
            "entry": entry,
            "cells": labelled(entry.cells) if entry else [],
            "publication": registry.publication(brought.publication_id),
        }


def side_by_side(one: Mapping[str, Any]) -> dict[str, Any]:
    """A compared field: its name, both texts in runs, whether they count as the same."""
    claimed, listed = (said(one, side) for side in ("claimed", "listed"))
    return {
        "label": FIELDS.get(one["field"], one["field"]),
        "claimed": parts(claimed, listed) if listed else parts(claimed, claimed),
        "listed": parts(listed, claimed) if claimed else parts(listed, listed),
        "same": one["same"],
        "monospaced": one["field"] == "number",
    }


def labelled(cells: Mapping[str, str]) -> list[tuple[str, str]]:
    """A row's cells in the order of the list's columns, each under its name; columns of other names come last."""
    known = [column for column in COLUMN_LABELS if column in cells]
    others = [column for column in cells if column not in COLUMN_LABELS and column != "table"]
    return [(str(COLUMN_LABELS.get(column, column)), cells[column]) for column in (*known, *others)]


def said(one: Mapping[str, Any], side: str) -> str:
    """What one side of a comparison says; a table of the list in words."""
    text = str(one[side] or "")
    return str(TABLE_LABELS.get(text, text)) if one["field"] == "kind" else text
