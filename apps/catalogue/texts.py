"""Texts as they are typed: none where one is needed, too long, or not printable, said field by field."""

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from apps.kernel.problems import Problem, Refused
from apps.kernel.texts import printable

# Why something was sent back is written at length.
SEVERAL_LINES = {"reason"}


def require_texts(model: type[Model], texts: dict[str, str], *, needed: tuple[str, ...]) -> None:
    """Raise Refused with every text, by the name of its column, that can't be kept."""
    problems = []
    for field, text in texts.items():
        longest = getattr(model._meta.get_field(field), "max_length", 0)
        if field in needed and not text:
            problems.append(Problem("P-EMPTY", _("Fill in this field."), field))
        elif len(text) > longest:
            message = _("Use at most %(most)s characters here.") % {"most": longest}
            problems.append(Problem("P-LONG", message, field))
        elif not printable(text, lines=field in SEVERAL_LINES):
            problems.append(
                Problem("P-CHARACTER", _("Remove line breaks and characters that can't be printed."), field)
            )
    if problems:
        raise Refused(*problems)
