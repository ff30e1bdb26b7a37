"""The form of a key; it looks at shape only, what is true the service says."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.words import SCOPE_WORDS
from apps.desk.fields import NamedForm

LIVES = (("30", _("In 30 days")), ("90", _("In 90 days")), ("365", _("In one year")), ("730", _("In two years")))


class KeyForm(NamedForm):
    """What a key is called, what it may do, and how long it lives."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("Which program will use it, for example “ERP, production”.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose no more than the program needs. Only what you may do yourself is offered."),
        error_messages={"required": _("Choose at least one thing that the key may do.")},
    )
    expires = forms.ChoiceField(label=_("Ends"), choices=LIVES, initial="365")

    def __init__(self, *args: Any, scopes: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["scopes"]
        if isinstance(field, forms.MultipleChoiceField):
            said = gettext("%(words)s (%(scope)s)")
            field.choices = [(s, said % {"words": SCOPE_WORDS[s], "scope": s}) for s in scopes]

    @property
    def lifetime(self) -> timedelta:
        """How long the key is to live."""
        return timedelta(days=int(self.cleaned_data["expires"]))
