"""The words of products: their classes, the states of a version, and what a share opens."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.catalogue.models import ProductClass, Receipt, Scope, Version
from apps.kernel.words import Token, Word, by_code, word

PRODUCT_CLASSES: dict[str, str | Promise] = {
    ProductClass.SELF_SERVICE_TERMINAL: _("Self-service terminal"),
    ProductClass.DIGITAL_SIGNAGE: _("Digital signage"),
    ProductClass.RFID_SYSTEM: _("RFID system"),
    ProductClass.OTHER: _("Other hardware"),
}

VERSION_STATES: dict[str, str | Promise] = {
    Version.PLANNED: _("Planned"),
    Version.RELEASED: _("Released"),
    Version.RETIRED: _("Retired"),
}

SCOPES: dict[str, str | Promise] = {
    Scope.STATUS: _("See the status"),
    Scope.CERTIFICATE: _("Read certificates"),
    Scope.EVIDENCE: _("Download evidence packs"),
    Scope.CONTRACT: _("Name it in contracts"),
}

# `waiting` is no state of a receipt: the receiver has not answered yet.
RECEIPT_WORDS: dict[str, Word] = by_code(
    word("waiting", _("Not answered yet"), _("The receiver has not answered yet."), Token.INFO),
    word(Receipt.RECEIVED, _("Looked at"), _("The receiver has seen the share and not decided."), Token.INFO),
    word(Receipt.ACCEPTED, pgettext_lazy("share", "Accepted"), _("The receiver takes the share."), Token.OK),
    word(Receipt.RETURNED, _("Sent back"), _("The share was sent back with a reason and is over."), Token.WARN),
    word(
        Receipt.NOT_OURS,
        _("Not for them"),
        _("The receiver says that it is not for them; it is over."),
        Token.WARN,
    ),
)
