"""The words of contracts: states of a contract and of an obligation, roles of parties, letters of the matrix."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.kernel.words import Token, Word, by_code, word

CONTRACT_WORDS: dict[str, Word] = by_code(
    word("draft", _("Draft contract"), _("Waiting for a party to confirm it; no clock runs."), Token.NEUTRAL),
    word("in_force", _("In force"), _("Every party confirmed it; its clocks run."), Token.OK),
    word("ended", _("Ended"), _("No longer in force; its history is kept."), Token.NEUTRAL),
)

OBLIGATION_WORDS: dict[str, Word] = by_code(
    word("due", _("Due"), _("The clock runs; the duty has not been reported as done."), Token.INFO),
    word("overdue", _("Overdue"), _("The clock has run out and the duty has not been reported as done."), Token.BAD),
    word("fulfilled", _("Reported done"), _("Reported as done; another party has yet to accept that."), Token.WARN),
    word("met", _("Done"), _("Reported as done, and accepted by another party."), Token.OK),
)

ROLE_NAMES: dict[str, str | Promise] = {
    "supplier": _("Supplier"),
    "reseller": _("Reseller"),
    "buyer": _("Buyer"),
    "integrator": _("Integrator"),
}

LETTER_NAMES: dict[str, str | Promise] = {
    "R": _("responsible"),
    "A": _("accountable"),
    "C": _("consulted"),
    "I": _("informed"),
}

TEMPLATE_NAMES: dict[str, str | Promise] = {
    "standard-2026": _("Standard clauses 2026, English and Chinese"),
}

LANGUAGE_NAMES: dict[str, str | Promise] = {"en": _("English"), "zh-hans": _("Chinese")}
