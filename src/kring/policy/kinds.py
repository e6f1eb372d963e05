"""The kinds of instrument, their required elements and the laws they may rest on: dated data, read once from the files beside.

source: REQUIREMENTS P1, P16; DOMAIN §1.1, §1.4.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

from kring.core.days import Period
from kring.core.reasons import Localised


@dataclass(frozen=True, slots=True)
class Requirement:
    """The elements that the law asks for in a period, with the citation."""

    period: Period
    citation: str
    elements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind: which statements put it in force and who makes them, whether parties negotiate it, what it must hold since when.

    ``needs``: the statements without which it is not in force (none: taking the own copy does). ``may``: those that may be made
    besides. ``by``: every party makes them, or only those that disclose under it.
    """

    name: str
    title: Localised
    needs: tuple[str, ...]
    negotiated: bool
    issued: bool
    """Whether an authority gives it: the text then says who, when and under which number."""
    requires: tuple[Requirement, ...]
    may: tuple[str, ...] = ()
    by: Literal["every_party", "discloser"] = "every_party"
    despite: frozenset[str] = frozenset()
    """What does not stop it: "restriction", "objection"; none unless the law says so. source: GDPR art. 18 §2, 21 §1 [K]"""

    def required_on(self, day: date) -> Requirement:
        """What the law asks on ``day``; before the first known law, what that one asks."""
        return next((one for one in reversed(self.requires) if one.period.covers(day)), self.requires[0])


@dataclass(frozen=True, slots=True)
class Law:
    """A legal basis and when it is in force; ``mark`` says what of it waits for a lawyer."""

    key: str
    nl: str
    period: Period
    mark: str | None = None


@lru_cache(maxsize=1)
def kinds() -> Mapping[str, Kind]:
    """The kinds by name."""
    return {name: _kind(name, raw) for name, raw in _read("kinds.toml")["kind"].items()}


@lru_cache(maxsize=1)
def elements() -> Mapping[str, Localised]:
    """The thirteen elements by name, with what people call them."""
    return {name: dict(text) for name, text in _read("kinds.toml")["element"].items()}


@lru_cache(maxsize=1)
def laws() -> Mapping[str, Law]:
    """The laws by key."""
    return {key: Law(key, raw["nl"], _period(raw), raw.get("mark")) for key, raw in _read("laws.toml")["law"].items()}


def _kind(name: str, raw: Mapping[str, Any]) -> Kind:
    requires = tuple(Requirement(_period(one), one["citation"], tuple(one["elements"])) for one in raw["requires"])
    return Kind(
        name=name,
        title=dict(raw["title"]),
        needs=tuple(raw["needs"]),
        negotiated=raw["negotiated"],
        issued=raw.get("issued", False),
        requires=requires,
        may=tuple(raw["may"]),
        by=raw["by"],
        despite=frozenset(raw.get("despite", ())),
    )


def _period(raw: Mapping[str, Any]) -> Period:
    return Period(raw["from"], raw.get("until"))


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(files("kring.policy").joinpath(name).read_text("utf-8"))
