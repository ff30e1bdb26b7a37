"""Products and their versions: what the key may see, and what a supplier adds."""

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from apps.catalogue import queries
from apps.catalogue.api.shapes import BuildSerializer, ProductInput, ProductSerializer, VersionInput
from apps.catalogue.listing import product_list
from apps.catalogue.services import products
from apps.kernel.api.views import ActorView
from apps.kernel.permissions import Permission

TAGS = ["Products"]


class Products(ActorView):
    reads = Permission.PRODUCT_SEE
    writes = Permission.PRODUCT_EDIT

    @extend_schema(
        operation_id="products_list", summary="List products", tags=TAGS, responses=ProductSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        """Your own products and those shared with you, by code."""
        return self.page(product_list(actor=self.actor), ProductSerializer)

    @extend_schema(summary="Add a product", tags=TAGS, request=ProductInput, responses={201: ProductSerializer})
    def post(self, request: Request) -> Response:
        """Add a product of your own organisation; its code is taken once."""
        product = products.add_product(actor=self.actor, **self.taken(ProductInput))
        added = queries.product(actor=self.actor, pk=product.pk)
        return Response(ProductSerializer(added).data, status=status.HTTP_201_CREATED)


class Product(ActorView):
    reads = Permission.PRODUCT_SEE

    @extend_schema(summary="Read a product", tags=TAGS, responses=ProductSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """One product that the key may see."""
        return Response(ProductSerializer(queries.product(actor=self.actor, pk=pk)).data)


class ProductVersions(ActorView):
    reads = Permission.PRODUCT_SEE
    writes = Permission.PRODUCT_EDIT

    @extend_schema(summary="List the versions of a product", tags=TAGS, responses=BuildSerializer(many=True))
    def get(self, request: Request, pk: int) -> Response:
        """The versions the key may see; what the list says about them is under `/versions/`."""
        product = queries.product(actor=self.actor, pk=pk)
        return self.page(queries.versions_of(actor=self.actor, product=product), BuildSerializer)

    @extend_schema(summary="Add a version", tags=TAGS, request=VersionInput, responses={201: BuildSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Add a build to a product of your own organisation."""
        product = queries.product(actor=self.actor, pk=pk)
        version = products.add_version(actor=self.actor, product=product, **self.taken(VersionInput))
        return Response(BuildSerializer(version).data, status=status.HTTP_201_CREATED)
