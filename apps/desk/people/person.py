"""The base of pages for a signed-in person, whatever organisation they act for."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View

from apps.accounts import queries as accounts
from apps.desk.views import has_errors
from apps.kernel.actor import Actor


class PersonView(View):
    """A page of a person's own: founding an organisation, securing the sign-in."""

    actor: Actor

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.pk is None:
            return redirect_to_login(request.get_full_path())
        self.actor = accounts.actor_of_person(user_id=request.user.pk)
        return super().dispatch(request, *args, **kwargs)

    def page(self, template: str, context: Mapping[str, Any]) -> HttpResponse:
        return render(self.request, template, {"has_errors": has_errors(context), **context})


def next_address(request: HttpRequest) -> str:
    """Where the reader wants to go on to afterwards, if it is one of our pages; else ""."""
    address = request.POST.get("next") or request.GET.get("next") or ""
    return address if url_has_allowed_host_and_scheme(address, allowed_hosts=None) else ""
