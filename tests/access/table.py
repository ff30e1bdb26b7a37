"""Who gets what answer at which address: the whole of access in one table.

`row` names what is asked for (`ROWS`); it is the supplier's, shared with the buyer, and not with the stranger, who is
a buyer too. Orders, packs and the contract to be confirmed are the buyer's own. 302 for `anonymous` leads to the
sign-in. A dash means that the method is not offered, which is asked nevertheless where the view is a function.
"""

from collections.abc import Iterator
from dataclasses import dataclass

PEOPLE = ("anonymous", "supplier", "supplier_viewer", "buyer", "buyer_viewer", "stranger", "operator")

TABLE = """
#                                          anonymous  supplier  supplier  buyer  buyer   stranger  operator
# route                  method  row                            _viewer          _viewer
live                     GET     -         200        200       200       200    200     200       200
live                     POST    -         405        405       405       405    405     405       405
ready                    GET     -         200        200       200       200    200     200       200
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table; `expected` is the status by person."""

    route: str
    method: str
    row: str
    expected: dict[str, int]


def lines() -> Iterator[Line]:
    """The lines of the table; raises ValueError for one that is not complete."""
    for text in TABLE.splitlines():
        words = text.split()
        if not words or words[0].startswith("#"):
            continue
        route, method, row, *statuses = words
        yield Line(route, method, row, dict(zip(PEOPLE, map(int, statuses), strict=True)))
