"""Checks of purchase orders: sent as lines, decided line by line, kept."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.queries import organisation_by_id
from apps.kernel.api.views import ActorView
from apps.kernel.permissions import Permission
from apps.kernel.problems import Problem, Refused
from apps.purchasing import queries, services
from apps.purchasing.api.shapes import OrderChecked, OrderCheckSerializer, OrderInput, OrderSummarySerializer
from apps.purchasing.order_columns import HEADERS, Column

TAGS = ["Purchase order checks"]
# How the fields of a body are called where they differ from those of an order file.
NAMES = {Column.PRODUCT_CODE: "product.code", Column.NUMBER: "filing_number", Column.SUPPLIER: "supplier"}


class OrderChecksView(ActorView):
    reads = Permission.ORDER_SEE
    writes = Permission.ORDER_CHECK

    def told(self, pk: int, code: int = status.HTTP_200_OK) -> Response:
        """An order with its newest checks as the answer."""
        order = queries.order(actor=self.actor, pk=pk)
        lines = queries.lines_with_latest_check(actor=self.actor, order=order)
        organisation = organisation_by_id(order.owner_id)
        page = reverse("order", kwargs={"organisation": organisation.slug, "pk": order.pk})
        beside = {"details_url": settings.PUBLIC_URL + page}
        return Response(OrderCheckSerializer(OrderChecked(order, lines), context=beside).data, status=code)


class OrderChecks(OrderChecksView):
    @extend_schema(
        operation_id="po_checks_list",
        summary="List checked orders",
        tags=TAGS,
        responses=OrderSummarySerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Your orders, the newest first, each with the gravest newest decision of its lines."""
        shown = self.paginate_queryset(queries.orders(actor=self.actor)) or []
        summaries = queries.order_summaries(actor=self.actor, orders=shown)
        return self.get_paginated_response(OrderSummarySerializer(summaries, many=True).data)

    @extend_schema(summary="Check an order", tags=TAGS, request=OrderInput, responses={201: OrderCheckSerializer})
    @transaction.atomic
    def post(self, request: Request) -> Response:
        """Decide each line before the order is placed. A hold or a block is an answer, never an error."""
        said = self.taken(OrderInput)
        try:
            order = services.receive_order(
                actor=self.actor, reference=said["reference"], name="", content=as_file(said["lines"])
            )
        except Refused as refused:
            raise Refused(*(placed(problem) for problem in refused.problems)) from refused
        services.check_order(actor=self.actor, order=order)
        return self.told(order.pk, status.HTTP_201_CREATED)


class OneOrderCheck(OrderChecksView):
    @extend_schema(summary="Read a checked order", tags=TAGS, responses=OrderCheckSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """One order with the newest check of each line."""
        return self.told(pk)


class OrderCheckRepeat(OrderChecksView):
    @extend_schema(summary="Check an order again", tags=TAGS, request=None, responses={201: OrderCheckSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Decide each line again on what is known now; earlier checks are kept."""
        services.check_order(actor=self.actor, order=queries.order(actor=self.actor, pk=pk))
        return self.told(pk, status.HTTP_201_CREATED)


def as_file(lines: Iterable[Mapping[str, Any]]) -> bytes:
    """The lines as an order file: whatever way an order comes, it is read and refused by the same rules."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([HEADERS[column][0] for column in Column])
    for line in lines:
        flat = {
            **line,
            Column.PRODUCT_CODE: line["product"]["code"],
            Column.NUMBER: line["filing_number"],
            Column.SUPPLIER: line["supplier"],
        }
        writer.writerow([flat[column] for column in Column])
    return text.getvalue().encode()


def placed(problem: Problem) -> Problem:
    """A problem of a row of the file, at the place in the body it came from."""
    if problem.row is None:
        return problem
    name = NAMES.get(Column(problem.field), problem.field) if problem.field in set(Column) else problem.field
    place = f"lines.{problem.row - 2}"
    return replace(problem, row=None, field=f"{place}.{name}" if name else place)
