"""What the authorities published: lists, their editions, the rows of a day, and what an edition changed."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from apps.kernel.api.views import Beside, PublicView
from apps.ledger import queries as log
from apps.registry import queries
from apps.registry.api.shapes import (
    ChangeSerializer,
    EditionProofSerializer,
    EditionSerializer,
    EntryQuery,
    EntrySerializer,
    ListSerializer,
    ProofQuery,
)
from apps.registry.lists import LISTS
from apps.registry.models import Edition, Entry, PublicList
from apps.registry.names import holder_key, name_key
from apps.registry.numbers import number_key

TAGS = ["Lists"]


def known_list(slug: str) -> PublicList:
    """A list by its slug; raises NotFound."""
    found = queries.the_list(slug)
    if found is None:
        raise NotFound(_("There is no list of this name. Take the name from the list of lists."))
    return found


def newest_editions(lists: list[PublicList]) -> Beside:
    """The newest edition of each list."""
    return {"editions": queries.current_editions()}


class Lists(PublicView):
    @extend_schema(operation_id="lists_list", summary="List the lists", tags=TAGS, responses=ListSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The public lists that claims are checked against."""
        held = queries.held_lists()
        return self.page([held[slug] for slug in LISTS if slug in held], ListSerializer, newest_editions)


class OneList(PublicView):
    @extend_schema(summary="Read a list", tags=TAGS, responses=ListSerializer)
    def get(self, request: Request, slug: str) -> Response:
        """One list with its newest edition."""
        row = known_list(slug)
        return Response(ListSerializer(row, context=newest_editions([row])).data)


class Editions(PublicView):
    @extend_schema(
        operation_id="lists_editions_list",
        summary="List the editions of a list",
        tags=TAGS,
        responses=EditionSerializer(many=True),
    )
    def get(self, request: Request, slug: str) -> Response:
        """Every approved state of a list, the newest first."""
        return self.page(queries.editions(known_list(slug).slug), EditionSerializer)


class OneEdition(PublicView):
    @extend_schema(summary="Read an edition", tags=TAGS, responses=EditionSerializer)
    def get(self, request: Request, slug: str, number: int) -> Response:
        """One approved state of a list."""
        return Response(EditionSerializer(queries.edition(slug, number)).data)


class Proof(PublicView):
    @extend_schema(summary="Prove an edition", tags=TAGS, parameters=[ProofQuery], responses=EditionProofSerializer)
    def get(self, request: Request, slug: str, number: int) -> Response:
        """The edition's leaf in the log with its proof; for a number, that the edition shows it, or no such row."""
        edition = queries.edition(slug, number)
        asked = self.asked(ProofQuery).get("number")
        proved = {
            "leaf": edition.leaf,
            "inclusion": log.inclusion(edition.leaf.index, log.size()),
            "checkpoint": log.checkpoint_over(edition.leaf.index),
            "number": queries.proof_of(asked, edition) if asked else None,
        }
        return Response(EditionProofSerializer(proved).data)


class Changes(PublicView):
    @extend_schema(
        operation_id="lists_editions_changes_list",
        summary="List the changes of an edition",
        tags=TAGS,
        responses=ChangeSerializer(many=True),
    )
    def get(self, request: Request, slug: str, number: int) -> Response:
        """Rows added, gone and altered, each with the row before and after."""
        return self.page(queries.changes_of(queries.edition(slug, number)), ChangeSerializer)


class Entries(PublicView):
    @extend_schema(
        operation_id="lists_entries_list",
        summary="List the rows of a list",
        tags=TAGS,
        parameters=[EntryQuery],
        responses=EntrySerializer(many=True),
    )
    def get(self, request: Request, slug: str) -> Response:
        """The rows a list shows now, or showed on a day, found by number, holder or name."""
        asked = self.asked(EntryQuery)
        edition = edition_of(known_list(slug).slug, asked.get("as_of"))
        return self.page(narrowed(queries.entries(edition, table=asked.get("table", "")), asked), EntrySerializer)


def edition_of(slug: str, day: date | None) -> Edition:
    """The edition in force on a day, today's by default; raises NotFound before the first one."""
    found = queries.current_edition(slug) if day is None else queries.edition_as_of(slug, day)
    if found is None:
        raise NotFound(_("The list has no edition of that day or before it. Ask for a later day."))
    return found


def narrowed(rows: QuerySet[Entry], asked: dict[str, Any]) -> QuerySet[Entry]:
    """Only the rows with a number, holder or name, compared as they are at ingest."""
    if "number" in asked:
        rows = rows.filter(number_key=number_key(asked["number"]))
    if "holder" in asked:
        rows = rows.filter(holder_key__contains=holder_key(asked["holder"]))
    if "name" in asked:
        rows = rows.filter(name_key__contains=name_key(asked["name"]))
    return rows
