"""Checks of purchase orders as the API takes and gives them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rest_framework import serializers

from apps.accounts.api.shapes import OrganisationSerializer
from apps.catalogue.coverage import Coverage
from apps.claims.api.shapes import ReasonsField
from apps.claims.codes import Match
from apps.kernel.api.shapes import InputSerializer, MomentField, one_of
from apps.purchasing.gate import Decision, gravest
from apps.purchasing.models import Check, Order
from apps.purchasing.order_columns import LONGEST, Column
from apps.purchasing.queries import LineWithCheck
from apps.registry.api.shapes import EditionSerializer
from apps.registry.models import Edition


class ProductReference(InputSerializer):
    """The product a line names."""

    code = serializers.CharField(max_length=LONGEST[Column.PRODUCT_CODE], help_text="The supplier's model code.")


class LineInput(InputSerializer):
    """One line of the order. The filing number is the one the supplier told you, if any."""

    line = serializers.CharField(max_length=LONGEST[Column.LINE], help_text="Your line number, once per order.")
    product = ProductReference()
    hardware = serializers.CharField(max_length=LONGEST[Column.HARDWARE], allow_blank=True, default="")
    firmware = serializers.CharField(max_length=LONGEST[Column.FIRMWARE], allow_blank=True, default="")
    ai_software = serializers.CharField(max_length=LONGEST[Column.AI_SOFTWARE])
    filing_number = serializers.CharField(max_length=LONGEST[Column.NUMBER], allow_blank=True, default="")
    quantity = serializers.CharField(max_length=LONGEST[Column.QUANTITY], allow_blank=True, default="")
    supplier = serializers.CharField(
        max_length=LONGEST[Column.SUPPLIER],
        allow_blank=True,
        default="",
        help_text="Who sells it to you, by name or identifier; needed where several suppliers use the same code.",
    )


class OrderInput(InputSerializer):
    """A purchase order before it is placed."""

    reference = serializers.CharField(max_length=80, help_text="The number of the order, once per organisation.")
    lines = LineInput(many=True, allow_empty=False)


@dataclass(frozen=True, slots=True)
class OrderChecked:
    """An order with the newest check of each line."""

    order: Order
    lines: list[LineWithCheck]

    def checks(self) -> Iterator[Check]:
        return (line.check for line in self.lines if line.check is not None)

    @property
    def decision(self) -> Decision | None:
        """The gravest decision; None while a line was never checked."""
        found = [Decision(check.decision) for check in self.checks()]
        return gravest(found) if found and len(found) == len(self.lines) else None

    @property
    def newest(self) -> Check | None:
        return max(self.checks(), key=lambda check: check.checked_at, default=None)

    @property
    def checked_at(self) -> datetime | None:
        return self.newest.checked_at if self.newest else None

    @property
    def edition(self) -> Edition | None:
        return self.newest.edition if self.newest else None

    @property
    def policy(self) -> int | None:
        return self.newest.policy_number if self.newest else None

    @property
    def last_look_at(self) -> str | None:
        return self.newest.facts.get("last_look_at") if self.newest else None


class LineSerializer(serializers.Serializer[Any]):
    """What was decided for one line, and why; the gravest reason first."""

    line = serializers.CharField(source="line.line")
    product_code = serializers.CharField(source="line.product_code")
    hardware = serializers.CharField(source="line.hardware", allow_blank=True)
    firmware = serializers.CharField(source="line.firmware", allow_blank=True)
    ai_software = serializers.CharField(source="line.ai_software", allow_blank=True)
    filing_number = serializers.CharField(source="line.number", allow_blank=True)
    quantity = serializers.CharField(source="line.quantity", allow_blank=True)
    supplier = OrganisationSerializer(
        source="line.supplier", allow_null=True, help_text="Who sells the version to you; null where none is named."
    )
    version = serializers.IntegerField(
        source="line.version_id", allow_null=True, help_text="The visible version the line names, if it names one."
    )
    check = serializers.IntegerField(source="check.id", allow_null=True, default=None)
    decision = one_of(Decision, source="check.decision", allow_null=True, default=None)
    match = one_of(Match, source="check.match", allow_blank=True, default="")
    coverage = one_of(Coverage, source="check.coverage", allow_blank=True, default="")
    reasons = ReasonsField(source="check.reasons", default=list)
    checked_at = MomentField(source="check.checked_at", allow_null=True, default=None)


class OrderCheckSerializer(serializers.Serializer[Any]):
    """An order, the gravest decision of its lines, and on which list and rules it was decided."""

    id = serializers.IntegerField(source="order.id")
    reference = serializers.CharField(source="order.reference")
    decision = one_of(Decision, allow_null=True, help_text="Null while a line was never checked.")
    checked_at = MomentField(allow_null=True)
    edition = EditionSerializer(allow_null=True)
    last_look_at = MomentField(allow_null=True, help_text="When the list's source was last looked at.")
    policy = serializers.IntegerField(allow_null=True, help_text="Number of your rules; 0 are the default ones.")
    lines = LineSerializer(many=True)
    details_url = serializers.SerializerMethodField(help_text="The page of the order, for people.")

    def get_details_url(self, checked: OrderChecked) -> str:
        return str(self.context["details_url"])


class OrderSummarySerializer(serializers.Serializer[Any]):
    """An order at a glance."""

    id = serializers.IntegerField(source="order.id")
    reference = serializers.CharField(source="order.reference")
    decision = one_of(Decision, source="gravest", allow_null=True, help_text="Null while a line was never checked.")
    checked_at = MomentField(allow_null=True)
    lines = serializers.IntegerField()
    created_at = MomentField(source="order.created_at")
