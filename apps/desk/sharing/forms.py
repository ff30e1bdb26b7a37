"""Forms of sharing; they look at shape only, what is true the services say."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _

from apps.catalogue.queries import Leave
from apps.catalogue.words import SCOPES
from apps.desk.fields import NamedForm, day_field
from apps.desk.templatetags.hefu import build, named

# Part of every share, so nobody is asked about it.
ALWAYS = "status"
OPTIONAL = [(str(scope), words) for scope, words in SCOPES.items() if scope != ALWAYS]
STEPS = (
    ("0", _("They keep it to themselves")),
    ("1", _("They may pass it on, and nobody after them")),
    ("2", _("They may pass it on two steps")),
    ("3", _("They may pass it on three steps")),
)
LABEL_NEEDED = _("Needed unless they may know who supplies you.")
# A list of names stays as it is in any language.
NAMES = {"translate": "no"}
ANSWERS = (("accepted", _("Accept")), ("returned", _("Send back")), ("not_ours", _("Not for us")))


CHANGED = (("no", _("No")), ("yes", _("Yes: a new claim is needed")))


def changed_field() -> forms.ChoiceField:
    """Whether the AI software was changed by who passes a product on."""
    return forms.ChoiceField(
        label=_("Did you change the AI software?"),
        choices=CHANGED,
        initial="no",
        widget=forms.RadioSelect,
        help_text=_(
            "If you did, the supplier's filing may not cover your product: whoever has it by you reads that, and their "
            "orders are not released until there is a claim for the changed product."
        ),
    )


class GrantForm(NamedForm):
    """What shares of a product and of a line have in common."""

    partner = forms.ChoiceField(label=_("Partner"), widget=forms.Select(attrs=NAMES), required=False)
    to_organisation = forms.CharField(
        label=_("Organisation identifier or number"),
        max_length=80,
        required=False,
        help_text=_(
            "Of who is not on the list: the part after /o/ in the address of their pages, their unified social credit "
            "code, their VAT number with the letters of the country, or their LEI. Ask them, and type it exactly."
        ),
    )
    scopes = forms.MultipleChoiceField(
        label=_("They may also see or do"),
        choices=OPTIONAL,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The status of every version, and the reasons for it, is always part of a share."),
    )
    depth = forms.ChoiceField(label=_("Passing on"), choices=STEPS, required=False)
    until_on = day_field(label=_("Last day, if it is to end by itself"), required=False)

    def __init__(self, *args: Any, partners: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed = [(partner.slug, strip_tags(named(partner))) for partner in partners]
        self.offer("partner", [("", str(_("– another organisation –"))), *listed])

    def offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        """Say what can be chosen in a field."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not said.get("partner") and not said.get("to_organisation") and "to_organisation" not in self.errors:
            self.add_error("to_organisation", _("Choose a partner, or give the identifier of an organisation."))
        return said

    @property
    def receiver(self) -> str:
        """The identifier of who is to receive."""
        return str(self.cleaned_data["partner"] or self.cleaned_data["to_organisation"])

    @property
    def granted(self) -> dict[str, Any]:
        """The arguments of the service that a share and a rule have in common."""
        depth = int(self.cleaned_data["depth"] or 0)
        scopes = [ALWAYS, *self.cleaned_data["scopes"]]
        return {"scopes": scopes, "may_reshare": depth > 0, "depth": depth, "until": self.until}

    @property
    def until(self) -> datetime | None:
        """The end of the last day in the time zone the pages show; None for no end."""
        last = self.cleaned_data["until_on"]
        return timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min)) if last else None


class ShareForm(GrantForm):
    """With whom a product is shared, and what they may see of it."""

    versions = forms.MultipleChoiceField(
        label=_("Versions"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all versions, also those to come."),
    )
    label_code = forms.CharField(label=_("Your own model code"), max_length=80, required=False, help_text=LABEL_NEEDED)
    label_name = forms.CharField(
        label=_("Your own name for it"), max_length=200, required=False, help_text=LABEL_NEEDED
    )
    names_supplier = forms.BooleanField(
        label=_("They may know who supplies you"),
        required=False,
        help_text=_("Otherwise your organisation stands as the supplier."),
    )
    changed_software = changed_field()

    def __init__(
        self, *args: Any, partners: Iterable[Any], versions: Iterable[Any], leave: Leave | None, **kwargs: Any
    ) -> None:
        """`leave` is what one who received the product may give of it, None for who makes it."""
        others = [partner for partner in partners if leave is None or partner.pk not in leave.givers]
        super().__init__(*args, partners=others, **kwargs)
        self.offer("versions", [(str(version.pk), build(version)) for version in versions])
        if leave is not None:
            self.offer("scopes", [(scope, str(words)) for scope, words in OPTIONAL if scope in leave.scopes])
            self.offer("depth", [(steps, str(words)) for steps, words in STEPS if int(steps) <= leave.steps])
        else:
            # Who makes a thing calls it what it is called.
            for name in ("label_code", "label_name", "names_supplier", "changed_software"):
                del self.fields[name]

    @property
    def labels(self) -> dict[str, Any]:
        """What somebody who passes a product on calls it and did to it; nothing for the one who makes it."""
        own = ("label_code", "label_name", "names_supplier")
        said = {name: self.cleaned_data[name] for name in own if name in self.fields}
        if "changed_software" in self.fields:
            said["changed_software"] = self.cleaned_data["changed_software"] == "yes"
        return said


class SoftwareForm(NamedForm):
    """Whether who passes a product on changed the AI software."""

    changed_software = changed_field()

    @property
    def changed(self) -> bool:
        """The answer."""
        return bool(self.cleaned_data["changed_software"] == "yes")


class LineForm(GrantForm):
    """With whom a product line is shared."""

    line = forms.ChoiceField(label=_("Product line"), widget=forms.Select(attrs=NAMES))

    def __init__(self, *args: Any, lines: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer("line", [(line, line) for line in lines])


class ProductLineForm(NamedForm):
    """Which line a product belongs to."""

    line = forms.CharField(
        label=_("Product line"),
        max_length=80,
        required=False,
        help_text=_(
            "A line can be shared as a whole. A product that joins it is shared with it, one that leaves is not."
        ),
    )


class AnswerForm(NamedForm):
    """What a receiver says to a share."""

    state = forms.ChoiceField(label=_("Your answer"), choices=ANSWERS, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when you send it back; the giver reads it."),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("state") == "returned" and len(said.get("reason", "").strip()) < 10:
            self.add_error("reason", _("Say in at least ten characters why you send it back."))
        return said


class PublicPageForm(NamedForm):
    """What the public page of a version tells."""

    tells_number = forms.BooleanField(label=_("Show the filing number and its holder"), required=False)
