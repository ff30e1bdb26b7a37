"""Contracts, clauses and obligations as the API gives them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.accounts.api.shapes import OrganisationSerializer
from apps.catalogue.api.shapes import BuildSerializer
from apps.contracts.models import Contract, ContractState, ObligationState, PartyRole
from apps.contracts.queries import OVERDUE
from apps.kernel.api.shapes import MomentField, one_of

CLOCK_STATES = [(state, state.upper()) for state in (*ObligationState.values, OVERDUE)]


class PartySerializer(serializers.Serializer[Any]):
    """An organisation in a contract; `confirmed_at` is null while it has yet to confirm."""

    organisation = OrganisationSerializer()
    role = one_of(PartyRole)
    confirmed_at = MomentField(allow_null=True)


class ContractSerializer(serializers.Serializer[Any]):
    """A contract your organisation is a party of."""

    id = serializers.IntegerField()
    reference = serializers.CharField()
    title = serializers.CharField()
    title_zh = serializers.CharField(allow_blank=True)
    prevailing_language = serializers.CharField()
    zone = serializers.CharField(help_text="The time zone its days are counted in, such as `Asia/Shanghai`.")
    state = one_of(ContractState)
    parties = PartySerializer(many=True)
    created_at = MomentField()
    in_force_at = MomentField(allow_null=True)


class NamedVersionSerializer(BuildSerializer):
    """A version that a contract names; every party may read how it is called."""

    product_code = serializers.CharField(source="product.shown.code")
    supplier = OrganisationSerializer(source="product.shown.seller")


class LettersSerializer(serializers.Serializer[Any]):
    """What a party is in a clause: responsible, accountable, consulted, informed."""

    role = serializers.CharField(source="party.role")
    letters = serializers.CharField(allow_blank=True, help_text="Of R, A, C and I, such as `RA`.")


class ClauseSerializer(serializers.Serializer[Any]):
    """One duty in both languages; one with a trigger starts a clock of `days` calendar days."""

    number = serializers.CharField(source="clause.number")
    title = serializers.CharField(source="clause.title")
    title_zh = serializers.CharField(source="clause.title_zh")
    text = serializers.CharField(source="clause.text")
    text_zh = serializers.CharField(source="clause.text_zh")
    trigger = serializers.CharField(source="clause.trigger")
    days = serializers.IntegerField(source="clause.days", allow_null=True)
    parties = LettersSerializer(source="cells", many=True)


class ContractDetailSerializer(ContractSerializer):
    """A contract with the versions it names and its clauses; both are in the context."""

    versions = serializers.SerializerMethodField()
    clauses = serializers.SerializerMethodField()

    @extend_schema_field(NamedVersionSerializer(many=True))
    def get_versions(self, contract: Contract) -> Any:
        return NamedVersionSerializer(self.context["versions"], many=True).data

    @extend_schema_field(ClauseSerializer(many=True))
    def get_clauses(self, contract: Contract) -> Any:
        return ClauseSerializer(self.context["clauses"], many=True).data


class ObligationSerializer(serializers.Serializer[Any]):
    """A clause's clock, the same for both sides."""

    id = serializers.IntegerField(source="obligation.id")
    contract = serializers.IntegerField(source="obligation.contract_id")
    contract_reference = serializers.CharField(source="obligation.contract.reference")
    clause = serializers.CharField(source="obligation.clause.number")
    debtor = OrganisationSerializer(source="obligation.debtor.organisation")
    state = serializers.ChoiceField(source="code", choices=CLOCK_STATES)
    verification = serializers.IntegerField(source="obligation.cause_id", help_text="The change that started it.")
    started_at = MomentField(source="obligation.started_at")
    due_at = MomentField(source="obligation.due_at")
    days_left = serializers.IntegerField(help_text="Calendar days of the contract's zone, below zero once late.")
    mine = serializers.BooleanField(help_text="Whether your organisation owes it.")
    fulfilment = serializers.CharField(source="obligation.fulfilment", allow_blank=True)
    fulfilled_at = MomentField(source="obligation.fulfilled_at", allow_null=True)
    accepted_at = MomentField(source="obligation.accepted_at", allow_null=True)
