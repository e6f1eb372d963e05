""" "What is this?": a few sentences where a term of law stands, all from ``what.toml``, each with its source. source: SCREENS 5"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from kring.core.reasons import Localised
from kring.face.spoken import spoken

_FILE = Path(__file__).with_name("what.toml")


@dataclass(frozen=True)
class What:
    """One term: the question, the answer, where it stands (in Dutch) and when we last laid the one beside the other.

    ``mark`` says that a lawyer has yet to confirm it.
    """

    ask: Localised
    text: Localised
    source: str
    read_on: date
    mark: str

    @property
    def asked(self) -> str:
        """The question, in the reader's language."""
        return spoken(self.ask)

    @property
    def told(self) -> str:
        """The answer, in the reader's language."""
        return spoken(self.text)


@cache
def terms() -> dict[str, What]:
    """Every term, by its key."""
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {
        key: What(
            ask=one.pop("ask"),
            source=one.pop("source"),
            read_on=one.pop("read_on"),
            mark=one.pop("mark", ""),
            text=one,
        )
        for key, one in read.items()
    }
