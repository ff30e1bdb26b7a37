"""From where a request comes: the address behind one's own proxies, and the devices a person signed in on before."""

import ipaddress
import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import constant_time_compare, salted_hmac

COOKIE = "hefu_device"
SALT = "hefu.device"
# Seconds: half a year. Who was away longer is an unknown device again, which costs nothing but patience.
AGE = 180 * 24 * 3600
# One browser may be several people's.
MOST = 5
# Of the addresses kept for documents; nobody has it.
UNKNOWN = "192.0.2.0"


def client_address(request: HttpRequest) -> str:
    """The address of who asks, as the outermost of our own proxies (PROXIES) saw it; the API counts the same way."""
    said = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = [part.strip() for part in str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",") if part.strip()]
    if settings.ALLAUTH_TRUSTED_PROXY_COUNT and forwarded:
        said = forwarded[-min(settings.ALLAUTH_TRUSTED_PROXY_COUNT, len(forwarded))]
    try:
        return str(ipaddress.ip_address(said))
    except ValueError:
        return UNKNOWN


def known_device(request: HttpRequest, email: str) -> str:
    """The secret of this device if the person of the e-mail address signed in on it before, else "".

    Only the server can make the cookie, so that nobody can pretend to be a known device; what is counted against it
    is what was tried on that very device (OWASP, "device cookies").
    """
    return next((key for person, key in _devices(request) if constant_time_compare(person, _person(email))), "")


def remember_device(request: HttpRequest, response: HttpResponseBase, email: str) -> None:
    """Let the device be known from now on as one the person signed in on."""
    others = [entry for entry in _devices(request) if entry[0] != _person(email)]
    entries = [(_person(email), secrets.token_urlsafe(16)), *others][:MOST]
    response.set_cookie(
        COOKIE,
        signing.dumps(entries, salt=SALT),
        max_age=AGE,
        path="/accounts/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _person(email: str) -> str:
    """The person without their address: the cookie tells nobody whose device it is."""
    return salted_hmac(SALT, email.strip().lower()).hexdigest()


def _devices(request: HttpRequest) -> list[tuple[str, str]]:
    try:
        said = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=AGE)
        return [(str(person), str(key)) for person, key in said]
    except (signing.BadSignature, TypeError, ValueError):
        return []


def can_use_passkeys(request: HttpRequest) -> bool:
    """Browsers bind a passkey to a name; on a bare address such as 127.0.0.1 they refuse to."""
    host = request.get_host()
    try:
        ipaddress.ip_address(host.strip("[]") if host.startswith("[") else host.partition(":")[0])
    except ValueError:
        return True
    return False
