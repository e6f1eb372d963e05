"""The tree, against the published vectors of Certificate Transparency and against the recursion of RFC 9162."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kring.journal import merkle

LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
SIZES = st.integers(min_value=1, max_value=300)


def recursive_root(leaves: list[bytes]) -> bytes:
    """MTH as RFC 9162 §2.1.1 writes it, slow and obvious."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + recursive_root(leaves[:split]) + recursive_root(leaves[split:])).digest()


def numbered(count: int) -> list[bytes]:
    return [merkle.leaf_hash(str(number).encode()) for number in range(count)]


def subtrees_of(leaves: list[bytes]) -> merkle.Subtree:
    return lambda level, index: recursive_root(leaves[index << level : (index + 1) << level])


@pytest.mark.parametrize("size", range(9))
@pytest.mark.req("E6")
def test_the_roots_are_those_of_certificate_transparency(size: int) -> None:
    """The published vectors: eight leaves, the root at each size."""
    assert merkle.root(merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in LEAVES[:size]).hex() == ROOTS[size]


@given(SIZES)
def test_the_edge_grows_to_the_same_root_as_the_recursion(size: int) -> None:
    """Adding one entry at a time gives what the definition gives."""
    leaves = numbered(size)
    assert merkle.root(leaves) == recursive_root(leaves)


@given(SIZES)
def test_every_completed_subtree_is_told_once(size: int) -> None:
    """``push`` tells each full subtree above the leaves exactly once, with its hash."""
    leaves, edge, told = numbered(size), [], {}
    for place, leaf in enumerate(leaves):
        for level, index, top in merkle.push(edge, place, leaf):
            assert (level, index) not in told
            told[level, index] = top
    whole = {(lv, i) for lv in range(1, 10) for i in range(size >> lv)}
    assert told.keys() == whole
    assert all(top == subtrees_of(leaves)(*where) for where, top in told.items())


@given(SIZES, st.data())
def test_a_path_shows_that_a_line_is_in_the_log_and_no_other_line(size: int, data: st.DataObject) -> None:
    """An inclusion path fits its own leaf and place, and no neighbour's."""
    place = data.draw(st.integers(0, size - 1))
    leaves = numbered(size)
    top, path = merkle.root(leaves), merkle.inclusion_path(place, size, subtrees_of(leaves))
    assert merkle.includes(leaves[place], place, size, path, top)
    assert not merkle.includes(merkle.leaf_hash(b"another"), place, size, path, top)
    if size > 1:
        assert not merkle.includes(leaves[place], (place + 1) % size, size, path, top)
        assert not merkle.includes(leaves[place], place, size, path[:-1], top)
    assert not merkle.includes(leaves[place], size, size, path, top)


@given(SIZES, st.data())
def test_a_path_shows_that_a_log_only_grew(size: int, data: st.DataObject) -> None:
    """A consistency path fits the two roots, and not a history that was rewritten."""
    old = data.draw(st.integers(1, size))
    leaves = numbered(size)
    path = merkle.consistency_path(old, size, subtrees_of(leaves))
    old_root, new_root = merkle.root(leaves[:old]), merkle.root(leaves)
    assert merkle.extends(old, old_root, size, new_root, path)
    rewritten = merkle.root([merkle.leaf_hash(b"another"), *leaves[1:old]])
    assert not merkle.extends(old, rewritten, size, new_root, path)
    if path:
        assert not merkle.extends(old, old_root, size, new_root, path[:-1])
        assert not merkle.extends(old, old_root, size, new_root, [*path, path[0]])


def test_what_lies_outside_the_tree_has_no_path() -> None:
    """A place past the end or a size of nothing is a mistake of the caller."""
    with pytest.raises(ValueError, match="outside"):
        merkle.inclusion_path(3, 3, subtrees_of(numbered(3)))
    with pytest.raises(ValueError, match="between"):
        merkle.consistency_path(0, 3, subtrees_of(numbered(3)))
