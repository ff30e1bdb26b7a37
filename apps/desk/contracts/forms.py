"""Forms of the contracts' pages; they look at shape only, what is true the services say."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from apps.contracts.words import LANGUAGE_NAMES, TEMPLATE_NAMES
from apps.desk.fields import NamedForm
from apps.desk.templatetags.hefu import build, named

ZONES = (
    "Asia/Shanghai",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Asia/Dubai",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Helsinki",
    "America/Sao_Paulo",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "Australia/Sydney",
    "UTC",
)


class PartnerForm(NamedForm):
    """With whom: the rest of a contract depends on it."""

    partner = forms.ChoiceField(
        label=_("Other party"),
        error_messages={"invalid_choice": _("Choose an organisation from the list.")},
    )

    def __init__(self, *args: Any, partners: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["partner"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [(partner.slug, strip_tags(named(partner))) for partner in partners]


class ContractForm(NamedForm):
    """What a draft says beside its clauses."""

    reference = forms.CharField(label=_("Contract number"), max_length=60)
    title = forms.CharField(label=_("Title in English"), max_length=200)
    title_zh = forms.CharField(label=_("Title in Chinese"), max_length=200, required=False)
    versions = forms.MultipleChoiceField(
        label=_("Product versions named"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Clocks start for these versions only. A version not named is not part of the contract."),
        error_messages={
            "required": _("Name at least one product version."),
            "invalid_choice": _("Choose versions from the list."),
        },
    )
    template = forms.ChoiceField(label=_("Clauses"), choices=[*TEMPLATE_NAMES.items()])
    prevailing_language = forms.ChoiceField(
        label=_("Language that prevails where the two differ"), choices=[*LANGUAGE_NAMES.items()]
    )
    zone = forms.ChoiceField(
        label=_("Time zone of its deadlines"),
        choices=[(zone, zone) for zone in ZONES],
        help_text=_("A deadline is the end of a calendar day in this zone, for both parties."),
    )

    def __init__(self, *args: Any, versions: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["versions"]
        if isinstance(choice, forms.MultipleChoiceField):
            choice.choices = [
                (str(version.pk), f"{version.product.shown.code} · {build(version)}") for version in versions
            ]


class FulfilmentForm(NamedForm):
    """The debtor's report, in its own words."""

    text = forms.CharField(
        label=_("What was done"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "Say what was done, when, and who was told. Every party of the contract sees it; it can't be changed."
        ),
        error_messages={"required": _("Say what was done, when, and who was told.")},
    )
