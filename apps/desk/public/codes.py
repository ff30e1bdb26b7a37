"""The page behind the code on a box: for anybody, without sign-in, cookie or script; it speaks for its supplier."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from apps.accounts import queries as accounts
from apps.accounts.roles import State
from apps.catalogue import queries as catalogue
from apps.catalogue.codes import read_code, spaced
from apps.catalogue.services import public_codes
from apps.claims import queries as claims
from apps.desk.client import client_address
from apps.desk.language import html_code
from apps.desk.public.forms import ReportForm
from apps.desk.public.plainly import list_line
from apps.kernel.actor import Actor
from apps.kernel.counting import too_often
from apps.kernel.permissions import Permission
from apps.kernel.wall import acting_for
from apps.registry.lists import LISTS, NATIONAL

# Looks and reports of one address in a minute.
MOST_LOOKS = 60
MOST_REPORTS = 5
# Seconds a browser or a proxy may keep the page; what it says changes with the list or by its supplier.
KEPT = 60
PAGES = {
    "found": "desk/public/code_found.html",
    "unknown": "desk/public/code_unknown.html",
    "mistyped": "desk/public/code_mistyped.html",
    "revoked": "desk/public/code_revoked.html",
    "busy": "desk/public/code_busy.html",
    "report": "desk/public/code_report.html",
    "reported": "desk/public/code_reported.html",
}
# Kinds of pages that a machine may ask for too.
ALSO_JSON = ("found", "unknown", "mistyped", "revoked")


@dataclass(frozen=True, slots=True)
class Other:
    """Another version of the same product that has a code in use."""

    version: Any
    url: str


def reader_for(organisation_id: int) -> Actor:
    """Whoever looks a code up: sees what its supplier has of the version, and may do nothing."""
    verbs = frozenset({Permission.PRODUCT_SEE, Permission.CLAIM_SEE})
    return Actor(user_id=None, organisation_id=organisation_id, permissions=verbs, label="public")


@require_safe
def public_code(request: HttpRequest, code: str) -> HttpResponse:
    """What the list showed for the version behind a code; 404 for a code of nobody's, 410 for one taken back."""
    if too_often("looks", client_address(request), MOST_LOOKS):
        return answer(request, "busy", {}, HTTPStatus.TOO_MANY_REQUESTS)
    asked = read_code(code)
    if asked is None:
        return answer(request, "mistyped", {"typed": code[:40]}, HTTPStatus.NOT_FOUND)
    found = catalogue.public_version(asked)
    if found is None:
        return answer(request, "unknown", {"code": spaced(asked)}, HTTPStatus.NOT_FOUND)
    if not found.open:
        return answer(request, "revoked", {"code": spaced(asked)}, HTTPStatus.GONE)
    return answer(request, "found", facts(found, asked), HTTPStatus.OK)


# The page sets no cookie, so there is no session that a form on a foreign page could misuse.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def report_code(request: HttpRequest, code: str) -> HttpResponse:
    """Tell the supplier that a code is wrong or was copied."""
    asked = read_code(code)
    found = catalogue.public_version(asked) if asked else None
    if asked is None or found is None:
        return answer(request, "mistyped", {"typed": code[:40]}, HTTPStatus.NOT_FOUND)
    said = {"code": spaced(asked)}
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return answer(request, "report", {**said, "form": form}, HTTPStatus.OK)
    if too_often("reports", client_address(request), MOST_REPORTS):
        return answer(request, "busy", said, HTTPStatus.TOO_MANY_REQUESTS)
    public_codes.report_code(actor=reader_for(found.owner_id), code=asked, text=form.cleaned_data["text"])
    return answer(request, "reported", said, HTTPStatus.OK)


def facts(found: catalogue.PublicVersion, code: str) -> dict[str, Any]:
    """What the page of a code in use says."""
    actor = reader_for(found.owner_id)
    with acting_for(found.owner_id):
        version = catalogue.version(actor=actor, pk=found.version_id)
        status = claims.version_status(actor=actor, version=version)
        codes = list(catalogue.codes(actor=actor, product=version.product))
    others = [
        Other(one.version, reverse("public-code", kwargs={"code": spaced(one.code)}))
        for one in codes
        if one.version_id != version.pk
    ]
    supplier = accounts.organisation_by_id(found.owner_id)
    return {
        "code": spaced(code),
        "version": version,
        "product": version.product,
        "supplier": supplier,
        "identity": supplier.state,
        "suspended": supplier.state == State.SUSPENDED,
        "status": status,
        "list_line": list_line(status),
        "number": status.number if found.tells_number else "",
        "others": others,
    }


def answer(request: HttpRequest, kind: str, said: Mapping[str, Any], status: HTTPStatus) -> HttpResponse:
    """The page, or its facts as JSON for who asks for that; neither sets a cookie."""
    code = str(said.get("code", ""))
    response: HttpResponse
    if kind in ALSO_JSON and not request.accepts("text/html") and request.accepts("application/json"):
        response = JsonResponse({"code": code, "state": kind, **as_json(said)}, status=status)
    else:
        path = reverse("public-code", kwargs={"code": code}) if code else request.path
        shown = {
            **said,
            "path": path,
            "canonical": settings.PUBLIC_URL + path,
            "host": settings.PUBLIC_URL.partition("://")[2],
            "list": LISTS[NATIONAL],
            "html_language": html_code(translation.get_language()),
        }
        # Without the request: what it would bring in (session, messages, a token for forms) sets cookies.
        response = HttpResponse(render_to_string(PAGES[kind], shown), status=status)
    patch_vary_headers(response, ("Accept", "Accept-Language"))
    response["Cache-Control"] = f"public, max-age={KEPT}" if status == HTTPStatus.OK else "no-store"
    return response


def as_json(said: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a page for machines."""
    if "version" not in said:
        return {}
    version, product, status, supplier = said["version"], said["product"], said["status"], said["supplier"]
    return {
        "product": {"code": product.code, "name": product.name, "name_zh": product.name_zh},
        "hardware": version.hardware,
        "firmware": version.firmware,
        "ai_software": version.ai_software,
        "build_state": version.state,
        "supplier": {"legal_name": supplier.legal_name, "english_name": supplier.english_name},
        "coverage": str(status.coverage),
        "list_line": said["list_line"],
        "match": str(status.match) if status.match else None,
        "number": said["number"],
        "holder": status.holder if said["number"] else "",
        "list_as_of": status.as_of,
        "last_look_at": status.last_look_at,
        "notice": _(
            "This shows what the official list said on the date given. It is not an approval by any authority."
        ),
    }
