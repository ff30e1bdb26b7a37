"""What a row is: its sides, its targets, and how the sides are measured fairly against each other."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import TypedDict

ROUNDS = 5
PER_SECOND = {"s": 1.0, "ms": 1e3, "µs": 1e6, "ns": 1e9}

Side = Callable[[], object]


class Result(TypedDict):
    """A row as it is written to latest.json; a side that does not apply, or whose program is missing, is None."""

    id: str
    what: str
    ours: float
    peer: float | None
    floor: float | None
    ratio_peer: float | None
    ratio_floor: float | None
    target_peer: float | None
    target_floor: float | None
    unit: str
    held: bool


@dataclass(frozen=True)
class Sides:
    """What is measured. Less is better on every side: rates are given as the time of one.

    A side is called `calls` times in a round, each call doing `items` things; the figure is the time of one thing.
    With `timed=False` a side is called once a round and returns its figure itself, in the row's unit.
    """

    ours: Side
    peer: Side | None = None
    floor: Side | None = None
    calls: int = 1
    items: int = 1
    timed: bool = True
    missing_peer: str = ""


@dataclass(frozen=True)
class Row:
    """A comparison and its targets: at least `target_peer` times less than the peer, at most `target_floor` floors."""

    id: str
    what: str
    unit: str
    target_peer: float | None
    target_floor: float | None
    prepare: Callable[[], Iterator[Sides]]


ROWS: dict[str, Row] = {}


def row(
    identifier: str, *, what: str, unit: str, target_peer: float | None = None, target_floor: float | None = None
) -> Callable[[Callable[[], Iterator[Sides]]], Callable[[], Iterator[Sides]]]:
    """Register a generator that prepares the data, checks that the sides agree, yields them once, and tidies up."""

    def register(prepare: Callable[[], Iterator[Sides]]) -> Callable[[], Iterator[Sides]]:
        if identifier in ROWS:
            raise ValueError(f"two rows are called {identifier}")
        ROWS[identifier] = Row(identifier, what, unit, target_peer, target_floor, prepare)
        return prepare

    return register


def measure(row: Row, rounds: int = ROUNDS) -> Result:
    """Measure the sides in turn, round after round, so that a disturbance hits them alike; the figures are medians."""
    with contextmanager(row.prepare)() as sides:
        named = {"ours": sides.ours, "peer": sides.peer, "floor": sides.floor}
        present = {name: side for name, side in named.items() if side is not None}
        figures: dict[str, list[float]] = {name: [] for name in present}
        for number in range(rounds + 1):
            for name, side in present.items():
                figure = _figure(side, sides, row.unit)
                # The first round warms caches up and does not count.
                if number:
                    figures[name].append(figure)
    return _judged(row, sides.missing_peer, {name: median(found) for name, found in figures.items()})


def _figure(side: Side, sides: Sides, unit: str) -> float:
    if not sides.timed:
        figure = side()
        if not isinstance(figure, int | float):
            raise TypeError(f"a side that is not timed returns its figure, not {figure!r}")
        return float(figure)
    calls = range(sides.calls)
    started = perf_counter()
    for _ in calls:
        side()
    return (perf_counter() - started) * PER_SECOND[unit] / (sides.calls * sides.items)


def _judged(row: Row, missing_peer: str, medians: dict[str, float]) -> Result:
    ours, peer, floor = medians["ours"], medians.get("peer"), medians.get("floor")
    ratio_peer = None if peer is None else peer / ours
    ratio_floor = None if floor is None else ours / floor
    held = (row.target_peer is None or (ratio_peer is not None and ratio_peer >= row.target_peer)) and (
        row.target_floor is None or (ratio_floor is not None and ratio_floor <= row.target_floor)
    )
    return Result(
        id=row.id,
        what=f"{row.what} (peer missing: {missing_peer})" if missing_peer else row.what,
        ours=ours,
        peer=peer,
        floor=floor,
        ratio_peer=ratio_peer,
        ratio_floor=ratio_floor,
        target_peer=row.target_peer,
        target_floor=row.target_floor,
        unit=row.unit,
        held=held and not missing_peer,
    )
