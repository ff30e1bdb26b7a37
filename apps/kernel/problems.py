"""Bad input, said once: what is wrong, where, and how to mend it, in the reader's language."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong. `row` counts as a spreadsheet does: the header is row 1."""

    code: str
    message: str | Promise
    field: str = ""
    row: int | None = None

    def as_dict(self) -> dict[str, str | int | None]:
        return {"code": self.code, "message": str(self.message), "field": self.field, "row": self.row}


class Refused(ValueError):
    """Input that was not taken; nothing of it was written."""

    def __init__(self, *problems: Problem) -> None:
        if not problems:
            raise ValueError("A refusal names at least one problem.")
        self.problems = problems
        super().__init__("; ".join(str(p.message) for p in problems))


def refuse(code: str, message: str | Promise, *, field: str = "", row: int | None = None) -> Refused:
    """A refusal for a single problem, to be raised by the caller."""
    return Refused(Problem(code, message, field, row))
