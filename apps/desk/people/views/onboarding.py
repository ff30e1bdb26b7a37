"""Founding an organisation, step by step, and what is left to set up (W1b to W1d)."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation

from apps.accounts.countries import is_country
from apps.accounts.services.organisations import found_organisation
from apps.desk.client import can_use_passkeys
from apps.desk.freshness import has_second_step
from apps.desk.people.forms import FoundingForm, KindForm, answers, chosen_capacities
from apps.desk.people.person import PersonView, next_address
from apps.desk.setting_up import set_up
from apps.desk.views import OrganisationView, put_problems
from apps.kernel.documents import Upload
from apps.kernel.permissions import Permission
from apps.kernel.problems import Refused

TYPED = ("country", "legal_name", "english_name", "uscc", "lei", "vat", "duns", "register")


class OnboardingType(PersonView):
    """Step 1: what the organisation does."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(KindForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = KindForm(request.POST)
        if not form.is_valid():
            return self.show(form)
        query = [("as", form.cleaned_data["capacity"])]
        if address := next_address(request):
            query.append(("next", address))
        return HttpResponseRedirect(f"{reverse('onboarding-identity')}?{urlencode(query)}")

    def show(self, form: KindForm) -> HttpResponse:
        return self.page("desk/people/onboarding_type.html", {"form": form, "next": next_address(self.request)})


class OnboardingIdentity(PersonView):
    """Step 2: who the organisation is. Another country asks for other numbers; what was typed stays."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(FoundingForm(country=self.country))

    def post(self, request: HttpRequest) -> HttpResponse:
        if "show_fields" in request.POST:
            return self.show(FoundingForm(country=self.country, initial=answers(request.POST, TYPED)))
        form = FoundingForm(request.POST, request.FILES, country=self.country)
        if not form.is_valid():
            return self.show(form)
        said = form.cleaned_data
        try:
            organisation = found_organisation(
                actor=self.actor,
                capacities=self.capacities,
                country=said["country"],
                legal_name=said["legal_name"],
                english_name=said["english_name"],
                identifiers=form.identifiers(),
                licence=Upload(said["file"].name, said["file"].read()) if said["file"] else None,
            )
        except Refused as error:
            put_problems(form, error)
            return self.show(form)
        address = next_address(request) or reverse("onboarding", kwargs={"organisation": organisation.slug})
        return HttpResponseRedirect(f"{reverse('onboarding-security')}?{urlencode({'next': address})}")

    @property
    def country(self) -> str:
        """The one chosen; until then that of most readers of the language."""
        asked = self.request.POST.get("country") or self.request.GET.get("country") or ""
        return asked if is_country(asked) else "CN" if translation.get_language() == "zh-hans" else "NL"

    @property
    def capacities(self) -> list[str]:
        given = self.request.POST.getlist("as") or self.request.GET.getlist("as")
        return chosen_capacities(given)

    def show(self, form: FoundingForm) -> HttpResponse:
        if not self.capacities:
            return HttpResponseRedirect(reverse("onboarding-type"))
        context = {"form": form, "capacities": self.capacities, "next": next_address(self.request)}
        context["file_again"] = bool(self.request.FILES)
        return self.page("desk/people/onboarding_identity.html", context)


class OnboardingSecurity(PersonView):
    """Step 3: a passkey or a code app, or later."""

    def get(self, request: HttpRequest) -> HttpResponse:
        following = next_address(request) or reverse("home")
        facts = {"next": following, "can_use_passkeys": can_use_passkeys(request)}
        return self.page("desk/people/onboarding_security.html", facts)


class Onboarding(OrganisationView):
    """Step 4: what is done and what is left, from the rows there are."""

    permission = Permission.MEMBER_INVITE

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page(
            "desk/people/onboarding.html", {"setup": set_up(actor=self.actor, has_second_step=has_second_step(request))}
        )
