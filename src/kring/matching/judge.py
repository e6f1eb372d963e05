"""From evidence to probability: three stories about a row and a person, and how well each explains what is written.

The row is about that person; or about a housemate; or about a stranger who happens to look like it. And a row is about one person
at most.
source: Fellegi and Sunter, A theory for record linkage (1969), with a story more
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from kring.matching.alike import MISSING, SAME, SLIP
from kring.matching.evidence import Evidence, Shares
from kring.matching.model import Model
from kring.matching.people import ADDRESS, NAMES, PLACES

Logs = NDArray[np.float64]
_Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Stories:
    """How many times better than "a stranger" a story explains each pair, as natural logarithms; how usual it is comes later."""

    same: Logs
    housemate: Logs
    moved: Shares
    """Should it be the same person: the probability of a move between the two addresses."""
    crossed_names: _Flags
    crossed_places: _Flags


def tell(evidence: Evidence, model: Model) -> Stories:
    """The stories of each pair."""
    ratio = {f: _ratios(model, f, evidence.step[f], evidence.chance[f]) for f in evidence.step}
    turned = {f: _ratios(model, f, evidence.crossed_step[f], evidence.crossed_chance[f]) for f in evidence.crossed_step}
    names, crossed_names = _either(NAMES, ratio, turned, model.crossed_names, len(evidence))
    places, crossed_places = _either(PLACES, ratio, turned, model.crossed_places, len(evidence))
    address = places + _sum(ratio, (field for field in ADDRESS if field not in PLACES), len(evidence))
    stayed = np.log1p(-model.moved) + address
    # After a move everything of the address differs at once: that is one thing to explain, not four.
    placed = np.logaddexp(stayed, np.log(model.moved))
    same = names + _sum(ratio, ("birth", "number"), len(evidence)) + placed
    housemate = address + _family(evidence, ratio, model) + _twin(evidence, model) + _borrowed(evidence, ratio)
    return Stories(same, housemate, np.exp(np.log(model.moved) - placed), crossed_names, crossed_places)


def odds(stories: Stories, model: Model, pairs: float, rows: int) -> Logs:
    """The natural logarithm of the odds that a pair is one person, each pair by itself. ``pairs``: how many there could be."""
    each = max(rows, 1) / max(pairs, 1.0)
    prior = np.log(model.share * each)
    home = stories.housemate + np.log(max(model.housemates, 1e-300) * each)
    return np.asarray(stories.same + prior - np.logaddexp(0.0, home), np.float64)


def apart(logs: Logs) -> Shares:
    """The probability of each pair by itself: a row may be several persons, as in a list that holds a person more than once."""
    return np.asarray(1 / (1 + np.exp(-np.clip(logs, -500, 500))), np.float64)


def among(logs: Logs, rows: NDArray[np.int64], size: int, model: Model) -> Shares:
    """The probability of each pair where a row is about one person at most, who may also be missing from the register."""
    each = np.exp(np.clip(logs, -500, 300))
    total = np.bincount(rows, weights=each, minlength=size)
    return np.asarray(each / (1 - min(model.share, 0.99) + total[rows]), np.float64)


def _either(
    names: tuple[str, str], ratio: Mapping[str, Logs], turned: Mapping[str, Logs], share: float, size: int
) -> tuple[Logs, _Flags]:
    """As written, or crossed: whichever explains more."""
    straight = _sum(ratio, names, size)
    if names[0] not in turned:
        return straight, np.zeros(size, np.bool_)
    straight += np.log1p(-share)
    crossed = turned[names[0]] + turned[names[1]] + np.log(share)
    return np.maximum(straight, crossed), crossed > straight


def _sum(ratio: Mapping[str, Logs], fields: Iterable[str], size: int) -> Logs:
    total = np.zeros(size)
    for field in fields:
        if field in ratio:
            total += ratio[field]
    return total


def _ratios(model: Model, field: str, step: NDArray[np.uint8], chance: Shares) -> Logs:
    habit = np.append(np.log(np.asarray(model.habits[field])), 0.0)
    return np.asarray(habit[step] - np.log(chance), np.float64)


def _family(evidence: Evidence, ratio: Mapping[str, Logs], model: Model) -> Logs:
    """Housemates bear one family name, or two that have nothing to do with each other."""
    if "last" not in ratio:
        return np.zeros(len(evidence))
    step = evidence.step["last"]
    one, two = np.log(model.family_name) + ratio["last"], np.log(1 - model.family_name)
    return np.where(step == MISSING, 0.0, np.where(step >= SLIP, one, two))


def _twin(evidence: Evidence, model: Model) -> Logs:
    if "birth" not in evidence.step:
        return np.zeros(len(evidence))
    return np.where(evidence.step["birth"] == SAME, np.log(model.twins) - np.log(evidence.chance["birth"]), 0.0)


def _borrowed(evidence: Evidence, ratio: Mapping[str, Logs]) -> Logs:
    """The number of a housemate in the row explains an equal number as well as the person does."""
    if "number" not in ratio:
        return np.zeros(len(evidence))
    return np.where(evidence.step["number"] == SAME, ratio["number"], 0.0)
