"""The log for whoever wants to check it: its head, its leaves with proofs, its growth, its keys."""

from django.conf import settings
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from apps.kernel.api.views import PublicView
from apps.ledger import queries
from apps.ledger.api.shapes import (
    ConsistencyQuery,
    ConsistencySerializer,
    HeadSerializer,
    KeySerializer,
    LeafQuery,
    ProvedLeafSerializer,
)

TAGS = ["Log"]


class Head(PublicView):
    @extend_schema(summary="Read the head of the log", tags=TAGS, responses=HeadSerializer)
    def get(self, request: Request) -> Response:
        """How many leaves the log has, the root over them, and the newest checkpoint.

        A checkpoint proves nothing about the past to whoever sees it first; it binds the log for whoever keeps it.
        """
        size = queries.size()
        head = {
            "origin": settings.LEDGER_ORIGIN,
            "size": size,
            "root": queries.root(size),
            "checkpoint": queries.checkpoint(),
        }
        return Response(HeadSerializer(head).data)


class Keys(PublicView):
    @extend_schema(
        operation_id="ledger_keys_list",
        summary="List the keys of the log",
        tags=TAGS,
        responses=KeySerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """Every key the log was signed with; the last one is in use."""
        return self.page(queries.keys(), KeySerializer)


class OneLeaf(PublicView):
    @extend_schema(summary="Read a leaf of the log", tags=TAGS, parameters=[LeafQuery], responses=ProvedLeafSerializer)
    def get(self, request: Request, index: int) -> Response:
        """A leaf, the proof that it is in the log, and the newest checkpoint where that covers it."""
        leaf = queries.leaf(index)
        size = self.asked(LeafQuery).get("size") or queries.size()
        if not index < size <= queries.size():
            raise ValidationError({"size": [_beyond(index + 1)]})
        proved = {
            "leaf": leaf,
            "inclusion": queries.inclusion(index, size),
            "checkpoint": queries.checkpoint_over(index),
        }
        return Response(ProvedLeafSerializer(proved).data)


class Growth(PublicView):
    @extend_schema(
        summary="Prove that the log only grew",
        tags=TAGS,
        parameters=[ConsistencyQuery],
        responses=ConsistencySerializer,
        operation_id="ledger_consistency",
    )
    def get(self, request: Request) -> Response:
        """The proof that the log of one size begins with all of the log of a smaller one."""
        asked = self.asked(ConsistencyQuery)
        size = queries.size()
        first, second = asked["first"], asked.get("second") or size
        if not first <= second <= size:
            raise ValidationError({"first" if first > size else "second": [_beyond(min(first, size))]})
        return Response(ConsistencySerializer(queries.consistency(first, second)).data)


def _beyond(least: int) -> str:
    return _("The log has %(size)d leaves. Give a size from %(least)d to that.") % {
        "size": queries.size(),
        "least": least,
    }
