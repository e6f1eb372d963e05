"""``kring decide DIR REQUEST.json --json``: what the instrument in DIR would permit, for a request as data.

Exit 0 with an answer (a refusal is one too), 2 when the request or the instrument cannot be read. See ``docs/decide.md``.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from kring.core.errors import Fault
from kring.core.vocabulary import Vocabulary
from kring.policy.compile import compile as compile_document
from kring.policy.decide import Decision, decide_many
from kring.policy.document import read
from kring.policy.rules import Policy

from .asked import read_asked
from .documents import read_text
from .faults import told_as_fault
from .language import language, told


def run_decide(folder: Path, request: Path, vocabulary: Vocabulary, *, as_json: bool) -> int:
    """Print the decision for every subject of the request and answer the exit code."""
    try:
        policy = _policy(folder, vocabulary)
        asked = read_asked(_request_text(request), vocabulary)
        decided = decide_many(policy, asked.standing, asked.request, asked.subjects, asked.at)
    except Fault as broken:
        return told_as_fault(broken, as_json=as_json)
    if as_json:
        print(json.dumps(answer(policy, decided), ensure_ascii=False, indent=2))
    else:
        _print(decided)
    return 0


def answer(policy: Policy, decided: list[tuple[str, Decision]]) -> dict[str, object]:
    """The answer as JSON: per subject whether, which items, why not, and the retention rule; and the instrument's hash."""
    chosen = language()
    return {
        "instrument_hash": policy.digest,
        "subjects": [
            {
                "ref": ref,
                "permitted": decision.permitted,
                "items": list(decision.items),
                "reasons": [
                    {"code": one.code, "element": one.element, "text": told(one.text, chosen), "audience": one.audience}
                    for one in decision.reasons
                ],
                "keep": decision.keep,
            }
            for ref, decision in decided
        ],
    }


def _print(decided: list[tuple[str, Decision]]) -> None:
    chosen = language()
    yes, no = ("permitted", "refused") if chosen == "en" else ("toegelaten", "geweigerd")
    for ref, decision in decided:
        print(f"{ref}: {yes if decision.permitted else no}  {', '.join(decision.items)}".rstrip())
        for one in decision.reasons:
            print(f"  {told(one.text, chosen)}  [{one.code}, {one.element}]")


def _policy(folder: Path, vocabulary: Vocabulary) -> Policy:
    policy = compile_document(read(read_text(folder, "document.toml")), vocabulary)
    if isinstance(policy, list):
        raise Fault(
            "instrument_has_findings",
            f"Het instrument in “{folder}” heeft bevindingen en is dus geen regel: zie kring instrument check.",
            en=f"The instrument in “{folder}” has findings and so is no policy: see kring instrument check.",
        )
    return policy


def _request_text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as broken:
        raise Fault("no_request", f"“{path}” kan niet gelezen worden.", en=f"“{path}” cannot be read.") from broken


def main(argv: Sequence[str], vocabulary: Vocabulary) -> int:
    """``kring decide`` with the words that follow; answers the exit code."""
    parser = argparse.ArgumentParser("kring decide", description="Wat een instrument zou toelaten.")
    parser.add_argument("folder", type=Path, metavar="DIR", help="map met document.toml")
    parser.add_argument("request", type=Path, metavar="REQUEST.json")
    parser.add_argument("--json", action="store_true", help="als JSON")
    args = parser.parse_args(argv)
    return run_decide(args.folder, args.request, vocabulary, as_json=args.json)
