"""``kring received``: what arrived for an organisation, as far as the position named by ``--as`` may read it, and answers to it.

``list`` counts; ``show`` and ``take-out`` show persons, so each of them has a line in the log; ``answer`` sends one.
"""

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from uuid import UUID

from kring.core.clock import house_clock
from kring.core.errors import Fault
from kring.exchange.offers import Offer, offers
from kring.flows.lists import answers, queries, received, taking
from kring.flows.lists.actions import Choice, Started
from kring.flows.lists.answers import Answer
from kring.flows.lists.roles import functions_of
from kring.guard.acting import Acting, acting_for, machine_of
from kring.parties.queries import Party

from .console import acting_as, at_console, hosted
from .send import refused_at

_AT_MOST = 1_000


def main(argv: Sequence[str], *, problems: Callable[[], list[str]]) -> int:
    """List, show, take out or answer; 0 done, 1 refused by the instrument, 2 when it cannot be done (and why)."""
    asked = _parser().parse_args(argv)
    return at_console(lambda: _do(asked), problems)


def _parser() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(prog="kring received", description="Wat andere organisaties stuurden.")
    verbs = whole.add_subparsers(dest="verb", required=True, metavar="VERB")
    _verb(verbs, "list", "welke lijsten er zijn, en wat er met eigen zendingen gebeurde")
    _verb(verbs, "show", "de personen van een lijst, of van een eigen zending met de antwoorden", of_one=True)
    taking_out = _verb(verbs, "take-out", "een lijst als werkmap ophalen", of_one=True)
    taking_out.add_argument("--out", required=True, type=Path, metavar="FILE", help="waar de werkmap komt (.xlsx)")
    answering = _verb(verbs, "answer", "over een persoon van de lijst antwoorden", of_one=True)
    answering.add_argument("--disclosure", required=True, metavar="KEY", help="met welke mededeling van het protocol")
    answering.add_argument("--row", required=True, type=UUID, metavar="ID", help="over wie: het id dat show geeft")
    answering.add_argument("--value", action="append", required=True, metavar="[ITEM=]VALUE", help="het antwoord")
    answering.add_argument(
        "--decided", action="append", default=[], metavar="FACT", help="wat een mens hierover besliste"
    )
    answering.add_argument("--purpose", default="", metavar="P")
    answering.add_argument("--declare", action="append", default=[], metavar="X")
    return whole


def _verb(
    verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", name: str, what: str, *, of_one: bool = False
) -> argparse.ArgumentParser:
    verb = verbs.add_parser(name, help=what, description=what)
    if of_one:
        verb.add_argument("list", type=UUID, metavar="LIST", help="het id dat list geeft")
    verb.add_argument("--organisation", required=True, metavar="NUMBER", help="voor welke organisatie")
    verb.add_argument(
        "--as", dest="who", required=True, metavar="EMAIL|POSITION", help="wie kijkt: adres, of id van de functie"
    )
    verb.add_argument("--json", action="store_true", dest="as_json")
    return verb


def _do(asked: argparse.Namespace) -> int:
    party = hosted(asked.organisation)
    by = acting_as(party, asked.who, _functions(party))
    if asked.verb == "list":
        return _list(by, as_json=asked.as_json)
    if asked.verb == "take-out":
        return _take_out(by, asked)
    return _answer(by, asked) if asked.verb == "answer" else _show(by, asked)


def _functions(party: Party) -> frozenset[str]:
    """The functions that read or send something of this organisation."""
    machine = machine_of(party.id)
    with acting_for(machine.organisation, machine.position):
        found = [
            (*(one.sender_roles if one.agreement.sender == party.id else ()), *_readers(one, party))
            for one in offers(clock=house_clock)
        ]
    return frozenset(name for roles in found for role in roles for name in functions_of(role))


def _readers(offer: Offer, party: Party) -> tuple[str, ...]:
    return offer.reader_roles if offer.agreement.recipient == party.id else ()


def _list(by: Acting, *, as_json: bool) -> int:
    with acting_for(by.organisation, by.position):
        lists = received.lists(clock=house_clock)
        sendings = queries.sendings(clock=house_clock)
    shown = [
        {
            "list": str(one.id),
            "day": one.day.isoformat(),
            "from": one.partner,
            "instrument": one.offer.agreement.document,
            "disclosure": one.offer.agreement.disclosure,
            "rows": one.rows,
            "complete": one.complete,
        }
        for one in lists
    ]
    sent = [
        {
            "sending": str(one.id),
            "day": one.day.isoformat(),
            "to": one.partner,
            "instrument": one.document,
            "disclosure": one.disclosure,
            "state": one.progress.state,
            "sent": one.progress.people,
            "withheld": one.progress.withheld,
            "to_mend": one.invalid,
            "answered": one.answers,
            "reasons": [text["nl"] for text in one.progress.reasons],
        }
        for one in sendings
    ]
    if as_json:
        print(json.dumps({"received": shown, "sent": sent}, ensure_ascii=False))
        return 0
    for one in shown:
        print(
            "  ".join(str(one[key]) for key in ("list", "day", "from", "instrument", "disclosure")),
            f"{one['rows']} rijen",
        )
    for one in sent:
        words = "  ".join(str(one[key]) for key in ("sending", "day", "to", "instrument", "disclosure"))
        print(f"{words}  verstuurd: {one['sent']}, beantwoord: {one['answered']} ({one['state']})")
        print("".join(f"    {reason}\n" for reason in one["reasons"]), end="")  # type: ignore[attr-defined]
    if not shown and not sent:
        print("Er is niets voor deze functie.")
    return 0


def _show(by: Acting, asked: argparse.Namespace) -> int:
    with acting_for(by.organisation, by.position):
        own = queries.one(asked.list, clock=house_clock)
        if own is not None:
            people = queries.people(asked.list, only="", offset=0, limit=_AT_MOST, clock=house_clock)
            rows = [
                {
                    "row": str(one.id),
                    "state": one.state,
                    **one.values,
                    "answers": [dict(given.values) for given in one.answers],
                    "reasons": [text["nl"] for text in one.reasons],
                    "to_mend": [text["nl"].format(item=item) for text, item in one.faults],
                }
                for one in people
            ]
        else:
            found = received.people(asked.list, offset=0, limit=_AT_MOST, clock=house_clock)
            rows = [{"row": str(one.id), **one.values} for one in found]
    if asked.as_json:
        print(json.dumps({"rows": rows}, ensure_ascii=False))
        return 0
    for row in rows:
        print("; ".join(f"{key}: {_plain(value)}" for key, value in row.items() if value))
    if not rows:
        print("Er staat niemand (meer) in deze lijst.")
    return 0


def _plain(value: object) -> str:
    if isinstance(value, list):
        return " | ".join(", ".join(one.values()) if isinstance(one, dict) else str(one) for one in value)
    return str(value)


def _take_out(by: Acting, asked: argparse.Namespace) -> int:
    if asked.out.exists():
        raise Fault("file_exists", f"{asked.out.name} bestaat al. Er is niets overschreven.")
    taken = taking.take_out(by=by, received_id=asked.list, clock=house_clock)
    try:
        asked.out.write_bytes(taken.data)
    except OSError:
        raise Fault("not_written", f"{asked.out.name} kon niet geschreven worden.") from None
    if asked.as_json:
        print(json.dumps({"file": asked.out.name, "rows": taken.rows}, ensure_ascii=False))
    else:
        print(f"{taken.rows} rijen staan in {asked.out.name}. Het logboek zegt dat u ze ophaalde.")
    return 0


def _answer(by: Acting, asked: argparse.Namespace) -> int:
    with acting_for(by.organisation, by.position):
        the_list = received.the_list(asked.list, clock=house_clock)
        possible = answers.replies_to(the_list, clock=house_clock)
    offer = next((one for one in possible if one.agreement.disclosure == asked.disclosure), None)
    if offer is None:
        names = ", ".join(one.agreement.disclosure for one in possible) or "geen"
        raise Fault(
            "no_such_disclosure", f"Met “{asked.disclosure}” beantwoordt u deze lijst niet. Het kan met: {names}."
        )
    choice = Choice(offer.agreement.version, asked.disclosure, asked.purpose, frozenset(asked.declare))
    given = Answer(_values(offer, asked.value), {name: name in asked.decided for name, _ in offer.decided})
    outcome = answers.answer(
        by=by, received_id=asked.list, choice=choice, answers={asked.row: given}, clock=house_clock
    )
    if not isinstance(outcome, Started):
        return refused_at(outcome, as_json=asked.as_json)
    if asked.as_json:
        print(json.dumps({"sending": str(outcome.sending), "queued": outcome.valid}, ensure_ascii=False))
    else:
        print(f"Het antwoord staat in de wachtrij: zending {outcome.sending}.")
    return 0


def _values(offer: Offer, given: Sequence[str]) -> dict[str, str]:
    """``ITEM=VALUE``, or just the value where the answer has one item."""
    found = {}
    for text in given:
        name, equals, value = text.partition("=")
        if equals and name in offer.item:
            found[name] = value
        elif len(offer.items) == 1:
            found[offer.items[0].name] = text
        else:
            raise Fault("which_item", f"Schrijf GEGEVEN=WAARDE, met een van: {', '.join(offer.item)}.")
    return found
