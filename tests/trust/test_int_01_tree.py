"""INT-01: the tree is that of RFC 6962 and 9162, and of a second, naive implementation."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingpin.audit import tree, witness
from mingpin.audit.tree import Hash
from tests.conftest import examples

LARGEST = 257
INPUTS = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""The vectors of the reference implementation of Certificate Transparency: the roots of the first one to eight inputs."""
INCLUSION = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
}
CONSISTENCY = {
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}


def _leaves(count: int) -> list[Hash]:
    return [tree.leaf_hash(str(number).encode()) for number in range(count)]


LEAVES = _leaves(LARGEST)
VECTOR = [tree.leaf_hash(bytes.fromhex(text)) for text in INPUTS]


def naive_root(leaves: Sequence[Hash]) -> Hash:
    """Level by level; what has no partner goes up as it is."""
    level = list(leaves)
    if not level:
        return hashlib.sha256(b"").digest()
    while len(level) > 1:
        pairs = [level[at : at + 2] for at in range(0, len(level), 2)]
        level = [hashlib.sha256(b"\x01" + b"".join(pair)).digest() if len(pair) == 2 else pair[0] for pair in pairs]
    return level[0]


def naive_inclusion(index: int, leaves: Sequence[Hash]) -> list[Hash]:
    """The partners on the way up, level by level."""
    level, found = list(leaves), []
    while len(level) > 1:
        partner = index ^ 1
        if partner < len(level):
            found.append(level[partner])
        level = [naive_root(level[at : at + 2]) for at in range(0, len(level), 2)]
        index //= 2
    return found


def _between(leaves: Sequence[Hash]) -> object:
    return lambda start, end: naive_root(leaves[start:end])


ROOTS_OF_ALL = [naive_root(LEAVES[:size]) for size in range(LARGEST + 1)]


def test_int_01_the_roots_of_the_vectors() -> None:
    assert tree.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert [tree.root(VECTOR[: size + 1]).hex() for size in range(8)] == ROOTS


def test_int_01_the_proofs_of_the_vectors() -> None:
    for (index, size), proof in INCLUSION.items():
        assert [one.hex() for one in tree.inclusion_proof(index, VECTOR[:size])] == proof
    for (first, second), proof in CONSISTENCY.items():
        assert [one.hex() for one in tree.consistency_proof(first, second, _between(VECTOR))] == proof


def test_int_01_the_roots_of_1_to_257_leaves_are_those_of_the_naive_tree() -> None:
    peaks: tree.Peaks = []
    for size, leaf in enumerate(LEAVES, 1):
        tree.grow(peaks, leaf)
        assert tree.are_peaks(peaks)
        assert tree.root_of(peaks) == tree.root(LEAVES[:size]) == ROOTS_OF_ALL[size]


def test_int_01_every_leaf_of_1_to_257_is_proven_in_the_tree_and_in_no_other() -> None:
    for size in [*range(1, 34), 63, 64, 65, 127, 128, 129, 255, 256, 257]:
        for index in range(size) if size < 66 else {0, 1, size // 2, size - 2, size - 1}:
            proof = tree.inclusion_proof(index, LEAVES[:size])
            assert proof == naive_inclusion(index, LEAVES[:size])
            assert tree.verify_inclusion(LEAVES[index], index, size, proof, ROOTS_OF_ALL[size])
            assert not tree.verify_inclusion(
                LEAVES[index - 1 if index else 256], index, size, proof, ROOTS_OF_ALL[size]
            )
            assert not tree.verify_inclusion(LEAVES[index], index, size, [*proof, EMPTY], ROOTS_OF_ALL[size])


EMPTY = tree.EMPTY


@pytest.mark.parametrize("verify", [tree.verify_consistency, witness.verify_consistency], ids=["platform", "witness"])
def test_int_01_every_tree_of_1_to_257_is_proven_the_beginning_of_larger_ones(verify: object) -> None:
    assert callable(verify)
    for second in [*range(1, 18), 31, 32, 33, 64, 100, 128, 129, 255, 256, 257]:
        for first in range(second + 1):
            proof = tree.consistency_proof(first, second, lambda start, end: tree.root(LEAVES[start:end]))
            assert verify(first, second, proof, ROOTS_OF_ALL[first], ROOTS_OF_ALL[second])
            if 0 < first < second:
                other = ROOTS_OF_ALL[first - 1]
                assert not verify(first, second, proof, other, ROOTS_OF_ALL[second])
                assert not verify(first, second, proof, ROOTS_OF_ALL[first], ROOTS_OF_ALL[second - 1])
                assert not verify(first, second, proof[:-1], ROOTS_OF_ALL[first], ROOTS_OF_ALL[second])
                assert not verify(first, second, [*proof, EMPTY], ROOTS_OF_ALL[first], ROOTS_OF_ALL[second])
            assert not verify(second + 1, second, proof, ROOTS_OF_ALL[first], ROOTS_OF_ALL[second])


def test_int_01_of_the_first_tree_only_its_peaks_are_needed() -> None:
    """A checkpoint keeps the peaks; from them every later proof is made without the leaves before it."""
    for first in range(1, 70):
        kept = {}
        start = 0
        for size, root in tree.peaks_of(LEAVES[:first]):
            kept[start, start + size] = root
            start += size

        def subtree(start: int, end: int, first: int = first, kept: dict[tuple[int, int], Hash] = kept) -> Hash:
            return kept[start, end] if end <= first else naive_root(LEAVES[start:end]) if start >= first else EMPTY

        for second in range(first, 75):
            proof = tree.consistency_proof(first, second, subtree)
            assert tree.verify_consistency(first, second, proof, ROOTS_OF_ALL[first], ROOTS_OF_ALL[second])


@examples(200)
@given(st.data())
def test_int_01_no_changed_proof_convinces(data: st.DataObject) -> None:
    second = data.draw(st.integers(2, LARGEST))
    first = data.draw(st.integers(1, second - 1))
    proof = tree.consistency_proof(first, second, lambda start, end: tree.root(LEAVES[start:end]))
    at = data.draw(st.integers(0, len(proof) - 1))
    bit = data.draw(st.integers(0, 255))
    changed = int.from_bytes(proof[at], "big") ^ (1 << bit)
    forged = [*proof[:at], changed.to_bytes(32, "big"), *proof[at + 1 :]]
    for verify in (tree.verify_consistency, witness.verify_consistency):
        assert not verify(first, second, forged, ROOTS_OF_ALL[first], ROOTS_OF_ALL[second])


def test_int_01_what_cannot_be_proven_is_refused() -> None:
    with pytest.raises(IndexError):
        tree.inclusion_proof(3, LEAVES[:3])
    with pytest.raises(ValueError, match="beginning"):
        tree.consistency_proof(4, 3, _between(LEAVES))
    assert not tree.verify_inclusion(LEAVES[0], 1, 1, [], LEAVES[0])
    assert not tree.are_peaks([(2, EMPTY), (2, EMPTY)])
    assert not tree.are_peaks([(3, EMPTY)])
