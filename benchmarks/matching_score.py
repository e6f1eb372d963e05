"""Precision, recall and F1 of pairs with a weight, beside the truth."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

Pair = tuple[int, int]


@dataclass(frozen=True)
class Score:
    """Shares of one; ``pairs`` that were called the same."""

    precision: float
    recall: float
    pairs: int

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.precision * self.recall / max(self.precision + self.recall, 1e-12)

    def __str__(self) -> str:
        return f"P {self.precision:.5f} R {self.recall:.5f} F1 {self.f1:.5f}"


@dataclass(frozen=True)
class Found:
    """Pairs with a weight, the higher the surer; ``line``: the method's own threshold; ``scored``: pairs looked at."""

    left: np.ndarray
    right: np.ndarray
    weight: np.ndarray
    line: float
    scored: int
    seconds: float

    def hits(self, truth: set[Pair]) -> np.ndarray:
        """Which of the pairs are true."""
        pairs = zip(self.left.tolist(), self.right.tolist(), strict=True)
        return np.fromiter((pair in truth for pair in pairs), bool, len(self.left))


def at_line(found: Found, truth: set[Pair], line: float | None = None) -> Score:
    """At the method's own threshold, or at another."""
    kept = found.weight >= (found.line if line is None else line)
    return _score(int((found.hits(truth) & kept).sum()), int(kept.sum()), len(truth))


def best_at(found: Found, truth: set[Pair], precision: float) -> Score | None:
    """The best F1 at that precision or more, with the threshold that the truth would choose: an upper bound."""
    order = np.argsort(-found.weight, kind="stable")
    weight, hit = found.weight[order], found.hits(truth)[order]
    last = np.r_[weight[1:] != weight[:-1], True]
    true, called = np.cumsum(hit), np.arange(1, len(hit) + 1)
    good = np.flatnonzero(last & (true / called >= precision))
    if not len(good):
        return None
    scores = [_score(int(true[n]), int(called[n]), len(truth)) for n in good]
    return max(scores, key=lambda score: score.f1)


def once_each(found: Found) -> Found:
    """Each left and each right at most once, the surest first."""
    order = np.argsort(-found.weight, kind="stable")
    left, right, kept = set(), set(), []
    for n, a, b in zip(order.tolist(), found.left[order].tolist(), found.right[order].tolist(), strict=True):
        if a not in left and b not in right:
            left.add(a)
            right.add(b)
            kept.append(n)
    at = np.asarray(kept, dtype=np.int64)
    return Found(found.left[at], found.right[at], found.weight[at], found.line, found.scored, found.seconds)


def of_pairs(pairs: Iterable[Pair], truth: set[Pair]) -> Score:
    """Of a set without weights."""
    called = set(pairs)
    return _score(len(called & truth), len(called), len(truth))


def _score(true: int, called: int, wanted: int) -> Score:
    return Score(true / max(called, 1), true / max(wanted, 1), called)
