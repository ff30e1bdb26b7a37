"""The words of messages: subject and text of each kind, how a letter fares, and why one was not sent."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from apps.kernel.words import Token, by_code, word
from apps.notify.kinds import Kind, Value

LONGEST = 500

# Subject and text. The reader is told what happened and what there is to do; nobody else's name than the params'.
SAID: Mapping[Kind, tuple[str | Promise, str | Promise]] = {
    Kind.INVITATION: (
        _("%(organisation)s invites you to Hefu"),
        _(
            "%(organisation)s invites you to Hefu, where AI filings are checked against the public list before an "
            "order. Open the link to see what is offered, and answer there; it works until %(until)s. If this was not "
            "meant for you, answer “not me”."
        ),
    ),
    Kind.INVITATION_ACCEPTED: (
        _("%(invited)s accepted the invitation"),
        _("%(invited)s accepted your organisation's invitation."),
    ),
    Kind.INVITATION_DECLINED: (
        _("The invitation to %(invited)s was answered “not me”"),
        _("Whoever opened the invitation to %(invited)s says that it was not meant for them. Check the address."),
    ),
    Kind.SHARE_OPENED: (
        _("%(organisation)s shares %(product)s with you"),
        _("%(organisation)s shares %(product)s with your organisation. Look at it, then accept it or send it back."),
    ),
    Kind.SHARE_WITHDRAWN: (
        _("%(organisation)s no longer shares %(product)s with you"),
        _("%(organisation)s ended the share of %(product)s. Your organisation no longer sees it."),
    ),
    Kind.SOFTWARE_CHANGED: (
        _("The AI software of %(product)s was changed"),
        _(
            "The AI software of %(product)s, which %(organisation)s shares with you, was changed after it left its "
            "maker. The supplier's filing may not cover the changed product; a new claim is needed. Orders checked "
            "before should be checked again."
        ),
    ),
    Kind.SOFTWARE_UNCHANGED: (
        _("The AI software of %(product)s is no longer said to be changed"),
        _(
            "It is no longer said that the AI software of %(product)s, which %(organisation)s shares with you, was "
            "changed: the supplier's claims count again. Ask %(organisation)s if you did not expect this."
        ),
    ),
    Kind.SHARE_ACCEPTED: (
        _("%(organisation)s accepted %(product)s"),
        _("%(organisation)s accepted what you share of %(product)s."),
    ),
    Kind.SHARE_RETURNED: (
        _("%(organisation)s sent %(product)s back"),
        _("%(organisation)s sent %(product)s back, and the share has ended. The reason given: %(reason)s"),
    ),
    Kind.SHARE_NOT_OURS: (
        _("%(organisation)s says that %(product)s is not theirs"),
        _("%(organisation)s has nothing to do with %(product)s, and the share has ended. Check whom you meant."),
    ),
    Kind.RULE_OPENED: (
        _("%(organisation)s shares its product line %(line)s with you"),
        _(
            "%(organisation)s shares every product of its line %(line)s with your organisation, also those that join "
            "the line later."
        ),
    ),
    Kind.AUDIT_GRANT_OPENED: (
        _("%(organisation)s opens its records to you for an audit"),
        _(
            "%(organisation)s opens part of its records to your organisation until %(until)s. What you open is "
            "recorded and shown to them."
        ),
    ),
    Kind.AUDIT_GRANT_ENDED: (
        _("The audit of %(organisation)s has ended"),
        _("%(organisation)s ended your organisation's access to its records."),
    ),
    Kind.IDENTITY_CHECKED: (
        _("The identity of %(organisation)s was checked"),
        _("The operator of this portal compared the identity of %(organisation)s with what you gave."),
    ),
    Kind.ORGANISATION_SUSPENDED: (
        _("%(organisation)s is suspended"),
        _(
            "The operator of this portal suspended %(organisation)s: its members can look, and change nothing. "
            "The reason given: %(reason)s"
        ),
    ),
    Kind.ORGANISATION_UNCHECKED: (
        _("The identity of %(organisation)s has yet to be checked"),
        _(
            "The operator of this portal set %(organisation)s back to “identity not yet checked”. "
            "The reason given: %(reason)s"
        ),
    ),
    Kind.KEY_CREATED: (
        _("A new API key: %(key)s"),
        _("%(person)s made the API key %(key)s for your organisation. If you don't expect it, revoke it."),
    ),
    Kind.CODE_REPORTED: (
        _("A public code was reported: %(code)s"),
        _(
            "Somebody reported that the public page with the code %(code)s does not fit the thing that carries it. "
            "Check where the code of %(product)s is printed, or revoke it. The report says: %(report)s"
        ),
    ),
    Kind.VERDICT_CHANGED: (
        _("%(product)s: the list shows something else now"),
        _(
            "The newest edition of the official list changes what was shown for the number %(number)s, which "
            "%(organisation)s claims for %(product)s. It is now: %(verdict)s"
        ),
    ),
}

DELIVERY_WORDS = by_code(
    word("waiting", _("Waiting to be sent"), _("The letter goes out as soon as its turn comes."), Token.INFO),
    word("sent", _("Sent"), _("The mail server took the letter; whether it was read is not known."), Token.OK),
    word("failed", _("Not sent yet"), _("The mail server did not take the letter; it is tried again."), Token.WARN),
    word("given_up", _("Not sent"), _("The letter was not taken and is not tried again by itself."), Token.BAD),
)

WHY_NOT: Mapping[str, str | Promise] = {
    "unreachable": _("The mail server could not be reached."),
    "refused": _("The mail server did not take the letter."),
    "address": _("The mail server takes nothing for this address. Check how it is written."),
    "left": _("The person is no longer a member, or is no longer told of this."),
    "answered": _("The invitation was answered, withdrawn or has expired meanwhile."),
}


@dataclass(frozen=True, slots=True)
class Said:
    """A message in words, each of one line."""

    subject: str
    text: str


def said(kind: str, params: Mapping[str, Value]) -> Said:
    """A message in the language that is active."""
    subject, text = SAID[Kind(kind)]
    language = "zh-hans" if translation.get_language() == "zh-hans" else "en"
    texts = {name: one_line(value[language] if isinstance(value, Mapping) else value) for name, value in params.items()}
    return Said(subject=str(subject) % texts, text=str(text) % texts)


def letter_text(said: Said, *, address: str, why: str) -> str:
    """The text of a letter: what is said, where to go, and why one gets it."""
    parts = [said.text, address, "-- \n" + why]
    return "\n\n".join(part for part in parts if part) + "\n"


def why_member(organisation: str) -> str:
    """Why a member gets a letter."""
    return gettext("You get this as a member of %(organisation)s on Hefu.") % {"organisation": one_line(organisation)}


def why_address(organisation: str) -> str:
    """Why somebody without account gets a letter."""
    said = gettext("You get this because %(organisation)s gave this address on Hefu. Nothing more comes unasked.")
    return said % {"organisation": one_line(organisation)}


def in_each_language(text: str | Promise) -> dict[str, str]:
    """A word of the portal as a param, for readers of either language."""
    said = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            said[code] = str(text)
    return said


def one_line(value: object) -> str:
    """A text of somebody else's without line breaks and other signs that steer, and not longer than is bearable."""
    plain = "".join(" " if unicodedata.category(sign).startswith(("C", "Z")) else sign for sign in str(value))
    folded = " ".join(plain.split())
    return folded if len(folded) <= LONGEST else folded[: LONGEST - 1] + "…"
