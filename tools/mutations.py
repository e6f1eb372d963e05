"""Change or take out every piece of every document that compiles, one at a time, and see what that does.

A piece that changes nothing that the machine does must be answered for by somebody (organisational), rest on what the house
always does, or only explain. What is none of these is idle: a sentence that promises and does nothing.

    python tools/mutations.py            writes docs/mutations.md
    python tools/mutations.py genk       shows each mutant of one document
"""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from kring.config.vocabulary import VOCABULARY
from kring.policy.check_clauses import GUARANTEES
from kring.policy.compile import compile as compile_document
from kring.policy.difference import permissions
from kring.policy.difference_terms import keeping, terms
from kring.policy.document import Document, digest, read
from kring.policy.findings import Finding
from kring.policy.rules import Policy, Rule

ROOT = Path(__file__).resolve().parents[1]
REPORT = ROOT / "docs" / "mutations.md"
Raw = dict[str, Any]
Change = Callable[[Raw], object]


@dataclass(frozen=True)
class Mutant:
    """One change: the piece of the text, what was done to it, and the changed text."""

    piece: str
    done: str
    raw: Raw


@dataclass(frozen=True)
class Verdict:
    """What a mutant does: ``refused`` by compile (and the code), ``permission``, ``keeping``, ``terms``; or who answers for it."""

    mutant: Mutant
    outcome: str
    detail: str = ""


FEW = 2
"""Of a change to the whole disclosure (a gate, a role) as many items show it as need be tried."""
OUTCOMES = {
    "permission": "another decision",
    "keeping": "kept for another time",
    "terms": "other terms (notice, undertakings, duties at the end, what follows what)",
    "refused": "no longer compiles",
    "organisational": "organisational",
    "always": "always held by the house",
    "explains": "explains only",
    "idle": "**idle**",
}


def documents() -> list[Path]:
    """Every shipped document that is no transcription of a source."""
    return sorted(path for path in (ROOT / "instruments").glob("*/document.toml"))


def judged(path: Path) -> Iterator[Verdict]:
    """The verdict on every mutant of one document."""
    document = read(path.read_text("utf-8"))
    policy = compile_document(document, VOCABULARY)
    if not isinstance(policy, Policy):
        raise SystemExit(f"{path}: {[(one.code, one.where) for one in policy if one.severity == 'error']}")
    for mutant in mutants(document):
        yield verdict(policy, mutant)


def verdict(policy: Policy, mutant: Mutant) -> Verdict:
    """What the mutant does beside ``policy``."""
    try:
        changed = _compiled(mutant.raw, repair=not mutant.done.startswith("clause taken out"))
    except ValidationError:
        return Verdict(mutant, "refused", "wrong_shape")
    if not isinstance(changed, Policy):
        return Verdict(mutant, "refused", next(one.code for one in changed if one.severity == "error"))
    if any(permissions(before, after).rows for before, after in _parts(policy, changed)):
        return Verdict(mutant, "permission")
    if keeping(policy, changed):
        return Verdict(mutant, "keeping")
    if terms(policy, changed) or policy.parties != changed.parties:
        return Verdict(mutant, "terms")
    return Verdict(mutant, _answered(mutant))


def _compiled(raw: Raw, *, repair: bool) -> Policy | list[Finding]:
    """The changed text compiled. With ``repair`` its clauses name the rules that it has now, as whoever changes it would see to."""
    found = compile_document(_document(raw), VOCABULARY)
    if isinstance(found, Policy) or not repair:
        return found
    unsaid = [one.where for one in found if one.code == "rule_without_clause"]
    idle = {one.text["nl"].split("“")[1].split("”")[0] for one in found if one.code == "clause_enforced_by_nothing"}
    if not unsaid and not idle:
        return found
    repaired = deepcopy(raw)
    for clause in _clauses(repaired):
        named = [name for name in clause.get("enforced_by", []) if name not in idle]
        clause["enforced_by"] = named or ([] if clause.get("organisational") else ["log"])
    repaired.setdefault("measure", []).append({"text": {"nl": "…"}, "enforced_by": [*unsaid, "log"]})
    return compile_document(_document(repaired), VOCABULARY)


def _clauses(raw: Raw) -> Iterator[Raw]:
    for key in ("measure", "quality", "clause"):
        yield from raw.get(key, [])
    yield from (raw[key] for key in ("publication", "third_parties") if key in raw)
    yield from raw.get("specific_measures", {}).values()


def _document(raw: Raw) -> Document:
    return Document.model_validate_json(json.dumps(raw, default=date.isoformat))


def _parts(policy: Policy, changed: Policy) -> Iterator[tuple[Policy, Policy]]:
    """Both texts as far as they differ, a disclosure at a time: what another disclosure lets pass as well does not count."""
    whole = (policy.begins, policy.ends, policy.bases, policy.parties) != (
        changed.begins,
        changed.ends,
        changed.bases,
        changed.parties,
    )
    for key in dict.fromkeys((*policy.disclosures, *changed.disclosures)):
        old, new = policy.disclosures.get(key), changed.disclosures.get(key)
        if old is not None and new is not None and not whole:
            if old == new:
                continue
            other = [name for name in {**old.items, **new.items} if old.items.get(name) != new.items.get(name)]
            alike = other or list(old.items)[:FEW]
            old, new = _only(old, alike), _only(new, alike)
        yield _alone(policy, old), _alone(changed, new)


def _only(rule: Rule, names: Sequence[str]) -> Rule:
    return replace(rule, items={name: rule.items[name] for name in names if name in rule.items})


def _alone(policy: Policy, rule: Rule | None) -> Policy:
    return replace(policy, disclosures={} if rule is None else {rule.key: rule})


def _answered(mutant: Mutant) -> str:
    kind, _, rest = mutant.done.partition(": ")
    if kind == "clause taken out":
        return rest
    return "explains" if kind == "saying taken out" else "idle"


def mutants(document: Document) -> Iterator[Mutant]:
    """Every change of every piece, each on a text of its own."""
    raw = document.model_dump(mode="python", by_alias=True, exclude_defaults=True)
    for piece, done, change in _changes(_lists(raw)):
        changed = _lists(deepcopy(raw))
        change(changed)
        yield Mutant(piece, done, changed)


def _lists(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _lists(one) for key, one in value.items()}
    return [_lists(one) for one in value] if isinstance(value, list | tuple) else value


def _changes(raw: Raw) -> Iterator[tuple[str, str, Change]]:
    yield from _of_parties(raw)
    for number, one in enumerate(raw.get("disclosure", [])):
        yield f"disclosure.{one['key']}", "taken out", _without("disclosure", number)
        yield from _of_disclosure(raw, one, number)
        for place, _ in enumerate(one.get("item", [])):
            yield from _of_items(one, number, place)
    yield from _of_time(raw)
    yield from _of_clauses(raw)
    for key in ("recital", "original_purpose"):
        for number, _ in enumerate(raw.get(key, [])):
            yield f"{key}[{number}]", "saying taken out", _without(key, number)
    for part, sayings in raw.get("compatibility", {}).items():
        if isinstance(sayings, list):
            for number, _ in enumerate(sayings):
                yield f"compatibility.{part}[{number}]", "saying taken out", _deep("compatibility", part, number)


def _of_parties(raw: Raw) -> Iterator[tuple[str, str, Change]]:
    for number, one in enumerate(raw.get("party", [])):
        yield f"party.{one['key']}", "taken out", _without("party", number)
        if "enterprise_number" in one:
            yield f"party.{one['key']}", "another number", _put("0000000691", "party", number, "enterprise_number")
        elif "class" in one:
            other = "authority" if one["class"] != "authority" else "emergency_service"
            yield f"party.{one['key']}", "another class", _put(other, "party", number, "class")
        if "region" in one:
            yield f"party.{one['key']}.region", "another region", _put("wallonia", "party", number, "region")
    for number, one in enumerate(raw.get("purpose", [])):
        yield f"purpose.{one['key']}", "taken out", _without("purpose", number)
        for side in one.get("basis", {}):
            yield f"purpose.{one['key']}.basis.{side}", "taken out", _deep("purpose", number, "basis", side)


def _of_disclosure(raw: Raw, one: Raw, number: int) -> Iterator[tuple[str, str, Change]]:
    where, at = f"disclosure.{one['key']}", ("disclosure", number)
    for key in ("in_reply_to", "follows", "onward", "gate", "reader_role", "sender_role"):
        if one.get(key):
            yield f"{where}.{key}", "taken out", _deep(*at, key)
    for key in ("reader_role", "sender_role"):
        there = one.get(key, [])
        other = next(role for role in sorted(VOCABULARY.roles) if role != there and role not in there)
        yield f"{where}.{key}", "another role", _put([other], *at, key)
    for place, gate in enumerate(one.get("gate", [])):
        yield f"{where}.gate.{gate['is']}", "taken out", _deep(*at, "gate", place)
        for name, value in gate.items():
            if isinstance(value, list) and len(value) > 1:
                yield f"{where}.gate.{gate['is']}.{name}", "one fewer", _put(value[1:], *at, "gate", place, name)
    if isinstance(one.get("every"), dict):
        yield f"{where}.every", "taken out", _deep(*at, "every")
        more = one["every"]["at_most"] + 1
        yield f"{where}.every", "once more", _put(more, *at, "every", "at_most")
    if len(one.get("purpose", [])) > 1:
        yield f"{where}.purpose", "one fewer", _put(one["purpose"][1:], *at, "purpose")
    yield f"{where}.after_end", "the other way", _put(not one.get("after_end", False), *at, "after_end")
    others = [name for name in raw.get("retention", {}) if name != one.get("keep")]
    if one.get("keep") and others:
        yield f"{where}.keep", "another rule", _put(others[0], *at, "keep")


def _of_items(one: Raw, number: int, place: int) -> Iterator[tuple[str, str, Change]]:
    group, at = one["item"][place], ("disclosure", number, "item", place)
    where = f"disclosure.{one['key']}.item[{place}]"
    for index, name in enumerate(group["names"]):
        yield f"disclosure.{one['key']}.item.{name}", "taken out", _deep(*at, "names", index)
    if len(group.get("purpose", [])) > 1:
        yield f"{where}.purpose", "one fewer", _put(group["purpose"][1:], *at, "purpose")
    elif group.get("purpose") and len(one["purpose"]) > 1:
        yield f"{where}.purpose", "taken out", _deep(*at, "purpose")
    for key in ("values", "when", "pick", "why"):
        if group.get(key):
            yield f"{where}.{key}", "taken out", _deep(*at, key)
    for index, _ in enumerate(group.get("values", [])):
        yield f"{where}.values", "one fewer", _deep(*at, "values", index)
    for mode, other in (("any", "all"), ("all", "any")):
        conditions = group.get("when", {}).get(mode, [])
        for index, condition in enumerate(conditions):
            if len(conditions) > 1:
                yield f"{where}.when.{condition['is']}", "taken out", _deep(*at, "when", mode, index)
        if len(conditions) > 1:
            yield f"{where}.when", f"{mode} to {other}", _renamed(mode, other, *at, "when")
    for key in group.get("pick", {}):
        yield f"{where}.pick.{key}", "taken out", _deep(*at, "pick", key)
    if group.get("free_text", {}).get("max"):
        yield f"{where}.free_text.max", "one longer", _put(group["free_text"]["max"] + 1, *at, "free_text", "max")


def _of_time(raw: Raw) -> Iterator[tuple[str, str, Change]]:
    for name, rule in raw.get("retention", {}).items():
        yield f"retention.{name}", "taken out", _deep("retention", name)
        for key in rule:
            if key in ("from", "until", "cap", "then"):
                yield f"retention.{name}.{key}", "taken out", _deep("retention", name, key)
        yield f"retention.{name}.keep", "another term", _put("P7M", "retention", name, "keep")
        yield f"retention.{name}.cap", "a century", _put("P100Y", "retention", name, "cap")
    duration = raw.get("duration", {})
    if isinstance(duration.get("from"), date):
        yield "duration.from", "a day sooner", _put(duration["from"] - timedelta(days=1), "duration", "from")
    if isinstance(duration.get("until"), date):
        yield "duration.until", "a day later", _put(duration["until"] + timedelta(days=1), "duration", "until")
    for key in ("until", "then", "notice"):
        if key in duration:
            yield f"duration.{key}", "taken out", _deep("duration", key)
    for number, one in enumerate(raw.get("condition", [])):
        yield f"condition.{one['key']}", "taken out", _without("condition", number)
    if "issued" in raw:
        yield "issued", "taken out", _deep("issued")
    if "sanction" in raw:  # what it says of suspension holds for every instrument
        yield "sanction", "clause taken out: always", _deep("sanction")
    for number, _ in enumerate(raw.get("sanction", {}).get("resume", [])):
        yield "sanction.resume", "one fewer", _deep("sanction", "resume", number)


def _of_clauses(raw: Raw) -> Iterator[tuple[str, str, Change]]:
    for key in ("measure", "quality", "clause"):
        for number, clause in enumerate(raw.get(key, [])):
            yield f"{key}[{number}]", f"clause taken out: {_who(clause)}", _without(key, number)
    for key in ("publication", "third_parties"):
        if key in raw:
            yield key, f"clause taken out: {_who(raw[key])}", _deep(key)
    for key, clause in raw.get("specific_measures", {}).items():
        yield f"specific_measures.{key}", f"clause taken out: {_who(clause)}", _deep("specific_measures", key)


def _who(clause: Raw) -> str:
    """Who answers for a clause that changes no rule when it goes: somebody, or the house; else others say the same."""
    if clause.get("organisational"):
        return "organisational"
    named = clause.get("enforced_by", [])
    return "always" if any(name in GUARANTEES for name in named) else "explains"


def _without(key: str, number: int) -> Change:
    return _deep(key, number)


def _deep(*path: str | int) -> Change:
    def take_out(raw: Raw) -> None:
        del _inside(raw, path[:-1])[path[-1]]

    return take_out


def _put(value: object, *path: str | int) -> Change:
    def put(raw: Raw) -> None:
        _inside(raw, path[:-1])[path[-1]] = value

    return put


def _renamed(old: str, new: str, *path: str | int) -> Change:
    def rename(raw: Raw) -> None:
        inner = _inside(raw, path)
        inner[new] = inner.pop(old)

    return rename


def _inside(raw: Any, path: Sequence[str | int]) -> Any:
    for step in path:
        raw = raw[step]
    return raw


def report() -> str:
    """The page."""
    lines = [
        "# What each piece of each text does",
        "",
        "<!-- Written by `python tools/mutations.py`. -->",
        "",
        "Every piece of every adopted document is taken out or changed, one at a time, and compared with the whole: what is",
        "permitted (exhaustively, `kring.policy.difference`), how long it is kept, on which terms; or that the text no longer",
        "compiles. A piece that does none of these is answered for by somebody, rests on what the house always does, or only",
        "explains. None is idle.",
        "",
        "| document | mutants | " + " | ".join(OUTCOMES.values()) + " | mark |",
        "| --- | --- | " + " | ".join("---" for _ in OUTCOMES) + " | --- |",
    ]
    for path in documents():
        verdicts = list(judged(path))
        counted = Counter(one.outcome for one in verdicts)
        mark = digest(read(path.read_text("utf-8")))[:19]
        numbers = " | ".join(str(counted.get(outcome, 0)) for outcome in OUTCOMES)
        lines.append(f"| {path.parent.name} | {len(verdicts)} | {numbers} | `{mark}` |")
        for one in verdicts:
            if one.outcome == "idle":
                print(f"idle: {path.parent.name} {one.mutant.piece} {one.mutant.done}", file=sys.stderr)
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the report, or show one document."""
    if len(sys.argv) > 1:
        for one in judged(ROOT / "instruments" / sys.argv[1] / "document.toml"):
            print(f"{one.outcome:15}{one.detail:32}{one.mutant.piece} ({one.mutant.done})")
        return 0
    REPORT.write_text(report(), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
