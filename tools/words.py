"""Make ``docs/words.md``: every condition that an instrument may name, what it asks, who judges it, and where it is used.

    python tools/words.py

The example of each is a case of a shipped document that tells its facts, as ``kring decide`` takes them; the tests run all cases.
"""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from kring.config.vocabulary import VOCABULARY
from kring.core.vocabulary import Argument, Gate, RowCondition
from kring.policy.document import Document, read
from kring.policy.shapes import Case, Condition, Disclosure

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "words.md"
HEAD = """\
# The conditions that an instrument may name

<!-- Made by `python tools/words.py` from the vocabulary and the documents. Do not edit. -->

A *gate* is judged on the request and on facts, before anything is read; a *row condition* on what the discloser keeps, after
reading. Who judges it decides who may read the reason. Each example is a case of a document that ships, and the tests run it;
`facts` and `entries` are as `kring decide` takes them (`docs/decide.md`).
"""


def page() -> str:
    """The page."""
    documents = [read(path.read_text("utf-8")) for path in sorted((ROOT / "instruments").glob("*/document.toml"))]
    parts = [HEAD]
    for gate in VOCABULARY.gates.values():
        parts.append(_section(gate, f"gate, judged by the {_judge(gate)}", documents))
    for row in VOCABULARY.rows.values():
        parts.append(_section(row, f"row condition, judged once per {row.about}", documents))
    return "\n".join(parts)


def _judge(gate: Gate) -> str:
    tried = {argument.name: (argument.choices or ("…",))[0] for argument in gate.args}
    sides = {gate.evaluated_by(tried)}
    for argument in gate.args:
        sides |= {gate.evaluated_by({**tried, argument.name: choice}) for choice in argument.choices}
    return " or ".join(sorted(sides))


def _section(word: Gate | RowCondition, what: str, documents: list[Document]) -> str:
    lines = [f"## `{word.name}`", "", f"A {what}. {word.refusal['nl']}", ""]
    if word.args:
        lines += ["Says: " + "; ".join(_argument(one) for one in word.args) + ".", ""]
    if word.facts:
        lines += ["Asks: " + ", ".join(f"`{fact}`" for fact in word.facts) + ".", ""]
    used = [document.id for document in documents if any(_named(document, word.name))]
    lines += [f"Used by: {', '.join(used) or 'no document that ships'}.", ""]
    found = _example(word, documents)
    if found is not None:
        document, case = found
        told: dict[str, object] = {"facts": case.facts}
        if case.entries:
            told["entries"] = [entry.model_dump(exclude_defaults=True) for entry in case.entries]
        text = json.dumps(told, ensure_ascii=False, default=date.isoformat)
        lines += [f"{case.nl} ({document.id}, `{case.disclosure}`)", "", "```json", text, "```", ""]
    return "\n".join(lines)


def _argument(one: Argument) -> str:
    choices = [f'"{choice}"' for choice in one.choices] or [str(number) for number in one.numbers]
    optional = "" if one.required else ", may be left out"
    return f"`{one.name}` ({one.kind}{': ' + ', '.join(choices) if choices else ''}{optional})"


def _named(document: Document, name: str) -> Iterator[Condition]:
    for one in document.disclosure:
        yield from (condition for condition in _conditions(one) if condition.is_ == name)


def _conditions(one: Disclosure) -> Iterator[Condition]:
    yield from one.gate
    for onward in one.onward:
        yield from onward.gate
    for group in one.item or ():
        if group.when is not None:
            yield from (*(group.when.any or ()), *(group.when.all or ()))


def _example(word: Gate | RowCondition, documents: list[Document]) -> tuple[Document, Case] | None:
    """The shortest case of a disclosure that names the word and tells one of its facts."""
    found = [
        (document, case)
        for document in documents
        for case in document.case
        for one in document.disclosure
        if one.key == case.disclosure
        and any(condition.is_ == word.name for condition in _conditions(one))
        and set(word.facts) & ({*case.facts} | {fact for entry in case.entries for fact in entry.facts})
    ]
    return min(found, key=lambda pair: len(str(pair[1].facts) + str(pair[1].entries)), default=None)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
