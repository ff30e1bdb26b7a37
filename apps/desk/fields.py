"""Form fields that every page's forms share."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


def day_field(**options: Any) -> forms.DateField:
    """A day, typed the one way the pages write days: a browser's own control shows it in the browser's language."""
    return forms.DateField(
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": _("Write the day as year, month and day, for example 2026-04-30.")},
        **{"help_text": _("Year, month, day, for example 2026-04-30."), **options},
    )
