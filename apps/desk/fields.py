"""What the forms of the pages share: how a day is typed, and what an empty field is answered with."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


def day_field(**options: Any) -> forms.DateField:
    """A day, typed the one way the pages write days: a browser's own control shows it in the browser's language."""
    return forms.DateField(
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": _("Write the day as year, month and day, for example 2026-04-30.")},
        **{"help_text": _("Year, month, day, for example 2026-04-30."), **options},
    )


class NamedForm(forms.Form):
    """A form whose fields, left empty, are asked for by their names; a summary of errors can be read by itself."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = gettext("Fill in “%(label)s”.") % {"label": field.label}
            if isinstance(field, forms.FileField):
                field.error_messages["empty"] = gettext("The file is empty. Save it again, or choose another.")
