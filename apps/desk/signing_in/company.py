"""Single sign-on: whom a company's own sign-in may speak for."""

import time
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils import translation

from apps.accounts.addresses import is_confirmed
from apps.desk.freshness import ANEW, BY_COMPANY, RECENT
from apps.desk.language import known
from apps.desk.signing_in import words

OPENID = "openid_connect"
# Seconds by which the provider's clock may be ahead of ours.
CLOCKS_APART = 60


def proved_at(sociallogin: SocialLogin) -> int | None:
    """When the person last proved to an OpenID provider who they are, as its token says; None where nothing says so."""
    if sociallogin.provider.id != OPENID:
        return None
    at = (sociallogin.account.extra_data.get("id_token") or {}).get("auth_time")
    now = int(time.time())
    return min(at, now) if isinstance(at, int) and now - RECENT < at <= now + CLOCKS_APART else None


class CompanyAdapter(DefaultSocialAccountAdapter):
    """An account is joined by e-mail only where the provider says it is confirmed and the operator trusts its word."""

    error_messages = {**DefaultSocialAccountAdapter.error_messages, **words.COMPANY_PROBLEMS}

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[Any]:
        """What the operator configured; the database holds no company sign-ins."""
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def authenticate_by_email(self, sociallogin: SocialLogin) -> Any:
        """The person to join, if their address is confirmed here too: else somebody else may have typed it.

        What the provider says of an address counts where the operator trusts it, also for an account that is new.
        """
        for address in sociallogin.email_addresses:
            address.verified = address.verified is True and self.can_authenticate_by_email(sociallogin, address.email)
        found = super().authenticate_by_email(sociallogin)
        return found if found and is_confirmed(user_id=found[0].pk, email=found[1]) else None

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        """Whether the provider may speak for this address: the operator named its domain."""
        app = login.provider.app
        domains = app.settings.get("trusted_email_domains", []) if app else []
        return email.rpartition("@")[2].lower() in domains

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """A signed-in person who proved to the provider a short while ago that it is they has proved it here too.

        That the provider sends them back proves nothing: it may have remembered the browser.
        """
        if not (request.user.is_authenticated and sociallogin.is_existing and sociallogin.user == request.user):
            return
        if proved := proved_at(sociallogin):
            said = {"provider": sociallogin.account.provider, "at": proved, ANEW: True}
            record_authentication(request, request.user, BY_COMPANY, **said)
        elif sociallogin.state.get("process") == AuthProcess.REDIRECT:
            messages.warning(request, words.NOT_PROVED)

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]) -> Any:
        """The person as the provider names them."""
        user = super().populate_user(request, sociallogin, data)
        parts = (data.get("first_name"), data.get("last_name"))
        user.name = str(data.get("name") or " ".join(part for part in parts if part))[:120]
        user.language = known(translation.get_language() or "") or settings.LANGUAGE_CODE
        return user

    def get_requests_session(self) -> Any:
        """Ask the provider itself: an answer that sends us elsewhere is none."""
        session = super().get_requests_session()
        session.max_redirects = 0
        return session
