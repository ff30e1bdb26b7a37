"""The pages of signing in that differ from django-allauth's, and the page of one's own account."""

from http import HTTPStatus
from typing import Any

from allauth.account import views as account
from allauth.account.adapter import get_adapter as account_adapter
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.base import views as second_step
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn import views as passkeys
from allauth.socialaccount.adapter import get_adapter as company_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from apps.desk.client import can_use_passkeys
from apps.desk.freshness import has_kept_request, is_fresh
from apps.desk.signing_in.company import OPENID
from apps.desk.signing_in.words import PLATFORMS


def called(provider: Any) -> str:
    """A company's sign-in as the reader knows it."""
    return str(PLATFORMS.get(provider.id, provider.name))


def company_sign_ins(request: HttpRequest, **query: str) -> list[dict[str, Any]]:
    """The company sign-ins the operator set up: name and where to post."""
    return [
        {"name": called(provider), "url": provider.get_login_url(request, **query)}
        for provider in company_adapter().list_providers(request)
    ]


class SignIn(account.LoginView):
    """Every way to sign in on one page. Who is signed in already is sent home."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        following = get_next_redirect_url(self.request)
        query = {"next": following} if following else {}
        context["company_sign_ins"] = company_sign_ins(self.request, **query)
        context["passkeys"] = can_use_passkeys(self.request)
        context["next"] = following or ""
        context["has_errors"] = bool(context["form"].errors)
        return context


class SecondStep(second_step.AuthenticateView):
    """The second step of signing in: a code, or a passkey for who has one and where the browser can use it."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        user, passkey = self.stage.login.user, [Authenticator.Type.WEBAUTHN]
        context["passkeys"] = can_use_passkeys(self.request) and is_mfa_enabled(user, passkey)
        context["has_errors"] = bool(context["form"].errors)
        return context


class SignOut(account.LogoutView):
    """Ends the session, or a sign-in half done; never by a link."""

    http_method_names = ["post", "options"]


class Confirm(account.ReauthenticateView):
    """Proof that it is the person, before an act that opens, ends or pays for something.

    By password, passkey or code; who has none of these proves it to the company's OpenID provider, and then sends what
    waited. Who has not that either is told how to come by one of them.
    """

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return HttpResponseRedirect(reverse("account_login"))
        if is_fresh(request):
            return self.go_on(request)
        if not account_adapter().get_reauthentication_methods(request.user):
            return self.ask_company(request)
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        return response

    def go_on(self, request: HttpRequest) -> HttpResponseBase:
        """Back to where the person came from, or on with what they sent before; a GET sends nothing."""
        following = get_next_redirect_url(request) or reverse("home")
        if not has_kept_request(request):
            return HttpResponseRedirect(following)
        if request.method == "POST":
            response: HttpResponseBase = resume_request(request) or HttpResponseRedirect(following)
            return response
        return render(request, "account/go_on.html", {"next": following})

    def ask_company(self, request: HttpRequest) -> HttpResponse:
        back = f"{reverse('account_reauthenticate')}?{urlencode({'next': get_next_redirect_url(request) or '/'})}"
        mine = set(SocialAccount.objects.filter(user_id=request.user.pk).values_list("provider", flat=True))
        providers = [provider for provider in company_adapter().list_providers(request) if provider.sub_id in mine]
        # A new proof is asked, not what the browser remembers; only OpenID providers can say that there was one.
        query = {"process": "redirect", "next": back, "auth_params": "prompt=login&max_age=0"}
        ways = [
            {"name": called(one), "url": one.get_login_url(request, **query)} for one in providers if one.id == OPENID
        ]
        return render(request, "account/confirm_by_company.html", {"company_sign_ins": ways})


class Security(second_step.IndexView):
    """One's own account: password, passkeys, code app, recovery codes, devices, language."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        found = context["authenticators"]
        codes = found.get(Authenticator.Type.RECOVERY_CODES)
        context["passkeys"] = found.get(Authenticator.Type.WEBAUTHN, [])
        context["code_app"] = found.get(Authenticator.Type.TOTP)
        context["codes_left"] = len(codes.get_unused_codes()) if codes else None
        context["can_use_passkeys"] = can_use_passkeys(self.request)
        context["company_sign_ins"] = company_sign_ins(self.request)
        context["sessions"] = UserSession.objects.filter(user_id=self.request.user.pk).count()
        return context


class RemovePasskey(passkeys.RemoveWebAuthnView):
    """Asks before a passkey is taken away."""

    http_method_names = ["get", "head", "post", "options"]

    def get_success_url(self) -> str:
        return reverse("mfa_index")


class NamePasskey(passkeys.EditWebAuthnView):
    """Another name for a passkey."""

    def get_success_url(self) -> str:
        return reverse("mfa_index")


def offered(view: Any) -> Any:
    """A company's sign-in, if the operator set it up; reached by a page of ours that goes on by itself.

    A form may only lead to our own pages (`form-action` of the content security policy), and so may what a form is
    answered with; the page that a form leads to may send on to anywhere.
    """

    def going(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response: HttpResponseBase = view(request, *args, **kwargs)
        except SocialApp.DoesNotExist as error:
            raise Http404 from error
        to = response.headers.get("Location", "")
        if response.status_code == HTTPStatus.FOUND and request.method == "POST" and "://" in to:
            return render(request, "socialaccount/going.html", {"to": to})
        return response

    return going


class ConfirmByPasskey(passkeys.ReauthenticateWebAuthnView):
    """Proof by passkey; what could not be used leaves the person where they are."""

    def form_invalid(self, form: Any) -> HttpResponse:
        messages.warning(self.request, _("The passkey could not be used. Try again, or choose another way."))
        return HttpResponseRedirect(self.passthrough_next_url(self.request.path))
