"""Signing in to the API with a key of an organisation."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from apps.accounts.queries import actor_of_key, api_key
from apps.accounts.services import note_key_use
from apps.kernel.actor import Actor, system


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """What DRF calls the user: the key, by which requests are counted."""

    pk: int
    is_authenticated: bool = True


class KeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer hefu_live_…`; the actor is in `request.auth`.

    Without the header nobody is signed in, and public views answer. A wrong key is 401 everywhere.
    """

    def authenticate(self, request: Request) -> tuple[KeyHolder, Actor] | None:
        scheme, _blank, presented = request.headers.get("Authorization", "").strip().partition(" ")
        if not scheme:
            return None
        key = api_key(presented=presented.strip()) if scheme.lower() == "bearer" else None
        if key is None:
            raise AuthenticationFailed(
                _("This key is not known or was revoked. Send a key as `Authorization: Bearer hefu_live_…`."),
                code="key-unknown",
            )
        note_key_use(actor=system(reason="an API key was used"), key=key)
        return KeyHolder(pk=key.pk), actor_of_key(key)

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="hefu"'
