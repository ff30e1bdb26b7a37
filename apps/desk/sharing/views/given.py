"""With whom products are shared: giving, seeing and withdrawing."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from apps.accounts import queries as accounts
from apps.catalogue import custody
from apps.catalogue import queries as catalogue
from apps.catalogue.services import products, sharing
from apps.desk.partners import partner_known_as
from apps.desk.sharing.forms import GrantForm, LineForm, ProductLineForm, ShareForm
from apps.desk.views import OrganisationView
from apps.kernel.actor import NotAllowed
from apps.kernel.permissions import Permission
from apps.kernel.problems import Refused


class GivingView(OrganisationView):
    """A page on which something is given to somebody."""

    permission = Permission.PRODUCT_SHARE
    fresh = True

    def receiver(self, form: GrantForm) -> Any:
        """The organisation that is to receive; raises Refused for one that nobody knows."""
        if form.cleaned_data["partner"]:
            return accounts.organisation(slug=form.receiver)
        return partner_known_as(form.receiver, organisation_id=self.organisation.pk, field="to_organisation")


class Shares(OrganisationView):
    """Everything that is given, and the lines that are given as a whole."""

    permission = Permission.PRODUCT_SHARE

    def get(self, request: HttpRequest) -> HttpResponse:
        page = self.paged(catalogue.given_shares(actor=self.actor))
        seen = custody.seen_in(actor=self.actor, shares=page)
        lines = [{"share": share, "seen": seen.get(share.pk)} for share in page]
        rules = catalogue.rules(actor=self.actor)
        facts = {"lines": lines, "page": page, "rules": rules, "product_lines": catalogue.lines(actor=self.actor)}
        return self.page("desk/sharing/shares.html", facts)


class ShareAdd(GivingView):
    """The open shares of a product, and a form for one more."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        product = self.shareable(pk)
        return self.show(product, self.form(product))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        product = self.shareable(pk)
        form = self.form(product, request.POST)
        if not form.is_valid():
            return self.show(product, form)
        chosen = form.cleaned_data["versions"]
        named = catalogue.versions_of(actor=self.actor, product=product).filter(pk__in=chosen) if chosen else None
        try:
            partner = self.receiver(form)
            sharing.share_product(
                actor=self.actor,
                product=product,
                to_organisation=partner,
                versions=named,
                **form.granted,
                **form.labels,
            )
        except ObjectDoesNotExist:
            return self.show(product, form)
        except Refused as error:
            self.refused(form, error)
            return self.show(product, form)
        messages.success(request, _("The product is shared with %(name)s.") % {"name": partner})
        return self.go("share-add", pk=product.pk)

    def shareable(self, pk: int) -> Any:
        """The product, if it can be opened to others; raises NotAllowed where it was received for oneself alone."""
        product = catalogue.product(actor=self.actor, pk=pk)
        if not catalogue.is_shareable(actor=self.actor, product=product):
            raise NotAllowed("only the owner, and who received it to pass on, may")
        return product

    def form(self, product: Any, data: Any = None) -> ShareForm:
        received = product.owner_id != self.organisation.pk
        return ShareForm(
            data,
            partners=catalogue.partners(actor=self.actor),
            versions=catalogue.versions_of(actor=self.actor, product=product),
            leave=catalogue.leave_to_share(actor=self.actor, product=product) if received else None,
        )

    def show(self, product: Any, form: ShareForm) -> HttpResponse:
        reshared = product.owner_id != self.organisation.pk
        versions = catalogue.versions_of(actor=self.actor, product=product) if reshared else ()
        said = {
            "product": product,
            "seen": catalogue.seen_as(actor=self.actor, products=[product])[product.pk],
            "shares": catalogue.shares_given(actor=self.actor, product=product),
            "reshared": reshared,
            "changed": custody.changed_on_the_way(actor=self.actor, versions=versions),
        }
        return self.page("desk/sharing/share_add.html", {**said, "form": form})


class ProductLine(OrganisationView):
    """Which line a product belongs to, and so with whom it is shared by rule."""

    permission = Permission.PRODUCT_SHARE
    fresh = True

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        product = self.own(catalogue.product(actor=self.actor, pk=pk))
        return self.show(product, ProductLineForm(initial={"line": product.line}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        product = self.own(catalogue.product(actor=self.actor, pk=pk))
        form = ProductLineForm(request.POST)
        if not form.is_valid():
            return self.show(product, form)
        try:
            products.set_line(actor=self.actor, product=product, line=form.cleaned_data["line"])
        except Refused as error:
            self.refused(form, error)
            return self.show(product, form)
        messages.success(request, _("The product line was set."))
        return self.go("product", pk=pk)

    def show(self, product: Any, form: ProductLineForm) -> HttpResponse:
        known = {"lines": catalogue.lines(actor=self.actor), "rules": catalogue.rules(actor=self.actor)}
        return self.page("desk/sharing/product_line.html", {"product": product, "form": form, **known})


class ShareWithdraw(OrganisationView):
    """Asks before a share is withdrawn: who loses sight of what."""

    permission = Permission.PRODUCT_SHARE
    fresh = True

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        share = catalogue.share(actor=self.actor, pk=pk)
        loss = catalogue.loss_of(actor=self.actor, share=share)
        seen = custody.seen_in(actor=self.actor, shares=[share]).get(share.pk)
        return self.page("desk/sharing/share_withdraw.html", {"share": share, "loss": loss, "seen": seen})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        share = catalogue.share(actor=self.actor, pk=pk)
        sharing.withdraw_share(actor=self.actor, share=share)
        messages.success(request, _("The share was withdrawn."))
        return self.go("share-add", pk=share.product_id)


class LineShareAdd(GivingView):
    """A product line shared as one: every product of it, now and later."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(self.form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form)
        line = form.cleaned_data["line"]
        try:
            partner = self.receiver(form)
            sharing.share_line(actor=self.actor, line=line, to_organisation=partner, **form.granted)
        except ObjectDoesNotExist:
            return self.show(form)
        except Refused as error:
            self.refused(form, error)
            return self.show(form)
        messages.success(request, _("The line %(line)s is shared with %(name)s.") % {"line": line, "name": partner})
        return self.go("shares")

    def form(self, data: Any = None) -> LineForm:
        partners = catalogue.partners(actor=self.actor)
        return LineForm(data, partners=partners, lines=catalogue.lines(actor=self.actor))

    def show(self, form: LineForm) -> HttpResponse:
        return self.page("desk/sharing/line_share_add.html", {"form": form})


class LineShareEnd(OrganisationView):
    """Asks before the share of a line ends, and all the shares it opened with it."""

    permission = Permission.PRODUCT_SHARE
    fresh = True

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        rule = catalogue.rule(actor=self.actor, pk=pk)
        opened = catalogue.given_shares(actor=self.actor).filter(rule=rule).count()
        return self.page("desk/sharing/line_share_end.html", {"rule": rule, "opened": opened})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        sharing.end_rule(actor=self.actor, rule=catalogue.rule(actor=self.actor, pk=pk))
        messages.success(request, _("The line is no longer shared."))
        return self.go("shares")
