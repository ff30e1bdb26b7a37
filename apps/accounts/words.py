"""What is said of organisations, roles, invitations, identifiers and API keys."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from apps.accounts.identifiers import Fault, IdentifierFault, Scheme
from apps.accounts.keys import KeyState
from apps.accounts.roles import Capacity, Role, State
from apps.kernel.words import Token, by_code, word

Said = str | Promise

CAPACITY_LABELS: Mapping[str, Said] = {
    Capacity.SUPPLIER: _("Supplier"),
    Capacity.BUYER: _("Buyer"),
    Capacity.RESELLER: _("Reseller"),
    Capacity.INTEGRATOR: _("System integrator"),
    Capacity.AUDITOR: _("Auditor"),
    Capacity.OPERATOR: _("Operator"),
}
# What an organisation may say of itself; an operator is made by whoever runs the portal.
CAPACITY_EXPLANATIONS: Mapping[str, Said] = {
    Capacity.SUPPLIER: _("We make or export AI hardware or software. You upload certificates."),
    Capacity.BUYER: _("We order from suppliers. You verify before purchase orders."),
    Capacity.RESELLER: _("We buy, add value, resell. You pass evidence down the chain."),
    Capacity.INTEGRATOR: _("We install for end customers. You need evidence packs for warranty."),
    Capacity.AUDITOR: _("Somebody opens files to us for a time. You read and change nothing."),
}
ROLE_LABELS: Mapping[str, Said] = {
    Role.ADMIN: _("Administrator"),
    Role.COMPLIANCE: _("Filing officer"),
    Role.PROCUREMENT: _("Procurement"),
    Role.SUPPORT: _("Support"),
    Role.VIEWER: _("Viewer"),
    Role.CURATOR: _("List curator"),
}
ROLE_EXPLANATIONS: Mapping[str, Said] = {
    Role.ADMIN: _("Does everything the organisation may do, invites and removes members, makes API keys."),
    Role.COMPLIANCE: _("Works on products, certificates, claims, shares and contracts. Does not manage members."),
    Role.PROCUREMENT: _("Checks orders, sees certificates, asks for evidence packs."),
    Role.SUPPORT: _("Reads, sees certificates, asks for evidence packs."),
    Role.VIEWER: _("Reads, and changes nothing."),
    Role.CURATOR: _("Takes publications of the official lists in."),
}
STATE_WORDS = by_code(
    word(
        State.UNVERIFIED,
        _("Identity not yet checked"),
        _("The organisation named itself; the operator has not looked at it yet."),
        Token.NEUTRAL,
    ),
    word(
        State.VERIFIED,
        _("Identity checked"),
        _("The operator compared name and identifiers with a public register. It says nothing about products."),
        Token.OK,
    ),
    word(
        State.SUSPENDED,
        _("Suspended"),
        _("The operator stopped the organisation: its members read, and change nothing; its API keys do not work."),
        Token.BAD,
    ),
)
INVITATION_WORDS = by_code(
    word("waiting", _("Waiting for an answer"), _("The link works until the day shown."), Token.INFO),
    word("accepted", _("Joined"), _("The person invited has joined."), Token.OK),
    word("declined", _("Not me"), _("Whoever got the link said that it is not for them."), Token.WARN),
    word("expired", _("Link expired"), _("Nobody answered in time. Renew it for a new link."), Token.STALE),
    word("withdrawn", _("Taken back"), _("Whoever invited took the link back."), Token.NEUTRAL),
)
SCHEME_LABELS: Mapping[str, Said] = {
    Scheme.USCC: _("Unified social credit code"),
    Scheme.LEI: _("LEI (Legal Entity Identifier)"),
    Scheme.VAT: _("VAT or tax number"),
    Scheme.DUNS: _("D-U-N-S number"),
    Scheme.REGISTER: _("Number in the company register"),
}
SCHEME_HINTS: Mapping[str, Said] = {
    Scheme.USCC: _("18 characters, as on the business licence."),
    Scheme.LEI: _("20 letters and digits."),
    Scheme.VAT: _("As on your invoices, with or without the letters of the country."),
    Scheme.DUNS: _("9 digits."),
    Scheme.REGISTER: _("With the name of the register or court, for example “HRB 12345 Köln”."),
}
SCOPE_WORDS: Mapping[str, Said] = {
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
KEY_WORDS = by_code(
    word(KeyState.WORKING, _("Working"), _("The key opens what its scopes name."), Token.OK),
    word(
        KeyState.REPLACED,
        _("Exchanged"),
        _("A newer key has taken its place; it goes on working for a day after that."),
        Token.WARN,
    ),
    word(KeyState.EXPIRED, _("Expired"), _("The key reached its end and opens nothing any more."), Token.STALE),
    word(KeyState.REVOKED, _("Key revoked"), _("Somebody ended the key; it opens nothing any more."), Token.NEUTRAL),
)

ROOM_WORDS = by_code(
    word("open", pgettext_lazy("state of a room", "Open"), _("The auditor may look."), Token.OK),
    word("over", _("Over"), _("The last day has passed; the auditor sees nothing any more."), Token.NEUTRAL),
    word("ended", _("Closed"), _("The host ended it; the auditor sees nothing any more."), Token.NEUTRAL),
)


def fault_sentence(wrong: IdentifierFault) -> str:
    """What is wrong with an identifier and how to mend it."""
    named = str(SCHEME_LABELS.get(wrong.scheme, wrong.scheme))
    said = {
        Fault.UNKNOWN_SCHEME: gettext("%(named)s: organisations of this country are not known by it. Leave it out."),
        Fault.LENGTH: _length(wrong),
        Fault.CHARACTER: gettext(
            "%(named)s: character %(position)s is “%(found)s”, which can't stand there. Compare it with the paper."
        ),
        Fault.CHECK: _check(wrong),
        Fault.FORM: gettext("%(named)s: it is not written like one of this country. Type it as on your tax papers."),
    }[wrong.fault]
    facts = {"position": wrong.position, "found": wrong.found, "expected": wrong.expected}
    return said % {"named": named, "length": wrong.length, "needed": wrong.needed, **facts}


def _length(wrong: IdentifierFault) -> str:
    if wrong.needed:
        return gettext("%(named)s: it must have %(needed)s characters and has %(length)s. Add or remove what differs.")
    return gettext("%(named)s: it is too short or too long for this country. Compare it with your tax papers.")


def _check(wrong: IdentifierFault) -> str:
    if wrong.expected:
        return gettext(
            "%(named)s: character %(position)s, the check character, is “%(found)s”; the characters before it would "
            "need “%(expected)s”. One of them is mistyped: compare them with the paper."
        )
    return gettext(
        "%(named)s: its check digit does not go with the others. One is mistyped: compare them with the paper."
    )
