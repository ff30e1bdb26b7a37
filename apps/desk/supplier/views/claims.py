"""A submitted claim: what it comes to now, its history, and taking it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from apps.catalogue import custody
from apps.claims import queries as claims
from apps.claims import services
from apps.desk.views import OrganisationView
from apps.kernel.permissions import Permission
from apps.kernel.problems import Refused


class ClaimPage(OrganisationView):
    """What a claim says and comes to now, for everyone who may see it."""

    permission = Permission.CLAIM_SEE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        claim = claims.claim(actor=self.actor, pk=pk)
        mine = claim.owner_id == self.organisation.pk
        status = claims.live_status_of_claim(actor=self.actor, claim=claim)
        versions = claims.named_versions(actor=self.actor, claims=[claim])[claim.pk]
        context = {
            "claim": claim,
            "supplier": claims.supplier_of(claim, versions),
            "mine": mine,
            "status": status,
            "waiting": claim.state == "submitted" and status.match is None,
            "versions": versions,
            "changed": custody.changed_on_the_way(actor=self.actor, versions=versions),
            "history": claims.verifications_of(actor=self.actor, claim=claim),
            "certificate": self.certificate_of(claim.certificate_id),
        }
        return self.page("desk/supplier/claim.html", context)

    def certificate_of(self, pk: int | None) -> object:
        """The claim's certificate, where the reader may open it."""
        if pk is None or not self.actor.may(Permission.CERTIFICATE_SEE):
            return None
        return claims.certificates(actor=self.actor).filter(pk=pk).first()


class ClaimWithdraw(OrganisationView):
    """Asks before a claim is taken back."""

    permission = Permission.CLAIM_SUBMIT

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        claim = self.own(claims.claim(actor=self.actor, pk=pk))
        return self.page("desk/supplier/claim_withdraw.html", {"claim": claim})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        claim = self.own(claims.claim(actor=self.actor, pk=pk))
        try:
            services.withdraw_claim(actor=self.actor, claim=claim)
        except Refused as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("The claim was withdrawn. Its history is kept."))
        return self.go("claim", pk=pk)
