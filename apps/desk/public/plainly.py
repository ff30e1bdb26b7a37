"""One plain line for whoever holds the product: what the official list of its date showed for the claimed number."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.claims.codes import Code, Match
from apps.claims.status import VersionStatus

LINES: Mapping[Match, str | Promise] = {
    Match.MATCH: gettext_lazy("The claimed number is on the official list of %(date)s."),
    Match.MATCH_DIFF: gettext_lazy("The claimed number is on the official list of %(date)s; some details differ."),
    Match.MISMATCH: gettext_lazy(
        "The claimed number is on the official list of %(date)s, but its entry there does not fit the claim."
    ),
    Match.NOT_LISTED: gettext_lazy("The claimed number was not found on the official list of %(date)s."),
    Match.NO_LONGER_FOUND: gettext_lazy("The claimed number is no longer on the official list of %(date)s."),
}


def list_line(status: VersionStatus) -> str:
    """What the list showed, said of its date; never more than that."""
    if status.claim_id is None:
        return _("The supplier claims no filing or registration number for this version.")
    line = LINES.get(status.match) if status.match else None
    if line is None or status.as_of is None:
        return _("The claimed number has not been compared with the official list.")
    if any(reason.code == Code.GONE_UNCONFIRMED for reason in status.reasons):
        line = _("The claimed number is missing on the official list of %(date)s; that is not confirmed yet.")
    return str(line) % {"date": status.as_of.isoformat()}
