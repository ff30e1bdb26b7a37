"""Marks: words and keys that stand nowhere else, by which a leak is known wherever it comes out."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count

from django.db import connection

from tests.access.probing.readers import Readers
from tests.architecture.project import our_models

WORD = re.compile(r"qx\d{5}k", re.IGNORECASE)
KEY = re.compile(r"(?<![0-9A-Za-z_.])7\d{6}(?![0-9A-Za-z_])")
FIRST_KEY, KEYS_OF_A_TABLE = 7_000_000, 10_000
# A word made like a mark that no row holds.
NOBODYS = "QX99999K"

_serial = count(1)

Audience = Callable[[Readers], frozenset[str]]


def word() -> str:
    """A new mark; capitals and figures only, so that it fits in any field and survives any escaping."""
    return f"QX{next(_serial):05}K"


def marks_in(text: str) -> Iterator[str]:
    """Every mark in a text, in small letters, and every key of a row."""
    for found in WORD.findall(text):
        yield found.lower()
    yield from KEY.findall(text)


@dataclass(frozen=True, slots=True)
class Secret:
    """Something only some may see: `what` it is, to which organisations it is open, and what they must be shown.

    `needs` is the kind of row a role must be allowed to read, `product` the one a colleague with "assigned only"
    must be assigned to ("" where there is none).
    """

    mark: str
    what: str
    needs: str
    open_to: Audience
    product: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row one can ask for by its key; `kind` is the label of its model, `person` who alone may see it."""

    kind: str
    key: int
    owner: str
    open_to: Audience
    product: str = ""
    person: str = ""


def set_keys_apart() -> dict[int, str]:
    """Let every table of ours count from a number of its own; gives the first key of each by the model's label."""
    kinds: dict[int, str] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        role = cursor.fetchone()[0]
        cursor.execute("SET LOCAL ROLE NONE")
        numbered = [model for model in our_models() if model._meta.pk.column == "id"]
        for place, model in enumerate(sorted(numbered, key=lambda model: model._meta.label)):
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [model._meta.db_table])
            sequence = cursor.fetchone()[0]
            first = FIRST_KEY + place * KEYS_OF_A_TABLE
            if sequence:
                cursor.execute(f"ALTER SEQUENCE {sequence} RESTART WITH {first}")
                kinds[first] = model._meta.label
        cursor.execute(f"SET LOCAL ROLE {role}")
    return kinds


def kind_of(key: int, kinds: dict[int, str]) -> str:
    """The label of the model a key belongs to; "" for a number that is none."""
    return kinds.get(key - key % KEYS_OF_A_TABLE, "")


def key_of_nothing(kind: str, kinds: dict[int, str]) -> int:
    """A key in the range of a table that no row ever had."""
    return next(first for first, label in kinds.items() if label == kind) + KEYS_OF_A_TABLE - 1
