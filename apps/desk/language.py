"""Which language a page is in: the link's, the person's, the visitor's cookie, the browser's wish."""

from collections.abc import Callable
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

PARAMETER = "lang"
# What people and browsers write for Simplified Chinese.
ALIASES = {"zh": "zh-hans", "zh-cn": "zh-hans", "zh-hans-cn": "zh-hans"}


class LanguageMiddleware:
    """Activates the language of a request; says it in `Content-Language` and `Vary`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with translation.override(language_of(request)):
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", html_code(translation.get_language()))
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response


def language_of(request: HttpRequest) -> str:
    """The code of one of the portal's languages."""
    if asked := known(request.GET.get(PARAMETER, "")):
        return asked
    if request.path.startswith(("/api/", "/healthz/")):
        return translation.get_language_from_request(request)
    return known(str(getattr(get_user(request), "language", ""))) or translation.get_language_from_request(request)


def known(text: str) -> str:
    """The portal's code for a language as written, or "" where it is none of the portal's."""
    code = ALIASES.get(text.lower(), text.lower())
    return code if code in dict(settings.LANGUAGES) else ""


def html_code(code: str | None) -> str:
    """A language as HTML says it, by script where that matters: `en`, `zh-Hans`."""
    return "zh-Hans" if code == "zh-hans" else code or settings.LANGUAGE_CODE


def in_language(address: str, code: str) -> str:
    """An address with its query, in a given language; "" as code takes the language out of it."""
    parts = urlsplit(address)
    query = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if k != PARAMETER]
    if code:
        query.append((PARAMETER, code))
    return urlunsplit(parts._replace(query=urlencode(query)))
