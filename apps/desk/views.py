"""The base of every signed-in page: who acts for which organisation, and the pages that say no."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, ClassVar, TypeVar

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from apps.accounts import queries as accounts
from apps.accounts.services.rooms import note_opened
from apps.catalogue.listing import LongList
from apps.desk.frame import Frame
from apps.desk.freshness import ask_again, has_second_step, is_fresh
from apps.kernel.actor import NotAllowed
from apps.kernel.noting import noting
from apps.kernel.permissions import Permission
from apps.kernel.policy import Owned
from apps.kernel.problems import Refused
from apps.kernel.wall import acting_as

PAGE_SIZE = 25
SAFE = ("GET", "HEAD", "OPTIONS")
# Verbs that open things to others; who holds one can be required to have a second step (REQUIRE_MFA).
GRANTING = frozenset(
    {Permission.PRODUCT_SHARE, Permission.CONTRACT_CONFIRM, Permission.LIST_INGEST, Permission.KEY_CREATE}
)

R = TypeVar("R", bound=Owned)


class OrganisationView(View):
    """A page of one organisation, for a member who holds `permission`.

    Handlers get the address's arguments without the organisation's slug. A stranger gets 404, as does
    whoever asks for a row that is not visible; a member without the verb gets 403.
    """

    permission: ClassVar[Permission]
    # An act that opens, ends or pays for something is sent by who proved a short while ago who they are.
    fresh: ClassVar[bool] = False
    # A page that takes files asks before it is filled in, since files cannot wait.
    fresh_form: ClassVar[bool] = False

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.pk is None:
            return redirect_to_login(request.get_full_path())
        slug = kwargs.pop("organisation")
        try:
            self.membership = accounts.membership(user_id=request.user.pk, slug=slug)
        except ObjectDoesNotExist:
            return render(request, "404.html", status=HTTPStatus.NOT_FOUND)
        self.organisation = self.membership.organisation
        self.actor = accounts.actor_of(self.membership)
        self.frame = Frame(request, membership=self.membership, actor=self.actor)
        with acting_as(self.actor), noting() as opened:
            response = self._behind_the_wall(request, *args, **kwargs)
            if self.actor.is_noted:
                # Before the answer is given: what can't be kept is not shown either.
                note_opened(actor=self.actor, address=page_name(request), opened=opened)
            return response

    def _behind_the_wall(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            self.actor.require(self.permission)
            return self.barrier(request) or super().dispatch(request, *args, **kwargs)
        except NotAllowed:
            return self.page("403.html", {}, status=HTTPStatus.FORBIDDEN)
        except (ObjectDoesNotExist, Http404):
            return self.page("404.html", {}, status=HTTPStatus.NOT_FOUND)

    def barrier(self, request: HttpRequest) -> HttpResponse | None:
        """What stands before the page: the second step an operator may require, and the proof for fresh acts."""
        if settings.REQUIRE_MFA and self.actor.permissions & GRANTING and not has_second_step(request):
            messages.warning(request, _("Your role opens things to others. Set up a passkey or a code app first."))
            return HttpResponseRedirect(reverse("mfa_index"))
        asked = self.fresh_form or (self.fresh and request.method not in SAFE)
        return ask_again(request) if asked and not is_fresh(request) else None

    def page(self, template: str, context: Mapping[str, Any], status: int = HTTPStatus.OK) -> HttpResponse:
        """Render a template inside the frame; `actor` and `organisation` are known to it."""
        known = {"actor": self.actor, "organisation": self.organisation, "frame": self.frame}
        return render(self.request, template, {**known, "has_errors": has_errors(context), **context}, status=status)

    def url(self, name: str, **arguments: Any) -> str:
        """The address of another page of the same organisation."""
        return reverse(name, kwargs={"organisation": self.organisation.slug, **arguments})

    def go(self, name: str, **arguments: Any) -> HttpResponseRedirect:
        """Send the reader to another page of the same organisation."""
        return HttpResponseRedirect(self.url(name, **arguments))

    def own(self, row: R) -> R:
        """The row, if it is the organisation's own; raises NotAllowed for one that is merely shared with it."""
        if row.owner_id != self.organisation.pk:
            raise NotAllowed("only the owner may")
        return row

    def refused(self, form: forms.BaseForm, error: Refused) -> None:
        """Put what a service refused next to the fields it is about; what names none goes on top."""
        put_problems(form, error)

    def paged(self, rows: "QuerySet[Any] | LongList[Any]", size: int = PAGE_SIZE) -> "Page[Any]":
        """The page of rows that `?page=` asks for; the nearest one where it asks for none there is."""
        return Paginator(rows, size).get_page(self.request.GET.get("page"))


def put_problems(form: forms.BaseForm, error: Refused) -> None:
    """Put what a service refused next to the fields it is about; what names none goes on top."""
    for problem in error.problems:
        message = str(problem.message)
        if problem.row is not None and str(problem.row) not in message:
            message = _("Row %(row)d: %(message)s") % {"row": problem.row, "message": message}
        field = problem.field if problem.field in form.fields else None
        form.add_error(field, ValidationError(message, code=problem.code))


def page_name(request: HttpRequest) -> str:
    """The name of the address that was asked for."""
    return (request.resolver_match.url_name or "") if request.resolver_match else ""


def has_errors(context: Mapping[str, Any]) -> bool:
    """Whether a form of the page was sent in and not taken."""
    return any(isinstance(value, forms.BaseForm) and value.is_bound and value.errors for value in context.values())


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks, to put a part of the same page in place."""
    return request.headers.get("HX-Request") == "true"
