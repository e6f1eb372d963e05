"""When a witness signs and when not: judged on what it holds, what it is shown, and the paths between."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kring.journal import merkle, note, signer, witness
from kring.journal.note import Checkpoint

ORIGIN = "kring/log/00000000-0000-4000-8000-000000000001"
NAME = "kring/witness/00000000-0000-4000-8000-000000000002"


def leaves(count: int, change: int = -1) -> list[bytes]:
    return [merkle.leaf_hash(f"{number}{number == change}".encode()) for number in range(count)]


def point(hashes: list[bytes]) -> Checkpoint:
    return Checkpoint(ORIGIN, len(hashes), merkle.root(hashes))


def paths(hashes: list[bytes], sizes: list[int]) -> dict[int, list[bytes]]:
    subtree: merkle.Subtree = lambda level, index: merkle.root(hashes[index << level : (index + 1) << level])  # noqa: E731
    return {size: merkle.consistency_path(size, len(hashes), subtree) for size in sizes if size <= len(hashes)}


@given(st.lists(st.integers(1, 60), min_size=1, max_size=5), st.integers(1, 60))
@pytest.mark.req("E6")
def test_a_log_that_only_grew_is_signed_and_one_that_became_shorter_is_not(sizes: list[int], now: int) -> None:
    """Whatever sizes are held: signed exactly when none is larger than what is shown."""
    log = leaves(60)
    held = [point(log[:size]) for size in sizes]
    outcome = witness.judge(held, point(log[:now]), paths(log[:now], sizes))
    assert outcome == ("shrunk" if max(sizes) > now else None)


@given(st.integers(1, 40), st.integers(0, 39), st.integers(1, 40))
@pytest.mark.req("E6")
def test_a_log_that_was_rewritten_below_what_is_held_is_never_signed(size: int, change: int, now: int) -> None:
    """One line changed below a held size: a fork at the same size, else it does not follow, with whatever paths it gives."""
    if change >= size or now < size:
        return
    held, rewritten = point(leaves(size)), leaves(now, change)
    outcome = witness.judge([held], point(rewritten), paths(rewritten, [size]))
    assert outcome == ("fork" if size == now else "not_consistent")


def test_what_cannot_be_compared_is_not_signed() -> None:
    """A path left out, or one too short."""
    log = leaves(9)
    held, shown = [point(log[:5])], point(log)
    assert witness.judge(held, shown, {}) == "not_consistent"
    assert witness.judge(held, shown, {5: paths(log, [5])[5][:-1]}) == "not_consistent"
    assert witness.judge(held, shown, paths(log, [5])) is None


def test_a_cosignature_says_by_whom_and_when_and_on_which_checkpoint() -> None:
    """Read back: the time; another name, key, checkpoint or a line that is none: nothing."""
    key, other = signer.from_seed(bytes([1]) * 32), signer.from_seed(bytes([2]) * 32)
    checkpoint = point(leaves(7))
    line = note.cosign(checkpoint, NAME, key.private, 1_795_000_000)
    assert note.cosigned_at(checkpoint, line, NAME, key.public) == 1_795_000_000
    assert note.cosigned_at(point(leaves(8)), line, NAME, key.public) is None
    assert note.cosigned_at(checkpoint, line, NAME, other.public) is None
    assert note.cosigned_at(checkpoint, line, NAME + "x", key.public) is None
    assert note.cosigned_at(checkpoint, line + line, NAME, key.public) is None
    assert note.cosigned_at(checkpoint, "geen handtekening", NAME, key.public) is None
