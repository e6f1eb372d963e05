"""Make ``docs/traceability.md``: each requirement, what it asks in short, and the tests that showed it when all were run.

    python tools/traceability.py            write the page from the last whole run (``.test-report/requirements.json``)
    python tools/traceability.py --check    1 when the page no longer says what that run showed, or a claim is shown by nothing

The statements, and which ids are claimed, stand in ``docs/requirements.toml``. A test that was skipped in this run keeps
its place on the page: a machine without a browser shows less, and says so; it does not unprove anything.
"""

import argparse
import json
import re
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
REPORT = ROOT / ".test-report" / "requirements.json"
STATEMENTS = ROOT / "docs" / "requirements.toml"
PAGE = ROOT / "docs" / "traceability.md"
_LINK = re.compile(r"\[`(?P<test>\w+)`\]\(\.\./(?P<file>[\w/.]+)\)")
_ID = re.compile(r"([A-Z]+)([0-9]+)")
_HEAD = """\
# What is shown, and by which test

<!-- Made by `python tools/traceability.py` from the tests that passed in a run of all of them. Do not edit. -->

Each requirement has an id; a test that shows one carries it (`@pytest.mark.req("D1")`). *Claimed* are those that this
version says it meets as far as the changelog describes; the others are shown in part only. The statements are ours, short;
they stand in `requirements.toml`.

"""

Shown = dict[str, list[str]]
"""Test ids (``tests/…/test_x.py::test_y``) by requirement id, sorted."""


def main(argv: Sequence[str] | None = None) -> int:
    """Write or check the page; 2 when there is nothing to write it from."""
    parser = argparse.ArgumentParser(description="Requirements and the tests that show them.")
    parser.add_argument("--check", action="store_true", help="only say whether the page still holds")
    asked = parser.parse_args(argv)
    if not REPORT.exists():
        print("Er was nog geen volledige testronde: make test.", file=sys.stderr)
        return 2
    statements, claimed = read_statements(STATEMENTS.read_text("utf-8"))
    outcomes = json.loads(REPORT.read_text("utf-8"))
    passed, skipped = shown(outcomes, "passed"), shown(outcomes, "skipped")
    if unknown := sorted((passed.keys() | skipped.keys()) - statements.keys()):
        print(f"Zonder omschrijving in docs/requirements.toml: {', '.join(unknown)}.", file=sys.stderr)
        return 2
    if not asked.check:
        PAGE.write_text(page(statements, claimed, kept(passed, skipped, written(PAGE))), encoding="utf-8")
    found = differences(claimed, passed, skipped, written(PAGE))
    for sentence in found:
        print(sentence, file=sys.stderr)
    return 1 if found else 0


def read_statements(text: str) -> tuple[dict[str, str], list[str]]:
    """The statement of each id, in the order of the file, and the ids that are claimed."""
    told = tomllib.loads(text)
    return dict(told["statements"]), list(told["claimed"])


def shown(outcomes: Mapping[str, Mapping[str, object]], outcome: str) -> Shown:
    """The tests with this outcome, by requirement."""
    found: Shown = {}
    for test, told in sorted(outcomes.items()):
        ids = told["shows"]
        if told["outcome"] == outcome and isinstance(ids, list):
            for each in ids:
                found.setdefault(each, []).append(test)
    return found


def kept(passed: Shown, skipped: Shown, before: Shown) -> Shown:
    """What passed now, and what the page had already of tests that were skipped now."""
    ids = passed.keys() | before.keys()
    found = {
        each: sorted({*passed.get(each, ()), *(t for t in before.get(each, ()) if t in skipped.get(each, ()))})
        for each in ids
    }
    return {each: tests for each, tests in found.items() if tests}


def differences(claimed: Sequence[str], passed: Shown, skipped: Shown, page_says: Shown) -> list[str]:
    """What is wrong with the page for the ids that are claimed, a sentence each."""
    found = []
    for each in claimed:
        now, before, unseen = set(passed.get(each, ())), set(page_says.get(each, ())), set(skipped.get(each, ()))
        if not now | (before & unseen):
            found.append(f"{each}: geen enkele geslaagde test toont dit.")
        found += [f"{each}: {test} slaagde niet (meer)." for test in sorted(before - now - unseen)]
        found += [f"{each}: {test} staat niet in docs/traceability.md." for test in sorted(now - before)]
    return [*found, "Bijwerken: .venv/bin/python tools/traceability.py"] if found else []


def page(statements: Mapping[str, str], claimed: Sequence[str], tests: Shown) -> str:
    """The whole page."""
    lines = ["| id | claimed | what must hold | shown by |", "| --- | --- | --- | --- |"]
    for each, statement in statements.items():
        if each not in claimed and each not in tests:
            continue
        links = "<br>".join(_link(test) for test in tests.get(each, ())) or "nothing yet"
        lines.append(f"| {each} | {'yes' if each in claimed else ''} | {statement} | {links} |")
    return _HEAD + "\n".join(lines) + "\n"


def written(path: Path) -> Shown:
    """What a page says already: the same shape as ``shown``."""
    found: Shown = {}
    for line in path.read_text("utf-8").splitlines() if path.exists() else ():
        cells = line.split(" | ")
        each = cells[0].removeprefix("| ")
        if _ID.fullmatch(each):
            found[each] = [f"{m['file']}::{m['test']}" for m in _LINK.finditer(cells[-1])]
    return found


def _link(test: str) -> str:
    file, _, name = test.partition("::")
    return f"[`{name}`](../{file})"


if __name__ == "__main__":
    sys.exit(main())
