"""``kring send``: hand in a workbook under a disclosure of an instrument, at the console, in the position named by ``--as``.

The same action as the page's, with the same checks; the parts leave through ``kring worker`` and ``kring sealer``.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from kring.core.clock import house_clock
from kring.core.errors import Fault
from kring.exchange.offers import Offer, offers, usable_first
from kring.flows.lists import actions
from kring.flows.lists.actions import Choice, NotStarted, Started
from kring.flows.lists.roles import functions_of
from kring.guard.acting import acting_for, machine_of
from kring.parties.queries import Party
from kring.sheets.refused import Refused

from .console import acting_as, at_console, hosted
from .language import language


def main(argv: Sequence[str], *, problems: Callable[[], list[str]]) -> int:
    """Queue one list; 0 queued (each row), 1 refused by the instrument or with rows to mend, 2 when it cannot be done (and why)."""
    asked = _parser().parse_args(argv)
    return at_console(lambda: _send(asked), problems)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kring send",
        description="Een lijst versturen onder een protocol: xlsx, ods of csv. Zie ook kring received.",
    )
    parser.add_argument("organisation", metavar="ORGANISATION", help="het ondernemingsnummer van wie verstuurt")
    parser.add_argument("file", type=Path, metavar="FILE", help="de lijst")
    parser.add_argument(
        "--as", dest="who", required=True, metavar="EMAIL|POSITION", help="wie handelt: adres, of id van de functie"
    )
    parser.add_argument("--instrument", required=True, metavar="ID[@VERSION]")
    parser.add_argument("--disclosure", required=True, metavar="KEY", help="welke mededeling van het protocol")
    parser.add_argument("--to", required=True, metavar="ORGANISATION", help="het ondernemingsnummer van de ontvanger")
    parser.add_argument("--purpose", default="", metavar="P", help="het doeleinde, als de mededeling er meer heeft")
    parser.add_argument(
        "--declare", action="append", default=[], metavar="X", help="wat u verklaart; zo vaak als nodig"
    )
    parser.add_argument("--json", action="store_true", dest="as_json")
    return parser


def _send(asked: argparse.Namespace) -> int:
    party, partner = hosted(asked.organisation), hosted(asked.to)
    offer = found_offer(party, asked.instrument, asked.disclosure, partner)
    _known_words(offer, asked)
    functions = frozenset(name for role in offer.sender_roles for name in functions_of(role))
    by = acting_as(party, asked.who, functions)
    choice = Choice(offer.agreement.version, offer.agreement.disclosure, asked.purpose, frozenset(asked.declare))
    try:
        data = asked.file.read_bytes()
    except OSError:
        raise Fault("no_such_file", f"Het bestand {asked.file.name} is niet te lezen.") from None
    try:
        outcome = actions.send_workbook(by=by, data=data, filename=asked.file.name, choice=choice, clock=house_clock)
    except Refused as refused:
        told = refused.message
        raise Fault(refused.code, told["nl"], en=told.get("en", told["nl"])) from None
    return _told(outcome, offer, partner, as_json=asked.as_json)


def found_offer(party: Party, instrument: str, disclosure: str, partner: Party) -> Offer:
    """The disclosure meant by ``id`` (the version that is in force, else the newest), ``id@version`` or the text's digest.

    Raises ``Fault("no_such_disclosure")``.
    """
    document, _, version = instrument.partition("@")
    machine = machine_of(party.id)
    with acting_for(machine.organisation, machine.position):
        possible = [
            one
            for one in offers(clock=house_clock, sender=party.id, recipient=partner.id)
            if one.agreement.disclosure == disclosure
            and (
                one.agreement.digest == instrument
                or (one.agreement.document == document and version in ("", str(one.version_number)))
            )
        ]
    chosen = usable_first(possible)
    if not chosen:
        raise Fault(
            "no_such_disclosure",
            f"{party.name} heeft geen exemplaar van een protocol “{instrument}” met een mededeling “{disclosure}”"
            f" aan {partner.name}. Zie kring standing show.",
        )
    if not chosen[0].general:
        raise Fault("special_flow", "Voor deze mededeling bestaan er eigen pagina's. Verstuur ze daar.")
    return chosen[0]


def _known_words(offer: Offer, asked: argparse.Namespace) -> None:
    declarations = [name for name, _ in offer.declarations]
    unknown = [name for name in asked.declare if name not in declarations]
    if unknown:
        raise Fault(
            "unknown_declaration",
            f"Deze mededeling vraagt geen verklaring “{unknown[0]}”. Ze vraagt: {', '.join(declarations) or 'geen'}.",
        )


def _told(outcome: Started | NotStarted, offer: Offer, partner: Party, *, as_json: bool) -> int:
    if isinstance(outcome, NotStarted):
        return refused_at(outcome, as_json=as_json)
    missing = [offer.item[name].text["nl"] for name in outcome.missing]
    if as_json:
        shown = {
            "sending": str(outcome.sending),
            "queued": outcome.valid,
            "to_mend": outcome.invalid,
            "missing": list(outcome.missing),
            "stayed": list(outcome.dropped),
        }
        print(json.dumps(shown, ensure_ascii=False))
        return 1 if outcome.invalid else 0
    print(f"In de wachtrij voor {partner.name}: {outcome.valid} rijen, zending {outcome.sending}.")
    if outcome.invalid:
        print(f"Na te kijken en niet verstuurd: {outcome.invalid} rijen. De pagina van de zending zegt per rij wat.")
    if missing:
        print(f"Niet in het bestand: {', '.join(missing)}.")
    if outcome.dropped:
        print(f"Niet gelezen en hier gebleven: {', '.join(outcome.dropped)}.")
    print("Ze vertrekken zodra kring worker en kring sealer aan het werk zijn.")
    return 1 if outcome.invalid else 0


def refused_at(outcome: NotStarted, *, as_json: bool) -> int:
    """Tell a refusal by the instrument: a finding, not a fault. Answers the exit code 1."""
    reasons = [{"code": one.code, "text": one.text.get(language(), one.text["nl"])} for one in outcome.reasons]
    if as_json:
        print(json.dumps({"refused": reasons}, ensure_ascii=False))
    else:
        print("Er is niets verstuurd:", file=sys.stderr)
        print("\n".join(f"- {one['text']} [{one['code']}]" for one in reasons), file=sys.stderr)
    return 1
