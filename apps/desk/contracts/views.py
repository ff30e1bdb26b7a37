"""Contracts: the list, a draft, the page with the matrix and the clocks, and what each party does there."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts import queries as accounts
from apps.catalogue import queries as catalogue
from apps.claims import queries as claims
from apps.contracts import queries as contracts
from apps.contracts.services import contracts as agreements
from apps.contracts.services import obligations
from apps.contracts.standard import CLAUSES
from apps.contracts.words import LANGUAGE_NAMES, LETTER_NAMES, ROLE_NAMES
from apps.desk.contracts.forms import ContractForm, FulfilmentForm, PartnerForm
from apps.desk.views import OrganisationView
from apps.kernel.actor import NotAllowed
from apps.kernel.permissions import Permission
from apps.kernel.problems import Refused


class Contracts(OrganisationView):
    """The organisation's contracts, with the clocks that run in them."""

    permission = Permission.CONTRACT_SEE

    def get(self, request: HttpRequest) -> HttpResponse:
        page = self.paged(contracts.contracts(actor=self.actor))
        summaries = contracts.summaries(actor=self.actor, contracts=list(page.object_list))
        lines = [{"summary": summary, "parties": named_parties(summary.parties)} for summary in summaries]
        return self.page("desk/contracts/contracts.html", {"page": page, "lines": lines})


class ContractAdd(OrganisationView):
    """First with whom, then what: which versions can be named depends on the other party."""

    permission = Permission.CONTRACT_EDIT

    def get(self, request: HttpRequest) -> HttpResponse:
        partners = contracts.partners(actor=self.actor)
        chosen = PartnerForm(request.GET if "partner" in request.GET else None, partners=partners)
        if not chosen.is_valid():
            return self.page("desk/contracts/contract_partner.html", {"form": chosen, "partners": partners})
        partner = accounts.organisation(slug=chosen.cleaned_data["partner"])
        return self.show(ContractForm(versions=self.versions(partner)), partner)

    def post(self, request: HttpRequest) -> HttpResponse:
        chosen = PartnerForm(request.GET, partners=contracts.partners(actor=self.actor))
        if not chosen.is_valid():
            return self.go("contract-add")
        partner = accounts.organisation(slug=chosen.cleaned_data["partner"])
        versions = self.versions(partner)
        form = ContractForm(request.POST, versions=versions)
        if not form.is_valid():
            return self.show(form, partner)
        asked = form.cleaned_data
        keys = set(asked.pop("versions"))
        named = [version for version in versions if str(version.pk) in keys]
        try:
            contract = agreements.draft_contract(actor=self.actor, other_party=partner, versions=named, **asked)
        except Refused as error:
            self.refused(form, error)
            return self.show(form, partner)
        messages.success(request, _("The draft waits for %(name)s to confirm it.") % {"name": partner})
        return self.go("contract", pk=contract.pk)

    def versions(self, partner: Any) -> list[Any]:
        """Versions a contract with the partner may name: the organisation's own, and those the partner opened."""
        opened = catalogue.versions_given_for(actor=self.actor, scope="contract")
        return [one for one in opened if one.product.shown.seller_id in (self.organisation.pk, partner.pk)]

    def show(self, form: ContractForm, partner: Any) -> HttpResponse:
        context = {"form": form, "partner": partner, "standard": CLAUSES}
        return self.page("desk/contracts/contract_add.html", context)


class ContractPage(OrganisationView):
    """Who answers for what, which versions, and the clocks, the same for every party."""

    permission = Permission.CONTRACT_SEE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(contracts.contract(actor=self.actor, pk=pk))

    def show(self, contract: Any) -> HttpResponse:
        (summary,) = contracts.summaries(actor=self.actor, contracts=[contract])
        rows = contracts.obligations(actor=self.actor).filter(contract=contract)
        clocks = contracts.clocks(actor=self.actor, rows=list(rows))
        context = {
            "contract": contract,
            "summary": summary,
            "parties": named_parties(summary.parties),
            "awaited": named_parties(summary.awaited),
            # An auditor reads a contract without being a party of it.
            "own": next(
                (p for p in named_parties(summary.parties) if p["party"].organisation_id == self.organisation.pk), None
            ),
            "matrix": [self.row(row, clocks) for row in contracts.matrix(actor=self.actor, contract=contract)],
            "clocks": [dated(clock) for clock in clocks],
            "versions": self.versions(contract),
            "prevailing": LANGUAGE_NAMES.get(contract.prevailing_language, contract.prevailing_language),
        }
        return self.page("desk/contracts/contract.html", context)

    def row(self, row: contracts.MatrixRow, clocks: Sequence[contracts.Clock]) -> dict[str, Any]:
        """A clause, the letters of each party in words, and the clock of it that is worst off."""
        running = [clock for clock in clocks if clock.obligation.clause_id == row.clause.pk]
        return {
            "clause": row.clause,
            "cells": [
                {
                    **named_party(cell.party),
                    "letters": " ".join(cell.letters),
                    "words": [LETTER_NAMES[letter] for letter in cell.letters],
                    "own": cell.party.organisation_id == self.organisation.pk,
                }
                for cell in row.cells
            ],
            "clock": next((clock for clock in running if clock.code == contracts.OVERDUE), None)
            or next((clock for clock in running if clock.code != "met"), None),
        }

    def versions(self, contract: Any) -> list[dict[str, Any]]:
        """The versions named; the status only of those that are shared with the reader."""
        named = contracts.versions_named(actor=self.actor, contract=contract)
        statuses = claims.version_statuses(actor=self.actor, versions=named)
        return [{"version": version, "status": statuses.get(version.pk)} for version in named]


class ContractConfirm(OrganisationView):
    """Confirms a draft for the organisation."""

    permission = Permission.CONTRACT_CONFIRM
    fresh = True

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        contract = contracts.contract(actor=self.actor, pk=pk)
        try:
            agreements.confirm_contract(actor=self.actor, contract=contract)
        except Refused as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("Your organisation has confirmed the contract."))
        return self.go("contract", pk=contract.pk)


class ObligationFulfil(OrganisationView):
    """The debtor reports a duty as done."""

    permission = Permission.OBLIGATION_FULFIL

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(contracts.obligation(actor=self.actor, pk=pk), FulfilmentForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        obligation = contracts.obligation(actor=self.actor, pk=pk)
        form = FulfilmentForm(request.POST)
        if not form.is_valid():
            return self.show(obligation, form)
        try:
            obligations.report_fulfilment(actor=self.actor, obligation=obligation, text=form.cleaned_data["text"])
        except Refused as error:
            self.refused(form, error)
            return self.show(obligation, form)
        messages.success(request, _("Reported as done. The other party can accept it now."))
        return self.go("contract", pk=obligation.contract_id)

    def show(self, obligation: Any, form: FulfilmentForm) -> HttpResponse:
        (clock,) = contracts.clocks(actor=self.actor, rows=[obligation])
        if not clock.mine:
            raise NotAllowed("Only the party that owes an obligation reports it as done.")
        context = {"form": form, "one": dated(clock), "contract": obligation.contract}
        return self.page("desk/contracts/obligation_fulfil.html", context)


class ObligationAccept(OrganisationView):
    """Another party accepts what was reported."""

    permission = Permission.CONTRACT_CONFIRM

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        obligation = contracts.obligation(actor=self.actor, pk=pk)
        try:
            obligations.accept_fulfilment(actor=self.actor, obligation=obligation)
        except Refused as error:
            messages.warning(request, str(error))
        else:
            messages.success(request, _("You accepted the report; the obligation is done."))
        return self.go("contract", pk=obligation.contract_id)


def named_party(party: Any) -> dict[str, Any]:
    """A party with its role in words."""
    return {"party": party, "role": ROLE_NAMES.get(party.role, party.role)}


def named_parties(parties: Iterable[Any]) -> list[dict[str, Any]]:
    return [named_party(party) for party in parties]


def dated(clock: contracts.Clock) -> dict[str, Any]:
    """A clock, its debtor's role in words, and its deadline in the contract's zone where pages use another."""
    obligation = clock.obligation
    return {
        "clock": clock,
        **named_party(obligation.debtor),
        "due_there": in_zone(obligation.due_at, obligation.contract.zone),
    }


def in_zone(moment: datetime, zone: str) -> str:
    """A moment in another zone than the pages' own, "" where the two show the same."""
    there = moment.astimezone(ZoneInfo(zone))
    if there.utcoffset() == timezone.localtime(moment).utcoffset():
        return ""
    offset = there.strftime("%z")
    return f"{there:%Y-%m-%d %H:%M} UTC{offset[:3]}:{offset[3:]}"
