"""Forms of the evidence pages; they look at shape only, what is true the services say."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.desk.fields import NamedForm

LANGUAGES = (("en", _("English first")), ("zh-hans", _("Chinese first")))


class PackForm(NamedForm):
    """What a pack is to be about."""

    product = forms.TypedChoiceField(
        label=_("Product"),
        coerce=int,
        help_text=_("Products of yours, and those a supplier shares with you with the scope evidence."),
    )
    purpose = forms.CharField(
        label=_("Purpose"),
        max_length=200,
        required=False,
        help_text=_("Printed on the pack, for example: warranty file of one site."),
    )
    language = forms.ChoiceField(
        label=_("Language of the summary"),
        choices=LANGUAGES,
        widget=forms.RadioSelect,
        help_text=_("Every pack is in both languages; choose which one comes first."),
    )

    def __init__(self, *args: Any, products: Iterable[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[int | str, Any]] = [("", _("Choose a product")), *products]
        field = self.fields["product"]
        if isinstance(field, forms.TypedChoiceField):
            field.choices = choices
