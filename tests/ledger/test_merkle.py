"""The tree of RFC 9162: roots and proofs as published, and no proof of what is not so."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.ledger import merkle

# The eight leaves and the roots, paths and proofs that certificate transparency publishes for implementers.
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
# Leaf (from 0), size, path.
PATHS = [
    (0, 1, []),
    (
        0,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        5,
        8,
        [
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (2, 3, ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (
        1,
        5,
        [
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]
# First size, second size, proof.
GROWTH = [
    (1, 1, []),
    (
        1,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (
        2,
        5,
        [
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]
MOST = 70


def hashes(size: int) -> list[bytes]:
    return [merkle.leaf_hash(f"leaf {number}".encode()) for number in range(size)]


def plainly(leaves: list[bytes]) -> bytes:
    """The root as the standard defines it, word by word."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    return merkle.node_hash(plainly(leaves[:half]), plainly(leaves[half:]))


def proof(spans: list[merkle.Span], leaves: list[bytes]) -> list[bytes]:
    return [plainly(leaves[start:end]) for start, end in spans]


def test_the_roots_are_those_published() -> None:
    published = [merkle.leaf_hash(leaf) for leaf in LEAVES]
    assert [merkle.root(published[: size + 1]).hex() for size in range(8)] == list(ROOTS)


@pytest.mark.parametrize(("index", "size", "path"), PATHS)
def test_the_paths_are_those_published(index: int, size: int, path: list[str]) -> None:
    published = [merkle.leaf_hash(leaf) for leaf in LEAVES]
    made = proof(merkle.inclusion_spans(index, size), published[:size])
    assert [step.hex() for step in made] == path
    assert merkle.includes(bytes.fromhex(ROOTS[size - 1]), size, index, published[index], made)


@pytest.mark.parametrize(("first", "second", "published"), GROWTH)
def test_the_proofs_of_growth_are_those_published(first: int, second: int, published: list[str]) -> None:
    made = proof(merkle.consistency_spans(first, second), [merkle.leaf_hash(leaf) for leaf in LEAVES][:second])
    assert [step.hex() for step in made] == published
    roots = [bytes.fromhex(ROOTS[size - 1]) for size in (first, second)]
    assert merkle.goes_on(first, roots[0], second, roots[1], made)


@pytest.mark.parametrize("size", range(MOST))
def test_the_root_is_as_the_standard_defines_it(size: int) -> None:
    assert merkle.root(hashes(size)) == plainly(hashes(size))


@pytest.mark.parametrize("size", range(1, MOST))
def test_every_leaf_of_every_size_is_proved_and_in_no_other_place(size: int) -> None:
    leaves = hashes(size)
    root = merkle.root(leaves)
    for index in range(size):
        made = proof(merkle.inclusion_spans(index, size), leaves)
        assert merkle.includes(root, size, index, leaves[index], made)
        assert not any(
            merkle.includes(root, size, other, leaves[index], made) for other in range(size) if other != index
        )


@pytest.mark.parametrize("second", range(1, MOST))
def test_every_smaller_tree_is_gone_on(second: int) -> None:
    leaves = hashes(second)
    roots = [merkle.root(leaves[:size]) for size in range(second + 1)]
    for first in range(1, second + 1):
        made = proof(merkle.consistency_spans(first, second), leaves)
        assert merkle.goes_on(first, roots[first], second, roots[second], made)
        others = [size for size in range(1, second + 1) if size != first]
        assert not any(merkle.goes_on(size, roots[size], second, roots[second], made) for size in others if made)


@given(data=st.data(), size=st.integers(1, MOST))
def test_no_changed_byte_passes(data: st.DataObject, size: int) -> None:
    leaves = hashes(size)
    index = data.draw(st.integers(0, size - 1))
    first = data.draw(st.integers(1, size))
    root, first_root = merkle.root(leaves), merkle.root(leaves[:first])
    path = proof(merkle.inclusion_spans(index, size), leaves)
    growth = proof(merkle.consistency_spans(first, size), leaves)
    place = data.draw(st.integers(0, len(path)))
    byte = data.draw(st.integers(0, 31))
    spoilt = [*path, leaves[index]]
    spoilt[place] = _flipped(spoilt[place], byte)
    assert not merkle.includes(root, size, index, spoilt[-1], spoilt[:-1])
    said = [*growth, first_root, root]
    place = data.draw(st.integers(0, len(said) - 1))
    said[place] = _flipped(said[place], byte)
    assert not merkle.goes_on(first, said[-2], size, said[-1], said[:-2])


@given(data=st.data(), size=st.integers(1, MOST))
def test_no_proof_that_is_longer_or_shorter_passes(data: st.DataObject, size: int) -> None:
    leaves = hashes(size)
    index, first = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    root, first_root = merkle.root(leaves), merkle.root(leaves[:first])
    path = proof(merkle.inclusion_spans(index, size), leaves)
    growth = proof(merkle.consistency_spans(first, size), leaves)
    for changed in ([*path, root], path[:-1] if path else [root], path[1:] if path else [root]):
        assert not merkle.includes(root, size, index, leaves[index], changed)
    for changed in ([*growth, root], growth[:-1] if growth else [root], growth[1:] if growth else [root]):
        assert not merkle.goes_on(first, first_root, size, root, changed)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 3), (9, 4)])
def test_a_leaf_that_is_not_in_the_tree_is_not_proved(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="is not in a tree"):
        merkle.inclusion_spans(index, size)
    assert not merkle.includes(merkle.EMPTY, size, index, merkle.EMPTY, [])


@pytest.mark.parametrize(("first", "second"), [(0, 3), (4, 3), (-1, 2), (0, 0)])
def test_no_tree_goes_on_an_empty_or_a_larger_one(first: int, second: int) -> None:
    with pytest.raises(ValueError, match="does not go on"):
        merkle.consistency_spans(first, second)
    assert not merkle.goes_on(first, merkle.EMPTY, second, merkle.EMPTY, [])


def test_the_nodes_kept_with_each_leaf_give_every_span() -> None:
    leaves = hashes(MOST)
    kept: dict[merkle.Node, bytes] = {}
    for index, leaf in enumerate(leaves):
        assert set(merkle.left_of(index)) <= set(kept)
        for height, node in enumerate(merkle.completed_by(index, kept.__getitem__, leaf)):
            kept[height, index >> height] = node
    for start, end in {span for index in range(MOST) for span in merkle.inclusion_spans(index, MOST)} | {(0, MOST)}:
        assert merkle.joined([kept[node] for node in merkle.nodes_of((start, end))]) == plainly(leaves[start:end])


def _flipped(hashed: bytes, byte: int) -> bytes:
    return hashed[:byte] + bytes([hashed[byte] ^ 1]) + hashed[byte + 1 :]
