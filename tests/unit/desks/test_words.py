"""The log is told in words: no code that this house writes is without them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import kring
from kring.config.vocabulary import VOCABULARY
from kring.desks.privacy.fields import FIELDS
from kring.desks.privacy.words import FINDINGS, KINDS, REASONS, WHAT
from kring.journal import lines, verify
from kring.policy import texts

SOURCE = Path(kring.__file__).parent
WRITERS = {"record", "look", "_write", "wrote"}
MADE = {"client_register.taken", "client_register.updated"}
"""Codes put together from two words."""


def test_every_kind_of_line_and_every_finding_has_words() -> None:
    """What the journal can write, the page can say."""
    assert set(KINDS) == set(lines.KINDS)
    assert set(FINDINGS) == set(verify.TEXTS)


def test_every_reason_has_words() -> None:
    """Those of the house, and those of the gates."""
    assert set(texts._TEXTS) | {gate.code for gate in VOCABULARY.gates.values()} <= set(REASONS)


def test_every_deed_and_look_in_the_source_has_words() -> None:
    """The codes are read from the source itself, so that a new one cannot be forgotten."""
    found = {code for path in SOURCE.rglob("*.py") for code in _codes(ast.parse(path.read_text(encoding="utf-8")))}
    assert found | MADE <= set(WHAT), sorted((found | MADE) - set(WHAT))
    assert len(found) > 20


def test_every_name_that_lines_share_is_explained() -> None:
    """The shared names of the journal, each with its meaning."""
    shared = {getattr(lines, name) for name in vars(lines) if name.isupper() and isinstance(getattr(lines, name), str)}
    assert shared <= set(FIELDS)


def _codes(tree: ast.AST) -> Iterator[str]:
    """Codes of looks and deeds: the first argument of a writer, and the values of ``what`` in a line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args:
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in WRITERS:
                yield from _text(node.args[0])
        if isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if key is not None and _is_what(key):
                    yield from _text(value)


def _is_what(key: ast.expr) -> bool:
    named = key.attr if isinstance(key, ast.Attribute) else getattr(key, "id", "")
    return named == "WHAT" or (isinstance(key, ast.Constant) and key.value == "what")


def _text(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
