"""The words of ``kring compare``: what was asked, which texts, and how the outcome is told. Needs no database."""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kring.cli.documents import read_text
from kring.core.errors import Fault
from kring.policy.document import Document, read
from kring.policy.standing_file import StandingFile, read_standing


@dataclass(frozen=True)
class Asked:
    """The words of the command."""

    instrument: Path
    debtors: Path
    clients: Path
    out: Path
    on: date | None
    as_json: bool


def parse(argv: Sequence[str]) -> Asked:
    """The words of the command, read; argparse says what is missing and ends with 2."""
    parser = argparse.ArgumentParser(
        prog="kring compare",
        description="Vergelijk één debiteurenlijst met één cliëntenregister, door dezelfde deur als in dienst. "
        "Wie dit start, verklaart dat het dwangbevel wordt voorbereid; het logboek zegt dat.",
    )
    parser.add_argument("--instrument", type=Path, required=True, metavar="MAP", help="document.toml en standing.toml")
    parser.add_argument("--debtors", type=Path, required=True, metavar="BESTAND", help="de lijst van de stad")
    parser.add_argument(
        "--clients", type=Path, required=True, metavar="BESTAND", help="het cliëntenregister van het OCMW"
    )
    parser.add_argument("--out", type=Path, required=True, metavar="BESTAND", help="de gemerkte lijst")
    parser.add_argument(
        "--on", type=date.fromisoformat, metavar="JJJJ-MM-DD", help="beoordeel een andere dag dan vandaag"
    )
    parser.add_argument("--json", action="store_true", dest="as_json", help="één JSON-object op de standaarduitvoer")
    return Asked(**vars(parser.parse_args(argv)))


def texts(asked: Asked) -> tuple[Document, StandingFile]:
    """The document and what was said about it; raises ``Fault("not_in_force")`` when nothing was."""
    document = read(read_text(asked.instrument, "document.toml"))
    if not (asked.instrument / "standing.toml").exists():
        raise Fault(
            "not_in_force",
            f"Over het instrument in “{asked.instrument}” is niets vastgelegd (standing.toml ontbreekt): er is geen advies, geen "
            "ondertekening en geen bekendmaking. Er mag niets uitgewisseld worden.",
            en=f"Nothing is on record about the instrument in “{asked.instrument}” (no standing.toml): nothing may be exchanged.",
        )
    return document, read_standing(read_text(asked.instrument, "standing.toml"))


def taken(path: Path) -> bytes:
    """The bytes of a file that was named; raises ``Fault("no_file")``."""
    try:
        return path.read_bytes()
    except OSError:
        raise Fault(
            "no_file", f"Het bestand “{path}” kan niet gelezen worden.", en=f"The file “{path}” cannot be read."
        ) from None


def told(answer: Mapping[str, Any], asked: Asked) -> str:
    """The outcome for a person at a terminal."""
    counts = answer["counts"]
    summary = (
        f"{counts['rows']} rijen, {counts['valid']} geldig: {counts['marked']} gemerkt, {counts['proposed']} te bekijken, "
        f"{counts['refused']} geweigerd; {counts['invalid']} ongeldig."
    )
    lines = [summary]
    if answer["dropped_columns"]:
        lines.append(f"Bleven bij de stad: {', '.join(map(str, answer['dropped_columns']))}.")
    if answer["bundle"]:
        lines += [f"Gemerkte lijst: {asked.out}", f"Bewijs: {answer['bundle']}", f"Sleutel: {answer['key']}"]
    else:
        lines.append("Alleen tellingen: een andere dag dan vandaag, onder een instrument dat niet fictief is.")
    return "\n".join(lines)


def printed(answer: Mapping[str, Any], asked: Asked) -> None:
    """Print the outcome as asked."""
    print(json.dumps(answer, ensure_ascii=False) if asked.as_json else told(answer, asked))


def progress(text: str) -> None:
    """A line of progress; on standard error, so that ``--json`` stays one object."""
    print(text, file=sys.stderr, flush=True)
