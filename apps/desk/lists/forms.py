"""Forms of the list pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.desk.fields import NamedForm, day_field

TABLES = (
    ("filing", _("Filings of models")),
    ("registration", _("Registrations of apps")),
    ("on_device", _("On-device services")),
)
CHANGES = (("added", _("Added")), ("gone", _("Gone")), ("altered", _("Altered")))


class SeveralFilesInput(forms.FileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """One file or more, in the order they were chosen."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, list | tuple) and data else [data]
        return [super(SeveralFilesField, self).clean(file, initial) for file in files]


class PublicationForm(NamedForm):
    """A publication as received, with what its notice says about it."""

    attachments = SeveralFilesField(
        label=_("Files of the publication"),
        widget=SeveralFilesInput(attrs={"data-names": "file-chosen"}),
        help_text=_("CSV as published, in UTF-8 or GB18030. Choose several files where the notice has several."),
        error_messages={"required": _("Choose at least one file of the publication.")},
    )
    table = forms.ChoiceField(
        label=_("Table"),
        choices=(("auto", _("As the columns say")), *TABLES),
        initial="auto",
        help_text=_("Which table of the list the rows belong to."),
    )
    period_end = day_field(
        label=_("List as of"), help_text=_("The last day the publication covers, for example 2026-04-30.")
    )
    published_on = day_field(label=_("Published on"))


class ChangesForm(NamedForm):
    """Which changes of an edition to show."""

    kind = forms.ChoiceField(label=_("Change"), choices=(("", _("All")), *CHANGES), required=False)
    table = forms.ChoiceField(label=_("Table"), choices=(("", _("All")), *TABLES), required=False)
    text = forms.CharField(label=_("Number, name or company"), max_length=200, required=False)
