"""``kring standing``: what a party does with an instrument, at the console: adopt its text, say something about it, show it.

Each verb is an action of ``kring.instruments`` under the position named by ``--as``, with the checks that pages have too:
the function must allow it, and the order of things is kept. The other parties hear of a statement through ``kring worker``.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, Final
from uuid import UUID

from kring.core.clock import house_clock
from kring.core.errors import Fault
from kring.guard.acting import acting_for, machine_of
from kring.instruments import actions, queries, standing_rules
from kring.instruments.queries import Situation, Version
from kring.instruments.standing_moves import MOVES, STATES, Kind
from kring.instruments.statements import Said
from kring.parties import queries as parties
from kring.parties.queries import Party

from .console import acting_as, at_console, hosted, today
from .documents import read_text
from .standing_pairs import agree, end_agreement, show_agreements
from .standing_told import attention, party_key
from .standing_words import ABOUT, VERBS, parser


def main(argv: Sequence[str], *, problems: Callable[[], list[str]]) -> int:
    """Adopt, say or show; 0 done, 2 when it cannot be done (and why)."""
    asked = parser().parse_args(argv)
    return at_console(lambda: _do(asked), problems)


def _do(asked: argparse.Namespace) -> int:
    party = hosted(asked.organisation)
    if asked.verb in ("adopt", "accede"):
        return _adopt(party, asked)
    if asked.verb in _PAIRS:
        return _PAIRS[asked.verb](party, asked)
    if asked.verb == "show":
        return _show(party, asked.instrument)
    return _say(party, VERBS[asked.verb], asked)


def _adopt(party: Party, asked: argparse.Namespace) -> int:
    text = read_text(asked.folder, "document.toml")
    parties_are = {key: hosted(number).id for key, number in map(_named, asked.party)}
    by = acting_as(party, asked.who, actions.ADOPTERS)
    if asked.verb == "accede":
        kept = actions.accede(by=by, model=text, parties_are=parties_are, clock=house_clock)
    else:
        kept = actions.adopt(by=by, document=text, parties_are=parties_are, clock=house_clock)
    print(f"{party.name} heeft een eigen exemplaar van {kept.document_id}, versie {kept.version}: {kept.digest}")
    _tell_state(party, kept)
    return 0


def _say(party: Party, kind: Kind, asked: argparse.Namespace) -> int:
    kept = _version(party, asked.instrument)
    said = _said(party, kept, kind, asked)
    print(f"Opgenomen voor {party.name}: {MOVES[kind].nl}, {said.on:%d/%m/%Y}, verklaring {said.id}.")
    _tell_state(party, kept)
    print("De andere partijen vernemen het zodra kring sealer en kring worker het hebben doorgegeven.")
    return 0


def _show(party: Party, named: str | None) -> int:
    machine = machine_of(party.id)
    with acting_for(machine.organisation, machine.position):
        kept = queries.versions() if named is None else [_found(named)]
        shown = [queries.situation(each, house_clock()) for each in kept]
    for one in shown:
        _print(one)
    if not shown:
        print(f"{party.name} heeft nog geen instrument aangenomen.")
    return 0


def _print(now: Situation) -> None:
    kept = now.version
    print(f"{kept.document_id}@{kept.version}  {kept.digest}\n  {kept.title}")
    print(f"  {_state(now)}{' (alles fictief)' if now.fictitious else ''}")
    for key, organisation in kept.parties.items():
        print(f"  {key}: {parties.organisation(organisation).name}")
    for said in now.statements:
        maker = party_key(kept, said.made_by)
        words = " ".join(word for word in (said.key, said.ref) if word)
        print(
            f"  {said.on:%d/%m/%Y}  {maker}: {MOVES[said.kind].nl}{f' [{words}]' if words else ''} ({said.office})  {said.id}"
        )
    for line in attention(now):
        print(f"  ! {line}")


def _tell_state(party: Party, kept: Version) -> None:
    machine = machine_of(party.id)
    with acting_for(machine.organisation, machine.position):
        now = queries.situation(kept, house_clock())
    print(f"Stand op dit exemplaar: {_state(now)}")


def _state(now: Situation) -> str:
    if now.in_force:
        return f"{STATES[now.state]}; van kracht."
    why = [one.text["nl"].rstrip(".") for one in now.reasons]
    return f"{STATES[now.state]}; niet van kracht. {'. '.join(why)}."


def _named(text: str) -> tuple[str, str]:
    key, _, number = text.partition("=")
    if not key or not number:
        raise Fault("wrong_party", "Schrijf een partij als SLEUTEL=NUMMER, zoals city=0123456789.")
    return key, number


def _version(party: Party, named: str) -> Version:
    machine = machine_of(party.id)
    with acting_for(machine.organisation, machine.position):
        return _found(named)


def _found(named: str) -> Version:
    """The own copy that is meant by ``id`` (its newest version), ``id@version`` or the digest of the text."""
    document, _, version = named.partition("@")
    for kept in queries.versions():
        if named == kept.digest or (document == kept.document_id and version in ("", str(kept.version))):
            return kept
    raise Fault(
        "no_copy", "Uw organisatie heeft geen exemplaar van deze tekst. Neem hem eerst aan: kring standing adopt."
    )


def _meant(party: Party, kept: Version, kind: Kind, named: UUID | None) -> UUID:
    """The statement that another is about: the one named, else the only one that is open (to resume: the own one)."""
    if named is not None:
        return named
    machine = machine_of(party.id)
    with acting_for(machine.organisation, machine.position):
        now = queries.situation(kept, house_clock())
        if kind == "review_closed":
            running = [review.change for review in now.outlook.reviews if party.id in review.waits_for]
        else:
            running = [k.said for k in standing_rules.open_suspensions(queries.known(kept.digest))]
    own = [said for said in running if said.made_by == party.id]
    meant = own if kind == "resumption" and own else running
    option = ABOUT[MOVES[kind].about or "suspension"]
    if not meant and kind == "review_closed":
        raise Fault("change_not_told", "Er is geen gemelde wijziging die deze organisatie nog moet herzien.")
    if not meant:
        raise Fault(MOVES[kind].no_longer.code, MOVES[kind].no_longer.nl)
    if len(meant) > 1:
        ids = ", ".join(str(said.id) for said in meant)
        raise Fault(f"which_{option}", f"Er loopt er meer dan één. Noem ze met --{option}: {ids}.")
    return meant[0].id


def _said(party: Party, kept: Version, kind: Kind, asked: argparse.Namespace) -> Said:
    """Make the statement, by the action that belongs to it."""
    by = acting_as(party, asked.who, MOVES[kind].functions)
    common: dict[str, Any] = {"by": by, "digest": kept.digest, "clock": house_clock, "fictitious": asked.fictitious}
    if MOVES[kind].about:
        about = _meant(party, kept, kind, asked.about)
        return _ABOUT[kind](about, asked)(on=asked.on, **common)
    return _SAY[kind](asked, asked.on or today())(**common)


_PAIRS: Final = {"agree": agree, "end-agreement": end_agreement, "agreements": show_agreements}
_Verb = Callable[..., Said]
_SAY: Final[Mapping[Kind, Callable[[argparse.Namespace, date], _Verb]]] = {
    "advice": lambda a, on: partial(
        actions.give_advice, outcome=a.outcome, text=a.text, office=a.office, ref=a.ref, on=on
    ),
    "decision": lambda a, on: partial(actions.record_decision, ref=a.ref, text=a.text, on=on),
    "signature": lambda a, on: partial(
        actions.record_paper_signature, offices=a.offices, ref=a.ref, set_aside=a.set_aside, on=on
    ),
    "publication": lambda a, on: partial(actions.publish, ref=a.ref, on=on),
    "suspension": lambda a, _: partial(actions.suspend, reason=a.text, on=a.on),
    "end": lambda a, on: partial(actions.end, reason=a.text, from_day=on),
    "termination_notice": lambda a, on: partial(actions.give_notice, reason=a.text, on=on, from_day=a.from_day),
    "agreement_ended": lambda a, on: partial(actions.record_agreement_ended, from_day=on, text=a.text),
    "condition_met": lambda a, on: partial(actions.meet_condition, key=a.condition, evidence=a.ref, text=a.text, on=on),
    "change_told": lambda a, on: partial(actions.tell_change, what=a.what, text=a.text, ref=a.ref, on=on),
    "dpia_referenced": lambda a, on: partial(actions.reference_dpia, ref=a.ref, text=a.text, on=on),
}
"""Each statement that stands by itself, from what was typed and its day."""
_ABOUT: Final[Mapping[Kind, Callable[[UUID, argparse.Namespace], _Verb]]] = {
    "inquiry_closed": lambda about, a: partial(actions.close_inquiry, suspension=about, findings=a.text),
    "safeguards_recorded": lambda about, a: partial(actions.record_safeguards, suspension=about, safeguards=a.text),
    "resumption": lambda about, a: partial(actions.resume, suspension=about, reason=a.text),
    "review_closed": lambda about, a: partial(actions.close_review, change=about, conclusion=a.text, ref=a.ref),
}
"""Each statement about another, from that one and what was typed."""
