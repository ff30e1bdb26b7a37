"""Shares: given, received, withdrawn and answered."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts import queries as accounts
from apps.accounts.models import Organisation
from apps.catalogue import custody, queries
from apps.catalogue.api.share_shapes import ReceiptInput, ReceiptSerializer, ShareInput, ShareQuery, ShareSerializer
from apps.catalogue.models import Product, Share, Version
from apps.catalogue.services import sharing
from apps.kernel.api.views import ActorView, Beside
from apps.kernel.permissions import Permission
from apps.kernel.problems import refuse

TAGS = ["Shares"]


class SharesView(ActorView):
    reads = Permission.SHARE_SEE

    def seen(self, shares: list[Share]) -> Beside:
        """How the actor knows the product of each share by that share."""
        return {"actor": self.actor, "seen": custody.seen_in(actor=self.actor, shares=shares)}

    def told(self, share: Share, code: int = status.HTTP_200_OK) -> Response:
        """One share as the answer."""
        return Response(ShareSerializer(share, context=self.seen([share])).data, status=code)


class Shares(SharesView):
    writes = Permission.PRODUCT_SHARE

    @extend_schema(
        operation_id="shares_list",
        summary="List shares",
        tags=TAGS,
        parameters=[ShareQuery],
        responses=ShareSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """What you opened to others and what others opened to you, as far as it is open now; newest first."""
        direction = self.asked(ShareQuery).get("direction")
        sides = {"given": queries.given_shares, "received": queries.received_shares, None: queries.shares}
        return self.page(sides[direction](actor=self.actor), ShareSerializer, self.seen)

    @extend_schema(summary="Share a product", tags=TAGS, request=ShareInput, responses={201: ShareSerializer})
    def post(self, request: Request) -> Response:
        """Open a product to another organisation: one of your own, or one you received to share on."""
        said = self.taken(ShareInput)
        product = queries.product(actor=self.actor, pk=said.pop("product"))
        receiver = self.receiver(said.pop("to_organisation"))
        if "versions" in said:
            said["versions"] = self.named(product, said["versions"])
        share = sharing.share_product(actor=self.actor, product=product, to_organisation=receiver, **said)
        return self.told(queries.one_share(actor=self.actor, pk=share.pk), status.HTTP_201_CREATED)

    def receiver(self, slug: str) -> Organisation:
        """Whom to share with; Refused where there is nobody of this identifier."""
        try:
            return accounts.organisation(slug=slug)
        except ObjectDoesNotExist as error:
            message = _(
                "No organisation has the identifier %(to_organisation)s. Ask your partner for it and type it exactly."
            )
            raise refuse("S-UNKNOWN", message % {"to_organisation": slug}, field="to_organisation") from error

    def named(self, product: Product, ids: list[int]) -> list[Version]:
        """The versions by id; Refused for one that is not the product's, or not to be seen."""
        found: dict[Any, Version] = queries.versions_of(actor=self.actor, product=product).in_bulk(ids)
        if missing := [str(pk) for pk in ids if pk not in found]:
            message = _("The product has no version with the id %(ids)s. Take ids from the list of its versions.")
            raise refuse("S-VERSIONS", message % {"ids": ", ".join(missing)}, field="versions")
        return list(found.values())


class OneShare(SharesView):
    @extend_schema(summary="Read a share", tags=TAGS, responses=ShareSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """One share that you gave or received and that is open now."""
        return self.told(queries.one_share(actor=self.actor, pk=pk))


class ShareWithdrawal(SharesView):
    writes = Permission.PRODUCT_SHARE

    @extend_schema(summary="Withdraw a share", tags=TAGS, request=None, responses=ShareSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """End a share you gave, and everything that was shared on below it; withdrawing it again changes nothing."""
        share = queries.share(actor=self.actor, pk=pk)
        sharing.withdraw_share(actor=self.actor, share=share)
        return self.told(share)


class ShareReceipt(SharesView):
    writes = Permission.SHARE_RECEIVE

    @extend_schema(summary="Answer a share", tags=TAGS, request=ReceiptInput, responses=ReceiptSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Say that a share you received arrived, is accepted, goes back, or is not meant for you."""
        share = queries.received_share(actor=self.actor, pk=pk)
        receipt = sharing.receive_share(actor=self.actor, share=share, **self.taken(ReceiptInput))
        return Response(ReceiptSerializer(receipt).data)
