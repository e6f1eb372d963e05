"""Reading the log is itself logged: whoever opens lines writes that it did, in the same function or in the one that calls it."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[3] / "src/kring"
OPENING = {
    "read": {"lines", "at", "body", "bodies", "looks_at", "unsealed"},
    "acts": {"acts"},
}
"""What shows what a line says, or whom it is about. Sizes, checkpoints and proofs show neither."""
BECAUSE = {
    ("journal/acts.py", "_found"): "the reader of acts itself; who calls it is on this list",
    (
        "journal/bundle.py",
        "_write_part",
    ): "bytes as they were hashed, to be taken out; the desk writes that it was taken out",
    ("exchange/record.py", "looks_at"): "hands on to the flow's page of a person, which writes its look",
    (
        "journal/receipts.py",
        "disclosure_of",
    ): "finds the lines of one disclosure; the desk writes that its proof was taken out",
    ("journal/receipts.py", "_of_permit"): "the same",
    ("desks/privacy/checking.py", "_refused"): "about nobody; the page of the verification writes that it was asked",
}
"""Who opens lines without writing so itself, and who does it instead."""


def _functions(path: Path) -> list[ast.FunctionDef]:
    return [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)]


def _calls(function: ast.FunctionDef) -> tuple[set[str], set[str]]:
    """What it calls on the two modules, and the plain names that it calls."""
    opened, plain = set(), set()
    for node in ast.walk(function):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Attribute) and isinstance(called.value, ast.Name):
            if called.attr in OPENING.get(called.value.id, ()):
                opened.add(f"{called.value.id}.{called.attr}")
            plain.add(called.attr)
        elif isinstance(called, ast.Name):
            plain.add(called.id)
    return opened, plain


def _reads_the_log(path: Path) -> bool:
    """Whether it takes the two modules from the log's package: other packages have a ``read`` of their own."""
    imports = [
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ImportFrom)
    ]
    return any(
        node.module == "kring.journal" and {"read", "acts"} & {alias.name for alias in node.names} for node in imports
    )


@pytest.mark.req("E6")
def test_whoever_opens_lines_writes_that_the_log_was_read() -> None:
    """A new page that forgets it fails here; an exception has its reason beside it."""
    silent = {
        (str(path.relative_to(SOURCE)), function.name): sorted(opened)
        for path in SOURCE.rglob("*.py")
        if _reads_the_log(path)
        for function in _functions(path)
        for opened, plain in [_calls(function)]
        if opened and not plain & {"append", "look"}
    }
    assert set(silent) <= set(BECAUSE), {place: silent[place] for place in set(silent) - set(BECAUSE)}


def test_the_exceptions_are_still_there() -> None:
    """A reason for what is gone would hide what comes in its place."""
    for path, name in BECAUSE:
        found = [one for one in _functions(SOURCE / path) if one.name == name]
        assert found, (path, name)
        assert any(_calls(one)[0] for one in found), (path, name)
