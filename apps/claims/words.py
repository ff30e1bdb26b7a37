"""The words of claims: one sentence per reason code, and the words of match, claim, coverage and standing."""

from collections.abc import Mapping

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.claims.codes import ON_THE_WAY, Code, Match, Standing
from apps.kernel.words import Token, Word, by_code, word

LANGUAGES = {"en": "en", "zh": "zh-hans"}
NOT_SAID = "–"

# What each code says. Where a sentence has placeholders that may not be said, `PLAIN` holds it without them.
SENTENCES: dict[Code, str | Promise] = {
    Code.NUM_EXACT: _("The filing number is identical to the list entry."),
    Code.NUM_NORM: _("The number is the same after ignoring letter case, spaces, character width and dash style."),
    Code.ENT_EXACT: _("The filing entity is the same company name."),
    Code.ENT_NORM: _(
        "The company names differ only in width, brackets, spaces, legal form or script: "
        "%(claimed)s here, %(listed)s on the list."
    ),
    Code.ENT_ALIAS: _("The filing entity is the same company under a confirmed other name: %(listed)s."),
    Code.ENT_CODE: _("Same unified social credit code as the organisation's registered one."),
    Code.ENT_GROUP: _("The filing belongs to another company of the same declared group: %(listed)s."),
    Code.ENT_NOT_GIVEN: _("No company was named, so only the number was compared; the list names %(listed)s."),
    Code.ENT_OTHER: _("The number belongs to a different company: %(listed)s."),
    Code.NAME_NORM: _(
        "The names differ only in letter case, width or spaces: %(claimed)s here, %(listed)s on the list."
    ),
    Code.NAME_DIFF: _("The name on the list is %(listed)s, in the claim %(claimed)s."),
    Code.LOC_DIFF: _("The province differs: %(claimed)s against %(listed)s on the list."),
    Code.ROW_SWAPPED: _("The list's own row has the company in the name column; it was read the other way round."),
    Code.TRACK: _(
        "The number is in the other table of the list: claimed as %(claimed)s, listed as %(listed)s. "
        "Choose the right kind and submit the claim again."
    ),
    Code.SCOPE: _("The list limits this number to on-device services (%(scope)s); that does not reach this product."),
    Code.REG_LOCAL: _("This registration was looked up in the list of the province: %(province)s."),
    Code.CANCELLED: _("The list records this number as cancelled."),
    Code.GONE: _("The number stood in an earlier edition of the list and is no longer found."),
    Code.GONE_UNCONFIRMED: _("The number is missing in the newest edition; that is not confirmed yet."),
    Code.NEWER_THAN_LIST: _(
        "No row with this number in the list as of %(as_of)s; the number is dated %(dated)s and may appear in a "
        "later edition."
    ),
    Code.NOT_FOUND: _("No row with this number in the list as of %(as_of)s."),
    Code.NEAR: _("Did you mean %(near)s? One character differs."),
    Code.MALFORMED: _(
        "This does not have the form of a filing or registration number. Copy the number as the list shows it, "
        "such as Beijing-ModelName-202403150012."
    ),
    Code.NUM_TYPE_ALGO: _("This is an algorithm filing number, not a generative AI filing number."),
    Code.NUM_TYPE_ICP: _("This is a website ICP number, not a generative AI filing number."),
    Code.NUM_TYPE_USCC: _("This is a company credit code, not a generative AI filing number."),
    Code.UNREADABLE: _("The number could not be read from the file."),
    Code.NO_LIST: _("The official list is not loaded, so nothing could be compared."),
    Code.CHECK_FAILED: _("The check has not been completed."),
    Code.LIST_OLD: _("The list was last looked at %(days)s days ago; the policy allows %(most)s."),
    Code.RELIANCE_MISSING: _(
        "The number is held by %(holder)s, not by the supplier, and no paper shows that the supplier may rely on it."
    ),
    Code.RELIANCE_SCOPE: _(
        "The paper that lets the supplier rely on the number of %(holder)s is out of its dates or for other versions."
    ),
    Code.PAIR_MISSING: _("An app on a called model needs its own registration and the filing of the model."),
    Code.CARRIED: _("The claim for an earlier version is carried over to this one."),
    Code.CARRIED_NOTICE: _("The claim for an earlier version is carried over to this one; the change was notified."),
    Code.CONFIRM: _("The version changed since the claim; the supplier has yet to confirm that the claim reaches it."),
    Code.VERSION: _("The claim names AI software %(claimed)s; this version has AI software %(asked)s."),
    Code.VERSION_NOT_GIVEN: _(
        "The line does not name the %(part)s, so it is open which build is bought. Add it to the line."
    ),
    Code.VERSION_UNKNOWN: _(
        "Several products that you may see have the code %(product)s, so it is open which one the line means. "
        "Verify the number by itself with the version chosen, or ask the supplier for a code of its own."
    ),
    Code.LINE_NUMBER: _("The line names the number %(line)s, the supplier's claim names %(claimed)s."),
    Code.DECLARED_NONE: _("The supplier declares that there is no generative function."),
    Code.DECLARED_EXPORT: _("The supplier declares that it is not offered to the public in mainland China."),
    Code.IN_PROGRESS: _("The supplier declares that the filing is in progress."),
    Code.NOT_ASSESSED: _("Nobody has stated which number, if any, covers this version."),
}

PLAIN: dict[Code, str | Promise] = {
    Code.VERSION_NOT_GIVEN: _("No product version was named, so it is open whether the number covers what you buy."),
    Code.VERSION_UNKNOWN: _(
        "No version that you may see has this product code, hardware, firmware and AI software. "
        "Compare the line with the supplier's product page, or ask the supplier to share the version."
    ),
    Code.ENT_NOT_GIVEN: _("No company was named, so only the number was compared."),
    Code.NOT_FOUND: _("No row with this number in the list."),
    Code.NEWER_THAN_LIST: _("No row with this number in the list; its date is so late that it may appear later."),
    Code.LIST_OLD: _("The last look at the list is older than the policy allows."),
    Code.SCOPE: _("The list limits this number to on-device services; that does not reach this product."),
    Code.VERSION: _("A claim names another version of this product, none names this one."),
    Code.LINE_NUMBER: _("The line names another number than the supplier's claim."),
    Code.LOC_DIFF: _("The province in the number and on the list differ."),
}

# What a code says where it was said by whom.
BY: dict[tuple[Code, str], str | Promise] = {
    (Code.VERSION, ON_THE_WAY): _(
        "The AI software was changed after the product left its maker. The supplier's filing may not cover the changed "
        "product; a new claim is needed."
    ),
}

KINDS: dict[str, str | Promise] = {
    "filing": _("filing"),
    "registration": _("registration"),
    "on_device": _("on-device service"),
}
PARTS: dict[str, str | Promise] = {
    "part.hardware": _("hardware version"),
    "part.firmware": _("firmware version"),
    "part.ai_software": _("AI software version"),
}
NAMES = {**KINDS, **PARTS}
ABOUT_THE_CLAIM = _("About %(number)s, the number in the supplier's claim: %(sentence)s")


class _Said(dict[str, str]):
    """Parameters of a sentence; what it asks for and is not said becomes a dash and is remembered."""

    def __init__(self, params: Mapping[str, object]) -> None:
        super().__init__({key: str(NAMES.get(str(value), value)) for key, value in params.items() if value})
        self.complete = True

    def __missing__(self, key: str) -> str:
        self.complete = False
        return NOT_SAID


def sentence(code: str, params: Mapping[str, object] | None = None) -> str:
    """The sentence of a reason in the language in force.

    Beside another number, a reason about the claim's names that one (`claims_number`).
    """
    known, said = Code(code), _Said(params or {})
    full = str(BY.get((known, said.get("by", "")), SENTENCES[known])) % said
    text = full if said.complete or known not in PLAIN else str(PLAIN[known]) % said
    if "claims_number" not in said:
        return text
    return str(ABOUT_THE_CLAIM) % {"number": said["claims_number"], "sentence": text}


def both_languages(code: str, params: Mapping[str, object] | None = None) -> dict[str, str]:
    """A reason for machines and for readers of either language: code, en, zh."""
    said = {"code": str(Code(code))}
    for short, language in LANGUAGES.items():
        with translation.override(language):
            said[short] = sentence(code, params)
    return said


MATCH_WORDS: dict[str, Word] = by_code(
    word(
        Match.MATCH,
        _("Match"),
        _("Number, filing entity and name agree with the list after the documented folding."),
        Token.OK,
    ),
    word(
        Match.MATCH_DIFF,
        _("Match with differences"),
        _("The number agrees; at least one other field differs in an explainable way."),
        Token.WARN,
    ),
    word(
        Match.MISMATCH,
        _("Mismatch"),
        _("The number is on the list but belongs to another entity or does not reach this product."),
        Token.BAD,
    ),
    word(
        Match.NOT_LISTED,
        _("Not on list"),
        _("No row with this number in the edition of the stated date; that is not proof that nothing was filed."),
        Token.BAD,
    ),
    word(
        Match.NO_LONGER_FOUND,
        _("No longer on list"),
        _("The number stood in an earlier edition and is absent now."),
        Token.BAD,
    ),
    word(
        Match.NOT_CHECKABLE,
        _("Cannot check"),
        _("Wrong kind of number, unreadable, or the list is not loaded."),
        Token.NEUTRAL,
    ),
    word("pending", _("Checking"), _("The check is queued or running."), Token.INFO),
)

CLAIM_WORDS: dict[str, Word] = by_code(
    word("draft", _("Draft"), _("Not sent yet; only the supplier sees it."), Token.NEUTRAL),
    word("processing", _("Reading file"), _("The file is stored and its text is being read."), Token.INFO),
    word("submitted", _("Submitted"), _("Sent by the supplier; the automatic check is queued or done."), Token.INFO),
    word("withdrawn", _("Withdrawn"), _("The supplier took it back; its history is kept."), Token.NEUTRAL),
    word("superseded", _("Replaced"), _("A newer claim has the same number and the same versions."), Token.NEUTRAL),
)

COVERAGE_WORDS: dict[str, Word] = by_code(
    word(
        "covered",
        _("Covered"),
        _("A claim that holds names exactly this hardware, firmware and AI software version."),
        Token.OK,
    ),
    word(
        "version_changed",
        _("Version changed"),
        _("A claim that holds names another version of the same product, none names this one."),
        Token.STALE,
    ),
    word("not_covered", _("Not covered"), _("A claim names this version, but none of them holds."), Token.BAD),
    word(
        "out_of_scope",
        _("Declared out of scope"),
        _("The supplier declares that no filing is needed; the signatory and the reason are kept."),
        Token.WAIVED,
    ),
    word("not_assessed", _("Not assessed"), _("Nobody stated which number covers this version."), Token.NEUTRAL),
)

STANDING_WORDS: dict[str, Word] = by_code(
    word(
        Standing.SHOWN,
        _("Reliance shown"),
        _("The supplier holds the number itself, or a paper in force lets it rely on the holder."),
        Token.OK,
    ),
    word(
        Standing.NOT_SHOWN,
        _("Reliance not shown"),
        _("Another company holds the number, and no paper in force lets the supplier rely on it."),
        Token.WARN,
    ),
    word(
        Standing.NOT_DECIDED,
        _("Reliance not asked"),
        _("The question comes up only when the number's row agrees with the claim."),
        Token.NEUTRAL,
    ),
)
