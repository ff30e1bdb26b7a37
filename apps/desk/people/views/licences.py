"""The business licence: handed in by the organisation, opened by itself and by the operator who checks it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from apps.accounts import queries as accounts
from apps.accounts.services.licences import keep_licence
from apps.desk.papers import as_download
from apps.desk.people.forms import LicenceForm
from apps.desk.views import OrganisationView
from apps.kernel.documents import Upload
from apps.kernel.permissions import Permission
from apps.kernel.problems import Refused


class LicencePage(OrganisationView):
    """What was handed in last, and a form for another."""

    permission = Permission.ORGANISATION_EDIT

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(LicenceForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = LicenceForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form)
        file = form.cleaned_data["file"]
        try:
            keep_licence(actor=self.actor, organisation=self.organisation, upload=Upload(file.name, file.read()))
        except Refused as error:
            self.refused(form, error)
            return self.show(form)
        messages.success(request, _("The business licence is kept; the operator of this portal can open it."))
        return self.go("licence")

    def show(self, form: LicenceForm) -> HttpResponse:
        licence = accounts.licence(actor=self.actor)
        context = {"form": form, "licence": licence, "file_again": bool(self.request.FILES)}
        return self.page("desk/people/licence.html", context)


class LicenceFile(OrganisationView):
    """The organisation's own licence, as received."""

    permission = Permission.ORGANISATION_EDIT

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return given_back(accounts.licence(actor=self.actor))


class JudgedLicenceFile(OrganisationView):
    """The licence of an organisation whose identity the operator checks."""

    permission = Permission.ORGANISATION_JUDGE

    def get(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        return given_back(accounts.judged(actor=self.actor, slug=slug).licence)


def given_back(licence: Any) -> HttpResponseBase:
    """A licence as a download; raises Http404 where there is none."""
    if licence is None:
        raise Http404
    return as_download(sha256=licence.sha256, name=licence.name, content_type=licence.content_type)
