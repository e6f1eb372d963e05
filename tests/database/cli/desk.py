"""An administrator at the console of an installation: the commands, called in this process, and what they told."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from kring.cli import keys, organisation, position, standing
from tests.database.exchange.cast import GENK, a_number

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_COMMANDS = {"organisation": organisation.main, "position": position.main, "standing": standing.main, "keys": keys.main}


@dataclass(frozen=True)
class Answer:
    """What a command answered: its exit code and its words."""

    code: int
    out: str
    err: str

    @property
    def id(self) -> UUID:
        """The first id that it told."""
        found = _ID.search(self.out)
        assert found is not None, self
        return UUID(found[0])


class Administrator:
    """Types commands; nothing stands in the way of this installation."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def types(self, command: str, *words: str, problems: Sequence[str] = ()) -> Answer:
        """``kring COMMAND WORDS``."""
        self.capsys.readouterr()
        code = _COMMANDS[command](words, problems=lambda: list(problems))
        told = self.capsys.readouterr()
        return Answer(code, told.out, told.err)

    def does(self, command: str, *words: str) -> Answer:
        """The same, when it must succeed."""
        answer = self.types(command, *words)
        assert answer.code == 0, answer
        return answer

    def hosts(self, kind: str = "city") -> str:
        """A new, invented organisation; its number."""
        number = a_number()
        self.does("organisation", f"Proef {number}", "--number", number, "--kind", kind, "--fictitious")
        return number

    def appoints(self, number: str, function: str, name: str = "An Proefpersoon") -> str:
        """Somebody new in this function; the address."""
        email = f"{uuid4().hex}@proef.example"
        self.does("position", "--organisation", number, "--name", name, "--function", function, "--email", email)
        return email


@dataclass(frozen=True)
class Side:
    """One organisation with the two people who speak for it, by address."""

    number: str
    dpo: str
    board: str


def side(administrator: Administrator, kind: str) -> Side:
    """Host an organisation and appoint its officer and its secretary-general."""
    number = administrator.hosts(kind)
    return Side(number, administrator.appoints(number, "dpo"), administrator.appoints(number, "secretary_general"))


def a_folder(into: Path, city: Side, ocmw: Side) -> Path:
    """The adopted text of Genk, between these two."""
    text = GENK.read_text("utf-8").replace("0000000097", city.number).replace("0000000196", ocmw.number)
    (into / "document.toml").write_text(text, "utf-8")
    return into
