"""What a draft of a contract must say, and which of the two parties supplies."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Organisation
from apps.catalogue import queries as catalogue
from apps.catalogue.models import Version
from apps.contracts.clocks import is_known_zone
from apps.contracts.models import PartyRole
from apps.contracts.standard import TEMPLATES
from apps.contracts.words import LANGUAGE_NAMES
from apps.kernel.actor import Actor
from apps.kernel.problems import Problem, Refused, refuse

LONGEST: Mapping[str, int] = {"reference": 60, "title": 200, "title_zh": 200}
# Which role an organisation takes beside a supplier, by its capacities, the first that fits.
OTHER_ROLES = (PartyRole.BUYER, PartyRole.RESELLER, PartyRole.INTEGRATOR)


def require_texts(reference: str, title: str, title_zh: str, language: str, zone: str, template: str) -> None:
    """Refused names every text of a draft that can't be taken."""
    problems: list[Problem] = []
    for field, said, needed in (("reference", reference, True), ("title", title, True), ("title_zh", title_zh, False)):
        most = LONGEST[field]
        if needed and not said.strip():
            problems.append(Problem("contract.text-missing", _("Fill this in."), field))
        if len(said.strip()) > most:
            message = _("At most %(most)s characters fit. Shorten the text.") % {"most": most}
            problems.append(Problem("contract.text-too-long", message, field))
    if language not in LANGUAGE_NAMES:
        problems.append(Problem("contract.language", _("Choose English or Chinese."), "prevailing_language"))
    if not is_known_zone(zone):
        problems.append(Problem("contract.zone", _("Choose a time zone such as Asia/Shanghai."), "zone"))
    if template not in TEMPLATES:
        problems.append(Problem("contract.template", _("Choose the clauses from the list."), "template"))
    if problems:
        raise Refused(*problems)


def roles_of_parties(
    actor: Actor, own: Organisation, other: Organisation, versions: Sequence[Version]
) -> list[tuple[Organisation, str]]:
    """The two parties with their roles, the supplier first; the versions say which of the two supplies."""
    if other.pk == own.pk:
        message = _("This is your own organisation. Choose the other party.")
        raise refuse("contract.self", message, field="other_party")
    if not versions:
        raise refuse("contract.no-versions", _("Name at least one product version."), field="versions")
    asked = {version.pk for version in versions}
    opened = catalogue.versions_given_for(actor=actor, scope="contract").filter(pk__in=asked)
    sellers = {version.pk: version.product.shown.seller_id for version in opened}
    suppliers = set(sellers.values())
    if set(sellers) != asked or len(suppliers) != 1 or not suppliers <= {own.pk, other.pk}:
        message = _("The versions must all be of one of the two parties, and opened to you for contracts.")
        raise refuse("contract.versions", message, field="versions")
    supplier, partner = (own, other) if suppliers == {own.pk} else (other, own)
    role = next((role for role in OTHER_ROLES if role in partner.capacities), None)
    if role is None:
        unfit = _("%(name)s is no buyer, reseller or integrator. Choose another party.") % {"name": str(partner)}
        raise refuse("contract.role", unfit, field="other_party")
    return [(supplier, PartyRole.SUPPLIER), (partner, role)]
