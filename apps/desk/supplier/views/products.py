"""Products and their versions: list, matrix, adding."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from apps.catalogue import queries as catalogue
from apps.catalogue.colleagues import assignable_products, colleagues_on
from apps.catalogue.listing import product_list
from apps.catalogue.services import products as services
from apps.claims import queries as claims
from apps.desk.supplier.forms import ProductForm, VersionForm
from apps.desk.supplier.matrix import matrix
from apps.desk.supplier.summary import grouped
from apps.desk.views import OrganisationView
from apps.kernel.permissions import Permission
from apps.kernel.problems import Refused
from apps.purchasing import queries as purchasing


class Products(OrganisationView):
    """The organisation's own products and those shared with it, each with its coverage."""

    permission = Permission.PRODUCT_SEE

    def get(self, request: HttpRequest) -> HttpResponse:
        page = self.paged(product_list(actor=self.actor))
        products = list(page.object_list)
        versions = list(catalogue.versions(actor=self.actor).filter(product__in=products))
        statuses = claims.version_statuses(actor=self.actor, versions=versions)
        counts = grouped(statuses, {v.pk: v.product_id for v in versions})
        lines = [{"product": p, "counts": counts.get(p.pk, [])} for p in products]
        return self.page("desk/supplier/products.html", {"page": page, "lines": lines})


class ProductAdd(OrganisationView):
    """A new product."""

    permission = Permission.PRODUCT_EDIT

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.page("desk/supplier/product_add.html", {"form": ProductForm()})

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ProductForm(request.POST)
        if form.is_valid():
            try:
                product = services.add_product(actor=self.actor, **form.cleaned_data)
            except Refused as error:
                self.refused(form, error)
            else:
                messages.success(request, _("The product was added. Add its versions next."))
                return self.go("product", pk=product.pk)
        return self.page("desk/supplier/product_add.html", {"form": form})


class ProductPage(OrganisationView):
    """A product's versions as a matrix or a list, with one of them opened."""

    permission = Permission.PRODUCT_SEE

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        product = catalogue.product(actor=self.actor, pk=pk)
        versions = list(catalogue.versions_of(actor=self.actor, product=product))
        statuses = claims.version_statuses(actor=self.actor, versions=versions)
        asked = request.GET.get("version", "")
        selected = next((v for v in versions if str(v.pk) == asked), None)
        mine = product.owner_id == self.organisation.pk
        context: dict[str, Any] = {
            "product": product,
            "mine": mine,
            "colleagues": colleagues_on(actor=self.actor, product=product) if self.may_assign(product) else None,
            "reshared": not mine and self.may_share_on(product),
            "buyers": purchasing.buyers_checked(actor=self.actor, product=product).product if mine else 0,
            "shared_with": catalogue.shares_seen(actor=self.actor, product=product) if self.actor.is_noted else (),
            "versions": [{"version": v, "status": statuses[v.pk]} for v in versions],
            "matrix": matrix(versions, statuses),
            "view": "list" if request.GET.get("view") == "list" else "matrix",
            "selected": selected,
            "status": statuses[selected.pk] if selected else None,
        }
        return self.page("desk/supplier/product.html", context)

    def may_assign(self, product: Any) -> bool:
        """Whether the reader says which colleagues work on the product; an auditor's room gives nobody work."""
        seen = assignable_products(actor=self.actor) if self.actor.may(Permission.PRODUCT_ASSIGN) else None
        return seen is not None and seen.filter(pk=product.pk).exists()

    def may_share_on(self, product: Any) -> bool:
        """Whether another's product was received to be passed on, by who may do so."""
        return self.actor.may(Permission.PRODUCT_SHARE) and catalogue.is_shareable(actor=self.actor, product=product)


class VersionAdd(OrganisationView):
    """A new version of one's own product."""

    permission = Permission.PRODUCT_EDIT

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        product = self.own(catalogue.product(actor=self.actor, pk=pk))
        return self.page("desk/supplier/version_add.html", {"form": VersionForm(), "product": product})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        product = self.own(catalogue.product(actor=self.actor, pk=pk))
        form = VersionForm(request.POST)
        if form.is_valid():
            try:
                version = services.add_version(actor=self.actor, product=product, **form.cleaned_data)
            except Refused as error:
                self.refused(form, error)
            else:
                messages.success(request, _("The version was added."))
                return self.go("product", pk=version.product_id)
        return self.page("desk/supplier/version_add.html", {"form": form, "product": product})
