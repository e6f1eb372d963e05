"""Two texts side by side: no word is lost, and only what differs is marked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kring.desks.register.beside_rows import Row, Section
from kring.desks.register.versions import Piece, pairs, words

SENTENCES = st.lists(st.sampled_from(["de", "stad", "stuurt", "het", "OCMW", "een", "lijst", "mark"]), min_size=1).map(
    " ".join
)


def text_of(pieces: tuple[Piece, ...]) -> str:
    """The words again."""
    return "".join(piece.text for piece in pieces)


@pytest.mark.req("P8")
@given(old=SENTENCES, new=SENTENCES)
def test_no_word_is_lost_and_what_is_the_same_is_not_marked(old: str, new: str) -> None:
    """Left the old words, right the new ones; what is unmarked stands on both sides."""
    left, right = words(old, new)

    assert (text_of(left), text_of(right)) == (old, new)
    assert {piece.mark for piece in left} <= {"same", "out"}
    assert {piece.mark for piece in right} <= {"same", "in"}
    same = ["".join(piece.text for piece in side if piece.mark == "same") for side in (left, right)]
    assert same[0] == same[1]
    if old == new:
        assert all(piece.mark == "same" for piece in (*left, *right))


@pytest.mark.req("P8")
@settings(max_examples=60)
@given(old=st.lists(SENTENCES, max_size=6), new=st.lists(SENTENCES, max_size=6))
def test_every_clause_of_both_texts_stands_there_once(old: list[str], new: list[str]) -> None:
    """In the order of each text; clauses that differ are marked as changed."""
    found = pairs([Section("x", tuple(map(Row, old)))], [Section("x", tuple(map(Row, new)))])

    assert [text_of(pair.old) for pair in found if pair.old] == old
    assert [text_of(pair.new) for pair in found if pair.new] == new
    assert all(pair.changed == (text_of(pair.old) != text_of(pair.new)) for pair in found)
