"""What goes through one's hands: the chain it comes by and goes on by, and whether one changed it on the way."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from apps.catalogue import custody
from apps.catalogue import queries as catalogue
from apps.catalogue.services import sharing
from apps.claims import queries as claims
from apps.desk.counts import counts
from apps.desk.sharing.forms import SoftwareForm
from apps.desk.views import OrganisationView
from apps.kernel.actor import NotAllowed
from apps.kernel.permissions import Permission
from apps.kernel.problems import Refused


class Chain(OrganisationView):
    """The chain of custody around the organisation: one step up, its own name for the thing, one step down."""

    permission = Permission.PRODUCT_SHARE

    def get(self, request: HttpRequest) -> HttpResponse:
        lines = custody.chain(actor=self.actor)
        versions = catalogue.versions(actor=self.actor).filter(product__in=[line.product.pk for line in lines])
        statuses = claims.version_statuses(actor=self.actor, versions=versions)
        of_product: dict[int, dict[int, Any]] = {}
        for version in versions:
            of_product.setdefault(version.product_id, {})[version.pk] = statuses[version.pk]
        said = [{"line": line, "counts": counts(covered(line, of_product.get(line.product.pk, {})))} for line in lines]
        return self.page("desk/sharing/chain.html", {"lines": said})


def covered(line: custody.ChainLine, statuses: dict[int, Any]) -> list[Any]:
    """How the versions stand that came by one way."""
    if line.received is None or line.received.every_version:
        return list(statuses.values())
    named = {version.pk for version in line.received.versions.all()}
    return [status for pk, status in statuses.items() if pk in named]


class ShareSoftware(OrganisationView):
    """Asks who passes a product on whether the AI software was changed."""

    permission = Permission.PRODUCT_SHARE
    fresh = True

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        share = self.passed_on(pk)
        return self.show(share, SoftwareForm(initial={"changed_software": "yes" if share.changed_software else "no"}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        share = self.passed_on(pk)
        form = SoftwareForm(request.POST)
        if not form.is_valid():
            return self.show(share, form)
        try:
            sharing.say_changed(actor=self.actor, share=share, changed=form.changed)
        except Refused as error:
            self.refused(form, error)
            return self.show(share, form)
        messages.success(request, _("Your answer is kept, and whoever has the product by you reads it."))
        return self.go("chain")

    def passed_on(self, pk: int) -> Any:
        """The share, if it passes on what was received; raises NotAllowed for a product of one's own."""
        share = catalogue.share(actor=self.actor, pk=pk)
        if share.parent_id is None:
            raise NotAllowed("the maker names what it changes as a version of its own")
        return share

    def show(self, share: Any, form: SoftwareForm) -> HttpResponse:
        seen = custody.seen_in(actor=self.actor, shares=[share]).get(share.pk)
        return self.page("desk/sharing/share_software.html", {"share": share, "seen": seen, "form": form})
