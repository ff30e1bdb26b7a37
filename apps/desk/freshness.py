"""Step-up: what opens, ends or pays for something is done by who proved a short while ago that it is they."""

import json
import time
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY, get_reauthentication_flows
from allauth.core.internal.httpkit import serialize_request
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

P = ParamSpec("P")

# Seconds. Whoever finds a screen unlocked later than this opens nothing to anybody.
RECENT = 15 * 60
# How the records of proofs name a company's sign-in, and one that was made while signed in.
BY_COMPANY, ANEW = "socialaccount", "reauthenticated"
# What a kept request says of the browser and is never needed to do again what was asked.
NOT_KEPT = ("HTTP_COOKIE", "HTTP_HX_", "HTTP_AUTHORIZATION")

# What counts as a second step; recovery codes only stand in for one of these.
STEPS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person proved within the last quarter of an hour who they are.

    By password, passkey, code, or to their company's OpenID provider. A sign-in by the company may rest on what the
    browser remembers, so that it counts for those alone who have nothing else.
    """
    if not request.user.is_authenticated:
        return False
    proofs = get_authentication_records(request, request.user)
    recent = [one for one in proofs if 0 <= time.time() - one["at"] < RECENT]
    if any(one["method"] != BY_COMPANY or one.get(ANEW) for one in recent):
        return True
    return bool(recent) and not get_reauthentication_flows(request.user)


def has_second_step(request: HttpRequest) -> bool:
    """Whether the person has a passkey or a code app, or signed in by their company, which asks for its own."""
    if not request.user.is_authenticated:
        return False
    by_company = any(one["method"] == BY_COMPANY for one in get_authentication_records(request, request.user))
    return by_company or bool(is_mfa_enabled(request.user, types=STEPS))


def has_kept_request(request: HttpRequest) -> bool:
    """Whether something the person sent waits until they have proved who they are."""
    return STATE_SESSION_KEY in request.session


def ask_again(request: HttpRequest) -> HttpResponse:
    """Send the reader to prove who they are and back; what was typed is kept and sent when they did.

    Files are not kept. Whoever sent some is told so and comes back to the page; pages that take files therefore ask
    before they are filled in (`fresh_form`).
    """
    back = request.get_full_path()
    if request.method == "POST":
        if request.FILES:
            messages.warning(request, _("Files cannot wait while you confirm that it is you. Choose them again."))
        else:
            request.session[STATE_SESSION_KEY] = {"request": _kept(request)}
            back = request.path
    address = f"{reverse('account_reauthenticate')}?{urlencode({'next': back})}"
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def _kept(request: HttpRequest) -> str:
    said = json.loads(serialize_request(request))
    said["META"] = {name: text for name, text in said["META"].items() if not name.startswith(NOT_KEPT)}
    return json.dumps(said)


def freshly(view: Callable[P, HttpResponseBase]) -> Callable[P, HttpResponseBase]:
    """A view of one's own account that only a signed-in person who proved so recently may open."""

    @wraps(view)
    def asked(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        request = args[0]
        if not isinstance(request, HttpRequest):
            raise TypeError("A view takes a request first.")
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(*args, **kwargs) if is_fresh(request) else ask_again(request)

    return asked
