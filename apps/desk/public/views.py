"""The way home, the language, and what the status words mean."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from apps.accounts import queries as accounts
from apps.accounts.services import members
from apps.claims.codes import Code
from apps.claims.words import sentence
from apps.desk.language import in_language, known
from apps.desk.words import AXES, AXIS_TITLES

# What a sentence would name stays open where the sentence itself is explained.
EXAMPLE = dict.fromkeys(
    ("claimed", "listed", "as_of", "dated", "near", "days", "most", "scope", "province", "holder", "asked", "line"), "…"
)
A_YEAR = 365 * 24 * 3600


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """To the sign-in, or to the home of the person's first organisation."""
    if request.user.pk is None:
        return redirect("sign-in")
    first = next(iter(accounts.memberships(user_id=request.user.pk)), None)
    if first is None:
        return render(request, "desk/public/no_organisation.html")
    return redirect("organisation-home", organisation=first.organisation.slug)


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Keep the language in a cookie, and with the person if signed in; back to the page with its query."""
    code = known(request.POST.get("language", ""))
    response = HttpResponseRedirect(way_back(request))
    if code:
        if request.user.pk is not None:
            members.choose_language(actor=accounts.actor_of_person(user_id=request.user.pk), language=code)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            code,
            max_age=A_YEAR,
            httponly=True,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response


def way_back(request: HttpRequest) -> str:
    """The page the form was on, if it is one of ours."""
    address = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(address, allowed_hosts=None, require_https=False):
        return in_language(address, "")
    return "/"


@require_GET
def help_status(request: HttpRequest) -> HttpResponse:
    """Every status and reason: chip, code and definition, each under its own anchor."""
    axes = [{"name": name, "title": AXIS_TITLES[name], "words": AXES[name].values()} for name in AXES]
    reasons = [{"code": code, "sentence": sentence(code, EXAMPLE)} for code in Code]
    return render(request, "desk/public/help_status.html", {"axes": axes, "reasons": reasons})
