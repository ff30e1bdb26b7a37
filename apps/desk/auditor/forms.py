"""The form by which a host lets an auditor in; it looks at shape only, what is true the service says."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.desk.fields import NamedForm, day_field
from apps.desk.words import in_reading

EVERY = "every"


class RoomForm(NamedForm):
    """Whom, to what, for which period, until when."""

    auditor = forms.CharField(
        label=_("Auditor"),
        max_length=80,
        help_text=_(
            "The part after /o/ in the address of the auditor's pages, its unified social credit code, its VAT number "
            "with the letters of the country, or its LEI. Ask the auditor, and type it exactly."
        ),
    )
    products = forms.MultipleChoiceField(
        label=_("Products"), widget=forms.CheckboxSelectMultiple, required=False, help_text=_("With all versions.")
    )
    contracts = forms.MultipleChoiceField(label=_("Contracts"), widget=forms.CheckboxSelectMultiple, required=False)
    orders = forms.BooleanField(label=_("Orders and checks of the period"), required=False)
    period_from = day_field(label=_("Period from"))
    period_to = day_field(label=_("Period to"))
    until_on = day_field(label=_("Last day of access"))
    note = forms.CharField(label=_("What the audit is about"), max_length=500, required=False)

    def __init__(self, *args: Any, products: Iterable[Any], contracts: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = [(str(product.pk), f"{product.code} {in_reading(product.name, product.name_zh)}") for product in products]
        self._offer("products", [(EVERY, str(_("Every product, also those to come"))), *own] if own else [])
        named = [(str(one.pk), f"{one.reference} {in_reading(one.title, one.title_zh)}") for one in contracts]
        self._offer("contracts", named)

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = choices

    @property
    def every_product(self) -> bool:
        return EVERY in self.cleaned_data["products"]

    @property
    def product_ids(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["products"] if pk != EVERY]

    @property
    def contract_ids(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["contracts"]]

    @property
    def until(self) -> datetime:
        """The end of the last day, in the time zone the pages show."""
        next_day = self.cleaned_data["until_on"] + timedelta(days=1)
        return timezone.make_aware(datetime.combine(next_day, time.min))
