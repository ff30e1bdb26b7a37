"""The totals of a list over its editions as a step chart; plain numbers in and out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 58, 56, 12, 28


@dataclass(frozen=True, slots=True)
class Point:
    """One edition's total on its list date."""

    day: date
    total: int


@dataclass(frozen=True, slots=True)
class Dot:
    """A point in the drawing, with what it stands for."""

    x: float
    y: float
    day: date
    total: int


@dataclass(frozen=True, slots=True)
class Series:
    """A line that holds its value until the next edition: nothing is guessed in between."""

    name: str
    path: str
    dots: tuple[Dot, ...]

    @property
    def last(self) -> Dot:
        return self.dots[-1]


@dataclass(frozen=True, slots=True)
class Tick:
    """A line of the scale and what is written at it."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    """The drawing in units of its own box of `width` × `height`."""

    width: int
    height: int
    left: int
    right: int
    floor: int
    series: tuple[Series, ...]
    levels: tuple[Tick, ...]
    years: tuple[Tick, ...]


def chart(lines: Sequence[tuple[str, Sequence[Point]]]) -> Chart | None:
    """One series for each named line of points in order of their days; None where there is nothing to draw."""
    drawn = [(name, points) for name, points in lines if points]
    days = [point.day for _, points in drawn for point in points]
    if len(set(days)) < 2:
        return None
    first, last = min(days), max(days)
    step = level_step(max(point.total for _, points in drawn for point in points))
    top = step * (max(point.total for _, points in drawn for point in points) // step + 1)

    def x(day: date) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / (last - first).days, 1)

    def y(total: int) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * total / top, 1)

    series = tuple(
        Series(name, path_of(dots), dots)
        for name, dots in (
            (name, tuple(Dot(x(p.day), y(p.total), p.day, p.total) for p in points)) for name, points in drawn
        )
    )
    levels = tuple(Tick(y(total), str(total)) for total in range(0, top + 1, step))
    years = tuple(
        Tick(x(date(year, 1, 1)), str(year)) for year in range(first.year, last.year + 1) if date(year, 1, 1) >= first
    )
    return Chart(WIDTH, HEIGHT, LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM, series, levels, years)


def path_of(dots: Sequence[Dot]) -> str:
    """An SVG path in steps."""
    head, *rest = dots
    return f"M{head.x} {head.y}" + "".join(f"H{dot.x}V{dot.y}" for dot in rest)


def level_step(most: int) -> int:
    """A round distance between the lines of the scale that gives at most five of them."""
    step = 10
    for factor in (5, 2) * 9:
        if most / step <= 5:
            break
        step *= factor
    return step
