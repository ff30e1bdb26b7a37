"""The page of an invitation's link: who invites, as what, and the answer."""

from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from apps.accounts import queries as accounts
from apps.accounts.queries import OfferedInvitation
from apps.accounts.roles import Role
from apps.accounts.services.invitations import accept_invitation, decline_invitation
from apps.accounts.words import CAPACITY_LABELS, ROLE_EXPLANATIONS, ROLE_LABELS
from apps.kernel.actor import system
from apps.kernel.problems import Refused

NOT_ME = system(reason="whoever holds the link of an invitation says that it is not for them")


class Joining(View):
    """Open to whoever holds the link; a link of nothing says no more than that.

    The address holds the token, which the browser tells nobody: the portal's pages send no referrer elsewhere. (Were
    none sent to the portal itself, browsers would hide where the form comes from too, and it could not be trusted.)
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        offered = accounts.invitation_offered(token=kwargs["token"])
        if offered is None:
            return self.shown("desk/people/joining_unknown.html", {}, HTTPStatus.NOT_FOUND)
        self.offered, self.token = offered, str(kwargs["token"])
        if accounts.invitation_state(offered) != "waiting":
            context = {"offered": offered, "state": accounts.invitation_state(offered)}
            return self.shown("desk/people/joining_ended.html", context, HTTPStatus.GONE)
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.page(request)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        answer = request.POST.get("answer")
        try:
            if answer == "not_me":
                decline_invitation(actor=NOT_ME, token=token)
                return self.shown("desk/people/joining_declined.html", {"offered": self.offered})
            if answer == "join" and request.user.pk is not None:
                return self.join(request, request.user.pk)
        except Refused as error:
            return self.page(request, str(error.problems[0].message))
        return self.page(request)

    def join(self, request: HttpRequest, user_id: int) -> HttpResponse:
        """Become a member, or join with the organisation chosen; then to its home."""
        slug = request.POST.get("organisation", "")
        mine = {m.organisation.slug: m.organisation for m in self.administered(user_id)}
        actor = accounts.actor_of_person(user_id=user_id)
        accept_invitation(actor=actor, token=self.token, organisation=mine.get(slug))
        if self.offered.kind == "partner":
            home, said = mine[slug], _("%(name)s knows now that you have joined.")
        else:
            home, said = accounts.organisation_by_id(self.offered.owner_id), _("%(name)s: you are a member now.")
        messages.success(request, said % {"name": named(self.offered)})
        return HttpResponseRedirect(reverse("organisation-home", kwargs={"organisation": home.slug}))

    def administered(self, user_id: int) -> list[Any]:
        """Where the person is administrator, the inviting organisation apart: what a partner may join with."""
        found = accounts.memberships(user_id=user_id)
        return [m for m in found if m.role == Role.ADMIN and m.organisation_id != self.offered.owner_id]

    def page(self, request: HttpRequest, problem: str = "") -> HttpResponse:
        offered, here = self.offered, request.path
        is_partner = offered.kind == "partner"
        founding = reverse("onboarding-identity" if offered.capacity else "onboarding-type")
        query = urlencode([("as", offered.capacity)] * bool(offered.capacity) + [("next", here)])
        context = {
            "offered": offered,
            "inviter_state": accounts.organisation_by_id(offered.owner_id).state,
            "is_partner": is_partner,
            "role": ROLE_LABELS[offered.role],
            "role_explained": ROLE_EXPLANATIONS[offered.role],
            "capacity": CAPACITY_LABELS.get(offered.capacity, ""),
            "organisations": [m.organisation for m in self.administered(request.user.pk)] if request.user.pk else [],
            "found_url": f"{founding}?{query}",
            "sign_in_url": f"{reverse('sign-in')}?{urlencode({'next': here})}",
            "sign_up_url": f"{reverse('account_signup')}?{urlencode({'next': here})}",
            "problem": problem,
        }
        return self.shown("desk/people/joining.html", context, HTTPStatus.OK)

    def shown(self, template: str, context: dict[str, Any], status: int = HTTPStatus.OK) -> HttpResponse:
        response = render(
            self.request, template, {"has_errors": bool(context.get("problem")), **context}, status=status
        )
        response.headers["Cache-Control"] = "no-store"
        return response


def named(offered: OfferedInvitation) -> str:
    """Who invites, in the language of most who read Latin letters."""
    return offered.english_name or offered.legal_name
