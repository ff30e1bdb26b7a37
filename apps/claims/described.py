"""What a supplier types into a claim or a reliance: told apart, measured, and taken or sent back with the reason."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.kernel.problems import Problem, Refused, refuse
from apps.kernel.texts import printable
from apps.registry.numbers import NumberKind, classify, number_key

LONGEST = {"number": 200, "model_name": 300, "holder": 300, "province": 60, "note": 300}
KINDS = ("filing", "registration")

WRONG_KIND: dict[NumberKind, str | Promise] = {
    NumberKind.ALGORITHM: _(
        "This is an algorithm filing number. Give the number of the generative AI filing or registration, such as "
        "Beijing-ModelName-202403150012."
    ),
    NumberKind.ICP: _(
        "This is a website ICP number. Give the number of the generative AI filing or registration, such as "
        "Beijing-ModelName-202403150012."
    ),
    NumberKind.CREDIT_CODE: _(
        "This is a company's unified social credit code. Give the number of the generative AI filing or registration, "
        "such as Beijing-ModelName-202403150012."
    ),
}
_EMPTY: dict[str, str | Promise] = {
    "number": _("Give the number as it stands on the certificate or the list."),
    "holder": _("Give the company that the number was issued to, in the words of its business licence."),
}


@dataclass(frozen=True, slots=True)
class Description:
    """The fields of a claim as they are kept: blanks around them taken off, everything else as typed."""

    number: str
    number_key: str
    kind: str
    model_name: str
    holder: str
    province: str


def require_kind(kind: str) -> None:
    """Raises Refused unless it is filing or registration."""
    if kind not in KINDS:
        raise refuse("C-KIND", _("Choose filing or registration."), field="kind")


def no_versions() -> Refused:
    """The refusal of a claim that names no version."""
    return refuse("C-VERSIONS", _("Choose at least one version that the number covers."), field="versions")


def not_described() -> Refused:
    """The refusal of a claim without number or holder."""
    message = _("Give the number and the company it was issued to before you submit the claim.")
    return refuse("C-NOT-DESCRIBED", message, field="number")


def same_file(title: str) -> Refused:
    """The refusal of a file the supplier has sent before; "" where its name is not for who sends it again."""
    if not title:
        unseen = _("Your organisation has this file already. Ask a colleague to go on with it, or choose another file.")
        return refuse("F-SAME", unseen, field="file")
    message = _("You have this file already, as %(title)s. Open that certificate, or choose another file.")
    return refuse("F-SAME", message % {"title": title}, field="file")


def described(*, number: str, kind: str, model_name: str, holder: str, province: str, listed: bool) -> Description:
    """Take what was typed; raises Refused with a problem for every field that can't be taken.

    `listed` says that the list has a row with this number: then its shape does not matter.
    """
    texts = {"number": number, "model_name": model_name, "holder": holder, "province": province}
    texts = {field: text.strip() for field, text in texts.items()}
    problems = _problems_of(texts)
    if kind not in KINDS:
        problems.append(Problem("C-KIND", _("Choose filing or registration."), "kind"))
    wrong = None if listed else WRONG_KIND.get(classify(texts["number"]))
    if wrong:
        problems.append(Problem("C-NUMBER-KIND", wrong, "number"))
    if problems:
        raise Refused(*problems)
    return Description(number_key=number_key(texts["number"]), kind=kind, **texts)


def relied_on(
    *, number: str, holder: str, note: str, valid_from: date, valid_until: date | None
) -> tuple[str, str, str]:
    """Number key, holder and note of a reliance; raises Refused with a problem for every field that can't be taken."""
    texts = {"number": number.strip(), "holder": holder.strip(), "note": note.strip()}
    problems = _problems_of(texts)
    if valid_until is not None and valid_until < valid_from:
        message = _("The paper ends before it begins. Choose a last day on or after the first.")
        problems.append(Problem("C-DATES", message, "valid_until"))
    if problems:
        raise Refused(*problems)
    return number_key(texts["number"]), texts["holder"], texts["note"]


def _problems_of(texts: dict[str, str]) -> list[Problem]:
    problems = []
    for field, text in texts.items():
        if field in _EMPTY and not text:
            problems.append(Problem("C-EMPTY", _EMPTY[field], field))
        elif max(len(text), len(number_key(text)) if field == "number" else 0) > LONGEST[field]:
            message = _("Use at most %(most)s characters here.") % {"most": LONGEST[field]}
            problems.append(Problem("C-LONG", message, field))
        elif not printable(text, lines=True):
            problems.append(Problem("C-CHARACTER", _("Remove the character that can't be printed."), field))
    return problems
