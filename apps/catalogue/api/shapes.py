"""Products and versions as the API takes and gives them."""

from typing import Any

from rest_framework import serializers

from apps.accounts.api.shapes import OrganisationSerializer
from apps.catalogue.models import ProductClass
from apps.kernel.api.shapes import InputSerializer, MomentField, one_of


class ProductSerializer(serializers.Serializer[Any]):
    """A product the key may see."""

    id = serializers.IntegerField()
    code = serializers.CharField(source="shown.code", help_text="The model code by which it is sold to you.")
    name = serializers.CharField(source="shown.name")
    name_zh = serializers.CharField(source="shown.name_zh", allow_blank=True)
    product_class = one_of(ProductClass)
    supplier = OrganisationSerializer(source="shown.seller", help_text="Who sells it to you.")
    created_at = MomentField()


class ProductInput(InputSerializer):
    """A product to be added."""

    code = serializers.CharField(max_length=80, help_text="The model code as printed on the product.")
    name = serializers.CharField(max_length=200)
    name_zh = serializers.CharField(max_length=200, allow_blank=True, default="")
    product_class = one_of(ProductClass, default=ProductClass.OTHER)


class BuildSerializer(serializers.Serializer[Any]):
    """One build, its strings exactly as the supplier writes them."""

    id = serializers.IntegerField()
    hardware = serializers.CharField()
    firmware = serializers.CharField()
    ai_software = serializers.CharField()
    state = serializers.CharField(help_text="`planned`, `released` or `retired`.")


class VersionInput(InputSerializer):
    """A version to be added: hardware revision, firmware and AI software."""

    hardware = serializers.CharField(max_length=60)
    firmware = serializers.CharField(max_length=60)
    ai_software = serializers.CharField(max_length=60)
