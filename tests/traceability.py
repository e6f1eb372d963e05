"""Which requirement is shown by which test: gathered from the tests that ran, written after a whole run.

A test says ``@pytest.mark.req("D1")``. After a run of everything (no selection, no stop half-way) the outcome of each such
test stands in ``.test-report/requirements.json``; ``tools/traceability.py`` makes ``docs/traceability.md`` from it. Works
under xdist: what a test shows travels with its report.
"""

import json
from pathlib import Path

import pytest

REPORT = Path(".test-report") / "requirements.json"
_RANK = {
    "skipped": 0,
    "passed": 1,
    "failed": 2,
}  # of a test with several cases the worst counts; a skipped case says nothing


class Traceability:
    """Gathers, in the process that hears of all tests, what each of them shows and how it ended."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        self.shown: dict[str, set[str]] = {}
        self.outcomes: dict[str, str] = {}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """In every process that runs tests: let the report of a test carry what it shows."""
        for item in items:
            if ids := sorted({str(each) for mark in item.iter_markers("req") for each in mark.args}):
                item.user_properties.append(("req", ids))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember the ids, and the worst that happened to any case of this test in any phase."""
        ids = dict(report.user_properties).get("req")
        if not isinstance(ids, list | tuple):
            return
        test = report.nodeid.partition("[")[0]
        self.shown.setdefault(test, set()).update(str(each) for each in ids)
        if report.when == "call" or report.outcome != "passed":
            known = self.outcomes.get(test, "skipped")
            self.outcomes[test] = max(known, report.outcome, key=_RANK.__getitem__)

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Write it down, if this was a run of everything."""
        if hasattr(self.config, "workerinput") or not self._was_whole(session, exitstatus):
            return
        told = {
            test: {"shows": sorted(ids), "outcome": self.outcomes.get(test, "skipped")}
            for test, ids in sorted(self.shown.items())
        }
        path = self.config.rootpath / REPORT
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    def _was_whole(self, session: pytest.Session, exitstatus: int) -> bool:
        option = self.config.option
        selected = option.keyword or option.markexpr or option.deselect or option.ignore or option.collectonly
        named = [str(self.config.rootpath / arg) for arg in self.config.args] != [str(self.config.rootpath / "tests")]
        ended = exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
        return ended and not (selected or named or session.shouldfail or session.shouldstop)


def register(config: pytest.Config) -> None:
    """Called once by ``conftest``."""
    config.pluginmanager.register(Traceability(config), "kring-traceability")
