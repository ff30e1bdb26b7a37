"""The words of every axis of status, gathered for the pages."""

from collections.abc import Iterable, Mapping

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _

from apps.accounts.words import INVITATION_WORDS, KEY_WORDS, ROOM_WORDS, STATE_WORDS
from apps.catalogue.words import RECEIPT_WORDS
from apps.claims.words import CLAIM_WORDS, COVERAGE_WORDS, MATCH_WORDS, STANDING_WORDS
from apps.contracts.words import CONTRACT_WORDS, OBLIGATION_WORDS
from apps.kernel.words import Token, Word, by_code, word
from apps.notify.words import DELIVERY_WORDS
from apps.purchasing.words import DECISION_WORDS
from apps.registry.lists import ListFacts
from apps.registry.words import PUBLICATION_WORDS

ORIGINS: Mapping[str, str | Promise] = {
    "bundled": _("carried with the program"),
    "automatic": _("automatically, being plausible"),
    "ingest_list": _("the command ingest_list"),
}
PACK_WORDS = by_code(
    word("queued", _("Building"), _("The pack is being put together."), Token.INFO),
    word("ready", _("Ready"), _("The pack is complete and can be downloaded."), Token.OK),
    word("failed", _("Failed"), _("The pack could not be put together; nothing of it is kept."), Token.BAD),
)
TASK_WORDS = by_code(
    word("done", _("Completed"), _("There is such a thing."), Token.OK),
    word("open", _("Not started"), _("It can be done now."), Token.NEUTRAL),
    word("blocked", _("Cannot start yet"), _("Something else comes first."), Token.NEUTRAL),
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
    "key": KEY_WORDS,
    "organisation": STATE_WORDS,
    "invitation": INVITATION_WORDS,
    "task": TASK_WORDS,
    "receipt": RECEIPT_WORDS,
    "room": ROOM_WORDS,
    "delivery": DELIVERY_WORDS,
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
    "key": _("API key"),
    "receipt": _("Receipt: what the receiver of a share said to it"),
    "room": _("Room: what an auditor may look at, and for how long"),
    "publication": _("Publication: a file of the list as received"),
    "organisation": _("Organisation: does the operator know who it is?"),
    "invitation": _("Invitation"),
    "task": _("A step of setting up"),
    "delivery": _("E-mail: how a letter fares"),
}


def status(axis: str, code: str) -> Word:
    """The word of a code; raises KeyError for an axis or a code that has none."""
    return AXES[axis][code]


def list_name(facts: ListFacts) -> str:
    """The name of a list in the page's language."""
    return facts.name_zh if translation.get_language() == "zh-hans" else facts.name_en


def origin(said: str) -> str:
    """Where a publication came from, or who took it into the list, in words; an upload is kept as `upload:<slug>`."""
    kind, _colon, who = said.partition(":")
    if kind == "upload":
        return gettext("uploaded by %(organisation)s") % {"organisation": who}
    return str(ORIGINS.get(said, said))


def in_reading(english: str, chinese: str) -> str:
    """Of a text in two languages that of the page, where there is one."""
    return chinese if chinese and translation.get_language() == "zh-hans" else english


def colon() -> str:
    """The sign between a label and what it labels, as the language of the page writes it."""
    return pgettext("sign after a label", ": ")


def comma() -> str:
    """The sign between two parts of a statement."""
    return pgettext("sign between statements", ", ")


def between() -> str:
    """The sign between the things of a row of things."""
    return pgettext("sign between things", ", ")


def listed(things: Iterable[object]) -> str:
    """A row of things as the language of the page writes it."""
    return between().join(str(thing) for thing in things)
