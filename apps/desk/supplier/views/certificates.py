"""Certificates: what was uploaded, a new one, and its file while it is read."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django_htmx.http import HttpResponseClientRedirect

from apps.claims import queries as claims
from apps.claims import services
from apps.desk.papers import as_download
from apps.desk.supplier.forms import NumberForm, UploadForm
from apps.desk.views import PAGE_SIZE, OrganisationView, is_fragment
from apps.kernel import files
from apps.kernel.permissions import Permission
from apps.kernel.problems import Refused


class Certificates(OrganisationView):
    """The claims the organisation made or may see, with what each comes to now."""

    permission = Permission.CLAIM_SEE

    def get(self, request: HttpRequest) -> HttpResponse:
        page = self.paged(claims.claims(actor=self.actor))
        rows = list(page.object_list)
        statuses = claims.claim_statuses(actor=self.actor, claims=rows)
        versions = claims.named_versions(actor=self.actor, claims=rows)
        lines = [
            {
                "claim": c,
                "status": statuses[c.pk],
                "versions": versions[c.pk],
                "supplier": claims.supplier_of(c, versions[c.pk]),
            }
            for c in rows
        ]
        context = {"page": page, "lines": lines, "reading": self.reading(), "papers": self.papers()}
        return self.page("desk/supplier/certificates.html", context)

    def papers(self) -> list[Any]:
        """What the organisation leans on for other companies' numbers."""
        if not self.actor.may(Permission.CERTIFICATE_SEE):
            return []
        return list(claims.papers(actor=self.actor)[:PAGE_SIZE])

    def reading(self) -> list[Any]:
        """The organisation's own files that are being read."""
        if not self.actor.may(Permission.CERTIFICATE_SEE):
            return []
        return list(
            claims.certificates(actor=self.actor).filter(owner_id=self.organisation.pk, state="processing")[:PAGE_SIZE]
        )


class CertificateAdd(OrganisationView):
    """Step 1: a file, or the number alone."""

    permission = Permission.CERTIFICATE_UPLOAD

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(UploadForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        if "number_only" in request.POST:
            return self.begin_with_a_number(request)
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form)
        name, content = form.cleaned_data["file"].name, form.cleaned_data["file"].read()
        try:
            certificate = services.upload_certificate(
                actor=self.actor, kind=form.cleaned_data["kind"], name=name, content=content
            )
        except Refused as error:
            self.refused(form, error)
            same = claims.certificate_by_digest(actor=self.actor, sha256=files.sha256_of(content))
            return self.show(form, same)
        return self.go("certificate", pk=certificate.pk)

    def begin_with_a_number(self, request: HttpRequest) -> HttpResponse:
        form = NumberForm(request.POST)
        if not form.is_valid():
            return self.go("certificate-add")
        claim = services.begin_claim(actor=self.actor, kind=form.cleaned_data["kind"])
        return self.go("claim-describe", pk=claim.pk)

    def show(self, form: UploadForm, same: object = None) -> HttpResponse:
        """`same` is the certificate that holds the same file already, to go on with."""
        return self.page("desk/supplier/certificate_add.html", {"form": form, "same": same})


class CertificatePage(OrganisationView):
    """Waits while the file is read, then leads on to the claim that came of it; of a paper none comes."""

    permission = Permission.CERTIFICATE_UPLOAD

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        certificate = self.own(claims.certificate(actor=self.actor, pk=pk))
        claim = claims.own_claims(actor=self.actor).filter(certificate=certificate).first()
        if claim is None and certificate.state != "processing":
            return self.go("certificates")
        if claim is None:
            return self.page("desk/supplier/certificate.html", {"certificate": certificate})
        address = self.url("claim-describe" if claim.state == "draft" else "claim", pk=claim.pk)
        return HttpResponseClientRedirect(address) if is_fragment(request) else HttpResponseRedirect(address)


class CertificateDownload(OrganisationView):
    """A file of a certificate, as received, always as a download: no browser is asked to show it."""

    permission = Permission.CERTIFICATE_SEE

    def get(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        file = claims.certificate_file(actor=self.actor, pk=pk)
        return as_download(sha256=file.sha256, name=file.shown_name, content_type=file.content_type)
