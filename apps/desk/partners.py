"""Finding the organisation that somebody names, where none is listed: exactly, and not too often."""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as _

from apps.accounts import queries as accounts
from apps.kernel.counting import too_often
from apps.kernel.problems import refuse

# Whom an organisation looks up in a minute by what it types: enough for who knows, too few for who guesses.
MOST_LOOKED_UP = 60


def partner_known_as(text: str, *, organisation_id: int, field: str) -> Any:
    """The organisation of a slug, credit code, VAT number or LEI, for the page of `organisation_id`.

    Raises Refused at `field` for what nobody has, and for who looks up too many.
    """
    if too_often("partners", str(organisation_id), MOST_LOOKED_UP):
        message = _("Many organisations were looked up within a minute. Wait a minute, then try again.")
        raise refuse("S-OFTEN", message, field=field)
    try:
        return accounts.organisation_known_as(text)
    except ObjectDoesNotExist as error:
        message = _(
            "No organisation has the identifier or number %(to_organisation)s. "
            "Ask your partner for it and type it exactly."
        )
        raise refuse("S-UNKNOWN", message % {"to_organisation": text}, field=field) from error
