"""Reading the log: leaves, roots, proofs, keys and what was signed. Public, the same for everybody."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Max, QuerySet

from apps.ledger.merkle import EMPTY, Node, Span, consistency_spans, inclusion_spans, joined, nodes_of
from apps.ledger.models import Checkpoint, Leaf, SigningKey


@dataclass(frozen=True, slots=True)
class Inclusion:
    """That a leaf is in the tree of a size; hashes hexadecimal, the path from the leaf up."""

    index: int
    size: int
    leaf_hash: str
    path: tuple[str, ...]
    root: str


@dataclass(frozen=True, slots=True)
class Consistency:
    """That the tree of the second size begins with all of the first; hashes hexadecimal."""

    first: int
    second: int
    first_root: str
    second_root: str
    path: tuple[str, ...]


def size() -> int:
    """How many leaves the log has."""
    last: int | None = Leaf.objects.aggregate(last=Max("index"))["last"]
    return 0 if last is None else last + 1


def leaf(index: int) -> Leaf:
    """A leaf by its index; raises Leaf.DoesNotExist."""
    return Leaf.objects.get(index=index)


def keys() -> QuerySet[SigningKey]:
    """Every key the log was ever signed with, the one in use last."""
    return SigningKey.objects.order_by("pk")


def checkpoint() -> Checkpoint | None:
    """The newest of what was signed, None before the first."""
    return Checkpoint.objects.select_related("key").last()


def checkpoint_over(index: int) -> Checkpoint | None:
    """The newest checkpoint, if it covers a leaf."""
    found = checkpoint()
    return found if found and found.size > index else None


def root(size: int) -> str:
    """The root over the first leaves, hexadecimal. Raises ValueError where there are fewer."""
    return _hashes([(0, size)])[0].hex()


def inclusion(index: int, size: int) -> Inclusion:
    """The proof that a leaf is in the tree of a size. Raises ValueError where it is not, or the log is smaller."""
    own, whole, *path = _hashes([(index, index + 1), (0, size), *inclusion_spans(index, size)])
    return Inclusion(index, size, own.hex(), tuple(step.hex() for step in path), whole.hex())


def consistency(first: int, second: int) -> Consistency:
    """The proof that the log only grew between two sizes. Raises ValueError where it can't have."""
    before, after, *path = _hashes([(0, first), (0, second), *consistency_spans(first, second)])
    return Consistency(first, second, before.hex(), after.hex(), tuple(step.hex() for step in path))


def node_hashes(nodes: Sequence[Node]) -> dict[Node, bytes]:
    """The hashes of complete subtrees, each kept with the leaf it ends with, in one query."""
    last_of = {node: ((node[1] + 1) << node[0]) - 1 for node in nodes}
    kept = dict(Leaf.objects.filter(index__in=set(last_of.values())).values_list("index", "nodes"))
    if missing := sorted(set(last_of.values()) - set(kept)):
        raise ValueError(f"the log has no leaf {missing[0]} yet")
    return {node: bytes.fromhex(kept[last][node[0]]) for node, last in last_of.items()}


def _hashes(spans: Sequence[Span]) -> list[bytes]:
    """The hash over each span, whatever it needs read at once."""
    known = node_hashes([node for span in spans for node in nodes_of(span)])
    return [joined([known[node] for node in nodes_of(span)]) if span[1] > span[0] else EMPTY for span in spans]
