"""Signing in to the API with a key of an organisation."""

from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.request import Request

from apps.accounts.queries import FoundKey, actor_of_key, presented_key
from apps.accounts.roles import State
from apps.accounts.services.keys import note_key_use
from apps.kernel.actor import Actor
from apps.kernel.api.rates import WrongKeyRate


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """What DRF calls the user: the key, by which requests are counted."""

    pk: int
    is_authenticated: bool = True


class KeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer hefu_live_…`; the actor is in `request.auth`.

    Without the header nobody is signed in, and public views answer. A wrong key is 401 everywhere, and 429 once an
    address has sent too many; a right one from the same address is answered all the same.
    """

    def authenticate(self, request: Request) -> tuple[KeyHolder, Actor] | None:
        scheme, _blank, presented = request.headers.get("Authorization", "").strip().partition(" ")
        if not scheme:
            return None
        try:
            key = working_key(presented.strip() if scheme.lower() == "bearer" else "")
        except AuthenticationFailed:
            count_wrong_key(request)
            raise
        actor = actor_of_key(key)
        note_key_use(actor=actor, key=key)
        return KeyHolder(pk=key.pk), actor

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="hefu"'


def working_key(presented: str) -> FoundKey:
    """The key of which this is the text; raises AuthenticationFailed, which says no more than its holder may know."""
    key = presented_key(presented)
    if key is None:
        raise AuthenticationFailed(
            _("This key is not known or was revoked. Send a key as `Authorization: Bearer hefu_live_…`."),
            code="key-unknown",
        )
    if key.expires_at <= timezone.now():
        message = _("This key expired on %(day)s. Make a new one on the page “API keys” of your organisation.")
        raise AuthenticationFailed(message % {"day": timezone.localdate(key.expires_at)}, code="key-expired")
    if key.state == State.SUSPENDED:
        message = _("The organisation of this key is suspended. Its administrators see why when they sign in.")
        raise AuthenticationFailed(message, code="key-suspended")
    return key


def count_wrong_key(request: Request) -> None:
    """Count one key that was not taken; raises Throttled once the address has sent too many."""
    rate = WrongKeyRate()
    if not rate.allow_request(request, (request.parser_context or {})["view"]):
        raise Throttled(wait=rate.wait())
