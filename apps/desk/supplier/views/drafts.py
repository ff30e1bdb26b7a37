"""A claim on its way: what was read, which versions, the confirmation. Each step has its own address and is kept."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from apps.catalogue import queries as catalogue
from apps.claims import queries as claims
from apps.claims import services
from apps.desk.supplier.forms import ConfirmForm, DescribeForm, VersionsForm
from apps.desk.supplier.matrix import natural
from apps.desk.views import OrganisationView
from apps.kernel.permissions import Permission
from apps.kernel.problems import Refused
from apps.registry.numbers import number_key

DESCRIBED = ("kind", "number", "model_name", "holder", "province")
DRAFT = "draft"


class ClaimDescribe(OrganisationView):
    """Step 2: what the certificate says, checked against the list at once if asked."""

    permission = Permission.CLAIM_SUBMIT

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        claim = self.own(claims.claim(actor=self.actor, pk=pk))
        if claim.state != DRAFT:
            return self.go("claim", pk=pk)
        said = {name: getattr(claim, name) for name in DESCRIBED}
        paper = claims.reliances(actor=self.actor).filter(number_key=claim.number_key).first()
        if paper is not None and claim.number_key:
            said |= {"lean": "other", "paper_note": paper.note}
            said |= {"paper_from": paper.valid_from, "paper_until": paper.valid_until}
        return self.show(claim, DescribeForm(initial=said), said if claim.number else {})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        claim = self.own(claims.claim(actor=self.actor, pk=pk))
        if "check" in request.POST:
            return self.show(claim, DescribeForm(initial=request.POST.dict()), request.POST.dict())
        form = DescribeForm(request.POST, request.FILES)
        self.ask_for_the_paper(form)
        if form.is_valid():
            try:
                self.save(claim, form.cleaned_data)
            except Refused as error:
                self.refused(form, error)
            else:
                return self.go("claim-versions", pk=pk)
        return self.show(claim, form, {})

    def ask_for_the_paper(self, form: DescribeForm) -> None:
        """Another company's number needs the paper itself, now or kept here before."""
        form.full_clean()
        said = form.cleaned_data
        if said.get("lean") == "other" and not said.get("file") and "file" not in form.errors and not self.paper(said):
            form.add_error("file", _("Choose the file of the paper that lets you use this number."))

    def paper(self, said: Mapping[str, Any]) -> Any:
        """The paper kept here for the number and the company that are said."""
        number, holder = said.get("number") or "", said.get("holder") or ""
        return claims.stored_paper(actor=self.actor, number=number, holder=holder)

    @transaction.atomic
    def save(self, claim: Any, said: Mapping[str, Any]) -> None:
        """The description and, for another company's number, the paper: both or neither."""
        services.describe_claim(actor=self.actor, claim=claim, **{name: said[name] for name in DESCRIBED})
        if said["lean"] != "other":
            return
        file = said["file"]
        paper = services.keep_paper(actor=self.actor, name=file.name, content=file.read()) if file else self.paper(said)
        days = {"valid_from": said["paper_from"], "valid_until": said["paper_until"]}
        reliance = {"holder": said["holder"], "note": said["paper_note"], "paper": paper, **days}
        declared = claims.reliances(actor=self.actor).filter(number_key=number_key(said["number"]))
        if not declared.filter(**reliance).exists():
            services.declare_reliance(actor=self.actor, number=said["number"], **reliance)

    def show(self, claim: Any, form: DescribeForm, asked: Mapping[str, Any]) -> HttpResponse:
        check = None
        if asked.get("number"):
            check = claims.number_check(
                text=asked["number"], holder=asked.get("holder", ""), name=asked.get("model_name", "")
            )
        certificate = claim.certificate_id and claims.certificate(actor=self.actor, pk=claim.certificate_id)
        context = {"claim": claim, "form": form, "check": check, "certificate": certificate}
        context["paper"] = self.paper({name: form[name].value() for name in ("number", "holder")})
        return self.page("desk/supplier/claim_describe.html", context)


class ClaimVersions(OrganisationView):
    """Step 3: the versions the number covers."""

    permission = Permission.CLAIM_SUBMIT

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        claim = self.own(claims.claim(actor=self.actor, pk=pk))
        if claim.state != DRAFT:
            return self.go("claim", pk=pk)
        named = claims.named_versions(actor=self.actor, claims=[claim])[claim.pk]
        return self.show(claim, VersionsForm(versions=self.own_versions(), initial={"versions": [v.pk for v in named]}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        claim = self.own(claims.claim(actor=self.actor, pk=pk))
        versions = self.own_versions()
        form = VersionsForm(request.POST, versions=versions)
        if form.is_valid():
            chosen = set(form.cleaned_data["versions"])
            try:
                services.name_versions(
                    actor=self.actor, claim=claim, versions=[v for v in versions if str(v.pk) in chosen]
                )
            except Refused as error:
                self.refused(form, error)
            else:
                return self.go("claim-confirm", pk=pk)
        return self.show(claim, form)

    def own_versions(self) -> list[Any]:
        """The organisation's own versions, by product and then as people count."""
        own = catalogue.versions(actor=self.actor).filter(owner_id=self.organisation.pk)
        return sorted(
            own, key=lambda v: (v.product.code, natural(v.hardware), natural(v.firmware), natural(v.ai_software))
        )

    def show(self, claim: Any, form: VersionsForm) -> HttpResponse:
        return self.page("desk/supplier/claim_versions.html", {"claim": claim, "form": form})


class ClaimConfirm(OrganisationView):
    """Step 4: everything once more, and the supplier's word."""

    permission = Permission.CLAIM_SUBMIT

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        claim = self.own(claims.claim(actor=self.actor, pk=pk))
        if claim.state != DRAFT:
            return self.go("claim", pk=pk)
        return self.show(claim, ConfirmForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        claim = self.own(claims.claim(actor=self.actor, pk=pk))
        form = ConfirmForm(request.POST)
        if form.is_valid():
            try:
                services.submit_claim(actor=self.actor, claim=claim)
            except Refused as error:
                self.refused(form, error)
            else:
                messages.success(request, _("Submitted. The automatic check runs now."))
                return self.go("claim", pk=pk)
        return self.show(claim, form)

    def show(self, claim: Any, form: ConfirmForm) -> HttpResponse:
        paper = claims.papers(actor=self.actor).filter(number_key=claim.number_key).first()
        versions = claims.named_versions(actor=self.actor, claims=[claim])[claim.pk]
        certificate = claim.certificate_id and claims.certificate(actor=self.actor, pk=claim.certificate_id)
        context = {"claim": claim, "form": form, "versions": versions, "paper": paper, "certificate": certificate}
        return self.page("desk/supplier/claim_confirm.html", context)
