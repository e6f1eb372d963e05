"""Two texts side by side: which clauses were changed, added or taken out, and which words in them. Pure.

source: REQUIREMENTS P8 - compared side by side, as text
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from kring.desks.register.beside_rows import Section

Mark = Literal["same", "out", "in"]
_WORDS = re.compile(r"\s+|[^\s]+")
_ALIKE = 0.35
"""Below this two clauses are not one that changed, but two."""


@dataclass(frozen=True)
class Piece:
    """Some words, and whether they stand in both texts, were taken out, or put in."""

    text: str
    mark: Mark


@dataclass(frozen=True)
class Pair:
    """A clause on both sides; the side where it does not stand is empty. ``section`` is its heading in the newer text."""

    section: str
    old: tuple[Piece, ...]
    new: tuple[Piece, ...]

    @property
    def changed(self) -> bool:
        """Whether anything differs."""
        return any(piece.mark != "same" for piece in (*self.old, *self.new))


def pairs(old: Sequence[Section], new: Sequence[Section]) -> tuple[Pair, ...]:
    """All clauses of both texts, side by side, in the order of the newer one."""
    before, after = _flat(old), _flat(new)
    matcher = SequenceMatcher(None, [text for _, text in before], [text for _, text in after], autojunk=False)
    found: list[Pair] = []
    for kind, first, last, start, stop in matcher.get_opcodes():
        if kind == "equal":
            found += [Pair(title, (Piece(text, "same"),), (Piece(text, "same"),)) for title, text in after[start:stop]]
        else:
            found += _replaced(before[first:last], after[start:stop])
    return tuple(found)


def _flat(sections: Sequence[Section]) -> list[tuple[str, str]]:
    texts = ((section.title, row.text or row.added) for section in sections for row in section.rows)
    return [(title, text) for title, text in texts if text]


def _replaced(old: Sequence[tuple[str, str]], new: Sequence[tuple[str, str]]) -> Iterator[Pair]:
    """Each new clause beside the old one that it most resembles; what resembles nothing stands alone."""
    left = list(old)
    for title, text in new:
        best = max(left, key=lambda one: _alike(one[1], text), default=None)
        if best is None or _alike(best[1], text) < _ALIKE:
            yield Pair(title, (), (Piece(text, "in"),))
            continue
        place = left.index(best)
        for gone_title, gone in left[:place]:
            yield Pair(gone_title, (Piece(gone, "out"),), ())
        del left[: place + 1]
        yield Pair(title, *words(best[1], text))
    for title, text in left:
        yield Pair(title, (Piece(text, "out"),), ())


def _alike(old: str, new: str) -> float:
    return SequenceMatcher(None, old.split(), new.split(), autojunk=False).ratio()


def words(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Both texts, the words marked that stand in one of them only."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, first, last, start, stop in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = "".join(before[first:last]), "".join(after[start:stop])
        if kind == "equal":
            left.append(Piece(gone, "same"))
            right.append(Piece(come, "same"))
            continue
        if gone:
            left.append(Piece(gone, "out"))
        if come:
            right.append(Piece(come, "in"))
    return tuple(left), tuple(right)
