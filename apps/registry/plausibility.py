"""Is this publication what the next one of its list should look like? Every doubt keeps it from the list."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise

from apps.registry.codes import Doubt, DoubtCode
from apps.registry.diffing import Difference, after
from apps.registry.lists import (
    ALGORITHM,
    CANCELLATION,
    DEEP_SYNTHESIS,
    FILING,
    ON_DEVICE,
    REGISTRATION,
    Growth,
    ListFacts,
)
from apps.registry.numbers import NumberKind, classify
from apps.registry.rows import ListRow

# Characters no official cell holds: what a wrong decoding or a damaged file leaves behind.
_DAMAGE = re.compile("[\ufffd\x00-\x1f\x7f-\x9f\ue000-\uf8ff\U000f0000-\U0010ffff]")
_MOST_EMPTY = 0.01
# Cut or misprinted numbers occur in official rows; where they are common the columns are probably shifted.
_MOST_MISSHAPEN = 0.1
_SHAPES = {
    FILING: NumberKind.FILING,
    ON_DEVICE: NumberKind.FILING,
    REGISTRATION: NumberKind.REGISTRATION,
    ALGORITHM: NumberKind.ALGORITHM,
    DEEP_SYNTHESIS: NumberKind.ALGORITHM,
    CANCELLATION: NumberKind.ALGORITHM,
}
_LISTED_SHAPES = frozenset(_SHAPES.values())
_SAMPLES = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A publication about to be judged, and the list it would continue.

    `today` is the day it is judged on, as counted in China; `last_periods` has, per table, the latest period published
    with rows of it; `current_as_of` is the list's date; `announced` are the totals named by the notice, where given.
    """

    rows: Sequence[ListRow]
    change: Difference
    in_force: Mapping[tuple[str, str], ListRow]
    period_end: date
    published_on: date
    today: date
    current_as_of: date | None = None
    last_periods: Mapping[str, date] = field(default_factory=dict)
    announced: Mapping[str, int] = field(default_factory=dict)


def doubts(candidate: Candidate, facts: ListFacts) -> tuple[Doubt, ...]:
    """Every reason to hold the publication back; none means that it may become the next edition by itself."""
    found: list[Doubt] = []
    for judge in _JUDGES:
        found.extend(judge(candidate, facts))
    return tuple(found)


def spans(runs: Iterable[tuple[int, int]]) -> str:
    """Runs of numbers as people write them: `3, 7-9`."""
    return ", ".join(f"{low}-{high}" if high > low else f"{low}" for low, high in runs)


def runs_of(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Numbers as runs from a first to a last, in order."""
    runs: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def gaps_of(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """The runs that are missing between 1 and the highest of the numbers."""
    ends = [(0, 0), *runs_of(numbers)]
    return [(before[1] + 1, after[0] - 1) for before, after in pairwise(ends) if after[0] > before[1] + 1]


def _tables(candidate: Candidate) -> list[str]:
    return list(dict.fromkeys(row.table for row in candidate.rows))


def _some(rows: Iterable[ListRow]) -> str:
    """The first few numbers of rows, and a sign that there are more."""
    numbers = [row.number or "–" for row in rows]
    return ", ".join(numbers[:_SAMPLES]) + (" …" if len(numbers) > _SAMPLES else "")


def _sequence(candidate: Candidate, facts: ListFacts) -> Iterable[Doubt]:
    """Sequence numbers run on without a gap as a set; their order in the file is free, and known gaps are no news.

    Only where rows are added do they run on from those in force; an attachment, or a whole list, begins with 1, and a
    notice wherever the one before it ended or anew.
    """
    runs_on = facts.growth == Growth.ADDED
    for table in _tables(candidate):
        before = candidate.in_force.values() if runs_on else ()
        standing = {r.sequence for r in before if r.table == table and r.sequence is not None}
        repeated = {row.number_key for row in candidate.change.repeated} if runs_on else set()
        changed = {alteration.after.number_key for alteration in candidate.change.altered} if runs_on else set()
        fresh = [
            row.sequence
            for row in candidate.rows
            if row.table == table and row.sequence is not None and row.number_key not in repeated | changed
        ]
        taken = [number for number, times in Counter(fresh).items() if times > 1 or number in standing]
        every = standing | set(fresh)
        highest = max(every, default=0)
        known = {gap for gap in facts.known_gaps.get(table, ()) if gap < highest}
        if facts.growth == Growth.NOTICES:
            known |= set(range(1, min(every, default=1)))
        missing = gaps_of(every | known)
        if taken:
            yield Doubt(DoubtCode.TAKEN, {"table": table, "sequence": spans(runs_of(taken))})
        if missing:
            yield Doubt(DoubtCode.GAP, {"table": table, "sequence": spans(missing)})


def _duplicates(candidate: Candidate, facts: ListFacts) -> Iterable[Doubt]:
    times = Counter(row.place for row in candidate.rows if row.number_key)
    twice = {row.place: row for row in candidate.rows if times[row.place] > 1}
    if twice:
        yield Doubt(DoubtCode.DUPLICATE, {"count": len(twice), "numbers": _some(twice.values())})
    tables_of: dict[str, set[str]] = {}
    for row in (*candidate.in_force.values(), *candidate.rows):
        tables_of.setdefault(row.number_key, set()).add(row.table)
    elsewhere = [row for row in candidate.change.added if row.number_key and len(tables_of[row.number_key]) > 1]
    if elsewhere:
        yield Doubt(DoubtCode.OTHER_TABLE, {"count": len(elsewhere), "numbers": _some(elsewhere)})


def _nothing_lost(candidate: Candidate, facts: ListFacts) -> Iterable[Doubt]:
    """One that alters or loses rows is looked at by people, and so is one that says what is in the list already."""
    change = candidate.change
    adds = facts.growth in (Growth.ADDED, Growth.NOTICES)
    if change.repeated and (adds or not any(change.counts().values())):
        yield Doubt(DoubtCode.REPEATED, {"count": len(change.repeated), "numbers": _some(change.repeated)})
    if change.altered:
        altered = [alteration.before for alteration in change.altered]
        yield Doubt(DoubtCode.ALTERED, {"count": len(altered), "numbers": _some(altered)})
    if change.gone:
        yield Doubt(DoubtCode.GONE, {"count": len(change.gone), "numbers": _some(change.gone)})


def _bound(candidate: Candidate, facts: ListFacts) -> Iterable[Doubt]:
    if len(candidate.change.added) > facts.most_new_rows:
        yield Doubt(DoubtCode.BOUND, {"count": len(candidate.change.added), "most": facts.most_new_rows})


def _numbers(candidate: Candidate, facts: ListFacts) -> Iterable[Doubt]:
    without = [row for row in candidate.rows if not row.number_key]
    if without:
        names = ", ".join((row.name or "–")[:40] for row in without[:_SAMPLES])
        yield Doubt(DoubtCode.NO_NUMBER, {"count": len(without), "names": names})
    for table in _tables(candidate):
        rows = [row for row in candidate.rows if row.table == table]
        kinds = [classify(row.number) for row in rows]
        others = _LISTED_SHAPES - {_SHAPES[table]}
        wrong = [row for row, kind in zip(rows, kinds, strict=True) if kind in others]
        if wrong:
            yield Doubt(DoubtCode.WRONG_SHAPE, {"table": table, "count": len(wrong), "numbers": _some(wrong)})
        shapeless = [row for row, kind in zip(rows, kinds, strict=True) if kind not in _LISTED_SHAPES]
        if len(shapeless) > _MOST_MISSHAPEN * len(rows):
            yield Doubt(DoubtCode.SHAPE, {"table": table, "count": len(shapeless), "numbers": _some(shapeless)})


def _fields(candidate: Candidate, facts: ListFacts) -> Iterable[Doubt]:
    for name in facts.mandatory:
        empty = sum(not getattr(row, name) for row in candidate.rows)
        if empty > _MOST_EMPTY * len(candidate.rows):
            yield Doubt(DoubtCode.FIELDS, {"field": name, "count": empty, "rows": len(candidate.rows)})


def _period(candidate: Candidate, facts: ListFacts) -> Iterable[Doubt]:
    """Newer than what was published with rows of the same table, and never older than the list itself.

    Parts of a list may have one day: several attachments are edited, several notices come, on the same.
    """
    last = {} if facts.in_parts else candidate.last_periods
    latest = max((last[table] for table in _tables(candidate) if table in last), default=None)
    if latest and candidate.period_end <= latest:
        yield Doubt(DoubtCode.PERIOD, {"period": candidate.period_end.isoformat(), "current": latest.isoformat()})
    elif candidate.current_as_of and candidate.period_end < candidate.current_as_of:
        current = candidate.current_as_of.isoformat()
        yield Doubt(DoubtCode.PERIOD, {"period": candidate.period_end.isoformat(), "current": current})
    if candidate.published_on < candidate.period_end:
        published = candidate.published_on.isoformat()
        yield Doubt(DoubtCode.PUBLISHED, {"period": candidate.period_end.isoformat(), "published": published})


def _future(candidate: Candidate, facts: ListFacts) -> Iterable[Doubt]:
    """A period taken too late by mistake would keep every later publication of its table out of the list."""
    ahead = sorted({day for day in (candidate.period_end, candidate.published_on) if day > candidate.today})
    if ahead:
        days = ", ".join(day.isoformat() for day in ahead)
        yield Doubt(DoubtCode.FUTURE, {"day": days, "today": candidate.today.isoformat()})


def _encoding(candidate: Candidate, facts: ListFacts) -> Iterable[Doubt]:
    damaged = [
        row
        for row in candidate.rows
        if _DAMAGE.search("".join((row.number, row.name, row.holder, row.province, row.scope)))
    ]
    if damaged:
        yield Doubt(DoubtCode.ENCODING, {"count": len(damaged), "numbers": _some(damaged)})


def _totals(candidate: Candidate, facts: ListFacts) -> Iterable[Doubt]:
    """The highest sequence number of a table is its announced total: rows missing in the copy count as published.

    Where each part counts from 1, the rows are counted.
    """
    rows = (*(candidate.in_force.values() if facts.growth == Growth.ADDED else ()), *candidate.rows)
    counted = Counter(table for table, _ in after(candidate.in_force, candidate.change)) if facts.in_parts else None
    for table, announced in candidate.announced.items():
        reached = max((row.sequence or 0 for row in rows if row.table == table), default=0)
        reached = reached if counted is None else counted[table]
        if announced != reached and (reached + 1 != announced or announced not in facts.known_gaps.get(table, ())):
            yield Doubt(DoubtCode.TOTALS, {"table": table, "announced": announced, "found": reached})


_JUDGES: tuple[Callable[[Candidate, ListFacts], Iterable[Doubt]], ...] = (
    _sequence,
    _duplicates,
    _nothing_lost,
    _bound,
    _numbers,
    _fields,
    _period,
    _future,
    _encoding,
    _totals,
)
