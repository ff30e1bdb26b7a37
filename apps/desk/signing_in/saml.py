"""Company sign-in by SAML: the door where companies' answers come in."""

from http import HTTPStatus
from typing import Any

from allauth.socialaccount.providers.saml.views import ACSView
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

# Bytes. An answer is kept until the next request, so nobody may leave whole files here.
LARGEST = 256 * 1024


class Answers(ACSView):
    """Takes an answer for a company that is set up, if it is no longer than answers are."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.request = request
        self.get_app(kwargs["organization_slug"])
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
            return HttpResponse(status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response
