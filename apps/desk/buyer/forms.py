"""Forms of the buyer's pages; they look at shape only, what is true the services say."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from apps.desk.templatetags.hefu import build, named

Choices = Sequence[tuple[str, Any]]


class VerifyForm(forms.Form):
    """One number, and what makes the answer sharper: whose it should be and for which version."""

    number = forms.CharField(
        label=_("Filing or registration number"),
        max_length=2000,
        help_text=_("Paste it as you received it. Letter case, spaces, character width and dash style do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Paste a number to check.")},
    )
    version = forms.ChoiceField(
        label=_("Product version"),
        required=False,
        help_text=_("Only with a version can the answer be a release."),
        error_messages={"invalid_choice": _("Choose a version from the list; this one is not shared with you.")},
    )
    holder = forms.CharField(
        label=_("Supplier name as on the contract"),
        required=False,
        max_length=300,
        help_text=_("In Chinese, as on its licence, where you have it."),
    )

    def __init__(self, *args: Any, versions: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            self.fields["number"].widget.attrs["autofocus"] = True
        choice = self.fields["version"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [("", _("No version")), *grouped(versions)]


def grouped(versions: Iterable[Any]) -> Choices:
    """Versions as choices, grouped by supplier and product."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for version in versions:
        shown = version.product.shown
        group = f"{shown.code} · {strip_tags(named(shown.seller))}"
        groups.setdefault(group, []).append((str(version.pk), f"{shown.code} · {build(version)}"))
    return list(groups.items())


class OrderForm(forms.Form):
    """An order's number and its lines, as a file or as pasted cells."""

    reference = forms.CharField(
        label=_("Purchase order number"),
        max_length=80,
        error_messages={"required": _("Give the number of the purchase order.")},
    )
    file = forms.FileField(
        label=_("A CSV file"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv", "data-names": "file-chosen"}),
    )
    lines = forms.CharField(
        label=_("Or paste the lines"),
        required=False,
        strip=False,
        help_text=_("Copy the cells in your spreadsheet, header included, and paste them here."),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off", "wrap": "off"}),
    )
