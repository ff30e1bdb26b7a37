"""What the organisation says of itself, and what the operator says of organisations."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from apps.accounts import queries as accounts
from apps.accounts.countries import country_names, is_country
from apps.accounts.roles import Capacity
from apps.accounts.services.organisations import change_organisation, judge_organisation
from apps.accounts.words import CAPACITY_LABELS, SCHEME_LABELS
from apps.desk.people.forms import JudgeForm, SettingsForm
from apps.desk.views import OrganisationView
from apps.desk.words import listed
from apps.kernel.permissions import Permission
from apps.kernel.problems import Refused


class OrganisationSettings(OrganisationView):
    """Name, numbers and capacities of the organisation, and what it lets others know."""

    permission = Permission.ORGANISATION_EDIT
    fresh = True

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(self.form(self.organisation.country, initial=self.said()))

    def post(self, request: HttpRequest) -> HttpResponse:
        asked = request.POST.get("country", "")
        country = asked if is_country(asked) else self.organisation.country
        if "show_fields" in request.POST:
            typed = {**request.POST.dict(), "capacities": request.POST.getlist("capacities")}
            return self.show(self.form(country, initial={**self.said(), **typed}))
        form = self.form(country, request.POST)
        if form.is_valid():
            try:
                self.change(form)
            except Refused as error:
                self.refused(form, error)
            else:
                messages.success(request, _("The details of your organisation were changed."))
                return self.go("organisation-settings")
        return self.show(form)

    def change(self, form: SettingsForm) -> None:
        said = form.cleaned_data
        change_organisation(
            actor=self.actor,
            organisation=self.organisation,
            capacities=said["capacities"],
            country=said["country"],
            legal_name=said["legal_name"],
            english_name=said["english_name"],
            identifiers=form.identifiers(),
            tells_checks=said["tells_checks"],
        )

    def form(self, country: str, *args: Any, **kwargs: Any) -> SettingsForm:
        is_operator = Capacity.OPERATOR in self.organisation.capacities
        return SettingsForm(*args, country=country, is_operator=is_operator, **kwargs)

    def said(self) -> dict[str, Any]:
        """What the organisation says of itself now, as the form names it."""
        ours = self.organisation
        numbers = {i.scheme: i.value for i in accounts.identifiers(actor=self.actor)}
        names = {"legal_name": ours.legal_name, "english_name": ours.english_name, "country": ours.country}
        return {**names, **numbers, "capacities": ours.capacities, "tells_checks": ours.tells_checks}

    def show(self, form: SettingsForm) -> HttpResponse:
        return self.page("desk/people/settings.html", {"form": form})


class Organisations(OrganisationView):
    """Every organisation, those that wait for a look first; for the operator."""

    permission = Permission.ORGANISATION_JUDGE

    def get(self, request: HttpRequest) -> HttpResponse:
        page = self.paged(accounts.organisations(actor=self.actor))
        names = country_names(get_language())
        lines = [
            {
                "organisation": one,
                "capacities": listed(CAPACITY_LABELS[c] for c in one.capacities),
                "country": names.get(one.country, one.country),
            }
            for one in page
        ]
        return self.page("desk/people/organisations.html", {"page": page, "lines": lines})


class OrganisationJudge(OrganisationView):
    """One organisation as the operator sees it, and what he says of it."""

    permission = Permission.ORGANISATION_JUDGE
    fresh = True

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        return self.show(slug, JudgeForm())

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        judged = accounts.judged(actor=self.actor, slug=slug)
        form = JudgeForm(request.POST)
        if form.is_valid():
            try:
                judge_organisation(actor=self.actor, organisation=judged.organisation, **form.cleaned_data)
            except Refused as error:
                self.refused(form, error)
            else:
                messages.success(request, _("Kept, and told to the organisation."))
                return self.go("organisations")
        return self.show(slug, form)

    def show(self, slug: str, form: JudgeForm) -> HttpResponse:
        judged = accounts.judged(actor=self.actor, slug=slug)
        names = country_names(get_language())
        context = {
            "form": form,
            "judged": judged,
            "numbers": [(SCHEME_LABELS[i.scheme], i.value) for i in judged.identifiers],
            "country": names.get(judged.organisation.country, judged.organisation.country),
        }
        return self.page("desk/people/organisation_judge.html", context)
