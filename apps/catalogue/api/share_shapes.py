"""Shares as the API takes and gives them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.accounts.api.shapes import OrganisationSerializer
from apps.catalogue.models import Receipt, Scope, Share
from apps.kernel.api.shapes import InputSerializer, MomentField, QuerySerializer, one_of

DIRECTIONS = [("given", "given"), ("received", "received")]
RECEIPT_STATES = [(state, state) for state in Receipt.STATES]


class ReceiptSerializer(serializers.Serializer[Any]):
    """What the receiver said to a share."""

    state = serializers.ChoiceField(choices=RECEIPT_STATES)
    reason = serializers.CharField(allow_blank=True)
    at = MomentField()


class ShareSerializer(serializers.Serializer[Any]):
    """A product opened by one organisation to another, seen from your side of it.

    The context holds `actor` and `seen`, what each share tells the actor of its product.
    """

    id = serializers.IntegerField()
    direction = serializers.SerializerMethodField(help_text="Whether you gave it or received it.")
    product = serializers.IntegerField(source="product_id")
    product_code = serializers.SerializerMethodField(help_text="What the product is called to you by this share.")
    product_name = serializers.SerializerMethodField()
    giver = OrganisationSerializer(source="owner")
    receiver = OrganisationSerializer(source="to_organisation")
    scopes = serializers.ListField(child=one_of(Scope))
    versions = serializers.SerializerMethodField(help_text="The versions it names; null where it opens every one.")
    may_reshare = serializers.BooleanField()
    depth = serializers.IntegerField(help_text="How many steps further the receiver may share it on.")
    until = MomentField(allow_null=True)
    label_code = serializers.CharField(allow_blank=True, help_text="What the giver renamed the model code to.")
    label_name = serializers.CharField(allow_blank=True)
    changed_software = serializers.SerializerMethodField(
        help_text="Whether the giver, or anybody between the maker and it, says that it changed the AI software."
    )
    receipt = serializers.SerializerMethodField(help_text="Null until the receiver says something.")
    created_at = MomentField()
    ended_at = MomentField(source="revoked_at", allow_null=True)

    @extend_schema_field(serializers.ChoiceField(choices=DIRECTIONS))
    def get_direction(self, share: Share) -> str:
        return "given" if share.owner_id == self.context["actor"].organisation_id else "received"

    def get_product_code(self, share: Share) -> str:
        return str(self.context["seen"][share.pk].code) if share.pk in self.context["seen"] else ""

    def get_product_name(self, share: Share) -> str:
        return str(self.context["seen"][share.pk].name) if share.pk in self.context["seen"] else ""

    def get_changed_software(self, share: Share) -> bool:
        above = self.context["seen"].get(share.pk)
        return share.changed_software or (above is not None and above.changed_software)

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField(), allow_null=True))
    def get_versions(self, share: Share) -> list[int] | None:
        return None if share.every_version else sorted(version.pk for version in share.versions.all())

    @extend_schema_field(ReceiptSerializer(allow_null=True))
    def get_receipt(self, share: Share) -> Any:
        receipt = getattr(share, "receipt", None)
        return None if receipt is None else ReceiptSerializer(receipt).data


class ShareQuery(QuerySerializer):
    """Which shares."""

    direction = serializers.ChoiceField(choices=DIRECTIONS, required=False, help_text="Only this side of them.")


class ShareInput(InputSerializer):
    """A product to be opened to another organisation."""

    product = serializers.IntegerField()
    to_organisation = serializers.SlugField(help_text="The identifier of the organisation that is to see it.")
    scopes = serializers.ListField(child=one_of(Scope), allow_empty=False, help_text="`status` is always part of it.")
    versions = serializers.ListField(
        child=serializers.IntegerField(), allow_empty=False, required=False, help_text="Every version where left out."
    )
    until = MomentField(required=False, allow_null=True, default=None)
    may_reshare = serializers.BooleanField(default=False)
    depth = serializers.IntegerField(default=0, min_value=0, max_value=10)
    label_code = serializers.CharField(
        max_length=80,
        allow_blank=True,
        default="",
        help_text="Needed, as is `label_name`, where you share on and do not name your supplier.",
    )
    label_name = serializers.CharField(max_length=200, allow_blank=True, default="")
    names_supplier = serializers.BooleanField(
        allow_null=True,
        default=None,
        help_text="Whether the receiver sees your own supplier rather than you, where you share on.",
    )
    changed_software = serializers.BooleanField(
        default=False,
        help_text="Whether you, who share on, changed the AI software; nobody below sees it as covered then.",
    )


class ReceiptInput(InputSerializer):
    """What is said to a share; `returned` and `not_ours` end it."""

    state = serializers.ChoiceField(choices=RECEIPT_STATES)
    reason = serializers.CharField(
        max_length=500, allow_blank=True, default="", help_text="Needed where it is returned."
    )
