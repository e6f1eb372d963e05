"""The classes of parties that a text may name, read once from the file beside. source: REQUIREMENTS P4, P17."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from kring.core.reasons import Localised


@dataclass(frozen=True, slots=True)
class PartyClass:
    """One class: what people call it, and the kind of organisation that takes part for it (None: it takes no part itself)."""

    key: str
    title: Localised
    kind: str | None

    @property
    def hosted(self) -> bool:
        """Whether an organisation of the class takes part in the exchange: then a text that names the class is a model."""
        return self.kind is not None


@lru_cache(maxsize=1)
def party_classes() -> Mapping[str, PartyClass]:
    """The classes by key."""
    raw = tomllib.loads(files("kring.policy").joinpath("party_classes.toml").read_text("utf-8"))["class"]
    return {
        key: PartyClass(key, {"nl": one["nl"], "en": one["en"]}, one["kind"] if one["hosted"] else None)
        for key, one in raw.items()
    }
