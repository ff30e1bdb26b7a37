"""P4.page, P4.count, P4.flat, P4.search: a page of versions for each of five readers among 200,000 versions."""

from collections.abc import Callable, Iterator
from functools import partial
from time import perf_counter

from django.db import transaction

from apps.catalogue.listing import count_of_versions, version_page
from apps.kernel.actor import Actor
from apps.kernel.wall import acting_as
from bench.peer import SIZE_OF_PAGE, plain_count, plain_page, versions_by_guardian
from bench.row import PER_SECOND, Side, Sides, row
from bench.world import AUDITOR, READERS, RECEIVERS, WORD, Reader, user_of, world

TIMES = 20
EVERY_ONE = 10**9
SLOW = 3


def walled(actor: Actor, work: Callable[[], object], times: int = TIMES) -> Side:
    """A side that works behind the wall of an actor, as the web does, and gives the milliseconds of one time."""

    def side() -> float:
        with acting_as(actor):
            return milliseconds(work, times)

    return side


def bare(work: Callable[[], object], times: int = TIMES) -> Side:
    """A side that works as the owner of the tables, whom no wall stops."""

    def side() -> float:
        with transaction.atomic():
            return milliseconds(work, times)

    return side


def milliseconds(work: Callable[[], object], times: int) -> float:
    """How long one time takes, of several one after the other."""
    started = perf_counter()
    for _ in range(times):
        work()
    return (perf_counter() - started) * PER_SECOND["ms"] / times


def agree(reader: Reader, text: str = "") -> Actor:
    """The reader as actor, once it was seen that ours, the peer and the floor show the same versions."""
    actor = world()[reader.name]
    with acting_as(actor):
        ours = [line.version_id for line in version_page(actor=actor, text=text).lines]
    peer = [version.pk for version in versions_by_guardian(user_of(reader), text)[:SIZE_OF_PAGE]]
    floor = [line[0] for line in plain_page(actor.organisation_id, text)[:SIZE_OF_PAGE]]
    if not ours == peer == floor or not ours:
        raise AssertionError(f"{reader.name}: ours, the peer and the floor show different versions")
    return actor


def page(reader: Reader) -> Iterator[Sides]:
    """A page of 25, behind the wall."""
    actor = agree(reader)
    asked = versions_by_guardian(user_of(reader))
    yield Sides(
        ours=walled(actor, partial(version_page, actor=actor)),
        peer=bare(lambda: list(asked[:SIZE_OF_PAGE]), SLOW),
        floor=bare(partial(plain_page, actor.organisation_id)),
        timed=False,
    )


def counted_page(reader: Reader) -> Iterator[Sides]:
    """The page and how many there are, every one of them counted."""
    actor = agree(reader)
    asked = versions_by_guardian(user_of(reader))

    def ours() -> int:
        version_page(actor=actor)
        return count_of_versions(actor=actor, most=EVERY_ONE).number

    def peer() -> int:
        list(asked[:SIZE_OF_PAGE])
        return asked.count()

    def floor() -> int:
        plain_page(actor.organisation_id)
        return plain_count(actor.organisation_id)

    with acting_as(actor):
        found = ours()
    if not found == peer() == floor():
        raise AssertionError(f"{reader.name}: ours, the peer and the floor count differently")
    yield Sides(ours=walled(actor, ours, SLOW), peer=bare(peer, 1), floor=bare(floor, SLOW), timed=False)


def search(reader: Reader) -> Iterator[Sides]:
    """A page of what is found by a word that one product in a hundred is called by."""
    actor = agree(reader, WORD)
    asked = versions_by_guardian(user_of(reader), WORD)
    yield Sides(
        ours=walled(actor, partial(version_page, actor=actor, text=WORD)),
        peer=bare(lambda: list(asked[:SIZE_OF_PAGE]), SLOW),
        floor=bare(partial(plain_page, actor.organisation_id, WORD)),
        timed=False,
    )


for number, reader in enumerate(READERS, start=1):
    who = f"{reader.name}, {reader.versions:,} versions"
    row(
        f"P4.page.{number}",
        what=f"page of 25, {who}; peer: guardian get_objects_for_user; floor: SQL on the index, no wall",
        unit="ms",
        target_peer=10,
        target_floor=1.6,
    )(partial(page, reader))
    row(
        f"P4.count.{number}",
        what=f"page and count, {who}; peer and floor count too",
        unit="ms",
        target_peer=10,
        target_floor=3,
    )(partial(counted_page, reader))
    row(
        f"P4.search.{number}",
        what=f"page of what a word finds, {who}; peer: guardian + icontains; floor: the same SQL with LIKE",
        unit="ms",
        target_peer=8,
        target_floor=2,
    )(partial(search, reader))


@row(
    "P4.flat",
    what=f"page of {AUDITOR.name}, {AUDITOR.versions:,} versions; floor: page of {RECEIVERS[0].name}, 300, by the same",
    unit="ms",
    target_floor=1.5,
)
def flat() -> Iterator[Sides]:
    """The reader who sees most beside the one who sees least."""
    most, least = agree(AUDITOR), agree(RECEIVERS[0])
    yield Sides(
        ours=walled(most, partial(version_page, actor=most)),
        floor=walled(least, partial(version_page, actor=least)),
        timed=False,
    )
