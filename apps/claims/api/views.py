"""Claims, verifications, versions with their status, and the check of a number."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from apps.catalogue import queries as catalogue
from apps.catalogue.listing import version_list
from apps.catalogue.models import Version
from apps.claims import queries, services
from apps.claims.api.shapes import (
    ClaimInput,
    ClaimSerializer,
    NumberCheckInput,
    NumberCheckSerializer,
    VerificationQuery,
    VerificationSerializer,
    VersionQuery,
    VersionSerializer,
)
from apps.claims.models import Claim
from apps.kernel.api.views import ActorView, Beside, PublicView
from apps.kernel.permissions import Permission
from apps.kernel.problems import refuse

CLAIMS, VERSIONS, CHECKS = ["Claims"], ["Versions"], ["Number checks"]


class NumberChecks(PublicView):
    @extend_schema(
        summary="Check a number", tags=CHECKS, request=NumberCheckInput, responses={200: NumberCheckSerializer}
    )
    def post(self, request: Request) -> Response:
        """Look a number up in the national list as it is now, or as it was on a day. Nothing is stored."""
        check = queries.number_check(**self.taken(NumberCheckInput))
        return Response(NumberCheckSerializer(check).data)


class VersionsView(ActorView):
    reads = Permission.PRODUCT_SEE

    def statuses(self, versions: Iterable[Version]) -> Beside:
        """What each version comes to now."""
        return {"statuses": queries.version_statuses(actor=self.actor, versions=versions)}


class Versions(VersionsView):
    @extend_schema(
        operation_id="versions_list",
        summary="List versions with their status",
        tags=VERSIONS,
        parameters=[VersionQuery],
        responses=VersionSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The versions the key may see, newest first, with coverage, match and standing as they are now."""
        asked = self.asked(VersionQuery)
        # Those of one product are few; all there are may be many.
        if asked:
            return self.page(catalogue.versions(actor=self.actor).filter(**asked), VersionSerializer, self.statuses)
        return self.page(version_list(actor=self.actor), VersionSerializer, self.statuses)


class OneVersion(VersionsView):
    @extend_schema(summary="Read a version with its status", tags=VERSIONS, responses=VersionSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """One version the key may see, with coverage, match and standing as they are now."""
        version = catalogue.version(actor=self.actor, pk=pk)
        return Response(VersionSerializer(version, context=self.statuses([version])).data)


class ClaimsView(ActorView):
    reads = Permission.CLAIM_SEE
    writes = Permission.CLAIM_SUBMIT

    def standing(self, claims: list[Claim]) -> Beside:
        """What each claim names and comes to now."""
        return {
            "versions": queries.named_versions(actor=self.actor, claims=claims),
            "statuses": queries.claim_statuses(actor=self.actor, claims=claims),
        }

    def told(self, claim: Claim, code: int = status.HTTP_200_OK) -> Response:
        """One claim as the answer."""
        return Response(ClaimSerializer(claim, context=self.standing([claim])).data, status=code)


class Claims(ClaimsView):
    @extend_schema(operation_id="claims_list", summary="List claims", tags=CLAIMS, responses=ClaimSerializer(many=True))
    def get(self, request: Request) -> Response:
        """Your own claims, and submitted ones on versions shared with you; newest first."""
        return self.page(queries.claims(actor=self.actor), ClaimSerializer, self.standing)

    @extend_schema(summary="Draft a claim", tags=CLAIMS, request=ClaimInput, responses={201: ClaimSerializer})
    @transaction.atomic
    def post(self, request: Request) -> Response:
        """Draft a claim that a number covers versions of yours; nobody else sees it before it is submitted."""
        said = self.taken(ClaimInput)
        versions = self.named(said.pop("versions"))
        claim = services.begin_claim(actor=self.actor, kind=said["kind"])
        services.describe_claim(actor=self.actor, claim=claim, **said)
        services.name_versions(actor=self.actor, claim=claim, versions=versions)
        return self.told(queries.claim(actor=self.actor, pk=claim.pk), status.HTTP_201_CREATED)

    def named(self, ids: list[int]) -> list[Version]:
        """The versions by id; Refused for one that is not the organisation's own."""
        own = catalogue.versions(actor=self.actor).filter(owner_id=self.actor.organisation_id)
        found = own.in_bulk(ids)
        if missing := [str(pk) for pk in ids if pk not in found]:
            message = _("You have no version with the id %(ids)s. Take ids of your own from the list of versions.")
            raise refuse("C-VERSION-UNKNOWN", message % {"ids": ", ".join(missing)}, field="versions")
        return [found[pk] for pk in ids]


class OneClaim(ClaimsView):
    @extend_schema(summary="Read a claim", tags=CLAIMS, responses=ClaimSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """One claim the key may see, with what it comes to now."""
        return self.told(queries.claim(actor=self.actor, pk=pk))


class ClaimSubmission(ClaimsView):
    @extend_schema(summary="Submit a claim", tags=CLAIMS, request=None, responses={202: ClaimSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Submit a draft; it is checked against the list in the background."""
        services.submit_claim(actor=self.actor, claim=queries.claim(actor=self.actor, pk=pk))
        return self.told(queries.claim(actor=self.actor, pk=pk), status.HTTP_202_ACCEPTED)


class ClaimWithdrawal(ClaimsView):
    @extend_schema(summary="Withdraw a claim", tags=CLAIMS, request=None, responses={200: ClaimSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Take a submitted claim back; its history is kept."""
        services.withdraw_claim(actor=self.actor, claim=queries.claim(actor=self.actor, pk=pk))
        return self.told(queries.claim(actor=self.actor, pk=pk))


class Verifications(ActorView):
    reads = Permission.CLAIM_SEE

    @extend_schema(
        operation_id="verifications_list",
        summary="List verifications",
        tags=CLAIMS,
        parameters=[VerificationQuery],
        responses=VerificationSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """What editions of the list showed for the claims the key may see, newest first."""
        rows = queries.verifications(actor=self.actor).filter(**self.asked(VerificationQuery))
        return self.page(rows, VerificationSerializer)


class OneVerification(ActorView):
    reads = Permission.CLAIM_SEE

    @extend_schema(summary="Read a verification", tags=CLAIMS, responses=VerificationSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """What one edition showed for one claim."""
        return Response(VerificationSerializer(queries.verification(actor=self.actor, pk=pk)).data)
