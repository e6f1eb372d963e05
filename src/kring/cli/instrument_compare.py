"""``kring instrument compare A B``: what the second text permits that the first does not, and the other way.

Exit 0 when both permit the same, 1 when they differ, 2 when one of them cannot be read or does not compile. source: P8
"""

import json
from pathlib import Path

from kring.core.errors import Fault
from kring.core.reasons import Localised
from kring.core.vocabulary import Vocabulary
from kring.policy.compile import compile as compile_document
from kring.policy.difference_terms import Difference, compare
from kring.policy.difference_words import Teller
from kring.policy.document import Document, Unreadable, read
from kring.policy.rules import Policy

from .documents import read_text
from .faults import told_as_fault
from .language import language, told

_WORDS: dict[str, Localised] = {
    "same": {"nl": "Beide teksten laten hetzelfde toe.", "en": "Both texts permit the same."},
    "newly": {"nl": "Laat nieuw toe", "en": "Newly allows"},
    "no_longer": {"nl": "Laat niet meer toe", "en": "No longer allows"},
    "kept": {"nl": "Bewaart anders", "en": "Keeps otherwise"},
    "terms": {"nl": "Andere bepalingen", "en": "Other terms"},
    "effects": {"nl": "Wat elke wijziging op zichzelf doet", "en": "What each change does by itself"},
    "nothing": {"nl": "verandert op zichzelf niets", "en": "changes nothing by itself"},
    "cautious": {
        "nl": "Van sommige feiten zijn geen voorbeelden bekend: een geval kan genoemd zijn dat niet voorkomt.",
        "en": "Of some facts no examples are known: a case may be named that does not occur.",
    },
}


def run_compare(old: Path, new: Path, vocabulary: Vocabulary, *, as_json: bool) -> int:
    """Print how the instrument in ``new`` differs from that in ``old`` and answer the exit code."""
    try:
        before, after = (_policy(folder, vocabulary) for folder in (old, new))
    except Fault as broken:
        return told_as_fault(broken, as_json=as_json)
    found = compare(before, after)
    teller = Teller(before, after, vocabulary, language())
    if as_json:
        print(json.dumps(_as_json(before, after, found, teller), ensure_ascii=False, indent=2))
    else:
        _print(found, teller)
    return 0 if found.same else 1


def _policy(folder: Path, vocabulary: Vocabulary) -> Policy:
    policy = compile_document(_document(folder), vocabulary, adopted=True)
    if isinstance(policy, Policy):
        return policy
    first = next(one for one in policy if one.severity == "error")
    raise Fault(
        "does_not_compile",
        f"De tekst in “{folder}” kan niet vergeleken worden: {first.text['nl']} [{first.code}, {first.where}] Alle"
        f" bevindingen: kring instrument check {folder}",
        en=f"The text in “{folder}” cannot be compared: {first.text['en']} [{first.code}, {first.where}] All findings:"
        f" kring instrument check {folder}",
    )


def _document(folder: Path) -> Document:
    try:
        return read(read_text(folder, "document.toml"))
    except Unreadable as broken:
        first = f" {broken.findings[0].text['nl']}" if broken.findings else ""
        raise Fault(broken.code, f"“{folder}”: {broken.message}{first}", en=f"“{folder}”: {broken.en}") from None


def _print(found: Difference, teller: Teller) -> None:
    chosen = teller.language
    if found.same:
        print(told(_WORDS["same"], chosen))
    for title, lines in (
        ("newly", [teller.change(row).line(chosen) for row in found.permission.newly]),
        ("no_longer", [teller.change(row).line(chosen) for row in found.permission.no_longer]),
        ("kept", list(map(teller.kept, found.kept))),
        ("terms", list(map(teller.term, found.terms))),
        ("effects", _effects(found, teller)),
    ):
        if lines:
            print(f"\n{told(_WORDS[title], chosen)}:")
            print("\n".join(f"- {line}" for line in lines))
    if found.permission.cautious:
        print(f"\n{told(_WORDS['cautious'], chosen)}")


def _effects(found: Difference, teller: Teller) -> list[str]:
    nothing = (told(_WORDS["nothing"], teller.language),)
    return [f"{one.path}: {line}" for one in found.effects for line in teller.effect(one) or nothing]


def _as_json(before: Policy, after: Policy, found: Difference, teller: Teller) -> dict[str, object]:
    return {
        "from": {"id": before.id, "version": before.version, "instrument_hash": before.digest},
        "to": {"id": after.id, "version": after.version, "instrument_hash": after.digest},
        "same": found.same,
        "cautious": found.permission.cautious,
        "permission": [
            {
                "kind": row.kind,
                "discloser": row.discloser,
                "recipient": row.recipient,
                "by": row.by,
                "items": sorted(row.items),
                "purposes": sorted(row.purposes),
                "sender_roles": sorted(row.sender_roles),
                "reader_roles": sorted(row.reader_roles),
                "values": teller.change(row).values,
                "terms": [
                    {
                        "from": term.first.isoformat(),
                        "until": term.last.isoformat() if term.last else None,
                        "stopped": term.stopped,
                    }
                    for term in sorted(row.terms, key=lambda term: (term.stopped, term.first))
                ],
                "cases": list(teller.change(row).cases),
            }
            for row in found.permission.rows
        ],
        "kept": [
            {
                "how": row.how,
                "discloser": row.discloser,
                "recipient": row.recipient,
                "items": sorted(row.items),
                "before": [rule.name for rule in row.before],
                "after": [rule.name for rule in row.after],
            }
            for row in found.kept
        ],
        "terms": [{"code": row.code, "about": row.about, "from": row.before, "to": row.after} for row in found.terms],
        "effects": [{"path": one.path, "text": list(teller.effect(one))} for one in found.effects],
    }
