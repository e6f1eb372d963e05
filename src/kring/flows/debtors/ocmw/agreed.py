"""Within which terms marked clients are talked to: dated data, a working agreement of the OCMW. source: ``agreed.toml``"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files

from kring.core.days import Duration, parse_duration


@dataclass(frozen=True, slots=True)
class Agreed:
    """``first_talk`` and ``changed`` in working days; see ``agreed.toml``."""

    since: date
    first_talk: int
    changed: int
    solution: Duration
    remind: Duration


def agreed_on(day: date) -> Agreed:
    """What holds on ``day``; for a day before the first agreement that one."""
    return next((one for one in _agreements() if one.since <= day), _agreements()[-1])


@lru_cache(maxsize=1)
def _agreements() -> tuple[Agreed, ...]:
    """The newest first."""
    raw = tomllib.loads(files("kring.flows.debtors.ocmw").joinpath("agreed.toml").read_text("utf-8"))["agreement"]
    found = [
        Agreed(
            one["from"],
            one["first_talk"],
            one["changed"],
            parse_duration(one["solution"]),
            parse_duration(one["remind"]),
        )
        for one in raw
    ]
    return tuple(sorted(found, key=lambda one: one.since, reverse=True))
