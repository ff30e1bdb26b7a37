"""What lines on paper make: the cells of tables, and the text in them; loaded by the program that reads PDF.

It stands alone as that program does. All places are in points, y upwards, as on the page.
"""

from bisect import bisect_right
from itertools import pairwise

# A line is thinner than THIN; lines closer than APART are drawn for the same edge; a baseline that moves by less than
# LINE is the same line of text.
THIN, APART, LINE = 3.0, 4.0, 4.0
Point = tuple[float, float]
Edge = tuple[float, float, float]  # where it stands, from, to
Matrix = tuple[float, float, float, float, float, float]
Piece = tuple[float, float, str, bool]  # y, x, text, whether a blank stands before it


def moved(matrix: Matrix, x: float, y: float) -> Point:
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def product(inner: Matrix, outer: Matrix) -> Matrix:
    """First the inner, then the outer."""
    (a, b), (c, d) = moved(outer, inner[0], inner[1]), moved(outer, inner[2], inner[3])
    x, y = outer[4], outer[5]
    e, f = moved(outer, inner[4], inner[5])
    return a - x, b - y, c - x, d - y, e, f


class Ruled:
    """The cells that lines make in one band of a page, its rows from the top down."""

    def __init__(self, upright: list[Edge], level: list[Edge]) -> None:
        self.bottom, self.top = min(edge[1] for edge in upright), max(edge[2] for edge in upright)
        self.across = clusters([edge[0] for edge in upright])
        inside = [edge for edge in level if self.bottom - APART <= edge[0] <= self.top + APART]
        self.up = clusters([self.bottom, self.top, *(edge[0] for edge in inside)])
        self.rows, self.columns = len(self.up) - 1, len(self.across) - 1
        self.cells: dict[tuple[int, int], list[Piece]] = {}
        self.walls = [set[int]() for _ in range(self.rows)]
        for x, low, high in upright:
            for row in range(self._step(self.up, low), self._step(self.up, high)):
                self.walls[row].add(self._step(self.across, x))
        self.floors = [set[int]() for _ in range(self.rows + 1)]
        for y, left, right in inside:
            self.floors[self._step(self.up, y)].update(
                range(self._step(self.across, left), self._step(self.across, right))
            )

    @staticmethod
    def _step(places: list[float], at: float) -> int:
        """The line nearest to a place."""
        after = bisect_right(places, at)
        if after == 0 or (after < len(places) and places[after] - at < at - places[after - 1]):
            return after
        return after - 1

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """The row, from the bottom, and column a character stands in; the leftmost of the columns a cell spans."""
        row, column = bisect_right(self.up, y + 1) - 1, bisect_right(self.across, x + 0.5) - 1
        if not (0 <= row < self.rows and 0 <= column < self.columns):
            return None
        walls = self.walls[row]
        while column > 0 and column not in walls:
            column -= 1
        while row < self.rows - 1 and column not in self.floors[row + 1] and column in self.walls[row + 1]:
            row += 1
        return row, column

    def texts(self) -> list[list[str]]:
        """The rows from the top down; a cell that spans rows is repeated in each."""
        rows: list[list[str]] = []
        for row in range(self.rows - 1, -1, -1):
            cells = [text_of(self.cells.get((row, column), [])) for column in range(self.columns)]
            if rows:
                for column in range(self.columns):
                    if column not in self.floors[row + 1] and column in self.walls[row] and not cells[column]:
                        cells[column] = rows[-1][column]
            rows.append(cells)
        return rows


def clusters(places: list[float]) -> list[float]:
    """Places in order, those close together as one."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] >= APART:
            found.append(place)
    return found


def bands(upright: list[Edge], level: list[Edge]) -> list[Ruled]:
    """The tables of a page from the top down: upright lines that overlap or touch, and what lies between them."""
    found: list[list[Edge]] = []
    low = 0.0
    for edge in sorted(upright, key=lambda edge: -edge[2]):
        if found and edge[2] >= low - APART:
            found[-1].append(edge)
            low = min(low, edge[1])
        else:
            found.append([edge])
            low = edge[1]
    ruled = [Ruled(edges, level) for edges in found]
    return [table for table in ruled if table.columns > 1 and table.rows > 0]


def in_order(pieces: list[Piece]) -> list[Piece]:
    """Pieces line by line from the top down, each line from the left."""
    lines: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: -piece[0]):
        if lines and lines[-1][0][0] - piece[0] <= LINE:
            lines[-1].append(piece)
        else:
            lines.append([piece])
    return [piece for line in lines for piece in sorted(line, key=lambda piece: piece[1])]


def text_of(pieces: list[Piece]) -> str:
    """The text of a cell, a line break for each line; pieces written in another order are put into theirs."""
    disordered = any(
        after[0] > before[0] + LINE or (abs(after[0] - before[0]) <= LINE and after[1] < before[1])
        for before, after in pairwise(pieces)
    )
    if disordered:
        pieces = in_order(pieces)
    parts: list[str] = []
    last = 0.0
    for y, _x, text, blank in pieces:
        if parts:
            parts.append(" " * blank + "\n" * (abs(y - last) > LINE))
        parts.append(text)
        last = y
    return "".join(parts)
