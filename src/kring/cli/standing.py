"""``kring standing``: what a party does with an instrument, at the console: adopt its text, say something about it, show it.

Each verb is an action of ``kring.instruments`` under the position named by ``--as``, with the checks that pages have too:
the function must allow it, and the order of things is kept. The other parties hear of a statement through ``kring worker``.
"""

import argparse
from collections.abc import Callable, Sequence
from typing import Any
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
from kring.policy import standing as standings

from .console import acting_as, at_console, hosted, today
from .documents import read_text
from .standing_words import VERBS, parser


def main(argv: Sequence[str], *, problems: Callable[[], list[str]]) -> int:
    """Adopt, say or show; 0 done, 2 when it cannot be done (and why)."""
    asked = parser().parse_args(argv)
    return at_console(lambda: _do(asked), problems)


def _do(asked: argparse.Namespace) -> int:
    party = hosted(asked.organisation)
    if asked.verb == "adopt":
        return _adopt(party, asked)
    if asked.verb == "show":
        return _show(party, asked.instrument)
    return _say(party, VERBS[asked.verb], asked)


def _adopt(party: Party, asked: argparse.Namespace) -> int:
    text = read_text(asked.folder, "document.toml")
    parties_are = {key: hosted(number).id for key, number in map(_named, asked.party)}
    by = acting_as(party, asked.who, actions.ADOPTERS)
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
        maker = next(key for key, organisation in kept.parties.items() if organisation == said.made_by)
        print(f"  {said.on:%d/%m/%Y}  {maker}: {MOVES[said.kind].nl} ({said.office})  {said.id}")


def _tell_state(party: Party, kept: Version) -> None:
    machine = machine_of(party.id)
    with acting_for(machine.organisation, machine.position):
        now = queries.situation(kept, house_clock())
    print(f"Stand op dit exemplaar: {_state(now)}")


def _state(now: Situation) -> str:
    if now.in_force:
        return f"{STATES[now.state]}; van kracht."
    needs = queries.compiled(now.version).needs
    why = [one.text["nl"].rstrip(".") for one in standings.refusals(now.standing, today(), needs=needs)]
    return (
        f"{STATES[now.state]}; niet van kracht. {'. '.join(why) or 'De looptijd is nog niet begonnen of is voorbij'}."
    )


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


def _suspension(party: Party, kept: Version, kind: Kind, named: UUID | None) -> UUID:
    """The suspension that is meant: the one named, else the only one that is open (to resume: the own one)."""
    if named is not None:
        return named
    machine = machine_of(party.id)
    with acting_for(machine.organisation, machine.position):
        running = [k.said for k in standing_rules.open_suspensions(queries.known(kept.digest))]
    own = [said for said in running if said.made_by == party.id]
    meant = own if kind == "resumption" and own else running
    if not meant:
        raise Fault(MOVES[kind].no_longer.code, MOVES[kind].no_longer.nl)
    if len(meant) > 1:
        ids = ", ".join(str(said.id) for said in meant)
        raise Fault("which_suspension", f"Er loopt meer dan één schorsing. Noem ze met --suspension: {ids}.")
    return meant[0].id


def _said(party: Party, kept: Version, kind: Kind, asked: argparse.Namespace) -> Said:
    """Make the statement, by the action that belongs to it."""
    by = acting_as(party, asked.who, MOVES[kind].functions)
    common: dict[str, Any] = {"by": by, "digest": kept.digest, "clock": house_clock, "fictitious": asked.fictitious}
    on = asked.on or today()
    if kind == "advice":
        return actions.give_advice(
            outcome=asked.outcome, text=asked.text, office=asked.office, ref=asked.ref, on=on, **common
        )
    if kind == "signature":
        return actions.record_paper_signature(
            offices=asked.offices, ref=asked.ref, set_aside=asked.set_aside, on=on, **common
        )
    if kind == "publication":
        return actions.publish(ref=asked.ref, on=on, **common)
    if kind == "end":
        return actions.end(reason=asked.text, from_day=on, **common)
    if kind == "suspension":
        return actions.suspend(reason=asked.text, on=asked.on, **common)
    return _about(_suspension(party, kept, kind, asked.suspension), kind, asked, common)


def _about(suspension: UUID, kind: Kind, asked: argparse.Namespace, common: dict[str, Any]) -> Said:
    common = {**common, "suspension": suspension, "on": asked.on}
    if kind == "inquiry_closed":
        return actions.close_inquiry(findings=asked.text, **common)
    if kind == "safeguards_recorded":
        return actions.record_safeguards(safeguards=asked.text, **common)
    return actions.resume(reason=asked.text, **common)
