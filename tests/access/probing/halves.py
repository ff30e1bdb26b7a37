"""Two processes ask at the same time, each in a database and a world of its own: there are two cores at least."""

import os
import pickle
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import connection

from tests.access.probing.asking import TALLY, Tally
from tests.access.probing.ground import Ground, standing_ground
from tests.access.probing.questions import QUESTIONS
from tests.database_roles import as_role

FEW = 12
SUFFIX = "probes"


@dataclass(slots=True)
class Asked:
    """What came of asking at some doors: the tally, what was found at each, and facts of the world that were wanted."""

    tally: Tally
    found: dict[str, list[str]] = field(default_factory=dict)
    lonely: dict[str, list[str]] = field(default_factory=dict)
    never_shown: set[str] = field(default_factory=set)
    secrets: set[str] = field(default_factory=set)
    failure: str = ""

    def add(self, other: "Asked") -> None:
        """Take in what another process found."""
        self.tally.add(other.tally)
        self.found |= other.found
        self.lonely |= other.lonely
        self.never_shown &= other.never_shown
        self.failure = self.failure or other.failure


def ask_everywhere(routes: Sequence[str]) -> Asked:
    """Ask at every one of the doors; where they are many, half of them in a second process."""
    if len(routes) < FEW:
        return ask_at(routes)
    name = connection.creation.get_test_db_clone_settings(SUFFIX)["NAME"]
    with as_role("hefu_owner"):
        connection.creation.clone_test_db(SUFFIX, verbosity=0, autoclobber=True)
        connection.close()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _answer_and_leave(routes[1::2], name, writer)
    os.close(writer)
    asked = ask_at(routes[0::2])
    with os.fdopen(reader, "rb") as answer:
        asked.add(pickle.load(answer))
    os.waitpid(child, 0)
    with as_role("hefu_owner"):
        connection.close()
        connection.creation.destroy_test_db(suffix=SUFFIX, verbosity=0, keepdb=False)
    return asked


def _answer_and_leave(routes: Sequence[str], database: str, writer: int) -> None:
    """In the child: ask, tell, and end at once, so that nothing of the parent's is tidied up twice."""
    try:
        connection.settings_dict["NAME"] = database
        try:
            asked = ask_at(routes)
        except BaseException:
            asked = Asked(Tally(), failure=traceback.format_exc())
        connection.close()
        with os.fdopen(writer, "wb") as answer:
            pickle.dump(asked, answer)
    finally:
        os._exit(0)


def ask_at(routes: Sequence[str]) -> Asked:
    """Ask every question at some doors."""
    asked = Asked(TALLY)
    with standing_ground() as ground:
        for route in routes:
            before = len(TALLY.leaks)
            for question in QUESTIONS:
                question(ground, ground.doors[route])
            asked.found[route] = list(dict.fromkeys(TALLY.leaks[before:]))[:12]
        note_the_ground(asked, ground)
    return asked


def note_the_ground(asked: Asked, ground: Ground) -> None:
    """What the tests want to know of the world besides."""
    asked.lonely = {
        name: sorted(door.kinds)
        for name, door in ground.doors.items()
        if "pk" in door.arguments and not door.is_of_accounts and len({row.owner for row in ground.rows(door)}) < 2
    }
    asked.secrets = {secret.what for secret in ground.stock.secrets}
    asked.never_shown = asked.secrets - {s.what for s in ground.stock.secrets if s.mark in TALLY.seen}
