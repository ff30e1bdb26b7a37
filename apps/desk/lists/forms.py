"""Forms of the list pages."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.desk.fields import NamedForm, day_field
from apps.desk.words import list_name
from apps.registry.lists import LISTS, NATIONAL

TABLES = (
    ("filing", _("Filings of models")),
    ("registration", _("Registrations of apps")),
    ("on_device", _("On-device services")),
    ("algorithm", _("Algorithm filings")),
    ("deep_synthesis", _("Deep-synthesis filings")),
    ("cancellation", _("Cancellations")),
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

    list_slug = forms.ChoiceField(
        label=_("Official list"),
        choices=lambda: [(facts.slug, list_name(facts)) for facts in LISTS.values()],
        initial=NATIONAL,
    )
    attachments = SeveralFilesField(
        label=_("Files of the publication"),
        widget=SeveralFilesInput(attrs={"data-names": "file-chosen"}),
        help_text=_("PDF, DOCX, XLSX, HTML or CSV, as published. Choose several files where the notice has several."),
        error_messages={"required": _("Choose at least one file of the publication.")},
    )
    table = forms.ChoiceField(
        label=_("Table"),
        choices=(("auto", _("As the columns say")), *TABLES),
        initial="auto",
        help_text=_("Which table of the list the rows belong to."),
    )
    attachment = forms.CharField(
        label=_("Attachment or notice"),
        max_length=40,
        required=False,
        help_text=_("Lists in parts only: which part this is, as its title names it, for example 2024-06."),
    )
    period_end = day_field(
        label=_("List as of"), help_text=_("The last day the publication covers, for example 2026-04-30.")
    )
    published_on = day_field(label=_("Published on"))


class ChangesForm(NamedForm):
    """Which changes of an edition to show."""

    kind = forms.ChoiceField(label=_("Change"), choices=(("", _("All")), *CHANGES), required=False)
    table = forms.ChoiceField(label=_("Table"), required=False)
    text = forms.CharField(label=_("Number, name or company"), max_length=200, required=False)

    def __init__(self, *args: Any, tables: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = [("", _("All")), *((code, label) for code, label in TABLES if code in tables)]
        self.fields["table"] = forms.ChoiceField(label=_("Table"), choices=kept, required=False)
