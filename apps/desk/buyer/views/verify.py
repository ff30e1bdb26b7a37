"""Verify before a purchase order: one number, at once; nothing is stored."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse, QueryDict

from apps.catalogue import queries as catalogue
from apps.desk.buyer.forms import VerifyForm
from apps.desk.views import OrganisationView
from apps.desk.words import status
from apps.kernel.permissions import Permission
from apps.kernel.problems import Refused
from apps.purchasing import queries as purchasing


class Verify(OrganisationView):
    """The question is in the address, so an answer can be asked again; asking writes nothing."""

    permission = Permission.ORDER_CHECK

    def get(self, request: HttpRequest) -> HttpResponse:
        versions = list(catalogue.versions(actor=self.actor).exclude(owner_id=self.organisation.pk))
        if not request.GET.keys() & {"number", "version", "holder"}:
            return self.page("desk/buyer/verify.html", {"form": VerifyForm(versions=versions)})
        form = VerifyForm(request.GET, versions=versions)
        decision = self.decision(form) if form.is_valid() else None
        context: dict[str, Any] = {"form": form, "decision": decision}
        if decision is not None:
            context["word"] = status("decision", decision.outcome.decision)
            context["reasons"] = [weighed(one) for one in decision.reasons]
            context["suggestions"] = self.suggestions(decision, request.GET)
        return self.page("desk/buyer/verify.html", context)

    def decision(self, form: VerifyForm) -> purchasing.NumberDecision | None:
        """The answer; None where the question was refused, which the form then says."""
        asked = form.cleaned_data
        try:
            version = catalogue.version(actor=self.actor, pk=int(asked["version"])) if asked["version"] else None
            return purchasing.number_decision(
                actor=self.actor, text=asked["number"], holder=asked["holder"], version=version
            )
        except ObjectDoesNotExist:
            form.add_error("version", form.fields["version"].error_messages["invalid_choice"])
        except Refused as error:
            self.refused(form, error)
        return None

    def suggestions(self, decision: purchasing.NumberDecision, asked: QueryDict) -> list[dict[str, str]]:
        """Numbers found inside the text, and listed ones a single character away, each with its question's address."""
        found = dict.fromkeys((*decision.check.found_in_text, *decision.check.near))
        suggestions = []
        for number in found:
            query = asked.copy()
            query["number"] = number
            suggestions.append({"number": number, "address": f"?{query.urlencode()}"})
        return suggestions


def weighed(one: Any) -> dict[str, Any]:
    """A reason with the word of what it asks for by itself."""
    return {"reason": one.reason, "word": status("decision", one.decision)}
