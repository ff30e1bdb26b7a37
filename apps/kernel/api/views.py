"""The bases of every view of the API: who asks, in pages, described for machines."""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, ClassVar, Literal

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string
from drf_spectacular.openapi import AutoSchema
from rest_framework import exceptions, serializers
from rest_framework.generics import GenericAPIView
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import SAFE_METHODS, AllowAny, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from apps.kernel.actor import Actor
from apps.kernel.api.problems import PROBLEM_TYPE, TITLES
from apps.kernel.api.rates import WithKeyRate, WithoutKeyRate
from apps.kernel.api.shapes import PROBLEM, InputSerializer, QuerySerializer
from apps.kernel.noting import noting
from apps.kernel.permissions import Permission
from apps.kernel.wall import acting_as

Beside = dict[str, Any]


class ApiSchema(AutoSchema):
    """Adds to each operation the problems it can answer with."""

    def _get_response_bodies(self, direction: Literal["request", "response"] = "response") -> Any:
        bodies = super()._get_response_bodies(direction)
        if direction == "response":
            problem = self.resolve_serializer(PROBLEM, direction).ref
            for status in self._problem_statuses():
                said = {"description": str(TITLES[int(status)][1]), "content": {PROBLEM_TYPE: {"schema": problem}}}
                bodies.setdefault(status, said)
        return bodies

    def get_auth(self) -> list[dict[str, Any]]:
        """The security scheme `key` with the verb that is needed; public operations take requests without it too."""
        return [{"key": [str(self.view.verb(self.method))]}] if isinstance(self.view, ActorView) else [{"key": []}, {}]

    def _problem_statuses(self) -> list[str]:
        statuses = ["400", "429"]
        if isinstance(self.view, ActorView):
            statuses += ["401", "403"]
        if "{" in self.path or self.method == "GET":
            statuses.append("404")
        return sorted(statuses)


class Pages(PageNumberPagination):
    """`count, next, previous, results`; 50 a page unless `page_size` asks for another number up to 1,000."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 1000


class HoldsKey(BasePermission):
    """A key is there, and it holds the verb the view names for reading or for writing."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not isinstance(request.auth, Actor):
            return False
        if isinstance(view, ActorView) and request.method in view.allowed_methods:
            request.auth.require(view.verb(request.method))
        return True


class ApiView(GenericAPIView[Any]):
    """Base of every view: answers in pages, says what is wrong as problems; the middleware has set the language."""

    schema = ApiSchema()
    pagination_class = Pages
    filter_backends = []
    throttle_classes = [WithoutKeyRate, WithKeyRate]

    def taken(self, form: type[InputSerializer]) -> dict[str, Any]:
        """The body in the shape of `form`; raises ValidationError naming each field that is wrong."""
        return self._read(form, self.request.data)

    def asked(self, form: type[QuerySerializer]) -> dict[str, Any]:
        """The parameters of the address in the shape of `form`; raises ValidationError as `taken` does."""
        return self._read(form, self.request.query_params)

    def _read(self, form: type[InputSerializer], data: object) -> dict[str, Any]:
        serializer = form(data=data)
        serializer.is_valid(raise_exception=True)
        said: dict[str, Any] = serializer.validated_data
        return said

    def page(
        self, rows: Any, form: type[serializers.Serializer[Any]], beside: Callable[[list[Any]], Beside] | None = None
    ) -> Response:
        """One page of a queryset or list, each row in the shape of `form`.

        `beside` gives what the form needs to know about all rows of the page together, in its context.
        """
        shown = self.paginate_queryset(rows) or []
        context = beside(shown) if beside else {}
        return self.get_paginated_response(form(shown, many=True, context=context).data)


class PublicView(ApiView):
    """A view of public data, for everybody."""

    permission_classes = [AllowAny]


class ActorView(ApiView):
    """A view of tenant data: needs a key that holds the verb `reads`, and `writes` where something is sent.

    The services ask for the verbs of writes again, and whose row it is; asked here, a missing verb is said before
    anything is said about the body or about the row.
    """

    reads: ClassVar[Permission]
    writes: ClassVar[Permission | None] = None
    permission_classes = [HoldsKey]

    def verb(self, method: str) -> Permission:
        """The verb that a method needs."""
        return self.reads if method in SAFE_METHODS else self.writes or self.reads

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The whole of a request runs behind the wall of the key's organisation, from when the key is known."""
        with ExitStack() as self.wall:
            opened = self.wall.enter_context(noting())
            response = super().dispatch(request, *args, **kwargs)
            if isinstance(self.request.auth, Actor) and self.request.auth.is_noted:
                # Before the answer is given: what can't be kept is not shown either.
                keep = import_string(settings.NOTES_KEPT_BY)
                name = (request.resolver_match.url_name or "") if request.resolver_match else ""
                keep(actor=self.request.auth, address=name, opened=opened)
            return response

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Who asks is known and may; from here on nothing of another organisation's is there."""
        super().initial(request, *args, **kwargs)
        self.wall.enter_context(acting_as(self.actor))

    @property
    def actor(self) -> Actor:
        """Who asks; raises NotAuthenticated without a key."""
        if not isinstance(self.request.auth, Actor):
            raise exceptions.NotAuthenticated
        return self.request.auth
