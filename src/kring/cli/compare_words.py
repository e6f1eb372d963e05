"""The words of ``kring compare``: what was asked, how far it is, and how the outcome is told. Needs no database."""

import argparse
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from kring.core.errors import Fault
from kring.core.readers import NotReadable, read_day
from kring.core.reasons import Localised

from .language import language, told


@dataclass(frozen=True)
class Asked:
    """The words of the command."""

    instrument: Path
    debtors: Path
    clients: Path
    out: Path
    on: date | None
    as_json: bool

    @property
    def proof(self) -> Path:
        """Where the proof bundle comes: beside the marked list."""
        return self.out.with_name(self.out.name + ".kring.zip")


class _Parser(argparse.ArgumentParser):
    """Tells what it does not understand as a fault, so that ``--json`` has its object then too."""

    def error(self, message: str) -> NoReturn:
        """Whatever argparse did not understand; its own words are English."""
        raise _usage(f"is niet te begrijpen ({message})", f"is not understood ({message})")


def _usage(nl: str, en: str) -> Fault:
    return Fault(
        "usage",
        f"Deze opdracht {nl}. Zie kring compare --help.",
        en=f"This command {en}. See kring compare --help.",
    )


_NAMED: Mapping[str, tuple[str, str]] = {
    "--instrument": ("MAP", "de map met document.toml en standing.toml"),
    "--debtors": ("BESTAND", "de lijst van de stad (.xlsx, .ods of .csv)"),
    "--clients": ("BESTAND", "het cliëntenregister van het OCMW (.xlsx, .ods of .csv)"),
    "--out": ("BESTAND", "waar de gemerkte lijst komt; het bewijs komt ernaast, als BESTAND.kring.zip"),
}


def parse(argv: Sequence[str]) -> Asked:
    """The words of the command, read; raises ``Fault("usage")``."""
    parser = _Parser(
        prog="kring compare",
        description="Vergelijk één debiteurenlijst met één cliëntenregister, door dezelfde deur als in dienst. "
        "Wie dit start, verklaart dat het dwangbevel wordt voorbereid; het logboek zegt dat.",
        allow_abbrev=False,
    )
    for name, (stands_for, is_for) in _NAMED.items():
        parser.add_argument(name, type=Path, metavar=stands_for, help=is_for)
    parser.add_argument("--on", metavar="JJJJ-MM-DD", help="beoordeel een andere dag dan vandaag")
    parser.add_argument("--json", action="store_true", dest="as_json", help="één JSON-object op de standaarduitvoer")
    words, unknown = parser.parse_known_args(argv)
    if unknown:
        raise _usage(f"kent “{unknown[0]}” niet", f"does not know “{unknown[0]}”")
    missing = [name for name in _NAMED if getattr(words, name[2:]) in (None, Path())]
    if missing:
        raise _usage(
            f"is niet volledig: {', '.join(missing)} ontbreekt", f"is incomplete: {', '.join(missing)} is missing"
        )
    return Asked(
        words.instrument, words.debtors, words.clients, words.out, _day(words.on) if words.on else None, words.as_json
    )


def _day(text: str) -> date:
    try:
        return read_day(text)
    except NotReadable as wrong:
        raise _usage(
            f"noemt bij --on geen dag: schrijf {wrong.nl}", f"names no day at --on: write {wrong.en}"
        ) from None


@dataclass
class Progress:
    """What is being done, a line each on standard error (``--json`` stays one object), with the seconds since the start."""

    began: float = field(default_factory=time.monotonic)
    took: dict[str, float] = field(default_factory=dict)
    _stage: str = ""
    _since: float = 0.0

    def stage(self, name: str, nl: str, en: str) -> None:
        """Begin the stage ``name`` (a word); the one before it ends."""
        self._end()
        self._stage, self._since = name, time.monotonic()
        self.say(nl, en)

    def say(self, nl: str, en: str) -> None:
        """One line."""
        text = told({"nl": nl, "en": en}, language())
        print(f"[{time.monotonic() - self.began:6.1f} s] {text}", file=sys.stderr, flush=True)

    def close(self) -> None:
        """All is done: how long each stage took."""
        self._end()
        self._stage = ""
        stages = ", ".join(f"{name} {seconds:.2f}" for name, seconds in self.took.items())
        self.say(f"Klaar. Seconden: {stages}", f"Done. Seconds: {stages}")

    def _end(self) -> None:
        if self._stage:
            self.took[self._stage] = time.monotonic() - self._since


_SUMMARY: Localised = {
    "nl": "{rows} rijen: {valid} geldig, {invalid} ongeldig. {marked} gemerkt, {proposed} te bekijken "
    "(gelijk nummer, andere naam), {refused} geweigerd.",
    "en": "{rows} rows: {valid} valid, {invalid} invalid. {marked} marked, {proposed} to be looked at "
    "(equal number, other name), {refused} refused.",
}
_DROPPED: Localised = {"nl": "Bleven bij de stad: {names}.", "en": "Stayed with the city: {names}."}
_WHERE: Localised = {
    "nl": "Gemerkte lijst: {out}\nBewijs: {bundle}\nNakijken: kring verify {bundle} --key {key}",
    "en": "Marked list: {out}\nProof: {bundle}\nVerify: kring verify {bundle} --key {key}",
}
_COUNTS_ONLY: Localised = {
    "nl": "Alleen tellingen: een andere dag dan vandaag, onder een instrument dat niet helemaal fictief is.",
    "en": "Counts only: another day than today, under an instrument that is not all fictitious.",
}


def printed(answer: Mapping[str, Any], asked: Asked) -> None:
    """Print the outcome as asked."""
    print(json.dumps(answer, ensure_ascii=False) if asked.as_json else _told(answer, asked), flush=True)


def _told(answer: Mapping[str, Any], asked: Asked) -> str:
    """The outcome for a person at a terminal."""
    chosen = language()
    lines = [told(_SUMMARY, chosen).format_map(answer["counts"])]
    if answer["dropped_columns"]:
        lines.append(told(_DROPPED, chosen).format(names=", ".join(answer["dropped_columns"])))
    if answer["bundle"]:
        lines.append(told(_WHERE, chosen).format(out=asked.out, bundle=answer["bundle"], key=answer["key"]))
    else:
        lines.append(told(_COUNTS_ONLY, chosen))
    return "\n".join(lines)
