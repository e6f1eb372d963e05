"""No transaction acts for two: one place tells the database for whom, and it opens the transaction itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[3] / "src/kring"
ACTING = SOURCE / "guard/acting.py"


def _trees() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        yield path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def _texts(tree: ast.AST) -> list[str]:
    """Every literal in it, whether text, bytes or a part of an f-string."""
    found = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    return [one.decode("latin-1") if isinstance(one, bytes) else one for one in found if isinstance(one, str | bytes)]


def _named(tree: ast.AST, name: str) -> list[ast.Name]:
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and node.id == name and isinstance(node.ctx, ast.Load)
    ]


def _proves_acting(call: ast.Call) -> bool:
    """Whether it makes the proof that a claim needs."""
    made = ast.unparse(call.func).split(".")[-1] in {"prove", "mac"}
    return made and "acting" in [one.value for one in call.args if isinstance(one, ast.Constant)]


def _opens(node: ast.AST) -> bool:
    """Whether it is a ``with`` that begins to act."""
    return isinstance(node, ast.With) and any(
        isinstance(item.context_expr, ast.Call) and ast.unparse(item.context_expr.func).endswith("acting_for")
        for item in node.items
    )


@pytest.mark.req("E1")
def test_one_place_makes_the_claim() -> None:
    """The setting is named once in the program, where it is set, and once in the guard's SQL, where it is checked."""
    claims = [(where, text) for where, tree in _trees() for text in _texts(tree) if "kring.acting" in text]
    assert claims == [("guard/acting.py", "SELECT set_config('kring.acting', %s, true)")]
    in_sql = {
        path.relative_to(SOURCE).as_posix(): text.count("kring.acting")
        for path in SOURCE.rglob("*.sql")
        if "kring.acting" in (text := path.read_text(encoding="utf-8"))
    }
    assert in_sql == {"guard/bootstrap.sql": 1}
    assert "current_setting('kring.acting', true)" in (SOURCE / "guard/bootstrap.sql").read_text(encoding="utf-8")


@pytest.mark.req("E1")
def test_the_claim_is_made_once_at_the_begin_of_a_transaction_of_its_own() -> None:
    """One use of the statement, one proof and one change of who acts, all in the block that ``acting_for`` opens as durable:
    Django refuses that block inside another transaction, so there is no second claim in one.
    """
    tree = ast.parse(ACTING.read_text(encoding="utf-8"))
    (opens,) = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "acting_for"]
    (block,) = [node for node in opens.body if isinstance(node, ast.With)]
    assert ast.unparse(block.items[0].context_expr) == "transaction.atomic(using=using, durable=True)"
    begun = [node for step in block.body for node in ast.walk(step)]
    (used,) = _named(tree, "_ACT")
    assert used in begun
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    proofs = [call for call in calls if _proves_acting(call)]
    changes = [call for call in calls if ast.unparse(call.func) == "_acting.set"]
    assert (len(proofs), len(changes)) == (1, 1)
    assert proofs[0] in begun
    assert changes[0] in begun
    assert not [node for node in begun if isinstance(node, ast.For | ast.While | ast.AsyncFor)]


@pytest.mark.req("E1")
def test_nobody_else_reaches_for_what_makes_a_claim() -> None:
    """The statement, the sender of it and who acts stay inside their module; elsewhere nobody proves that it acts."""
    private = {"_ACT", "_acting", "_asked"}
    for where, tree in _trees():
        if where == "guard/acting.py":
            continue
        taken = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and node.module == "kring.guard.acting"
            for alias in node.names
        }
        assert not taken & private, where
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "acting":
                assert node.attr not in private, where
            assert not (isinstance(node, ast.Call) and _proves_acting(node)), where


@pytest.mark.req("E1")
def test_no_block_begins_to_act_inside_another() -> None:
    """Neither nested, nor two in one ``with``, nor in one that opened a transaction before."""
    seen = 0
    for where, tree in _trees():
        for outer in ast.walk(tree):
            if not isinstance(outer, ast.With):
                continue
            heads = [ast.unparse(item.context_expr) for item in outer.items]
            began = [head for head in heads if "acting_for(" in head or "atomic(" in head]
            seen += any("acting_for(" in head for head in heads)
            assert len(began) < 2 or not any("acting_for(" in head for head in heads), where
            if began:
                inner = [node for step in outer.body for node in ast.walk(step) if _opens(node)]
                assert inner == [], f"{where}:{outer.lineno}"
    assert seen > 100
