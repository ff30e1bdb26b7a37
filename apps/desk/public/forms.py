"""The form by which anybody tells a supplier that something is wrong with a code."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.desk.fields import NamedForm


class ReportForm(NamedForm):
    """What is wrong with a code, in the words of who saw it."""

    text = forms.CharField(
        label=_("What is wrong?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Where you saw the code, on which product, and what does not fit. The supplier reads it."),
    )
