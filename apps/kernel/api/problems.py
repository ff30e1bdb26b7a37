"""What an API says when it can't do what was asked: problems as RFC 9457 writes them."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext_lazy as _
from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from drf_standardized_errors.types import ErrorResponse, ExceptionHandlerContext
from rest_framework import exceptions
from rest_framework.response import Response

from apps.kernel.actor import NotAllowed
from apps.kernel.problems import Problem, Refused

PROBLEM_TYPE = "application/problem+json"

# `type` is a name, not an address: nothing needs to be fetched to understand a problem.
TYPE_PREFIX = "urn:hefu:problem:"

# How DRF calls what is wrong with a thing as a whole.
NON_FIELD = "non_field_errors"

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
    steps = [step for step in field.split(".") if step and step != NON_FIELD]
    if not steps:
        return {}
    return {place: "#/" + "/".join(map(escaped, steps)) if place == "pointer" else field}


def escaped(step: str) -> str:
    """A name as a step of a JSON pointer (RFC 6901)."""
    return step.replace("~", "~0").replace("/", "~1")


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
