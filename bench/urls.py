"""The addresses of the portal, and those of the pages that P4.http compares with."""

from typing import Any

from django.urls import include, path
from rest_framework import serializers
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.accounts.models import User
from apps.kernel.api.views import ActorView
from apps.kernel.permissions import Permission
from bench.peer import versions_by_guardian


class Empty(APIView):
    """Nobody is asked for, nothing is read."""

    authentication_classes = []
    permission_classes = [AllowAny]

    def get(self, request: Request) -> Response:
        """An empty object."""
        return Response({})


class EmptyWithKey(ActorView):
    """A key is asked for and counted, the wall is entered, nothing is read."""

    reads = Permission.PRODUCT_SEE

    def get(self, request: Request) -> Response:
        """An empty object."""
        return Response({})


class SellerSerializer(serializers.Serializer[Any]):
    """Who sells it."""

    slug = serializers.CharField()
    legal_name = serializers.CharField()
    english_name = serializers.CharField()
    country = serializers.CharField()


class LineSerializer(serializers.Serializer[Any]):
    """What a version is, without what it comes to."""

    id = serializers.IntegerField()
    hardware = serializers.CharField()
    firmware = serializers.CharField()
    ai_software = serializers.CharField()
    state = serializers.CharField()
    product = serializers.IntegerField(source="product_id")
    product_code = serializers.CharField(source="product.code")
    supplier = SellerSerializer(source="owner")


class ByGuardian(APIView):
    """A page of versions as guardian's manual has it; who asks is taken at their word."""

    authentication_classes = []
    permission_classes = [AllowAny]

    def get(self, request: Request) -> Response:
        """A page of 25 with the count."""
        pages = PageNumberPagination()
        pages.page_size = 25
        user = User.objects.get(email=request.query_params["email"])
        shown = pages.paginate_queryset(versions_by_guardian(user), request)
        return pages.get_paginated_response(LineSerializer(shown or [], many=True).data)


urlpatterns = [
    path("bench/empty/", Empty.as_view()),
    path("bench/empty-with-key/", EmptyWithKey.as_view()),
    path("bench/by-guardian/", ByGuardian.as_view()),
    path("", include("portal.urls")),
]
