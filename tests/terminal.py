"""Typing ``kring …``: each command a process of its own, forked from one that has loaded what they all need.

``python -m tests.terminal`` is that one. Django is set up as for the pages, which need more settings than the other commands.
"""

import json
import os
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.forks import Forks, answer


@dataclass(frozen=True)
class Told:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Its answer to ``--json``."""
        return json.loads(self.out)


class Terminal(Forks):
    """Types commands in ``environment``; what they say goes through files in ``folder``."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self.environment, self.folder = dict(environment), folder
        super().__init__("tests.terminal", environment)

    def types(self, *words: str) -> Told:
        """Run it, whatever comes of it."""
        out, err = self.folder / "out", self.folder / "err"
        ended = self.ask(words=words, out=str(out), err=str(err))
        told = Told(ended["exit"], out.read_text("utf-8"), err.read_text("utf-8"))
        assert "Traceback" not in told.err, told.err
        return told

    def does(self, *words: str) -> Told:
        """Run it, when it must succeed."""
        told = self.types(*words)
        assert told.code == 0, (words, told)
        return told


def _child(request: dict[str, Any]) -> int:
    from kring.config.main import main  # noqa: PLC0415 - loaded before the fork

    for number, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(request[name], os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    try:
        return main(request["words"])
    except SystemExit as ended:  # argparse
        return int(ended.code or 0)
    except BaseException:  # noqa: BLE001 - a child has nobody to raise to
        traceback.print_exc()
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


if __name__ == "__main__":
    os.environ["KRING_PROCESS"] = "web"
    import django

    django.setup()
    from kring.cli import instrument, organisation, position, received, send, standing  # noqa: F401 - loaded once, for all
    from kring.config import checks  # noqa: F401 - as above
    from kring.site import urls  # noqa: F401 - as above

    answer(_child)
