"""Sharing as it is meant, in memory: who sees what is worked out anew from the edges each time it is asked."""

from collections import defaultdict
from dataclasses import dataclass, field

ALL = frozenset({"status", "certificate", "evidence", "contract"})
NEVER = 10**9


@dataclass(eq=False)
class Goods:
    """A product of one organisation, in a line or in none."""

    owner: int
    line: str = ""
    versions: set[int] = field(default_factory=set)


@dataclass(eq=False)
class Edge:
    """What one organisation gave another of a product; `versions` is None for every one, `until` in days from now."""

    goods: Goods
    giver: int
    receiver: int
    scopes: frozenset[str]
    versions: frozenset[int] | None
    until: int
    depth: int
    parent: "Edge | None" = None
    rule: "Line | None" = None
    ended: bool = False

    @property
    def alive(self) -> bool:
        if self.ended or self.until <= 0:
            return False
        return self.parent is None or self.parent.alive

    @property
    def closed(self) -> bool:
        """Ended, by itself or from above; what merely ran out is not closed."""
        return self.ended or (self.parent is not None and self.parent.closed)

    @property
    def opens(self) -> set[int]:
        if self.versions is None:
            return set(self.goods.versions)
        return set(self.versions) & self.goods.versions


@dataclass(eq=False)
class Line:
    """A line of the owner's that a receiver sees."""

    owner: int
    receiver: int
    name: str
    scopes: frozenset[str]
    depth: int
    ended: bool = False


class World:
    """Every product, edge and line there is."""

    def __init__(self) -> None:
        self.goods: list[Goods] = []
        self.edges: list[Edge] = []
        self.lines: list[Line] = []

    def sees(self, organisation: int) -> dict[int, frozenset[str]]:
        """The versions an organisation sees, each with everything it may do with it."""
        found: dict[int, frozenset[str]] = defaultdict(frozenset)
        for goods in self.goods:
            if goods.owner == organisation:
                found.update({version: ALL for version in goods.versions})
        for edge in self.edges:
            if edge.receiver == organisation and edge.alive:
                for version in edge.opens:
                    found[version] |= edge.scopes
        return dict(found)

    def parents(self, giver: int, goods: Goods) -> list[Edge]:
        """The edges by which a giver who does not own the product may give it on."""
        return [e for e in self.edges if e.goods is goods and e.receiver == giver and e.depth >= 1 and e.alive]

    def may_give(
        self, parent: Edge, scopes: frozenset[str], versions: frozenset[int] | None, until: int, depth: int
    ) -> bool:
        """Whether what is asked for is within an edge; no versions and no end mean as much as the giver has."""
        return (
            scopes <= parent.scopes
            and (versions is None or parent.versions is None or versions <= parent.versions)
            and (until == NEVER or until <= parent.until)
            and depth <= parent.depth - 1
        )

    def given_already(self, giver: int, receiver: int, goods: Goods) -> bool:
        """Whether an edge of the same two is in force; one that ran out makes room."""
        return any(
            (e.giver, e.receiver, e.goods) == (giver, receiver, goods)
            and e.rule is None
            and not e.closed
            and e.until > 0
            for e in self.edges
        )

    def run_out(self, edge: Edge) -> list[Edge]:
        """Time passes for an edge, and so for all below it."""
        edges = [e for e in self.edges if e is edge or self.is_below(e, edge)]
        for each in edges:
            each.until = min(each.until, 0)
        return edges

    def is_below(self, edge: Edge, top: Edge) -> bool:
        while edge.parent is not None:
            edge = edge.parent
            if edge is top:
                return True
        return False

    def join(self, goods: Goods, line: str) -> list[Edge]:
        """Put a product into a line; gives the edges that open."""
        goods.line = line
        for edge in self.edges:
            if edge.goods is goods and edge.rule is not None and edge.rule.name != line:
                edge.ended = True
        opened = [
            rule for rule in self.lines if line and (rule.owner, rule.name) == (goods.owner, line) and not rule.ended
        ]
        return [self.open_by(rule, goods) for rule in opened]

    def open_by(self, rule: Line, goods: Goods) -> Edge:
        edge = Edge(goods, rule.owner, rule.receiver, rule.scopes, None, NEVER, rule.depth, rule=rule)
        self.edges.append(edge)
        return edge

    def end_line(self, rule: Line) -> None:
        rule.ended = True
        for edge in self.edges:
            if edge.rule is rule:
                edge.ended = True
