"""Forms of the supplier's pages; they look at shape only, what is true the services say."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.desk.fields import NamedForm, day_field
from apps.desk.papers import PaperForm, file_input

PRODUCT_CLASSES = (
    ("self_service_terminal", _("Self-service terminal")),
    ("digital_signage", _("Digital signage")),
    ("rfid_system", _("RFID system")),
    ("other", _("Other hardware")),
)
SCOPES = (
    ("certificate", _("Certificates: the files behind the claims")),
    ("evidence", _("Evidence: may put the product into an evidence pack")),
    ("contract", _("Contracts: may name the versions in a contract with you")),
)
KINDS = (
    ("filing", _("Filing of a model")),
    ("registration", _("Registration of an app that calls a filed model")),
)


class ProductForm(NamedForm):
    """A product as printed on its label."""

    code = forms.CharField(
        label=_("Model code"), max_length=80, help_text=_("As printed on the product, for example K21-A.")
    )
    name = forms.CharField(label=_("Name in English"), max_length=200)
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=200, required=False)
    product_class = forms.ChoiceField(label=_("Product class"), choices=PRODUCT_CLASSES)


class VersionForm(NamedForm):
    """One build, in the supplier's own words."""

    hardware = forms.CharField(label=_("Hardware revision"), max_length=60)
    firmware = forms.CharField(label=_("Firmware version"), max_length=60)
    ai_software = forms.CharField(
        label=_("AI software version"),
        max_length=60,
        help_text=_("The version of the software that generates or recommends content. Kept exactly as you write it."),
    )


class UploadForm(PaperForm):
    """A certificate's file, and what it is."""

    none_chosen = _("Choose a file: a PDF, or a JPG or PNG photo of the certificate.")
    several_chosen = _("Choose one file only: each certificate is uploaded by itself.")

    kind = forms.ChoiceField(
        label=_("What kind of number does it show?"), choices=KINDS, initial="filing", widget=forms.RadioSelect
    )


class NumberForm(NamedForm):
    """Starting without a file."""

    kind = forms.ChoiceField(label=_("What kind of number is it?"), choices=KINDS, widget=forms.RadioSelect)


class DescribeForm(NamedForm):
    """What the certificate says, as the supplier confirms it."""

    kind = forms.ChoiceField(label=_("Kind of number"), choices=KINDS, widget=forms.RadioSelect)
    number = forms.CharField(
        label=_("Filing or registration number"),
        max_length=200,
        help_text=_("As on the certificate, for example Beijing-ModelName-202403150012."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    model_name = forms.CharField(label=_("Model or app name"), max_length=300, required=False)
    holder = forms.CharField(
        label=_("Filing entity"),
        max_length=300,
        help_text=_("The company named on the certificate, in Chinese as it stands there."),
    )
    province = forms.CharField(label=_("Province"), max_length=60, required=False)
    lean = forms.ChoiceField(
        label=_("Whose number is it?"),
        choices=(
            ("own", _("Ours: we are the filing entity")),
            ("other", _("Another company's: we use its model and have a paper that lets us")),
        ),
        initial="own",
        widget=forms.RadioSelect,
    )
    paper_note = forms.CharField(
        label=_("Which paper"),
        max_length=300,
        required=False,
        help_text=_("For another company's number only: name the agreement, for example API agreement 2026-014."),
    )
    file = forms.FileField(
        label=_("The paper"),
        required=False,
        help_text=_(
            "PDF, JPG or PNG, up to 20 MB. It is kept as it is, and the organisations you share with do not get it."
        ),
        widget=file_input(accept=".pdf,.jpg,.jpeg,.png"),
    )
    paper_from = day_field(label=_("Paper in force from"), required=False)
    paper_until = day_field(label=_("Paper in force until"), required=False)

    def clean(self) -> dict[str, Any]:
        """A paper has a first day, and does not end before it."""
        said = super().clean() or {}
        if said.get("lean") != "other":
            return said
        first, last = said.get("paper_from"), said.get("paper_until")
        if first is None and "paper_from" not in self.errors:
            self.add_error("paper_from", _("Say from which day the paper is in force."))
        if first and last and last < first:
            self.add_error("paper_until", _("The paper ends before it begins. Correct one of the two days."))
        return said


class VersionsForm(NamedForm):
    """Which of the supplier's versions the number covers; `groups` are they by product."""

    def __init__(self, *args: Any, versions: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {product: [v for v in versions if v.product == product] for product in by_product(versions)}
        self.fields["versions"] = forms.MultipleChoiceField(
            label=_("Versions the number covers"),
            choices=[(str(v.pk), str(v)) for v in versions],
            error_messages={"required": _("Choose at least one version, or add one to the product first.")},
        )

    @property
    def chosen(self) -> set[str]:
        """The keys of the versions that are ticked."""
        return {str(key) for key in self["versions"].value() or ()}


def by_product(versions: Iterable[Any]) -> list[Any]:
    """The products of the versions, each once, in their order."""
    return list(dict.fromkeys(v.product for v in versions))


class ConfirmForm(NamedForm):
    """The supplier's word that the claim is theirs to make."""

    confirmed = forms.BooleanField(
        label=_("What is above is what the certificate says, and I may submit it for this company."),
        error_messages={"required": _("Tick the box to confirm, or go back and correct the answers.")},
    )
