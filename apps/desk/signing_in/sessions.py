"""How long a session lasts: at most so long since the sign-in, and so long without being used."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

BEGAN, SEEN = "hefu_began", "hefu_seen"
# What stands behind the codes on boxes.
PUBLIC = "/v/"
# Seconds. Being used is written down no more often than this.
NOTED_EVERY = 300


class NobodyOnPublicPages:
    """On the pages for anybody no session is known, so that none is prolonged, ended or answered with a cookie."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith(PUBLIC):
            request.COOKIES.pop(settings.SESSION_COOKIE_NAME, None)
        return self.get_response(request)


class SessionLimits:
    """Ends a session that is too old or was left alone too long; a session is never prolonged past its end."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        # Who has no session cookie is nobody; asking would only cost.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            self._keep_or_end(request)
        return self.get_response(request)

    def _keep_or_end(self, request: HttpRequest) -> None:
        now = time.time()
        began, seen = request.session.get(BEGAN, now), request.session.get(SEEN, now)
        if now - began >= settings.SESSION_LONGEST or now - seen >= settings.SESSION_IDLE + NOTED_EVERY:
            logout(request)
            messages.info(request, _("You were signed out because the session had lasted its time. Sign in again."))
        elif SEEN not in request.session or now - seen >= NOTED_EVERY:
            request.session[BEGAN], request.session[SEEN] = began, now


def begin(request: HttpRequest) -> None:
    """A session's ages count from now."""
    request.session[BEGAN] = request.session[SEEN] = time.time()
