"""Write docs/instruments.md from the documents themselves: ``python tools/instruments_page.py``, or ``--check`` to compare.

One page lists every document in ``instruments/``: its kind and parties, what goes where under which gates, its state, what was
added and why, and what waits for a confirmation.
"""

import argparse
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel

from kring.config.vocabulary import VOCABULARY
from kring.policy.accession import open_places
from kring.policy.classes import party_classes
from kring.policy.compile import check
from kring.policy.document import Document, read
from kring.policy.kinds import kinds, laws
from kring.policy.shapes import Condition, Disclosure, ItemGroup, Part, Party, Pick

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "instruments"
PAGE = ROOT / "docs" / "instruments.md"
HEAD = """# Instruments

<!-- Made by `python tools/instruments_page.py` from the documents in `instruments/`. Do not edit. -->

Every document in `instruments/`. Those under `sources/` are transcriptions, word for word, and are never adopted; what is wrong
with them stands beside them in `findings.toml`. The others compile, and their cases (sentences about people) run as tests. A
*model* has places that are open: a pair, or one organisation, accedes by naming itself and has a text of its own
([decision 0019](decisions/0019-pairs.md)). All adoptions are fictitious.

Marks: `[V]` read in a stored law text, `[S]` read in one of the sources, `[K]` general knowledge that waits for a lawyer, `[?]`
looked for and not found.
"""


class _Blank(dict[str, object]):
    """Words of a text; one that the document leaves out is three dots."""

    def __missing__(self, key: str) -> str:
        return "…"


def folders() -> list[Path]:
    """The folders of all documents: those that can be adopted first, then the sources."""
    found = [path.parent for path in FOLDER.rglob("document.toml")]
    return sorted(found, key=lambda folder: (_is_source(folder), folder.name))


def page() -> str:
    """The whole page."""
    documents = [(folder, read((folder / "document.toml").read_text("utf-8"))) for folder in folders()]
    lines = [HEAD, "| document | kind | between | state |", "| --- | --- | --- | --- |"]
    for folder, doc in documents:
        anchor = f"[`{_name(folder)}`](#{_name(folder).replace('/', '')})"
        between = ", ".join(_party(party) for party in doc.party)
        lines.append(f"| {anchor} | {kinds()[doc.kind].title['en']} | {between} | {_state(folder, doc)} |")
    for folder, doc in documents:
        lines += ["", *_section(folder, doc)]
    return "\n".join(lines) + "\n"


def _section(folder: Path, doc: Document) -> Iterator[str]:
    yield f"## {_name(folder)}"
    yield ""
    yield f"*{doc.title.nl}*"
    yield ""
    yield f"{kinds()[doc.kind].title['en'].capitalize()}, version {doc.version}. {_needs(doc)} {_state(folder, doc).capitalize()}."
    if doc.source:
        yield f"Source: {doc.source}."
    if doc.model:
        yield "The text of a pair: every word is that of its model, which says what goes where, what was added and what waits."
        return
    yield ""
    yield "| what | from → to | items | only if |"
    yield "| --- | --- | --- | --- |"
    for one in doc.disclosure:
        yield f"| `{one.key}` ({_by(one)}) | {one.from_} → {one.to} | {_items(one)} | {_gates(one)} |"
    yield from _listed("Added, and why", _added(doc))
    yield from _listed("Waits for a confirmation", _waiting(doc))


def _listed(title: str, entries: Sequence[str]) -> Iterator[str]:
    if entries:
        yield ""
        yield f"{title}:"
        yield ""
        yield from (f"- {entry}" for entry in entries)


def _needs(doc: Document) -> str:
    needs = kinds()[doc.kind].needs
    return f"In force once {', '.join(needs)}." if needs else "In force where the own copy was taken."


def _state(folder: Path, doc: Document) -> str:
    if _is_source(folder):
        listed = tomllib.loads((folder / "findings.toml").read_text("utf-8"))["finding"]
        errors = sum(one["severity"] == "error" for one in listed)
        return f"historical; {errors} findings, {len(listed) - errors} warnings"
    found = check(doc, VOCABULARY)
    errors = [one.code for one in found if one.severity == "error"]
    if errors:
        return f"does not compile: {', '.join(dict.fromkeys(errors))}"
    warnings = ", ".join(f"`{code}`" for code in dict.fromkeys(one.code for one in found))
    model = "model; " if open_places(doc) else ""
    return f"{model}compiles{', warns of ' + warnings if warnings else ''}; {len(doc.case)} cases"


def _party(party: Party) -> str:
    if party.name:
        return party.name
    known = party_classes().get(party.class_ or "")
    return f"*{known.title['en'] if known else party.class_}*"


def _by(one: Disclosure) -> str:
    said = ["question" if one.by == "ask" else "sent"]
    said += [f"in reply to {one.in_reply_to}"] if one.in_reply_to else []
    said += [f"follows {one.follows}"] if one.follows else []
    said += ["also after the end"] if one.after_end else []
    return ", ".join(said)


def _items(one: Disclosure) -> str:
    if not one.item:
        return "none"
    return "; ".join(_group(group) for group in one.item) + (f". Kept: `{one.keep}`" if one.keep else "")


def _group(group: ItemGroup) -> str:
    names = ", ".join(
        VOCABULARY.items[name].text.get("en", name) if name in VOCABULARY.items else name for name in group.names
    )
    said = [f"cluster {group.cluster}"] if group.cluster else []
    said += [_pick(group.pick)] if group.pick else []
    if group.when:
        conditions = group.when.any or group.when.all or ()
        joint = " or " if group.when.any else " and "
        said.append("when " + joint.join(_says(one, VOCABULARY.rows) for one in conditions))
    return _cell(f"{names} ({'; '.join(said)})" if said else names)


def _pick(pick: Pick) -> str:
    said = [f"latest by {pick.latest}"] if pick.latest else []
    said += [f"among {', '.join(pick.among)}"] if pick.among else []
    said += [f"within {pick.within}"] if pick.within else []
    return ", ".join(said)


def _gates(one: Disclosure) -> str:
    said = [_says(gate, VOCABULARY.gates) for gate in one.gate]
    for to in one.onward:
        gates = " and ".join(_says(gate, VOCABULARY.gates) for gate in to.gate)
        said.append(f"onward to {to.to}{' if ' + gates if gates else ''}")
    return _cell("; ".join(said)) if said else "—"


def _says(condition: Condition, words: object) -> str:
    declared = words.get(condition.is_)  # type: ignore[attr-defined]  # gates or row conditions by name
    if declared is None or "en" not in declared.says:
        return f"`{condition.is_}`"
    args = _Blank(condition.args)
    for name, value in condition.args.items():
        if isinstance(value, str) and value in VOCABULARY.declarations:
            args[f"{name}_en"] = VOCABULARY.declarations[value].text["en"]
        if isinstance(value, list):
            args[name] = ", ".join(map(str, value))
    return str(declared.says["en"].format_map(args))


def _added(doc: Document) -> list[str]:
    return [
        f"{where}: {_cell(part.why.nl)}"
        for where, part in _parts(doc, "")
        if getattr(part, "added", False) and part.why
    ]


def _parts(value: object, where: str) -> Iterator[tuple[str, Part | Condition]]:
    if isinstance(value, Part | Condition):
        key = getattr(value, "key", None)
        yield (where if key is None else f"{where.partition('[')[0]} {key}"), value
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _parts(getattr(value, name), f"{where}.{name}" if where else name)
    elif isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from _parts(one, f"{where}[{number}]")
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from _parts(one, f"{where}.{name}")


def _waiting(doc: Document) -> list[str]:
    said = [f"the number of {party.name or party.key}" for party in doc.party if party.number_to_confirm]
    said += [
        f"items of `{one.key}` that no source names: {', '.join(group.names)}"
        for one in doc.disclosure
        for group in one.item or ()
        if group.to_confirm
    ]
    cited = {key for one in doc.purpose for key in (*one.basis.collection, *one.basis.disclosure) if key in laws()}
    for key in sorted(cited):
        mark = laws()[key].mark or ""
        if "[K]" in mark or "[?]" in mark:
            said.append(f"{laws()[key].nl}: {mark}")
    asked = kinds()[doc.kind].required_on(doc.duration.from_) if doc.duration and doc.duration.from_ else None
    citation = (asked or kinds()[doc.kind].requires[-1]).citation
    if "[K]" in citation or "[?]" in citation:
        said.append(f"what this kind must hold: {citation}")
    return [_cell(one) for one in said]


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _name(folder: Path) -> str:
    return folder.relative_to(FOLDER).as_posix()


def _is_source(folder: Path) -> bool:
    return folder.parent.name == "sources"


def main() -> int:
    """Write the page, or with ``--check`` compare; 1 when it is not as the documents say."""
    parser = argparse.ArgumentParser(description="Write docs/instruments.md.")
    parser.add_argument("--check", action="store_true")
    text = page()
    if not parser.parse_args().check:
        PAGE.write_text(text, "utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text("utf-8") == text:
        return 0
    print("docs/instruments.md is not what the documents say: python tools/instruments_page.py", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
