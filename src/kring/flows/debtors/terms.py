"""Terms of this flow: dated data in working days, with their source. source: ``terms.toml``"""

import tomllib
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from kring.core.days import add_working_days


def confirm_by(handed_in: date) -> date:
    """The last day on which a list that was handed in on this day may still be confirmed."""
    return add_working_days(handed_in, _working_days("confirm", handed_in))


def answer_by(day: date) -> date:
    """The day by which a list that leaves on ``day`` is usually answered."""
    return add_working_days(day, _working_days("answer", day))


def _working_days(term: Literal["confirm", "answer"], day: date) -> int:
    """What holds on ``day``; for a day before the first term that one."""
    terms = _terms()[term]
    return next((number for since, number in terms if since <= day), terms[-1][1])


@lru_cache(maxsize=1)
def _terms() -> dict[str, tuple[tuple[date, int], ...]]:
    """From which day how many working days, by term, the newest first."""
    raw = tomllib.loads(files("kring.flows.debtors").joinpath("terms.toml").read_text("utf-8"))
    return {
        name: tuple(sorted(((one["from"], one["working_days"]) for one in some), reverse=True))
        for name, some in raw.items()
    }
