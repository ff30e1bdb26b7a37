"""A row is judged against its targets as the table promises."""

from collections.abc import Iterator

import pytest

from bench.__main__ import table
from bench.row import Result, Row, Sides, measure


def result(
    sides: Sides, *, target_peer: float | None = None, target_floor: float | None = None, unit: str = "ms"
) -> Result:
    def prepare() -> Iterator[Sides]:
        yield sides

    return measure(Row("P0.test", "a test", unit, target_peer, target_floor, prepare))


def test_it_holds_when_both_targets_are_met() -> None:
    sides = Sides(ours=lambda: 2.0, peer=lambda: 20.0, floor=lambda: 1.0, timed=False)
    found = result(sides, target_peer=10, target_floor=2)
    assert found == {
        "id": "P0.test",
        "what": "a test",
        "ours": 2.0,
        "peer": 20.0,
        "floor": 1.0,
        "ratio_peer": 10.0,
        "ratio_floor": 2.0,
        "target_peer": 10,
        "target_floor": 2,
        "unit": "ms",
        "held": True,
    }


@pytest.mark.parametrize(("target_peer", "target_floor"), [(10.1, 2), (10, 1.9)])
def test_it_does_not_hold_when_one_is_missed(target_peer: float, target_floor: float) -> None:
    sides = Sides(ours=lambda: 2.0, peer=lambda: 20.0, floor=lambda: 1.0, timed=False)
    assert not result(sides, target_peer=target_peer, target_floor=target_floor)["held"]


def test_a_missing_peer_is_said_and_not_held() -> None:
    found = result(Sides(ours=lambda: 2.0, missing_peer="splink", timed=False), target_peer=10)
    assert (found["peer"], found["ratio_peer"], found["held"]) == (None, None, False)
    assert "peer missing: splink" in table([found])


def test_the_sides_take_turns_and_the_median_counts() -> None:
    calls: list[str] = []
    figures = iter([100.0, 1.0, 2.0, 50.0, 3.0, 4.0])

    def ours() -> float:
        calls.append("ours")
        return next(figures)

    def floor() -> float:
        calls.append("floor")
        return 1.0

    assert result(Sides(ours=ours, floor=floor, timed=False))["ours"] == 3.0
    assert calls == ["ours", "floor"] * 6


def test_a_timed_side_gives_the_time_of_one_thing() -> None:
    def slow() -> None:
        sum(range(20_000))

    many = result(Sides(ours=slow, calls=20, items=10), unit="ns")["ours"]
    one = result(Sides(ours=slow, calls=20), unit="ns")["ours"]
    assert one / many == pytest.approx(10, rel=0.8)
