"""The words of ``kring standing``: its verbs, and what each of them is told."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from uuid import UUID

from kring.instruments.pairs import SANCTION, STEERING
from kring.instruments.standing_moves import CHANGES, MOVES, Kind

from .console import day

VERBS: Final[Mapping[str, Kind]] = {
    "advise": "advice",
    "decide": "decision",
    "sign": "signature",
    "publish": "publication",
    "suspend": "suspension",
    "close-inquiry": "inquiry_closed",
    "record-safeguards": "safeguards_recorded",
    "resume": "resumption",
    "end": "end",
    "give-notice": "termination_notice",
    "agreement-ended": "agreement_ended",
    "meet-condition": "condition_met",
    "tell-change": "change_told",
    "close-review": "review_closed",
    "reference-dpia": "dpia_referenced",
}
"""Which statement each verb makes."""
WITH_PROOF: Final = frozenset(
    {
        "advice",
        "decision",
        "signature",
        "publication",
        "condition_met",
        "change_told",
        "review_closed",
        "dpia_referenced",
    }
)
"""Statements that may say where their proof lies."""
ABOUT: Final[Mapping[Kind, str]] = {"suspension": "suspension", "change_told": "change"}
"""How the statement that another is about is named on the command line."""
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
    acceding = _verb(verbs, "accede", "toetreden tot een model: een eigen exemplaar van de tekst tussen deze partijen")
    acceding.add_argument("folder", type=Path, metavar="DIR", help="map met document.toml, het model")
    acceding.add_argument(
        "--party", action="append", required=True, metavar="KEY=NUMBER", help="welke organisatie deze partij is"
    )
    _who(acceding)
    for verb, kind in VERBS.items():
        _saying(_verb(verbs, verb, MOVES[kind].nl), kind)
    _pairs(verbs)
    return whole


def _pairs(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    agreeing = _verb(verbs, "agree", "de overeenkomst tussen een OCMW en een onthaalbureau opnemen")
    agreeing.add_argument("--ocmw", required=True, metavar="NUMBER")
    agreeing.add_argument("--office", required=True, metavar="NUMBER", help="het onthaalbureau")
    agreeing.add_argument("--from", dest="first", type=day, metavar="DATE", help="de eerste dag (anders: vandaag)")
    agreeing.add_argument("--until", dest="last", type=day, metavar="DATE", help="de laatste dag (anders: geen)")
    agreeing.add_argument("--steering", required=True, choices=tuple(STEERING), help="waar de regie ligt")
    agreeing.add_argument("--sanction", required=True, choices=tuple(SANCTION), help="wie mag sanctioneren")
    agreeing.add_argument("--ref", required=True, help="kenmerk van de beslissing")
    ending = _verb(verbs, "end-agreement", "de overeenkomst met een andere organisatie beëindigen")
    ending.add_argument("--other", required=True, metavar="NUMBER")
    ending.add_argument("--last-day", dest="last", type=day, metavar="DATE", help="de laatste dag (anders: vandaag)")
    for verb in (agreeing, ending):
        verb.add_argument("--fictitious", action="store_true", help="verzonnen; alleen bij fictieve organisaties")
        _who(verb)
    _verb(verbs, "agreements", "de overeenkomsten met een andere organisatie tonen").add_argument(
        "--other", required=True, metavar="NUMBER"
    )


def _verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, what: str
) -> argparse.ArgumentParser:
    verb = verbs.add_parser(name, help=what, description=what)
    verb.add_argument("--organisation", required=True, metavar="NUMBER", help="voor welke organisatie")
    return verb


def _saying(verb: argparse.ArgumentParser, kind: Kind) -> None:
    verb.add_argument("instrument", metavar="ID[@VERSION]", help="het instrument, of de hash van zijn tekst")
    _who(verb)
    asks, about = MOVES[kind].asks, MOVES[kind].about
    on = "de eerste dag zonder" if kind in ("end", "agreement_ended") else "de dag waarop het gebeurde"
    verb.add_argument("--on", type=day, metavar="DATE", help=f"{on} (anders: vandaag)")
    verb.add_argument("--fictitious", action="store_true", help="verzonnen; kan alleen bij een fictieve organisatie")
    if kind == "signature":
        verb.add_argument("--offices", required=True, help="wie tekende: ambten, geen namen")
        verb.add_argument("--set-aside", default="", help="waarom een ongunstig eigen advies niet gevolgd wordt")
    if "outcome" in asks:
        verb.add_argument("--outcome", required=True, choices=OUTCOMES)
        verb.add_argument("--office", default="", help="het ambt, als het anders heet dan de functie")
    if kind == "change_told":
        verb.add_argument("--what", required=True, choices=tuple(CHANGES), help="wat er wijzigt")
    if kind == "condition_met":
        verb.add_argument("--condition", required=True, metavar="KEY", help="welke voorwaarde van de tekst")
    if kind == "termination_notice":
        verb.add_argument(
            "--from", dest="from_day", type=day, metavar="DATE", help="de eerste dag zonder (anders: de vroegste)"
        )
    if "text" in asks or kind not in ("signature", "publication"):
        verb.add_argument(
            "--text", required="text" in asks, default="", help="wat er verklaard wordt, zonder persoonsgegevens"
        )
    if kind in WITH_PROOF:
        needed = "ref" in asks or kind == "publication"
        verb.add_argument("--ref", required=needed, default="", help="kenmerk, of de plaats van het bewijs")
    if about:
        verb.add_argument(
            f"--{ABOUT[about]}", dest="about", type=UUID, metavar="ID", help="waarover (anders: de enige die loopt)"
        )


def _who(verb: argparse.ArgumentParser) -> None:
    verb.add_argument(
        "--as", dest="who", required=True, metavar="EMAIL|POSITION", help="wie handelt: adres, of id van de functie"
    )
