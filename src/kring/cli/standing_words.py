"""The words of ``kring standing``: its verbs, and what each of them is told."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from uuid import UUID

from kring.instruments.standing_moves import MOVES, Kind

from .console import day

VERBS: Final[Mapping[str, Kind]] = {
    "advise": "advice",
    "sign": "signature",
    "publish": "publication",
    "suspend": "suspension",
    "close-inquiry": "inquiry_closed",
    "record-safeguards": "safeguards_recorded",
    "resume": "resumption",
    "end": "end",
}
"""Which statement each verb makes."""
OUTCOMES: Final = ("positive", "conditional", "negative")


def parser() -> argparse.ArgumentParser:
    """What may follow ``kring standing``."""
    whole = argparse.ArgumentParser(
        prog="kring standing",
        description="Een instrument aannemen, er iets over opnemen, of tonen hoe het ervoor staat.",
    )
    verbs = whole.add_subparsers(dest="verb", required=True, metavar="VERB")
    adopting = _verb(verbs, "adopt", "een eigen exemplaar van de tekst aannemen")
    adopting.add_argument("folder", type=Path, metavar="DIR", help="map met document.toml")
    adopting.add_argument(
        "--party", action="append", required=True, metavar="KEY=NUMBER", help="welke organisatie deze partij is"
    )
    _who(adopting)
    showing = _verb(verbs, "show", "hoe het ervoor staat op het exemplaar van deze organisatie")
    showing.add_argument("instrument", nargs="?", metavar="ID[@VERSION]")
    for verb, kind in VERBS.items():
        _saying(_verb(verbs, verb, MOVES[kind].nl), kind)
    return whole


def _verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, what: str
) -> argparse.ArgumentParser:
    verb = verbs.add_parser(name, help=what, description=what)
    verb.add_argument("--organisation", required=True, metavar="NUMBER", help="voor welke organisatie")
    return verb


def _saying(verb: argparse.ArgumentParser, kind: Kind) -> None:
    verb.add_argument("instrument", metavar="ID[@VERSION]", help="het instrument, of de hash van zijn tekst")
    _who(verb)
    verb.add_argument("--on", type=day, metavar="DATE", help="de dag waarop het gebeurde (anders: vandaag)")
    verb.add_argument("--fictitious", action="store_true", help="verzonnen; kan alleen bij een fictieve organisatie")
    if kind == "signature":
        verb.add_argument("--offices", required=True, help="wie tekende: ambten, geen namen")
        verb.add_argument("--ref", default="", help="waar het papier ligt")
        verb.add_argument("--set-aside", default="", help="waarom een ongunstig eigen advies niet gevolgd wordt")
        return
    if kind == "publication":
        verb.add_argument("--ref", required=True, help="waar het bekendgemaakt is")
        return
    if kind == "advice":
        verb.add_argument("--outcome", required=True, choices=OUTCOMES)
        verb.add_argument("--office", default="", help="het ambt, als het anders heet dan de functie")
        verb.add_argument("--ref", default="", help="waar het advies ligt")
    verb.add_argument("--text", required=True, help="wat er verklaard wordt, zonder persoonsgegevens")
    if MOVES[kind].about:
        verb.add_argument("--suspension", type=UUID, metavar="ID", help="welke schorsing (anders: de enige die loopt)")


def _who(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--as", dest="who", required=True, metavar="EMAIL|POSITION", help="wie handelt: adres, of id van de functie"
    )
