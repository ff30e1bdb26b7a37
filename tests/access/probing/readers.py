"""Who may see what of whom: the table of readers said again, without a line of the product's own code.

An owner sees all that is its own. A share opens named versions, or every one, to its receiver for some purposes while
it and all it came from is in force; a receiver who was allowed to may open less of it to others, under names of his
own. A certificate's file needs the purpose "certificate". Contracts are their parties', orders and packs their owner's.
Nobody learns who else something is shared with, but who gave and who received; who stands upstream of a reseller is
not told downstream.
"""

from dataclasses import dataclass, field

EVERY_PURPOSE = frozenset({"status", "certificate", "evidence", "contract"})

LOOKING = frozenset({"product", "claim", "contract", "pack"})
ROLES: dict[str, frozenset[str]] = {
    "viewer": LOOKING,
    "support": LOOKING | {"certificate"},
    "procurement": LOOKING | {"certificate", "order"},
    "compliance": LOOKING | {"certificate", "order", "member"},
    "admin": LOOKING | {"certificate", "order", "member", "key", "licence"},
    "curator": frozenset(),
}


@dataclass(slots=True)
class Edge:
    """A share as it was given: what of which product, from whom to whom, and whether it is in force."""

    giver: str
    receiver: str
    product: str
    versions: frozenset[str]
    purposes: frozenset[str]
    open: bool = True
    renamed: bool = False
    names_supplier: bool = True
    parent: "Edge | None" = None

    @property
    def in_force(self) -> bool:
        return self.open and (self.parent is None or self.parent.in_force)


@dataclass(slots=True)
class Readers:
    """The facts of the world in words: who owns which product with which versions, and the shares."""

    owners: dict[str, str] = field(default_factory=dict)
    products: dict[str, str] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)
    acquainted: set[frozenset[str]] = field(default_factory=set)

    def of_version(self, version: str, purpose: str = "status") -> frozenset[str]:
        """Who may see a version for one purpose."""
        receivers = {
            edge.receiver
            for edge in self.edges
            if edge.in_force and version in edge.versions and purpose in edge.purposes
        }
        return frozenset({self.owners[self.products[version]], *receivers})

    def of_product(self, product: str) -> frozenset[str]:
        """Who may see that a product is there."""
        receivers = {edge.receiver for edge in self.edges if edge.in_force and edge.product == product}
        return frozenset({self.owners[product], *receivers})

    def of_its_name(self, product: str) -> frozenset[str]:
        """Who may read what the supplier calls a product."""
        owner = self.owners[product]
        return frozenset(
            {owner}
            | {
                edge.receiver
                for edge in self.edges
                if edge.in_force and edge.product == product and self._named_as_it_is(edge)
            }
        )

    def of_label(self, edge: Edge) -> frozenset[str]:
        """Who may read what a giver calls a product: he, his receiver, and who gets it from there under that name."""
        below = [e for e in self.edges if e.parent is edge and not e.renamed]
        return frozenset({edge.giver, edge.receiver}).union(*(self.of_label(e) for e in below))

    def of_organisation(self, organisation: str) -> frozenset[str]:
        """Who may learn that an organisation is in the game: its direct neighbours, and whom it is named to."""
        met = {other for pair in self.acquainted if organisation in pair for other in pair}
        given = {edge.receiver for edge in self.edges if edge.giver == organisation}
        received = {edge.giver for edge in self.edges if edge.receiver == organisation}
        named = {
            edge.receiver
            for edge in self.edges
            if edge.in_force and self.owners[edge.product] == organisation and self._supplier_is_named(edge)
        }
        return frozenset({organisation, "operator"} | met | given | received | named)

    def _named_as_it_is(self, edge: Edge) -> bool:
        return not edge.renamed and (edge.parent is None or self._named_as_it_is(edge.parent))

    def _supplier_is_named(self, edge: Edge) -> bool:
        return edge.names_supplier and (edge.parent is None or self._supplier_is_named(edge.parent))
