"""What an organisation must say of itself, which role a member may have, and the words for what is wrong."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.countries import is_country
from apps.accounts.identifiers import IdentifierFault, checked, required, schemes_for
from apps.accounts.models import User
from apps.accounts.queries import members
from apps.accounts.roles import FOUNDED, Role, roles_of
from apps.accounts.words import SCHEME_LABELS, fault_sentence
from apps.kernel.actor import Actor
from apps.kernel.problems import Problem, Refused, refuse

LONGEST_NAME = 200


def checked_identity(
    capacities: Sequence[str],
    country: str,
    legal_name: str,
    english_name: str,
    identifiers: Mapping[str, str],
    fixed: Sequence[str] = (),
) -> dict[str, str]:
    """The identifiers as they are kept, by scheme; raises Refused with everything that is wrong at once."""
    problems: list[Problem] = []
    if not capacities or not set(capacities) <= {*FOUNDED, *fixed}:
        message = gettext("Choose at least one thing that your organisation does.")
        problems.append(Problem("O-CAPACITY", message, "capacities"))
    if not is_country(country):
        problems.append(Problem("O-COUNTRY", _("Choose the country or region of the licence."), "country"))
        raise Refused(*problems)
    if not 2 <= len(legal_name) <= LONGEST_NAME:
        message = gettext("Write the name as on the licence, 2 to %(most)s characters.") % {"most": LONGEST_NAME}
        problems.append(Problem("O-NAME", message, "legal_name"))
    if len(english_name) > LONGEST_NAME:
        message = gettext("Write at most %(most)s characters.") % {"most": LONGEST_NAME}
        problems.append(Problem("O-ENGLISH", message, "english_name"))
    kept, wrong = _checked_identifiers(country, identifiers)
    if problems + wrong:
        raise Refused(*problems, *wrong)
    return kept


def _checked_identifiers(country: str, identifiers: Mapping[str, str]) -> tuple[dict[str, str], list[Problem]]:
    given = {scheme: typed for scheme, typed in identifiers.items() if typed.strip()}
    kept: dict[str, str] = {}
    problems: list[Problem] = []
    for scheme, typed in given.items():
        try:
            kept[str(scheme)] = checked(scheme, country, typed)
        except IdentifierFault as wrong:
            problems.append(Problem(wrong.fault, fault_sentence(wrong), str(scheme)))
    needed = required(country)
    if needed and needed not in given:
        message = gettext("Type the %(named)s; an organisation of this country is known by it.")
        problems.append(Problem("O-NEEDED", message % {"named": SCHEME_LABELS[needed]}, needed))
    elif not given:
        first = schemes_for(country)[0]
        message = gettext("Type at least one number by which your organisation is known; one is enough.")
        problems.append(Problem("O-NEEDED", message, first))
    return kept, problems


def taken(scheme: str, masked_admin: str) -> Refused:
    """Another organisation has the number; of its administrator just enough is said to be recognised."""
    if not masked_admin:
        message = gettext("This organisation exists. Ask its administrator to invite you.")
        return refuse("O-EXISTS", message, field=scheme)
    message = gettext("This organisation exists. Ask %(admin)s to invite you.") % {"admin": masked_admin}
    return refuse("O-EXISTS", message, field=scheme)


def require_role(capacities: list[str], role: str, assigned_only: bool) -> None:
    """Raises Refused for a role that an organisation of these capacities has not, or that sees everything anyhow."""
    if role not in roles_of(capacities):
        raise refuse("M-ROLE", _("Choose one of the roles shown."), field="role")
    if assigned_only and role == Role.ADMIN:
        message = gettext("An administrator sees everything. Choose another role, or untick “assigned only”.")
        raise refuse("M-ASSIGNED", message, field="assigned_only")


def require_colleague(*, actor: Actor, user: User, code: str) -> None:
    """Raises Refused, with a code of the asking app's, where a person is no member of the actor's organisation."""
    if not members(actor=actor).filter(pk=user.pk).exists():
        message = _("This person is no member of your organisation. Choose a colleague.")
        raise refuse(code, message, field="user")
