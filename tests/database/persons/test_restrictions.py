"""Restriction and objection: they hold from day to day, for anybody, and are written down or do not happen."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import uuid4

import pytest

from kring.config.people import residents
from kring.core import events
from kring.core.errors import Fault
from kring.guard.acting import Acting
from kring.persons import actions, queries
from kring.persons.models import Objection, Restriction
from tests.database.ocmw import LogBrokenError, break_log, code_of, somebody, verbs, within, written

pytestmark = pytest.mark.usefixtures("committed")

PIOTR, ZANETA = (person.ssin for person in residents(2))
MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Kind:
    """Restriction and objection behave alike."""

    begin: Callable[..., Restriction | Objection]
    end: Callable[..., None]
    holding: Callable[..., set[bytes]]
    ground: str
    begun: type
    ended: type
    verbs: tuple[str, str]
    id_name: str
    model: type[Restriction] | type[Objection] = field(kw_only=True)

    def on(self, ocmw: Acting, day: date, *numbers: str) -> set[str]:
        """For whom of ``numbers`` it holds on ``day``."""

        def ask() -> set[str]:
            of = {queries.pseudonym(number): number for number in numbers or (PIOTR, ZANETA)}
            return {of[found] for found in self.holding(of, day)}

        return within(ocmw, ask)


RESTRICTION = Kind(
    actions.place_restriction,
    actions.lift_restriction,
    queries.restricted,
    "accuracy_contested",
    events.RestrictionPlaced,
    events.RestrictionLifted,
    ("restriction.placed", "restriction.lifted"),
    "restriction_id",
    model=Restriction,
)
OBJECTION = Kind(
    actions.record_objection,
    actions.withdraw_objection,
    queries.objected,
    "own_situation",
    events.ObjectionRecorded,
    events.ObjectionWithdrawn,
    ("objection.recorded", "objection.withdrawn"),
    "objection_id",
    model=Objection,
)
both = pytest.mark.parametrize("kind", [RESTRICTION, OBJECTION], ids=["restriction", "objection"])


@both
def test_it_holds_on_its_first_and_on_its_last_day(kind: Kind) -> None:
    """Not the day before, not the day after; open until it is ended; for this person only."""
    ocmw = somebody()
    held = kind.begin(by=ocmw, ssin=PIOTR, ground=kind.ground, valid_from=MONDAY)
    assert kind.on(ocmw, MONDAY - DAY) == set()
    assert kind.on(ocmw, MONDAY) == {PIOTR}
    assert kind.on(ocmw, date(2099, 1, 1)) == {PIOTR}
    kind.end(by=ocmw, **{kind.id_name: held.id}, last_day=MONDAY + 7 * DAY)
    assert kind.on(ocmw, MONDAY + 7 * DAY) == {PIOTR}
    assert kind.on(ocmw, MONDAY + 8 * DAY) == set()


@both
def test_it_holds_for_somebody_whom_we_do_not_keep(kind: Kind) -> None:
    """And only in the organisation that decided it."""
    ocmw, other = somebody(), somebody()
    kind.begin(by=ocmw, ssin=ZANETA, ground=kind.ground, valid_from=MONDAY, valid_until=MONDAY)
    assert within(ocmw, lambda: queries.by_blinds([queries.pseudonym(ZANETA)])) == {}
    assert kind.on(ocmw, MONDAY) == {ZANETA}
    assert kind.on(other, MONDAY) == set()


@both
def test_who_decided_it_stands_in_the_log_and_why_can_be_erased(kind: Kind) -> None:
    """One line each time, about the person, with the position that did it; the ground is in the encrypted part."""
    ocmw = somebody()
    held = kind.begin(by=ocmw, ssin=PIOTR, ground=kind.ground, valid_from=MONDAY)
    kind.end(by=ocmw, **{kind.id_name: held.id}, last_day=MONDAY)
    assert verbs(ocmw) == list(kind.verbs)
    for line in written(ocmw):
        assert line.position == ocmw.position
        assert line.subject is not None
        assert line.own == {"ground": kind.ground}
        assert kind.ground not in str(line.content)
    kept = within(ocmw, lambda: kind.model.objects.get(id=held.id))
    assert kept.decided_by == ocmw.position


@both
def test_those_who_want_to_know_are_told_in_the_same_transaction(kind: Kind) -> None:
    """With the pseudonym, never the number; and what a listener raises undoes the change."""
    ocmw = somebody()
    heard: list[object] = []
    with events.listening(kind.begun, heard.append), events.listening(kind.ended, heard.append):
        held = kind.begin(by=ocmw, ssin=PIOTR, ground=kind.ground, valid_from=MONDAY)
        kind.end(by=ocmw, **{kind.id_name: held.id}, last_day=MONDAY)
    blind = within(ocmw, lambda: queries.pseudonym(PIOTR))
    assert heard == [kind.begun(ocmw.organisation, blind, MONDAY), kind.ended(ocmw.organisation, blind, MONDAY)]

    def refuses(_event: object) -> None:
        raise LogBrokenError

    with events.listening(kind.begun, refuses), pytest.raises(LogBrokenError):
        kind.begin(by=ocmw, ssin=ZANETA, ground=kind.ground, valid_from=MONDAY)
    assert kind.on(ocmw, MONDAY, ZANETA) == set()
    assert len(written(ocmw)) == 2


@both
def test_without_a_line_nothing_begins_and_nothing_ends(kind: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal write is broken in every action; nothing changed and nobody was told."""
    ocmw = somebody()
    held = kind.begin(by=ocmw, ssin=PIOTR, ground=kind.ground, valid_from=MONDAY)
    heard: list[object] = []
    break_log(monkeypatch, "kring.persons.actions")
    with events.listening(kind.begun, heard.append), events.listening(kind.ended, heard.append):
        with pytest.raises(LogBrokenError):
            kind.begin(by=ocmw, ssin=ZANETA, ground=kind.ground, valid_from=MONDAY)
        with pytest.raises(LogBrokenError):
            kind.end(by=ocmw, **{kind.id_name: held.id}, last_day=MONDAY)
    assert heard == []
    assert kind.on(ocmw, MONDAY + DAY) == {PIOTR}
    assert verbs(ocmw) == [kind.verbs[0]]


@both
def test_what_makes_no_sense_is_refused_before_anything_happens(kind: Kind) -> None:
    """A wrong number, an unknown ground, an end before the beginning, something of another organisation."""
    ocmw, other = somebody(), somebody()
    good = {"by": ocmw, "ssin": PIOTR, "ground": kind.ground, "valid_from": MONDAY}
    for wrong, code in (
        ({"ssin": "123"}, "ssin"),
        ({"ground": "because"}, "unknown_ground"),
        ({"valid_from": date(2018, 5, 24)}, "unknown_ground"),
        ({"valid_until": MONDAY - DAY}, "period_reversed"),
    ):
        with pytest.raises(Fault) as refused:
            kind.begin(**{**good, **wrong})
        assert code_of(refused) == code
        assert PIOTR not in refused.value.message
    held = kind.begin(by=other, ssin=PIOTR, ground=kind.ground, valid_from=MONDAY)
    for unknown in (held.id, uuid4()):
        with pytest.raises(Fault) as refused:
            kind.end(by=ocmw, **{kind.id_name: unknown}, last_day=MONDAY)
        assert code_of(refused) == f"no_such_{kind.id_name.removesuffix('_id')}"
    with pytest.raises(Fault) as refused:
        kind.end(by=other, **{kind.id_name: held.id}, last_day=MONDAY - DAY)
    assert code_of(refused) == "period_reversed"
    assert verbs(ocmw) == []


def test_all_restrictions_of_a_person_are_shown_also_past_ones() -> None:
    """Oldest first, with the ground and who decided."""
    ocmw = somebody()
    late = actions.place_restriction(by=ocmw, ssin=PIOTR, ground="wanted_for_claim", valid_from=MONDAY)
    early = actions.place_restriction(
        by=ocmw, ssin=PIOTR, ground="accuracy_contested", valid_from=MONDAY - 9 * DAY, valid_until=MONDAY - DAY
    )
    found = within(ocmw, lambda: queries.restrictions_of(queries.pseudonym(PIOTR)))
    assert [(held.id, held.ground) for held in found] == [
        (early.id, "accuracy_contested"),
        (late.id, "wanted_for_claim"),
    ]
    assert within(ocmw, lambda: queries.objections_of(queries.pseudonym(PIOTR))) == []
