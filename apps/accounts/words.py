"""What a scope of an API key opens, and what state a key is in, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.accounts.keys import KeyState
from apps.kernel.words import Token, Word, by_code, word

SCOPE_WORDS: Mapping[str, str | Promise] = {
    "lists:read": _("See the official lists, their editions and changes"),
    "products:read": _("See products, their versions and what each comes to"),
    "products:write": _("Add products and versions"),
    "shares:read": _("See what is shared, by you and with you"),
    "shares:write": _("Share products and withdraw shares"),
    "receipts:write": _("Accept shares or send them back"),
    "claims:read": _("See claims and what the list showed for them"),
    "claims:write": _("Draft, submit and withdraw claims"),
    "certificates:read": _("Take certificates along in evidence packs"),
    "po_checks:read": _("See the checks of orders"),
    "po_checks:write": _("Send orders and have them checked"),
    "contracts:read": _("See contracts and their obligations"),
    "packs:read": _("See evidence packs and download them"),
    "packs:write": _("Ask for evidence packs"),
}
KEY_WORDS: Mapping[str, Word] = by_code(
    word(KeyState.WORKING, _("Working"), _("The key opens what its scopes name."), Token.OK),
    word(
        KeyState.REPLACED,
        _("Replaced"),
        _("A newer key has taken its place; it goes on working for a day after that."),
        Token.WARN,
    ),
    word(KeyState.EXPIRED, _("Expired"), _("The key reached its end and opens nothing any more."), Token.STALE),
    word(KeyState.REVOKED, _("Revoked"), _("Somebody ended the key; it opens nothing any more."), Token.NEUTRAL),
)
