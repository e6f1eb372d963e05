"""Make ``docs/limits-of-seventeen.md``: of each cluster of a civic-integration dossier what travels, when, and for what.

    python tools/limits.py            write the page from ``instruments/kbi``
    python tools/limits.py --check    1 when the page no longer says what the document says

Nothing on the page is written by hand: change the document, and make it again. source: 003 §57-62; REQUIREMENTS K5, K15
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from kring.config.vocabulary import VOCABULARY
from kring.policy.compile import compile as compile_document
from kring.policy.condition_words import picked_says, says
from kring.policy.document import Document, read
from kring.policy.rules import ItemRule, Policy
from kring.policy.shapes import ItemGroup

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "limits-of-seventeen.md"
DOCUMENT = ROOT / "instruments" / "kbi" / "document.toml"
_HEAD = """\
# The limits of the seventeen clusters

<!-- Made by `python tools/limits.py` from instruments/kbi/document.toml. Do not edit. -->

What an OCMW may receive of a person's dossier in the civic-integration database (KBI), cluster by cluster, as the adopted
text `instruments/kbi` says it and the machine applies it. A record of which there may be several leaves entry by entry: first
the *pick* chooses, then each chosen entry must meet the *condition*. What no row lists does not travel: infringements never do.
Each row is shown by sentences in the document (its cases), and by invented dossiers on both sides of each limit
(`tests/unit/policy/kbi_people.py`).

Before anything is read, these must hold: {gates}.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Write or check the page."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--check", action="store_true", help="compare, and write nothing")
    check = asked.parse_args(argv).check
    made = page(DOCUMENT.read_text("utf-8"))
    if not check:
        PAGE.write_text(made, "utf-8")
    elif not PAGE.is_file() or PAGE.read_text("utf-8") != made:
        print(f"{PAGE.relative_to(ROOT)} is stale: python tools/limits.py", file=sys.stderr)
        return 1
    return 0


def page(text: str) -> str:
    """The page about the document in ``text``, which must compile."""
    doc = read(text)
    policy = compile_document(doc, VOCABULARY)
    if not isinstance(policy, Policy):
        raise SystemExit("\n".join(one.text["en"] for one in policy))
    gates = "; ".join(says(gate, VOCABULARY)["en"] for gate in policy.disclosures["dossier"].gates)
    return _HEAD.format(gates=gates) + "\n" + "\n".join(_purposes(doc)) + "\n\n" + "\n".join(_rows(doc, policy)) + "\n"


def _purposes(doc: Document) -> Iterator[str]:
    yield "| purpose | in the text |"
    yield "| --- | --- |"
    for purpose in doc.purpose:
        yield f"| `{purpose.key}` | {purpose.text.nl} |"


def _rows(doc: Document, policy: Policy) -> Iterator[str]:
    yield "| cluster | what travels | pick | condition | only | serves | place |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    dossier = next(one for one in doc.disclosure if one.key == "dossier")
    for group in dossier.item or ():
        item = policy.disclosures["dossier"].items[group.names[0]]
        items = ", ".join(VOCABULARY.items[name].text["en"] for name in group.names)
        cells = [
            "" if group.cluster is None else str(group.cluster),
            items + (" (added)" if group.added else ""),
            "" if item.pick is None else picked_says(item.pick)["en"],
            _condition(item),
            _only(group),
            ", ".join(f"`{one}`" for one in group.purpose or dossier.purpose),
            f"003 §{group.place}" if group.place else "",
        ]
        yield f"| {' | '.join(cells)} |"


def _condition(item: ItemRule) -> str:
    if item.when is None:
        return ""
    joined = " **or** " if item.when.mode == "any" else " **and** "
    return joined.join(says(one, VOCABULARY)["en"] for one in item.when.conditions)


def _only(group: ItemGroup) -> str:
    told = []
    if group.values is not None:
        told.append("said as " + " or ".join(f"“{value}”" for value in group.values))
    if group.free_text is not None:
        told.append(f"free text, at most {group.free_text.max} characters")
    if group.ground is not None:
        told.append("special category, with its ground")
    return "; ".join(told)


if __name__ == "__main__":
    sys.exit(main())
