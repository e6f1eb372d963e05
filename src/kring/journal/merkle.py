"""The tree: hashes, the right edge that grows, proofs and how they are checked.

A tree over n entries is kept as its *edge*: the roots of the full subtrees that together cover the n entries, largest
first. Adding an entry touches only the edge; the root of the whole is the edge folded from right to left.
source: RFC 9162 §2.1 (the same hashes as RFC 6962 §2.1); spikes/journal.md
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()
"""The root of a tree without entries."""

Subtree = Callable[[int, int], bytes]
"""``subtree(level, index)``: the root of the full subtree over entries ``index << level`` up to ``(index + 1) << level``."""


def leaf_hash(body: bytes) -> bytes:
    """The hash of one entry."""
    return sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two neighbouring subtrees."""
    return sha256(b"\x01" + left + right).digest()


def push(edge: list[bytes], size: int, leaf: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Add ``leaf`` as entry number ``size`` to ``edge`` in place; yields every subtree completed: level, index, hash.

    The iterator must be exhausted; the edge is whole only then.
    """
    level, place, top = 0, size, leaf
    while place & 1:
        top = node_hash(edge.pop(), top)
        place >>= 1
        level += 1
        yield level, place, top
    edge.append(top)


def fold(edge: Sequence[bytes]) -> bytes:
    """The root of the tree whose right edge this is."""
    if not edge:
        return EMPTY_ROOT
    top = edge[-1]
    for left in reversed(edge[:-1]):
        top = node_hash(left, top)
    return top


def root(leaves: Iterable[bytes]) -> bytes:
    """The root over ``leaves`` (hashes of entries), in order."""
    edge: list[bytes] = []
    for size, leaf in enumerate(leaves):
        for _ in push(edge, size, leaf):
            pass
    return fold(edge)


def full_subtrees(low: int, high: int) -> list[tuple[int, int]]:
    """The full subtrees (level, index), largest first, that cover the entries from ``low`` up to ``high``.

    ``low`` must be a multiple of the smallest power of two that is at least ``high - low``; the ranges that the
    recursions of RFC 9162 visit always are.
    """
    found, place = [], low
    while place < high:
        level = (high - place).bit_length() - 1
        found.append((level, place >> level))
        place += 1 << level
    return found


def range_root(low: int, high: int, subtree: Subtree) -> bytes:
    """The root over the entries from ``low`` up to ``high`` (RFC 9162: MTH(D[low:high]))."""
    return fold([subtree(level, index) for level, index in full_subtrees(low, high)])


def inclusion_path(place: int, size: int, subtree: Subtree) -> list[bytes]:
    """The hashes that lead from entry ``place`` to the root of the first ``size`` entries, lowest first.

    source: RFC 9162 §2.1.3.1
    """
    if not 0 <= place < size:
        raise ValueError("the place lies outside the tree")
    path: list[bytes] = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if place < middle:
            path.append(range_root(middle, high, subtree))
            high = middle
        else:
            path.append(range_root(low, middle, subtree))
            low = middle
    return path[::-1]


def consistency_path(old: int, new: int, subtree: Subtree) -> list[bytes]:
    """The hashes that show that the first ``old`` entries of ``new`` are those of the tree of size ``old``.

    source: RFC 9162 §2.1.4.1
    """
    if not 0 < old <= new:
        raise ValueError("the older size must lie between 1 and the newer")
    path: list[bytes] = []
    low, high, whole = 0, new, True
    while old != high:
        middle = low + _split(high - low)
        if old <= middle:
            path.append(range_root(middle, high, subtree))
            high = middle
        else:
            path.append(range_root(low, middle, subtree))
            low, whole = middle, False
    if not whole:
        path.append(range_root(low, high, subtree))
    return path[::-1]


def includes(leaf: bytes, place: int, size: int, path: Sequence[bytes], top: bytes) -> bool:
    """Whether ``path`` shows ``leaf`` to be entry ``place`` of the tree of ``size`` entries with root ``top``.

    source: RFC 9162 §2.1.3.2
    """
    if not 0 <= place < size:
        return False
    first, second, seen = place, size - 1, leaf
    for step in path:
        if second == 0:
            return False
        if first & 1 or first == second:
            seen = node_hash(step, seen)
            while not first & 1 and first:
                first >>= 1
                second >>= 1
        else:
            seen = node_hash(seen, step)
        first >>= 1
        second >>= 1
    return second == 0 and seen == top


def extends(old: int, old_root: bytes, new: int, new_root: bytes, path: Sequence[bytes]) -> bool:
    """Whether ``path`` shows the tree (``new``, ``new_root``) to be (``old``, ``old_root``) with entries added.

    source: RFC 9162 §2.1.4.2
    """
    if old == new:
        return not path and old_root == new_root
    if not 0 < old < new or not path:
        return False
    steps = list(path)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    first, second = old - 1, new - 1
    while first & 1:
        first >>= 1
        second >>= 1
    seen_old = seen_new = steps[0]
    for step in steps[1:]:
        if second == 0:
            return False
        if first & 1 or first == second:
            seen_old, seen_new = node_hash(step, seen_old), node_hash(step, seen_new)
            while not first & 1 and first:
                first >>= 1
                second >>= 1
        else:
            seen_new = node_hash(seen_new, step)
        first >>= 1
        second >>= 1
    return second == 0 and seen_old == old_root and seen_new == new_root


def _split(count: int) -> int:
    """The largest power of two smaller than ``count``."""
    return 1 << (count - 1).bit_length() - 1
