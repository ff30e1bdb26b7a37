"""The forms of signing in: django-allauth's, with our labels and without texts that stand in the fields."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as codes
from allauth.mfa.recovery_codes.forms import GenerateRecoveryCodesForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as passkeys
from allauth.socialaccount import forms as company
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.desk.fields import NamedForm

# A text in the language of the page.
Words = Any

EMAIL, PASSWORD, NEW_PASSWORD = _("E-mail"), _("Password"), _("New password")
CODE = pgettext_lazy("sign-in", "Code")
LONG_ENOUGH = _("At least 10 characters, and not one of the common ones. Several words are easiest to remember.")


def name_field() -> forms.CharField:
    """The name by which colleagues and partners know a person."""
    return forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))


class Plain(NamedForm):
    """Our labels and hints; a label that stands inside its field is gone when it is needed."""

    labels: ClassVar[dict[str, Words]] = {}
    hints: ClassVar[dict[str, Words]] = {}
    attributes: ClassVar[dict[str, dict[str, str]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.widget.attrs.update(self.attributes.get(name, {}))
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            if name in self.labels:
                field.error_messages["required"] = _("Fill in “%(label)s”.") % {"label": field.label}


class SignInForm(Plain, account.LoginForm):
    labels = {"login": EMAIL, "password": PASSWORD}
    attributes = {"login": {"autocomplete": "username webauthn"}, "password": {"autocomplete": "current-password"}}


class SignUpForm(Plain, account.SignupForm):
    name = name_field()
    field_order = ["name", "email", "password1"]
    labels = {"email": EMAIL, "password1": PASSWORD}
    hints = {"email": _("A code is sent to it."), "password1": LONG_ENOUGH}
    attributes = {"email": {"autocomplete": "email"}}


class CompanySignUpForm(Plain, company.SignupForm):
    name = name_field()
    field_order = ["name", "email"]
    labels = {"email": EMAIL}
    hints = {"email": _("A code is sent to it.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].initial = getattr(self.sociallogin.user, "name", "")


class AskResetForm(Plain, account.ResetPasswordForm):
    labels = {"email": EMAIL}
    attributes = {"email": {"autocomplete": "username"}}


class ResetForm(Plain, account.ResetPasswordKeyForm):
    labels = {"password1": NEW_PASSWORD}
    hints = {"password1": LONG_ENOUGH}
    password2 = None


class SetPasswordForm(Plain, account.SetPasswordForm):
    labels = {"password1": NEW_PASSWORD}
    hints = {"password1": LONG_ENOUGH}
    password2 = None


class ChangePasswordForm(Plain, account.ChangePasswordForm):
    labels = {"oldpassword": _("Current password"), "password1": NEW_PASSWORD}
    hints = {"password1": LONG_ENOUGH}
    password2 = None


class ConfirmEmailForm(Plain, account.ConfirmEmailVerificationCodeForm):
    labels = {"code": CODE}
    attributes = {"code": {"autocomplete": "one-time-code", "spellcheck": "false"}}


class PasswordAgainForm(Plain, account.ReauthenticateForm):
    labels = {"password": PASSWORD}


class SecondStepForm(Plain, codes.AuthenticateForm):
    labels = {"code": CODE}
    hints = {"code": _("The six figures your app shows, or one of your recovery codes.")}
    attributes = {"code": {"autocomplete": "one-time-code", "inputmode": "numeric", "spellcheck": "false"}}


class CodeAgainForm(Plain, codes.ReauthenticateForm):
    labels, hints, attributes = SecondStepForm.labels, SecondStepForm.hints, SecondStepForm.attributes


class CodeAppForm(Plain, ActivateTOTPForm):
    labels = {"code": CODE}
    hints = {"code": _("The six figures your app shows now.")}
    attributes = SecondStepForm.attributes


class AddPasskeyForm(Plain, passkeys.AddWebAuthnForm):
    labels = {
        "name": _("Name of the passkey"),
        "passwordless": _("Sign in with this passkey alone, without a password"),
    }
    hints = {
        "name": _("So that you know it again, for example “Laptop”."),
        "passwordless": _("For this the device checks that it is you, by PIN, finger or face."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"passwordless": True, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)


class NamePasskeyForm(Plain, passkeys.EditWebAuthnForm):
    labels = {"name": _("Name of the passkey")}


class RecoveryCodesForm(Plain, GenerateRecoveryCodesForm):
    pass


class DisconnectForm(Plain, company.DisconnectForm):
    labels = {"account": _("Sign-in")}
