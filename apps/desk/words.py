"""The words of every axis of status, gathered for the pages."""

from collections.abc import Mapping

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.claims.words import CLAIM_WORDS, COVERAGE_WORDS, MATCH_WORDS, SENTENCES, STANDING_WORDS
from apps.kernel.words import Token, Word, by_code, word
from apps.registry.lists import ListFacts
from apps.registry.words import PUBLICATION_WORDS

DECISION_WORDS = by_code(
    word("release", _("Release"), _("The buyer's policy is met; the order may be placed."), Token.OK),
    word(
        "conditional",
        _("Release with conditions"),
        _("The order may be placed; the listed conditions are followed up as obligations."),
        Token.WARN,
    ),
    word("hold", _("Hold"), _("Do not place the order yet; somebody must act first."), Token.STALE),
    word("block", _("Do not order"), _("The buyer's policy forbids the order; only a waiver changes that."), Token.BAD),
    word("waived", _("Released by waiver"), _("A named person released it with a written reason."), Token.WAIVED),
    word("not_decidable", _("Could not check"), _("The facts the policy asks for could not be had."), Token.NEUTRAL),
)
OBLIGATION_WORDS = by_code(
    word("due", _("Due"), _("The clock is running and the duty is not reported as done."), Token.INFO),
    word(
        "fulfilled", _("Reported as done"), _("The debtor reported it; the other side has yet to accept."), Token.INFO
    ),
    word("met", _("Done"), _("Reported by the debtor and accepted by the other side."), Token.OK),
    word("overdue", _("Overdue"), _("The clock has run out and the duty is not reported as done."), Token.BAD),
)
CONTRACT_WORDS = by_code(
    word("draft", _("To be confirmed"), _("At least one party has yet to confirm the contract."), Token.NEUTRAL),
    word("in_force", _("In force"), _("Every party confirmed the contract."), Token.OK),
    word("ended", _("Ended"), _("No longer in force; its history is kept."), Token.NEUTRAL),
)
PACK_WORDS = by_code(
    word("queued", _("Building"), _("The pack is being put together."), Token.INFO),
    word("ready", _("Ready"), _("The pack is complete and can be downloaded."), Token.OK),
    word("failed", _("Failed"), _("The pack could not be put together; nothing of it is kept."), Token.BAD),
)
AXES: Mapping[str, Mapping[str, Word]] = {
    "match": MATCH_WORDS,
    "standing": STANDING_WORDS,
    "coverage": COVERAGE_WORDS,
    "decision": DECISION_WORDS,
    "claim": CLAIM_WORDS,
    "contract": CONTRACT_WORDS,
    "obligation": OBLIGATION_WORDS,
    "pack": PACK_WORDS,
    "publication": PUBLICATION_WORDS,
}

AXIS_TITLES: Mapping[str, str | Promise] = {
    "match": _("Match: does the row of the list say what the claim says?"),
    "standing": _("Reliance: may the supplier lean on the company that holds the number?"),
    "coverage": _("Coverage: does a claim reach this product version?"),
    "decision": _("Decision: may we order this?"),
    "claim": _("Claim: the supplier's statement"),
    "contract": _("Contract"),
    "obligation": _("Obligation: a duty with a clock"),
    "pack": _("Evidence pack"),
    "publication": _("Publication: a file of the list as received"),
}

REASONS = SENTENCES


def status(axis: str, code: str) -> Word:
    """The word of a code; raises KeyError for an axis or a code that has none."""
    return AXES[axis][code]


def list_name(facts: ListFacts) -> str:
    """The name of a list in the page's language."""
    return facts.name_zh if translation.get_language() == "zh-hans" else facts.name_en
