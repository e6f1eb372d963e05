"""A process that loads everything once and forks for each thing that is asked of it: done by a process of its own, that may die."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Self

from tests.outside import outside

ROOT = Path(__file__).parents[1]


def answer(child: Callable[[dict[str, Any]], int]) -> None:
    """The far end: fork ``child`` for each line of JSON, and answer how it ended: ``{"signal": 9}`` or ``{"exit": 0}``."""
    print("ready", flush=True)
    for line in sys.stdin:
        forked = os.fork()
        if forked == 0:
            os._exit(child(json.loads(line)))
        _, status = os.waitpid(forked, 0)
        ended = {"signal": os.WTERMSIG(status)} if os.WIFSIGNALED(status) else {"exit": os.WEXITSTATUS(status)}
        print(json.dumps(ended), flush=True)


class Forks:
    """The near end: ``module``, which calls ``answer``, at work in an environment of its own."""

    def __init__(self, module: str, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", module],
            env={**outside(), **environment, "DJANGO_SETTINGS_MODULE": "kring.config.settings"},
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._heard() == "ready\n"

    def ask(self, **request: Any) -> dict[str, int]:
        """Let a fresh process do it; answers how it ended."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        ended: dict[str, int] = json.loads(self._heard())
        return ended

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """It ends."""
        self._process.communicate(timeout=30)

    def _heard(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline()
