"""Evidence packs as the API takes and gives them."""

from typing import Any

from rest_framework import serializers

from apps.evidence.models import PackState
from apps.kernel.api.shapes import InputSerializer, MomentField, one_of

LANGUAGES = [("en", "ENGLISH"), ("zh-hans", "SIMPLIFIED_CHINESE")]


class PackSerializer(serializers.Serializer[Any]):
    """A pack your organisation asked for."""

    id = serializers.IntegerField()
    product = serializers.IntegerField(source="product_id")
    purpose = serializers.CharField(allow_blank=True)
    language = serializers.ChoiceField(choices=LANGUAGES)
    state = one_of(PackState)
    requested_at = MomentField()
    ready_at = MomentField(allow_null=True)
    sha256 = serializers.CharField(allow_blank=True, help_text="Of the ZIP file, once it is ready.")
    size = serializers.IntegerField(allow_null=True, help_text="Bytes.")
    is_partial = serializers.BooleanField(source="partial", help_text="Something was left out; the manifest says what.")


class PackInput(InputSerializer):
    """What a pack is to be about."""

    product = serializers.IntegerField(
        help_text="A product of yours, or one shared with you with the scope `evidence`."
    )
    purpose = serializers.CharField(max_length=200, allow_blank=True, default="", help_text="Printed on the pack.")
    language = serializers.ChoiceField(choices=LANGUAGES, default="en", help_text="Of its summary.")
