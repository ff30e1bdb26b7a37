"""Forms about organisations and people; they look at shape only, what is true the services say."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.countries import country_names
from apps.accounts.identifiers import required, schemes_for
from apps.accounts.roles import FOUNDED, Role, State, roles_of
from apps.accounts.words import (
    CAPACITY_EXPLANATIONS,
    CAPACITY_LABELS,
    ROLE_EXPLANATIONS,
    ROLE_LABELS,
    SCHEME_HINTS,
    SCHEME_LABELS,
    STATE_WORDS,
)
from apps.desk.fields import NamedForm
from apps.desk.papers import PaperForm
from apps.desk.people.assignables import Assignable

# "Supplier: We make or export …", as one label of a choice.
EXPLAINED = _("%(name)s: %(explanation)s")
INVITED = (
    ("colleague", _("A colleague, to work in this organisation")),
    ("partner", _("A partner, to bring an organisation of their own")),
)


def capacity_choices() -> list[tuple[str, str]]:
    """What an organisation may be, each with what that means."""
    return [
        (c.value, str(EXPLAINED % {"name": CAPACITY_LABELS[c], "explanation": CAPACITY_EXPLANATIONS[c]}))
        for c in FOUNDED
    ]


def role_choices(capacities: Iterable[str]) -> list[tuple[str, str]]:
    """The roles of an organisation, each with what it may do."""
    return [
        (r.value, str(EXPLAINED % {"name": ROLE_LABELS[r], "explanation": ROLE_EXPLANATIONS[r]}))
        for r in roles_of(capacities)
    ]


class KindForm(NamedForm):
    """What the organisation does; a second thing is added in its settings."""

    capacity = forms.ChoiceField(
        label=_("What does your organisation do?"),
        choices=capacity_choices,
        widget=forms.RadioSelect,
        help_text=_("You can add a second one later."),
    )


class IdentityForm(NamedForm):
    """Name and numbers of an organisation; which numbers there are depends on the country."""

    country = forms.ChoiceField(label=_("Country or region"))
    legal_name = forms.CharField(label=_("Legal name, as on the licence"), max_length=200)
    english_name = forms.CharField(label=_("English name"), max_length=200, required=False)

    def __init__(self, *args: Any, country: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = country_names(translation.get_language())
        self.fields["country"] = forms.ChoiceField(
            label=_("Country or region"), choices=list(names.items()), initial=country
        )
        self.schemes = schemes_for(country) if country in names else ()
        must = required(country)
        self.needs_code = must is not None
        for scheme in self.schemes:
            self.fields[scheme] = forms.CharField(
                label=str(SCHEME_LABELS[scheme]),
                help_text=str(SCHEME_HINTS[scheme]),
                max_length=80,
                # Whether one is missing the service says, together with what else is wrong.
                required=scheme == must,
                widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            )

    def identifiers(self) -> dict[str, str]:
        """The numbers as typed, by scheme."""
        return {str(scheme): self.cleaned_data.get(scheme, "") for scheme in self.schemes}


class FoundingForm(IdentityForm, PaperForm):
    """Who a new organisation is, and its business licence where that is at hand."""


class LicenceForm(PaperForm):
    """The business licence of an organisation."""

    none_chosen = _("Choose a file: a PDF, or a JPG or PNG photo of the business licence.")


class SettingsForm(IdentityForm):
    """What an organisation says of itself, and what it lets others know."""

    def __init__(self, *args: Any, is_operator: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["capacities"] = forms.MultipleChoiceField(
            label=_("What does your organisation do?"),
            choices=capacity_choices,
            widget=forms.CheckboxSelectMultiple,
            required=not is_operator,
        )
        self.fields["tells_checks"] = forms.BooleanField(
            label=_("Let suppliers count us among the buyers that checked. They see a number, never who or an order."),
            required=False,
        )


class InviteForm(NamedForm):
    """Whom to invite, and as what."""

    kind = forms.ChoiceField(label=_("Whom do you invite?"), choices=INVITED, widget=forms.RadioSelect)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        help_text=_("A mail with the link goes there. Without an address you hand the link or its QR code over."),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "inputmode": "email"}),
    )
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    role = forms.ChoiceField(label=_("Role of a colleague"), widget=forms.RadioSelect)
    assigned_only = forms.BooleanField(
        label=_("Assigned only: sees no products, contracts and orders but those assigned to them and their own"),
        required=False,
    )
    capacity = forms.ChoiceField(label=_("What a partner's organisation does"), required=False)
    # Each language is named in itself.
    language = forms.ChoiceField(
        label=_("Language of the mail"),
        choices=settings.LANGUAGES,
        widget=forms.Select(attrs={"translate": "no"}),
    )

    def __init__(self, *args: Any, capacities: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"] = forms.ChoiceField(
            label=_("Role of a colleague"),
            choices=role_choices(capacities),
            widget=forms.RadioSelect,
            initial=Role.VIEWER.value,
        )
        self.fields["capacity"] = forms.ChoiceField(
            label=_("What a partner's organisation does"),
            choices=[("", _("They say so themselves")), *((c.value, CAPACITY_LABELS[c]) for c in FOUNDED)],
            required=False,
        )


class MemberForm(NamedForm):
    """What a member may do."""

    assigned_only = forms.BooleanField(
        label=_("Assigned only: sees no products, contracts and orders but those assigned to them and their own"),
        required=False,
    )

    def __init__(self, *args: Any, capacities: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role = forms.ChoiceField(label=_("Role"), choices=role_choices(capacities), widget=forms.RadioSelect)
        self.fields = {"role": role, **self.fields}


class AssignForm(NamedForm):
    """The name of one thing of a kind (`assignables`) to assign a member to; the field is called like the kind."""

    def __init__(self, *args: Any, of: Assignable, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = of.kind
        self.fields[of.kind] = forms.CharField(
            label=str(of.label),
            max_length=200,
            error_messages={"required": gettext("Fill in “%(label)s”.") % {"label": of.label}},
            widget=forms.TextInput(attrs={"list": f"{of.kind}-offered", "autocomplete": "off", "spellcheck": "false"}),
        )


class JudgeForm(NamedForm):
    """What the operator says of an organisation's identity, and why."""

    state = forms.ChoiceField(
        label=_("State"),
        choices=[(s.value, STATE_WORDS[s].label) for s in State],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        help_text=_("What you compared, or what happened. The organisation reads it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def chosen_capacities(given: Iterable[str]) -> list[str]:
    """Those of the capacities in an address that an organisation may say of itself."""
    return [c for c in dict.fromkeys(given) if c in FOUNDED]


def answers(typed: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    """What was typed into some fields, to be shown again in another form."""
    return {name: str(typed.get(name, "")) for name in names}
