"""What django-allauth asks us: who may try to sign in, what is kept of it, and what letters say."""

import hashlib
from typing import Any
from urllib.parse import quote

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.userkit import filter_users_by_email
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise

from apps.accounts.services.members import note_account_event
from apps.desk.client import client_address, known_device, remember_device
from apps.desk.freshness import is_fresh
from apps.desk.language import known
from apps.desk.signing_in import sessions, words
from apps.kernel.actor import system

LIMITED = "allauth.account"
# Seconds in which a lockout is written down once, however often it is run into.
LOCKOUT_NOTED_EVERY = 300


def audit(verb: str, user_id: int | None, kind: str = "") -> None:
    """Write down what happened to an account; of the person only the key."""
    actor = system(reason="the sign-in pages say what happened to an account")
    note_account_event(actor=actor, verb=verb, user_id=user_id, kind=kind)


def owner_of(email: str) -> Any:
    """The person with an e-mail address, or None."""
    found = filter_users_by_email(email, prefer_verified=True, for_login=True)
    return found[0] if found else None


class AccountAdapter(DefaultAccountAdapter):
    """E-mail and password, the limits on trying them, letters and messages in our words."""

    error_messages = {**DefaultAccountAdapter.error_messages, **words.PROBLEMS}

    # --- trying to sign in

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt before it is known how it ends; raises ValidationError where it is one too many.

        Counted are the address of who asks, and that address together with the e-mail. An e-mail alone is never
        counted, or anybody could shut its owner out. A device its owner signed in on before is counted by itself.
        """
        email = str(credentials.get("email", "")).lower()
        if device := known_device(request, email):
            action, key = "login_failed_on_known_device", device
        else:
            action, key = "login_failed", f"{client_address(request)} {email}"
        usage = ratelimit.consume(request, app=LIMITED, action=action, key=key)
        self._login_failed_rl_usage = usage
        if not usage:
            digest = hashlib.sha256(key.encode()).hexdigest()
            if cache.add(f"lockout:{action}:{digest}", "noted", LOCKOUT_NOTED_EVERY):
                person = owner_of(email)
                audit("account.locked_out", person.pk if person else None, action)
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """The person; nobody for one who may no longer sign in, so that they are not told apart."""
        person = super().authenticate(request, **credentials)
        return person if person is not None and person.is_active else None

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """Back to the sign-in with the answer that everybody gets."""
        self.add_message(request, messages.ERROR, message=str(words.PROBLEMS["email_password_mismatch"]))
        return HttpResponseRedirect(reverse("account_login"))

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Begin a session; its ages count from here."""
        for mark in (sessions.BEGAN, sessions.SEEN):
            request.session.pop(mark, None)
        super().login(request, user)
        sessions.begin(request)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **details: Any) -> HttpResponse:
        """Write the sign-in down and let the device be known."""
        response: HttpResponse = super().post_login(request, user, **details)
        audit("account.signed_in", user.pk)
        remember_device(request, response, str(getattr(user, "email", "")))
        return response

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """One measure for the whole portal; a sign-in a moment ago counts."""
        return not is_fresh(self.request)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """How the person may prove again who they are."""
        ways = super().get_reauthentication_methods(user)
        return [{**way, "description": words.PROOFS[way["id"]]} for way in ways]

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def get_login_stages(self) -> list[str]:
        """After the first proof: the e-mail confirmed, the second step."""
        return ["allauth.account.stages.EmailVerificationStage", "allauth.mfa.stages.AuthenticateStage"]

    # --- a new person

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        """A new person, by the name they gave, in the language they read."""
        user.name = form.cleaned_data.get("name", "") or user.name
        user.language = known(translation.get_language() or "") or settings.LANGUAGE_CODE
        return super().save_user(request, user, form, commit=commit)

    # --- what is said

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say what was done in our words; what the page shows anyway is not said."""
        said: str | Promise | None = message or words.DONE.get(message_template or "")
        if said:
            super().add_message(request, level, extra_tags=extra_tags, message=str(said))

    def send_notification_mail(
        self,
        template_prefix: str,
        user: AbstractBaseUser,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        """Tell a person, and the audit, that the security of their account changed."""
        if template_prefix in words.EVENTS:
            verb, kind = words.EVENTS[template_prefix]
            audit(verb, user.pk, kind)
        super().send_notification_mail(template_prefix, user, context, email)

    def render_mail(
        self, template_prefix: str, email: str | list[str], context: dict[str, Any], headers: Any = None
    ) -> EmailMessage:
        """A letter in the language of who gets it: plain text, no address but the portal's own."""
        person = context.get("user") or owner_of(email if isinstance(email, str) else email[0])
        language = known(str(getattr(person, "language", ""))) or translation.get_language()
        with translation.override(language):
            letter = words.LETTERS[template_prefix]
            link = context.get("password_reset_url") or context.get("signup_url") or ""
            said = {"letter": letter, "link": link, "code": context.get("code", ""), "portal": settings.PUBLIC_URL}
            text = render_to_string("account/letter.txt", said)
            to = [email] if isinstance(email, str) else email
            return EmailMessage(str(letter.subject), text, self.get_from_email(), to, headers=headers)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """The address in a letter is the portal's public one, whatever host was asked for the letter."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return f"{settings.PUBLIC_URL}{path.replace('UID-KEY', quote(key))}"
