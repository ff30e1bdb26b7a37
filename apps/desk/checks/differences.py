"""Where two texts differ, character by character, for the eye and for the ear; plain data in and out."""

from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True, slots=True)
class Part:
    """A run of characters; `position` counts from 1 and is said for a run that differs, else None."""

    text: str
    position: int | None


def parts(text: str, other: str) -> list[Part]:
    """`text` in runs: those that `other` has in the same place, and those that it has not."""
    found: list[Part] = []
    for kind, start, end, _, _ in SequenceMatcher(None, text, other, autojunk=False).get_opcodes():
        if start < end:
            found.append(Part(text[start:end], None if kind == "equal" else start + 1))
    return found


def positions(text: str, other: str) -> list[int]:
    """Where `text` differs from `other`, as positions counted from 1."""
    return [part.position for part in parts(text, other) if part.position is not None]
