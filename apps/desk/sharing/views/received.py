"""What others share with us: taking it or sending it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from apps.catalogue import custody
from apps.catalogue import queries as catalogue
from apps.catalogue.services import sharing
from apps.desk.freshness import ask_again, is_fresh
from apps.desk.sharing.forms import AnswerForm
from apps.desk.views import OrganisationView
from apps.kernel.permissions import Permission
from apps.kernel.problems import Refused


class Received(OrganisationView):
    """The shares given to the organisation, with what it said to each."""

    permission = Permission.SHARE_SEE

    def get(self, request: HttpRequest) -> HttpResponse:
        page = self.paged(catalogue.received_shares(actor=self.actor))
        seen = custody.seen_in(actor=self.actor, shares=page)
        lines = [{"share": share, "seen": seen.get(share.pk)} for share in page]
        return self.page("desk/sharing/received.html", {"lines": lines, "page": page})


class ReceivedShare(OrganisationView):
    """One share: what it opens, and the answer to it."""

    permission = Permission.SHARE_SEE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(pk, AnswerForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        share = catalogue.received_share(actor=self.actor, pk=pk)
        self.actor.require(Permission.SHARE_RECEIVE)
        form = AnswerForm(request.POST)
        if not form.is_valid():
            return self.show(pk, form)
        if form.cleaned_data["state"] != "accepted" and not is_fresh(request):
            # Everything below the share ends with it.
            return ask_again(request)
        state, reason = form.cleaned_data["state"], form.cleaned_data["reason"].strip()
        try:
            sharing.receive_share(actor=self.actor, share=share, state=state, reason=reason)
        except Refused as error:
            self.refused(form, error)
            return self.show(pk, form)
        if state == "accepted":
            messages.success(request, _("You accepted the share."))
            return self.go("received-share", pk=pk)
        messages.success(request, _("The share is over: you no longer see what it opened, and its giver is told."))
        return self.go("received")

    def show(self, pk: int, form: AnswerForm) -> HttpResponse:
        share = catalogue.received_share(actor=self.actor, pk=pk)
        seen = custody.seen_in(actor=self.actor, shares=[share]).get(share.pk)
        return self.page("desk/sharing/received_share.html", {"share": share, "seen": seen, "form": form})
