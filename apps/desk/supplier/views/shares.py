"""With whom a product is shared: giving, seeing and withdrawing."""

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts import queries as accounts
from apps.catalogue import queries as catalogue
from apps.catalogue.services import sharing
from apps.desk.supplier.forms import ShareForm
from apps.desk.views import OrganisationView
from apps.kernel.permissions import Permission
from apps.kernel.problems import Refused

UNKNOWN = gettext_lazy(
    "No organisation has the identifier %(to_organisation)s. Ask your partner for it and type it exactly."
)


class ShareAdd(OrganisationView):
    """The open shares of a product, and a form for one more."""

    permission = Permission.PRODUCT_SHARE
    fresh = True

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(pk, ShareForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        product = self.own(catalogue.product(actor=self.actor, pk=pk))
        form = ShareForm(request.POST)
        if not form.is_valid():
            return self.show(pk, form)
        try:
            partner = accounts.organisation(slug=form.cleaned_data["to_organisation"])
            scopes = ["status", *form.cleaned_data["scopes"]]
            sharing.share_product(actor=self.actor, product=product, to_organisation=partner, scopes=scopes)
        except ObjectDoesNotExist:
            form.add_error("to_organisation", UNKNOWN % form.cleaned_data)
        except Refused as error:
            self.refused(form, error)
        else:
            messages.success(request, _("The product is shared with %(name)s.") % {"name": partner})
            return self.go("share-add", pk=product.pk)
        return self.show(pk, form)

    def show(self, pk: int, form: ShareForm) -> HttpResponse:
        product = self.own(catalogue.product(actor=self.actor, pk=pk))
        shares = catalogue.shares_given(actor=self.actor, product=product)
        return self.page("desk/supplier/share_add.html", {"form": form, "product": product, "shares": shares})


class ShareWithdraw(OrganisationView):
    """Asks before a share is withdrawn: who loses sight of what."""

    permission = Permission.PRODUCT_SHARE
    fresh = True

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page("desk/supplier/share_withdraw.html", {"share": catalogue.share(actor=self.actor, pk=pk)})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        share = catalogue.share(actor=self.actor, pk=pk)
        sharing.withdraw_share(actor=self.actor, share=share)
        messages.success(request, _("The share was withdrawn."))
        return self.go("share-add", pk=share.product_id)
