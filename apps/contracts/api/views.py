"""Contracts and obligations, for reading."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.contracts import queries
from apps.contracts.api.shapes import ContractDetailSerializer, ContractSerializer, ObligationSerializer
from apps.kernel.api.views import ActorView
from apps.kernel.permissions import Permission

TAGS = ["Contracts"]


class Contracts(ActorView):
    reads = Permission.CONTRACT_SEE

    @extend_schema(
        operation_id="contracts_list", summary="List contracts", tags=TAGS, responses=ContractSerializer(many=True)
    )
    def get(self, request: Request) -> Response:
        """The contracts your organisation is a party of, the newest first."""
        return self.page(queries.contracts(actor=self.actor), ContractSerializer)


class OneContract(ActorView):
    reads = Permission.CONTRACT_SEE

    @extend_schema(summary="Read a contract", tags=TAGS, responses=ContractDetailSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """One contract with the versions it names and who answers for what in each clause."""
        contract = queries.contract(actor=self.actor, pk=pk)
        said = {
            "versions": queries.versions_named(actor=self.actor, contract=contract),
            "clauses": queries.matrix(actor=self.actor, contract=contract),
        }
        return Response(ContractDetailSerializer(contract, context=said).data)


class Obligations(ActorView):
    reads = Permission.CONTRACT_SEE

    @extend_schema(
        operation_id="obligations_list",
        summary="List obligations",
        tags=TAGS,
        responses=ObligationSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The clocks of your contracts, the first to run out first."""
        rows = self.paginate_queryset(queries.obligations(actor=self.actor)) or []
        clocks = queries.clocks(actor=self.actor, rows=rows)
        return self.get_paginated_response(ObligationSerializer(clocks, many=True).data)


class OneObligation(ActorView):
    reads = Permission.CONTRACT_SEE

    @extend_schema(summary="Read an obligation", tags=TAGS, responses=ObligationSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """One clock as it stands now."""
        row = queries.obligation(actor=self.actor, pk=pk)
        return Response(ObligationSerializer(queries.clocks(actor=self.actor, rows=[row])[0]).data)
