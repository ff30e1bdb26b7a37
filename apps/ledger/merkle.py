"""The Merkle tree of RFC 9162, section 2.1: its root, and proofs that a leaf is in it or that it only grew.

A tree over leaves `start` to `end` (without `end`) is a *span*. Every span is made of complete subtrees, each a *node*:
its height and its place among those of its height, so that node (h, i) stands over the leaves i·2^h to (i+1)·2^h.
Proofs are planned in spans first; whoever keeps nodes then reads just those. Hashes are 32 bytes of SHA-256.
"""

import hashlib
from collections.abc import Callable, Sequence

Span = tuple[int, int]
Node = tuple[int, int]
EMPTY = hashlib.sha256().digest()


def leaf_hash(content: bytes) -> bytes:
    """The hash of a leaf (RFC 9162, 2.1.1)."""
    return hashlib.sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node over its two halves (RFC 9162, 2.1.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def nodes_of(span: Span) -> list[Node]:
    """The complete subtrees a span is made of, from left to right, the largest first."""
    start, end = span
    found = []
    while start < end:
        height = (end - start).bit_length() - 1
        found.append((height, start >> height))
        start += 1 << height
    return found


def completed_by(index: int, hash_of: Callable[[Node], bytes], leaf: bytes) -> list[bytes]:
    """The nodes that become complete with a leaf, by height from 0; `hash_of` gives those completed before."""
    nodes = [leaf]
    while (index >> (len(nodes) - 1)) & 1:
        height = len(nodes) - 1
        nodes.append(node_hash(hash_of((height, (index >> height) - 1)), nodes[-1]))
    return nodes


def left_of(index: int) -> list[Node]:
    """The nodes `completed_by` asks for."""
    found: list[Node] = []
    while (index >> len(found)) & 1:
        found.append((len(found), (index >> len(found)) - 1))
    return found


def joined(hashes: Sequence[bytes]) -> bytes:
    """The hash over a span, from those of its nodes."""
    if not hashes:
        return EMPTY
    *rest, whole = hashes
    for left in reversed(rest):
        whole = node_hash(left, whole)
    return whole


def root(leaves: Sequence[bytes]) -> bytes:
    """The root of a tree, from the hashes of its leaves."""
    level, joints = list(leaves), []
    while len(level) > 1:
        if len(level) % 2:
            joints.append(level.pop())
        level = [node_hash(left, right) for left, right in zip(level[::2], level[1::2], strict=True)]
    return joined([*level, *reversed(joints)])


def inclusion_spans(index: int, size: int) -> list[Span]:
    """The spans whose hashes prove that a leaf is in a tree (2.1.3.1), from the leaf up. ValueError if it is not."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    return _path(index, 0, size)


def _path(index: int, start: int, end: int) -> list[Span]:
    if end - start == 1:
        return []
    middle = start + _half(end - start)
    if index < middle:
        return [*_path(index, start, middle), (middle, end)]
    return [*_path(index, middle, end), (start, middle)]


def consistency_spans(first: int, second: int) -> list[Span]:
    """The spans whose hashes prove that a tree goes on a smaller one (2.1.4.1). ValueError if it can't."""
    if not 0 < first <= second:
        raise ValueError(f"a tree of {second} does not go on one of {first}")
    return _subproof(first, 0, second, whole=True)


def _subproof(first: int, start: int, end: int, *, whole: bool) -> list[Span]:
    if first == end:
        return [] if whole else [(start, end)]
    middle = start + _half(end - start)
    if first <= middle:
        return [*_subproof(first, start, middle, whole=whole), (middle, end)]
    return [*_subproof(first, middle, end, whole=False), (start, middle)]


def _half(size: int) -> int:
    """The largest power of two below a size."""
    return 1 << ((size - 1).bit_length() - 1)


def includes(root_hash: bytes, size: int, index: int, leaf: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a proof shows that a leaf is in the tree of that root and size (2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, hashed = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if at & 1 or at == last:
            hashed = node_hash(step, hashed)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            hashed = node_hash(hashed, step)
        at, last = at >> 1, last >> 1
    return last == 0 and hashed == root_hash


def goes_on(first: int, first_root: bytes, second: int, second_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether a proof shows that the second tree begins with all of the first (2.1.4.2)."""
    if not 0 < first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    steps = [first_root, *proof] if first & (first - 1) == 0 else list(proof)
    if not steps:
        return False
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            before, after = node_hash(step, before), node_hash(step, after)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, step)
        at, last = at >> 1, last >> 1
    return last == 0 and before == first_root and after == second_root
