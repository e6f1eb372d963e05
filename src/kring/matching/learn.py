"""Learn the habits of a list from the list itself, without knowing who is who: expectation and maximisation in turns."""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from kring.matching.alike import MISSING, STEPS
from kring.matching.evidence import Evidence
from kring.matching.judge import Stories, apart, odds, tell
from kring.matching.model import Habits, Model
from kring.matching.people import ADDRESS, NAMES

_ROUNDS: Final = 40
_TRUST: Final = 30.0
"""What the habits at the start weigh, in persons: a short list changes them little, a long one nearly wholly."""
_STILL: Final = 1e-7

_Shares = NDArray[np.float64]


def learn(evidence: Evidence, start: Model, pairs: float, rows: int) -> Model:
    """The model under which these pairs are likeliest, beginning at ``start``. What it says of housemates stays as it is."""
    model = start
    for _ in range(_ROUNDS):
        stories = tell(evidence, model)
        better = _better(evidence, start, stories, apart(odds(stories, model, pairs, rows)), rows)
        if abs(better.share - model.share) < _STILL:
            return better
        model = better
    return model


def _better(evidence: Evidence, start: Model, stories: Stories, p: _Shares, rows: int) -> Model:
    habits: dict[str, Habits] = dict(start.habits)
    for field, straight in evidence.step.items():
        step, here = straight, p * (1 - stories.moved) if field in ADDRESS else p
        if field in evidence.crossed_step:
            turned = stories.crossed_names if field in NAMES else stories.crossed_places
            step = np.where(turned, evidence.crossed_step[field], straight)
        told = step != MISSING
        counted = np.bincount(step[told], weights=here[told], minlength=STEPS) + _TRUST * np.asarray(
            start.habits[field]
        )
        habits[field] = tuple((counted / counted.sum()).tolist())

    def share(of: _Shares, before: float) -> float:
        return float((of.sum() + _TRUST * before) / (p.sum() + _TRUST))

    return replace(
        start,
        habits=habits,
        crossed_names=share(p * stories.crossed_names, start.crossed_names),
        crossed_places=share(p * stories.crossed_places, start.crossed_places),
        moved=share(p * stories.moved, start.moved),
        share=float(p.sum() / rows),
    )
