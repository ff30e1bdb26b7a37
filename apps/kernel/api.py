"""What every API of the portal shares: who asks, pages of results, and problems as RFC 9457 writes them."""

import logging
from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext_lazy as _
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import inline_serializer
from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from drf_standardized_errors.types import ErrorResponse, ExceptionHandlerContext
from redis.exceptions import RedisError
from rest_framework import exceptions, serializers
from rest_framework.generics import GenericAPIView
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import AllowAny, BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import AnonRateThrottle, SimpleRateThrottle, UserRateThrottle
from rest_framework.views import APIView

from apps.kernel.actor import Actor, NotAllowed
from apps.kernel.permissions import Permission
from apps.kernel.problems import Problem, Refused

log = logging.getLogger(__name__)

PROBLEM_TYPE = "application/problem+json"

# `type` is a name, not an address: nothing needs to be fetched to understand a problem.
TYPE_PREFIX = "urn:hefu:problem:"

TITLES = {
    400: ("input-refused", _("The input was not taken.")),
    401: ("key-needed", _("A key is needed.")),
    403: ("not-allowed", _("This key may not do this.")),
    404: ("not-found", _("There is nothing here, or nothing that this key may see.")),
    405: ("method-not-allowed", _("This address does not take this method.")),
    406: ("not-acceptable", _("The answer can't be written in the form that was asked for.")),
    415: ("media-type-not-supported", _("The body must be JSON.")),
    429: ("too-many-requests", _("Too many requests in a short time.")),
    500: ("server-error", _("Something went wrong on our side. Nothing was changed; try again later.")),
}


class InputRefused(exceptions.APIException):
    """A refusal of a service, on its way to the answer."""

    status_code = 400
    default_code = "refused"

    def __init__(self, refused: Refused) -> None:
        self.problems = refused.problems
        super().__init__(detail=str(self.problems[0].message), code=self.problems[0].code)


class ProblemFormatter(ExceptionFormatter):
    """Writes an exception as `type, title, status, detail, instance, code, errors[{detail, code, pointer}]`."""

    def run(self) -> dict[str, Any]:
        request = self.context["request"]
        # A query has no body that a pointer could point into.
        place = "parameter" if request is not None and request.method == "GET" else "pointer"
        if isinstance(self.exc, InputRefused):
            found = [refusal(problem, place) for problem in self.exc.problems]
        else:
            found = [
                {"detail": error.detail, "code": error.code, **where(place, error.attr or "")}
                for error in self.get_errors()
            ]
        return self._problem(found, request.path if request is not None else "")

    def _problem(self, found: list[dict[str, Any]], instance: str) -> dict[str, Any]:
        status = self.exc.status_code
        name, title = TITLES.get(status, TITLES[500])
        return {
            "type": TYPE_PREFIX + name,
            "title": str(title),
            "status": status,
            "detail": str(title) if status == 500 else found[0]["detail"],
            "instance": instance,
            "code": "error" if status == 500 else found[0]["code"],
            "errors": found if status == 400 else [],
        }

    def format_error_response(self, error_response: ErrorResponse) -> Any:
        """Not used: `run` writes the whole answer."""
        raise NotImplementedError


def where(place: str, field: str) -> dict[str, str]:
    """Where an error is: a JSON pointer (`#/lines/0/product`) into the body, or the name of a parameter."""
    if not field:
        return {}
    return {place: "#/" + field.replace(".", "/") if place == "pointer" else field}


def refusal(problem: Problem, place: str) -> dict[str, Any]:
    """One problem of a refusal, its row included where the input has rows."""
    row = {} if problem.row is None else {"row": problem.row}
    return {"detail": str(problem.message), "code": problem.code, **where(place, problem.field), **row}


class ProblemHandler(ExceptionHandler):
    """Turns what queries and services raise into the problem it means."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(exc, Refused):
            return InputRefused(exc)
        if isinstance(exc, NotAllowed):
            return exceptions.PermissionDenied(TITLES[403][1])
        if isinstance(exc, ObjectDoesNotExist):
            return exceptions.NotFound(TITLES[404][1])
        return super().convert_known_exceptions(exc)

    def format_exception(self, exc: exceptions.APIException) -> dict[str, Any]:
        formatted: dict[str, Any] = ProblemFormatter(exc, self.context, self.exc).run()
        return formatted

    def get_response(self, exc: exceptions.APIException, data: dict[str, Any]) -> Response:
        return Response(data, exc.status_code, headers=self.get_headers(exc), content_type=PROBLEM_TYPE)


def problem_details(exc: Exception, context: dict[str, Any]) -> Response | None:
    """The exception handler of every API view (`EXCEPTION_HANDLER`)."""
    said: ExceptionHandlerContext = {
        "view": context["view"],
        "args": context.get("args", ()),
        "kwargs": context.get("kwargs", {}),
        "request": context.get("request"),
    }
    return ProblemHandler(exc, said).run()


class ProblemErrorSerializer(serializers.Serializer[Any]):
    """One thing that is wrong with the input."""

    detail = serializers.CharField(help_text="What is wrong and how to mend it, in the language of Accept-Language.")
    code = serializers.CharField(help_text="A name for programs; it does not change with the language.")
    pointer = serializers.CharField(required=False, help_text="JSON pointer into the body, such as `#/lines/0/line`.")
    parameter = serializers.CharField(required=False, help_text="The query parameter, where there is no body.")
    row = serializers.IntegerField(required=False, help_text="The row of a table; the header is row 1.")


# Made by call because a serializer class has an attribute `errors` of its own.
PROBLEM = inline_serializer(
    "Problem",
    {
        "type": serializers.CharField(help_text="A URN that names the kind of problem, as RFC 9457 asks."),
        "title": serializers.CharField(),
        "status": serializers.IntegerField(),
        "detail": serializers.CharField(),
        "instance": serializers.CharField(help_text="The path that was asked for."),
        "code": serializers.CharField(),
        "errors": ProblemErrorSerializer(many=True),
    },
)


class ReasonSerializer(serializers.Serializer[Any]):
    """Why: a code that never changes its meaning, and one sentence in each language."""

    code = serializers.CharField(help_text="A reason code such as `R-NUM-EXACT`.")
    en = serializers.CharField(help_text="The sentence in English.")
    zh = serializers.CharField(help_text="The sentence in Simplified Chinese.")


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
        """The security scheme `key` is described in the settings; public operations take requests without it too."""
        return [{"key": []}] if isinstance(self.view, ActorView) else [{"key": []}, {}]

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
    """A key is there, and what it may do includes reading what the view shows."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        if not isinstance(request.auth, Actor):
            return False
        if isinstance(view, ActorView) and request.method in ("GET", "HEAD"):
            request.auth.require(view.reads)
        return True


class _Rate(SimpleRateThrottle):
    """A rate that stops nobody while the cache that counts can't be reached."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        try:
            return super().allow_request(request, view)
        except RedisError as error:
            log.warning("Requests are not counted, the cache can't be reached: %s", error)
            return True


class WithoutKeyRate(_Rate, AnonRateThrottle):
    """How often one address may ask without a key."""

    rate = "60/minute"


class WithKeyRate(_Rate, UserRateThrottle):
    """How often one key may ask."""

    rate = "5000/hour"


class InputSerializer(serializers.Serializer[Any]):
    """A body that names only what it may name: a misspelt field is refused, not silently left out."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = {
                name: [_("There is no field of this name; known are: %(known)s.") % {"known": ", ".join(self.fields)}]
                for name in data
                if name not in self.fields
            }
            if unknown:
                raise exceptions.ValidationError(unknown, code="unknown_field")
        return super().to_internal_value(data)


class ApiView(GenericAPIView[Any]):
    """Base of every view: answers in pages, says what is wrong as problems; the middleware has set the language."""

    schema = ApiSchema()
    pagination_class = Pages
    filter_backends = []
    throttle_classes = [WithoutKeyRate, WithKeyRate]

    def taken(self, form: type[serializers.Serializer[Any]], data: object = None) -> dict[str, Any]:
        """The body (or `data`) in the shape of `form`; raises ValidationError naming each field that is wrong."""
        serializer = form(data=self.request.data if data is None else data)
        serializer.is_valid(raise_exception=True)
        said: dict[str, Any] = serializer.validated_data
        return said

    def page(self, rows: Any, form: type[serializers.Serializer[Any]]) -> Response:
        """One page of a queryset or list, each row in the shape of `form`."""
        return self.get_paginated_response(form(self.paginate_queryset(rows) or [], many=True).data)


class PublicView(ApiView):
    """A view of public data, for everybody."""

    permission_classes = [AllowAny]


class ActorView(ApiView):
    """A view of tenant data: needs a key, and for reading the verb `reads`. Services check the verbs of writes."""

    reads: ClassVar[Permission]
    permission_classes = [HoldsKey]

    @property
    def actor(self) -> Actor:
        """Who asks; raises NotAuthenticated without a key."""
        if not isinstance(self.request.auth, Actor):
            raise exceptions.NotAuthenticated
        return self.request.auth
