"""Forms of the pages without an organisation."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _

from apps.desk.fields import NamedForm


class SignInForm(NamedForm, AuthenticationForm):
    """E-mail and password; one answer for every failure, so nobody learns which addresses are known."""

    username = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username", "inputmode": "email"})
    )
    password = forms.CharField(
        label=_("Password"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    error_messages = {
        "invalid_login": _("The e-mail and password do not belong together. Check both and try again."),
        "inactive": _("The e-mail and password do not belong together. Check both and try again."),
    }
