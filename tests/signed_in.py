"""A test's client that is signed in has just proved who it is, as whoever signs in by the page has."""

import time

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.test import Client

PROOFS, WHOSE = "account_authentication_methods", "account_authentication_methods_user"
_force_login = Client.force_login


def force_login(client: Client, user: AbstractBaseUser, backend: str | None = None) -> None:
    """Sign a person in without the page, with a proof that is fresh."""
    _force_login(client, user, backend)
    prove(client, user)


def prove(client: Client, user: AbstractBaseUser, ago: float = 0) -> None:
    """Let the last proof of a signed-in person be so many seconds old."""
    session = client.session
    session[PROOFS], session[WHOSE] = [{"method": "password", "at": time.time() - ago}], str(user.pk)
    session["hefu_began"] = session["hefu_seen"] = time.time()
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key or ""
