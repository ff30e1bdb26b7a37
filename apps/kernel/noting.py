"""Noting which rows of others are opened, for who is let in on the condition that the host sees what was looked at."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class Opened:
    """A row that was read: whose it is, and a text reference such as `claims.Claim:12`."""

    owner_id: int
    subject: str


_notes: ContextVar[set[Opened] | None] = ContextVar("opened rows", default=None)


@contextmanager
def noting() -> Iterator[set[Opened]]:
    """Note every tenant row that is read within; the set fills as they are."""
    notes: set[Opened] = set()
    token = _notes.set(notes)
    try:
        yield notes
    finally:
        _notes.reset(token)


def note(rows: Iterable[Any]) -> None:
    """Remember rows that were read, if anybody takes notes; what is no tenant row is none's."""
    notes = _notes.get()
    if notes is None:
        return
    for row in rows:
        owner_id = getattr(row, "owner_id", None)
        if owner_id is not None and hasattr(row, "_meta"):
            notes.add(Opened(owner_id, f"{row._meta.label}:{row.pk}"))


def noted(rows: Iterator[Any]) -> Iterator[Any]:
    """The same rows, each remembered as it passes."""
    for row in rows:
        note((row,))
        yield row
