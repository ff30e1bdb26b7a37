"""Forms of the list pages."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

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
        files: Sequence[UploadedFile] = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(SeveralFilesField, self).clean(file, initial) for file in files or [None]]


class PublicationForm(forms.Form):
    """A publication as received, with what its notice says about it."""

    files = SeveralFilesField(
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
    period_end = forms.DateField(
        label=_("List as of"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("The last day the publication covers, for example 2026-04-30."),
    )
    published_on = forms.DateField(label=_("Published on"), widget=forms.DateInput(attrs={"type": "date"}))


class ChangesForm(forms.Form):
    """Which changes of an edition to show."""

    kind = forms.ChoiceField(label=_("Change"), choices=(("", _("All")), *CHANGES), required=False)
    table = forms.ChoiceField(label=_("Table"), choices=(("", _("All")), *TABLES), required=False)
    text = forms.CharField(label=_("Number, name or company"), max_length=200, required=False)
