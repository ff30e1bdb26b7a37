"""Who the demo's organisations say they are: with numbers that pass every check and can't be anybody's."""

from stdnum.cn import uscc
from stdnum.iso7064 import mod_97_10

from apps.accounts.models import Organisation
from apps.accounts.roles import State
from apps.accounts.services.organisations import change_organisation, judge_organisation
from apps.kernel.actor import system

SYSTEM = system(reason="the demo is set up")
# No division of China has this code, and no issuer of LEIs this prefix.
NO_REGION, NO_ISSUER = "999999", "0000"
# Its identity waits for the operator, so that there is something to look at.
WAITS = "nova-gate"


def identify(organisation: Organisation) -> None:
    """Give an organisation its made-up number; the operator has looked at all of them but one."""
    change_organisation(
        actor=SYSTEM,
        organisation=organisation,
        capacities=organisation.capacities,
        country=organisation.country,
        legal_name=organisation.legal_name,
        english_name=organisation.english_name,
        identifiers=made_up_number(organisation),
        tells_checks=True,
    )
    if organisation.slug != WAITS:
        reason = "Demo data 演示数据，无登记可核对。"
        judge_organisation(actor=SYSTEM, organisation=organisation, state=State.VERIFIED, reason=reason)
    organisation.refresh_from_db()


def made_up_number(organisation: Organisation) -> dict[str, str]:
    """A credit code of a region, or an LEI of an issuer, that there is not; its check characters are right."""
    if organisation.country == "CN":
        code = f"91{NO_REGION}DEM{organisation.pk:06}"
        return {"uscc": code + uscc.calc_check_digit(code)}
    code = f"{NO_ISSUER}00DEM{organisation.pk:09}"
    return {"lei": code + mod_97_10.calc_check_digits(code)}
