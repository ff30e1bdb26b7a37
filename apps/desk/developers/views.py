"""API keys: seeing, making, replacing and ending them. The text of a key is shown once and kept nowhere."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from apps.accounts import queries as accounts
from apps.accounts.roles import scopes_within
from apps.accounts.services.keys import create_api_key, revoke_api_key, rotate_api_key
from apps.accounts.words import SCOPE_WORDS
from apps.desk.developers.forms import KeyForm
from apps.desk.views import OrganisationView
from apps.kernel.permissions import Permission
from apps.kernel.problems import Refused

# Where a program with only this scope finds something to read.
FIRST_READ = {
    "products": "products",
    "shares": "shares",
    "receipts": "shares",
    "claims": "claims",
    "po_checks": "po-checks",
    "contracts": "contracts",
    "packs": "packs",
}


def in_words(scopes: Sequence[str]) -> list[dict[str, Any]]:
    """Scopes with what they open."""
    return [{"scope": scope, "words": SCOPE_WORDS[scope]} for scope in scopes]


class KeyView(OrganisationView):
    """A page on which the text of a key may stand."""

    def shown_once(self, text: str, scopes: Sequence[str]) -> HttpResponse:
        """The page with the key, which no cache keeps."""
        resource = next((FIRST_READ[s.split(":")[0]] for s in scopes if s.split(":")[0] in FIRST_READ), "lists")
        example = f'curl -H "Authorization: Bearer $HEFU_KEY" {settings.PUBLIC_URL}/api/v1/{resource}/'
        said = {"key": text, "example": example, "scopes": in_words(scopes)}
        response = self.page("desk/developers/key_shown.html", said)
        add_never_cache_headers(response)
        response["Cache-Control"] = "no-store"
        return response


class Developers(OrganisationView):
    """The keys of the organisation, and where the API is described."""

    permission = Permission.KEY_SEE

    def get(self, request: HttpRequest) -> HttpResponse:
        page = self.paged(accounts.api_keys(actor=self.actor))
        makers = accounts.names_labelled(key.created_by for key in page)
        lines = [{"key": key, "scopes": in_words(key.scopes), "maker": makers[key.created_by]} for key in page]
        return self.page("desk/developers/developers.html", {"lines": lines, "page": page})


class KeyAdd(KeyView):
    """A form for a key."""

    permission = Permission.KEY_CREATE
    fresh = True

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(KeyForm(scopes=self.offered))

    def post(self, request: HttpRequest) -> HttpResponse:
        form = KeyForm(request.POST, scopes=self.offered)
        if not form.is_valid():
            return self.show(form)
        scopes = form.cleaned_data["scopes"]
        try:
            text = create_api_key(
                actor=self.actor,
                organisation=self.organisation,
                name=form.cleaned_data["name"],
                scopes=scopes,
                expires_at=timezone.now() + form.lifetime,
            )
        except Refused as error:
            self.refused(form, error)
            return self.show(form)
        return self.shown_once(text, scopes)

    @property
    def offered(self) -> list[str]:
        """What the reader may give a key."""
        return scopes_within(self.actor.permissions)

    def show(self, form: KeyForm) -> HttpResponse:
        return self.page("desk/developers/key_add.html", {"form": form})


class KeyRotate(KeyView):
    """Asks before a key is replaced; the old one works for a day more."""

    permission = Permission.KEY_CREATE
    fresh = True

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.ask(pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        key = accounts.api_key(actor=self.actor, pk=pk)
        try:
            text = rotate_api_key(actor=self.actor, key=key)
        except Refused as error:
            return self.ask(pk, [problem.message for problem in error.problems])
        return self.shown_once(text, key.scopes)

    def ask(self, pk: int, problems: Sequence[object] = ()) -> HttpResponse:
        key = accounts.api_key(actor=self.actor, pk=pk)
        said = {"key": key, "scopes": in_words(key.scopes), "problems": problems}
        return self.page("desk/developers/key_rotate.html", said)


class KeyRevoke(OrganisationView):
    """Asks before a key is ended."""

    permission = Permission.KEY_REVOKE
    fresh = True

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.page("desk/developers/key_revoke.html", {"key": accounts.api_key(actor=self.actor, pk=pk)})

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        key = accounts.api_key(actor=self.actor, pk=pk)
        revoke_api_key(actor=self.actor, key=key)
        messages.success(request, _("The key %(prefix)s… was revoked.") % {"prefix": key.prefix})
        return self.go("developers")
