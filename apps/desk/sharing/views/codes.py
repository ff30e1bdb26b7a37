"""The public page of a version, as its supplier keeps it: issuing the code, printing it, taking it back."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.catalogue import queries as catalogue
from apps.catalogue.codes import spaced
from apps.catalogue.services import public_codes
from apps.desk.qr import qr_code
from apps.desk.sharing.forms import PublicPageForm
from apps.desk.views import OrganisationView
from apps.kernel.permissions import Permission


def address_of(code: str) -> str:
    """The address that stands on the label."""
    return f"{settings.PUBLIC_URL}{reverse('public-code', kwargs={'code': spaced(code)})}"


class PublicPage(OrganisationView):
    """Whether a version has a public page, and what it tells."""

    permission = Permission.PRODUCT_EDIT
    fresh = True

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = self.own(catalogue.version(actor=self.actor, pk=pk))
        code = catalogue.codes(actor=self.actor, product=version.product).filter(version=version).first()
        address = address_of(code.code) if code else ""
        said = {
            "version": version,
            "code": code,
            "printed": spaced(code.code) if code else "",
            "address": address,
            "drawing": qr_code(address) if code else "",
            "form": PublicPageForm(initial={"tells_number": code.tells_number if code else True}),
        }
        return self.page("desk/sharing/public_page.html", said)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        version = self.own(catalogue.version(actor=self.actor, pk=pk))
        form = PublicPageForm(request.POST)
        form.is_valid()
        public_codes.issue_code(actor=self.actor, version=version, tells_number=form.cleaned_data["tells_number"])
        messages.success(request, _("The public page is there for everybody who has the code."))
        return self.go("public-page", pk=version.pk)


class CodeRevoke(OrganisationView):
    """Asks before a code is taken out of use for good."""

    permission = Permission.PRODUCT_EDIT
    fresh = True

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        code = catalogue.code(actor=self.actor, pk=pk)
        return self.page("desk/sharing/code_revoke.html", {"code": code, "printed": spaced(code.code)})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        code = public_codes.revoke_code(actor=self.actor, code=catalogue.code(actor=self.actor, pk=pk))
        messages.success(request, _("The code was revoked; its page says so."))
        return self.go("public-page", pk=code.version_id)
