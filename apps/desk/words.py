"""The words of every axis of status, gathered from the apps that own them."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from apps.kernel.words import Word

OK, CLOCK, WARN, STALE = "check-circle-fill", "clock", "exclamation-triangle-fill", "arrow-repeat"
BAD, DASH, CURVED = "x-octagon-fill", "dash-circle", "arrow-90deg-right"


def by_code(*words: Word) -> Mapping[str, Word]:
    return {w.code: w for w in words}


MATCH = by_code(
    Word("match", _("Match"), _("Number, holder and name agree after the documented folding."), "ok", OK),
    Word("match_diff", _("Match with differences"), _("The number agrees; another field differs."), "warn", WARN),
    Word("mismatch", _("Mismatch"), _("The number is on the list but belongs to another company."), "bad", BAD),
    Word("not_listed", _("Not on list"), _("No row with this number in the list as of the date shown."), "bad", BAD),
    Word("no_longer_found", _("No longer on list"), _("Present in an earlier edition, absent now."), "bad", BAD),
    Word("not_checkable", _("Cannot check"), _("Another kind of number, or no list to check against."), "neutral", DASH),
    Word("pending", _("Checking"), _("The check is queued or running."), "info", CLOCK),
)
CLAIM = by_code(
    Word("draft", _("Draft"), _("Not sent yet; visible only to the supplier."), "neutral", DASH),
    Word("submitted", _("Submitted"), _("Sent by the supplier; checked against the list."), "info", CLOCK),
    Word("withdrawn", _("Withdrawn"), _("The supplier took it back; its history is kept."), "neutral", DASH),
    Word("superseded", _("Replaced"), _("A newer claim covers the same version."), "neutral", DASH),
)
COVERAGE = by_code(
    Word("covered", _("Covered"), _("A claim names exactly this version."), "ok", OK),
    Word("version_changed", _("Version changed"), _("A claim exists for another version of the product."), "stale", STALE),
    Word("not_covered", _("Not covered"), _("No claim that holds reaches this version."), "bad", BAD),
    Word("out_of_scope", _("Declared out of scope"), _("The supplier declares no such function."), "waived", CURVED),
    Word("not_assessed", _("Not assessed"), _("Nobody stated whether AI is inside."), "neutral", DASH),
)
STANDING = by_code(
    Word("shown", _("Reliance shown"), _("The supplier holds the number or a paper lets it lean on it."), "ok", OK),
    Word("not_shown", _("Reliance not shown"), _("Nothing shows that it may lean on the holder."), "warn", WARN),
    Word("not_decided", _("Reliance not decided"), _("The holder was not given."), "neutral", DASH),
)
DECISION = by_code(
    Word("release", _("Release"), _("The buyer's policy is met; the order may be placed."), "ok", OK),
    Word("conditional", _("Release with conditions"), _("The order may be placed; conditions are followed."), "warn", WARN),
    Word("hold", _("Hold"), _("Do not place the order yet; somebody must act."), "stale", "pause-circle"),
    Word("block", _("Do not order"), _("The buyer's policy forbids it; only a waiver changes that."), "bad", BAD),
    Word("waived", _("Released by waiver"), _("A named person released it with a written reason."), "waived", CURVED),
    Word("not_decidable", _("Could not check"), _("The facts needed could not be had."), "neutral", DASH),
)
OBLIGATION = by_code(
    Word("due", _("Due"), _("The clock runs; the duty is not reported as done."), "info", CLOCK),
    Word("fulfilled", _("Reported done"), _("Reported as done; the other side has not accepted it."), "info", "send-check"),
    Word("met", _("Done"), _("Reported as done and accepted by the other side."), "ok", OK),
    Word("overdue", _("Overdue"), _("The clock has run out."), "bad", BAD),
)
CONTRACT = by_code(
    Word("draft", _("Draft contract"), _("Waiting for a party to confirm it."), "neutral", DASH),
    Word("in_force", _("In force"), _("Confirmed by every party."), "ok", OK),
    Word("ended", _("Ended"), _("No longer in force; its history is kept."), "neutral", DASH),
)
PACK = by_code(
    Word("queued", _("Building"), _("The pack is being put together."), "info", CLOCK),
    Word("ready", _("Ready"), _("The pack can be downloaded."), "ok", OK),
    Word("failed", _("Failed"), _("The pack could not be built."), "bad", BAD),
)
PUBLICATION = by_code(
    Word("received", _("Received"), _("Kept as received; not read yet."), "info", CLOCK),
    Word("quarantined", _("In quarantine"), _("Not plausible as it stands; the list was not changed."), "warn", WARN),
    Word("approved", _("In the list"), _("Taken as an edition of the list."), "ok", OK),
    Word("rejected", _("Turned down"), _("Not taken; the list was not changed."), "bad", BAD),
    Word("revoked", _("Revoked"), _("Taken once, taken back since."), "bad", BAD),
)

AXES: Mapping[str, Mapping[str, Word]] = {
    "match": MATCH,
    "coverage": COVERAGE,
    "standing": STANDING,
    "decision": DECISION,
    "claim": CLAIM,
    "obligation": OBLIGATION,
    "contract": CONTRACT,
    "pack": PACK,
    "publication": PUBLICATION,
}


def word(axis: str, code: str) -> Word:
    """The word of a code; raises KeyError for an axis or a code there is none for."""
    return AXES[axis][code]


def sentence(code: str, params: Mapping[str, object]) -> str:
    return code
