"""A Merkle tree over the record (RFC 6962): its root, proofs that an entry is in it or that it only grew, and their checks.

Standard library only. Hashes are bytes; a tree is given by the hashes of its leaves, or by its peaks: the roots of the perfect
trees, the largest first, that its leaves fall into. Peaks are all that a tree needs in order to grow.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

Hash = bytes
Peaks = list[tuple[int, Hash]]
"""Sizes and roots of perfect trees, from left to right, each smaller than the one before."""

EMPTY: Hash = hashlib.sha256().digest()


def leaf_hash(leaf: bytes) -> Hash:
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: Hash, right: Hash) -> Hash:
    return hashlib.sha256(b"\x01" + left + right).digest()


def grow(peaks: Peaks, leaf: Hash) -> None:
    """Adds a leaf to the tree that these peaks are of."""
    peaks.append((1, leaf))
    while len(peaks) > 1 and peaks[-2][0] == peaks[-1][0]:
        (size, left), (_same, right) = peaks[-2:]
        peaks[-2:] = [(2 * size, node_hash(left, right))]


def root_of(peaks: Peaks) -> Hash:
    """The root of the tree that these peaks are of."""
    if not peaks:
        return EMPTY
    root = peaks[-1][1]
    for _size, left in reversed(peaks[:-1]):
        root = node_hash(left, root)
    return root


def peaks_of(leaves: Iterable[Hash]) -> Peaks:
    peaks: Peaks = []
    for leaf in leaves:
        grow(peaks, leaf)
    return peaks


def root(leaves: Iterable[Hash]) -> Hash:
    """The root of the tree with these leaves."""
    return root_of(peaks_of(leaves))


def are_peaks(peaks: Peaks) -> bool:
    """Whether the sizes can be those of a tree's peaks: powers of two, falling."""
    sizes = [size for size, _root in peaks]
    return all(size > 0 and size & (size - 1) == 0 for size in sizes) and all(a > b for a, b in pairwise(sizes))


def inclusion_proof(index: int, leaves: Sequence[Hash]) -> list[Hash]:
    """What leads from the leaf at this index to the root (RFC 6962, 2.1.1). Raises IndexError where there is none."""
    if not 0 <= index < len(leaves):
        raise IndexError(f"a tree of {len(leaves)} has no leaf {index}")
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    if index < split:
        return [*inclusion_proof(index, leaves[:split]), root(leaves[split:])]
    return [*inclusion_proof(index - split, leaves[split:]), root(leaves[:split])]


def consistency_proof(first: int, second: int, subtree: Callable[[int, int], Hash]) -> list[Hash]:
    """What shows that the tree of `first` leaves is the beginning of that of `second` (RFC 6962, 2.1.2).

    `subtree(start, end)` gives the root over the leaves from start up to end. Of the leaves of the first tree it is asked
    for peaks only, so whoever kept those needs none of its leaves. Raises ValueError where first is larger than second.
    """
    if not 0 <= first <= second:
        raise ValueError(f"a tree of {first} is not the beginning of one of {second}")
    return [] if first in (0, second) else _proof(first, 0, second, subtree, is_whole=True)


def _proof(first: int, start: int, end: int, subtree: Callable[[int, int], Hash], *, is_whole: bool) -> list[Hash]:
    size = end - start
    if first == size:
        return [] if is_whole else [subtree(start, end)]
    split = _split(size)
    if first <= split:
        left = _proof(first, start, start + split, subtree, is_whole=is_whole)
        return [*left, subtree(start + split, end)]
    right = _proof(first - split, start + split, end, subtree, is_whole=False)
    return [*right, subtree(start, start + split)]


def _split(size: int) -> int:
    """The largest power of two below the size."""
    return 1 << (size - 1).bit_length() - 1


def verify_inclusion(leaf: Hash, index: int, size: int, proof: Sequence[Hash], expected: Hash) -> bool:
    """Whether the proof leads from the leaf to the root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    node, last, found = index, size - 1, leaf
    for other in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            found = node_hash(other, found)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            found = node_hash(found, other)
        node, last = node >> 1, last >> 1
    return last == 0 and found == expected


def verify_consistency(first: int, second: int, proof: Sequence[Hash], first_root: Hash, second_root: Hash) -> bool:
    """Whether the proof shows the first tree to be the beginning of the second (RFC 9162, 2.1.4.2)."""
    if not 0 <= first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    if first == 0:
        return not proof and first_root == EMPTY
    path = list(proof) if first & (first - 1) else [first_root, *proof]
    if not path:
        return False
    node, last = first - 1, second - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    before = after = path[0]
    for other in path[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            before, after = node_hash(other, before), node_hash(other, after)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            after = node_hash(after, other)
        node, last = node >> 1, last >> 1
    return last == 0 and before == first_root and after == second_root
