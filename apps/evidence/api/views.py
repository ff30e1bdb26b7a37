"""Evidence packs: asked for, followed, downloaded."""

from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from apps.catalogue import queries as catalogue
from apps.evidence import queries
from apps.evidence.api.shapes import PackInput, PackSerializer
from apps.evidence.services import packs
from apps.kernel.api.views import ActorView
from apps.kernel.permissions import Permission

TAGS = ["Evidence packs"]


class Packs(ActorView):
    reads = Permission.PACK_SEE
    writes = Permission.PACK_BUILD

    @extend_schema(operation_id="packs_list", summary="List packs", tags=TAGS, responses=PackSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The packs your organisation asked for, the newest first."""
        return self.page(queries.packs(actor=self.actor), PackSerializer)

    @extend_schema(summary="Ask for a pack", tags=TAGS, request=PackInput, responses={202: PackSerializer})
    def post(self, request: Request) -> Response:
        """Ask for a pack about a product; it is built in the background."""
        said = self.taken(PackInput)
        said["product"] = catalogue.product(actor=self.actor, pk=said["product"])
        pack = packs.request_pack(actor=self.actor, **said)
        return Response(PackSerializer(pack).data, status=status.HTTP_202_ACCEPTED)


class OnePack(ActorView):
    reads = Permission.PACK_SEE

    @extend_schema(summary="Read a pack", tags=TAGS, responses=PackSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """One pack, and whether it is ready."""
        return Response(PackSerializer(queries.pack(actor=self.actor, pk=pk)).data)


class PackDownload(ActorView):
    reads = Permission.PACK_SEE

    @extend_schema(summary="Download a pack", tags=TAGS, responses={(200, "application/zip"): OpenApiTypes.BINARY})
    def get(self, request: Request, pk: int) -> HttpResponse:
        """The ZIP file of a ready pack. That it was taken is kept in the audit."""
        pack = queries.pack(actor=self.actor, pk=pk)
        content = packs.download_pack(actor=self.actor, pack=pack)
        headers = {"Content-Disposition": f'attachment; filename="{pack}.zip"', "Cache-Control": "private, no-store"}
        return HttpResponse(content, content_type="application/zip", headers=headers)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Who asks for application/zip gets it, and JSON where there is a problem to tell."""
        return super().perform_content_negotiation(request, force=True)
