"""``kring instrument check DIR``: what is wrong or doubtful in an instrument, told to a data protection officer.

Exit 0 when nothing blocks (warnings may stand), 1 with findings, 2 when there is nothing readable. ``compare`` stands beside.
"""

import argparse
import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from kring.core.clock import system_clock
from kring.core.days import belgian_day
from kring.core.errors import Fault
from kring.core.readers import NotReadable, read_day
from kring.core.reasons import Localised
from kring.core.vocabulary import Vocabulary
from kring.policy.document import Document, digest
from kring.policy.examining import examine
from kring.policy.findings import Finding

from .documents import read_text
from .faults import told_as_fault
from .instrument_compare import run_compare
from .language import language, told

_SEVERITY: dict[str, Localised] = {
    "error": {"nl": "bevinding", "en": "finding"},
    "warning": {"nl": "waarschuwing", "en": "warning"},
}
_SUMMARY: dict[str, Localised] = {
    "sound": {"nl": "Geen bevindingen; {warnings} waarschuwing(en).", "en": "No findings; {warnings} warning(s)."},
    "found": {
        "nl": "{errors} bevinding(en) en {warnings} waarschuwing(en).",
        "en": "{errors} finding(s) and {warnings} warning(s).",
    },
}


def run_check(folder: Path, vocabulary: Vocabulary, *, as_json: bool, on: date | None = None) -> int:
    """Print the findings on the instrument in ``folder`` and answer the exit code. ``on`` is the day judged, else today."""
    try:
        text = read_text(folder, "document.toml")
        doc, found = examine(text, vocabulary, on or belgian_day(system_clock()))
    except Fault as broken:
        return told_as_fault(broken, as_json=as_json)
    errors = sum(one.severity == "error" for one in found)
    if as_json:
        print(json.dumps(_as_json(doc, found), ensure_ascii=False, indent=2))
    else:
        _print(found, errors)
    return 1 if errors else 0


def _print(found: tuple[Finding, ...], errors: int) -> None:
    chosen = language()
    for one in found:
        print(f"{told(_SEVERITY[one.severity], chosen)}  {told(one.text, chosen)}  [{one.code}, {one.where}]")
    summary = told(_SUMMARY["found" if errors else "sound"], chosen)
    print(summary.format(errors=errors, warnings=len(found) - errors))


def _as_json(doc: Document | None, found: tuple[Finding, ...]) -> dict[str, object]:
    chosen = language()
    return {
        "id": doc.id if doc else None,
        "version": doc.version if doc else None,
        "instrument_hash": digest(doc) if doc else None,
        "findings": [
            {
                "code": one.code,
                "element": one.element,
                "where": one.where,
                "text": told(one.text, chosen),
                "severity": one.severity,
            }
            for one in found
        ],
    }


def main(argv: Sequence[str], vocabulary: Vocabulary) -> int:
    """``kring instrument …`` with the words that follow; answers the exit code."""
    parser = argparse.ArgumentParser("kring instrument", description="Een instrument nakijken, of twee vergelijken.")
    commands = parser.add_subparsers(required=True)
    checking = commands.add_parser("check", help="bevindingen tonen: 0 geen, 1 wel, 2 onleesbaar")
    checking.add_argument("folder", type=Path, metavar="DIR", help="map met document.toml")
    checking.add_argument("--json", action="store_true", help="als JSON")
    checking.add_argument("--on", type=_day, metavar="DATE", help="de dag waarop het instrument beoordeeld wordt")
    comparing = commands.add_parser(
        "compare", help="twee teksten vergelijken: 0 laten hetzelfde toe, 1 niet, 2 onleesbaar"
    )
    comparing.add_argument("old", type=Path, metavar="A", help="map met de tekst die er was")
    comparing.add_argument("new", type=Path, metavar="B", help="map met de nieuwe tekst")
    comparing.add_argument("--json", action="store_true", help="als JSON")
    args = parser.parse_args(argv)
    if "old" in args:
        return run_compare(args.old, args.new, vocabulary, as_json=args.json)
    return run_check(args.folder, vocabulary, as_json=args.json, on=args.on)


def _day(text: str) -> date:
    try:
        return read_day(text)
    except NotReadable as wrong:
        raise argparse.ArgumentTypeError(wrong.nl) from wrong
