"""The agreement between an OCMW and a reception office: recorded by each, carried as statements are, history kept."""

from base64 import b64encode
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection

from kring.core.days import start_of
from kring.core.errors import Fault
from kring.guard.acting import acting_for
from kring.guard.keys import data_key
from kring.instruments import actions, pair_actions, queries, statements
from kring.instruments.models import PairRecord
from kring.instruments.pairs import PairSaid, PairTerms
from tests.database.instruments.stage import CLOCK, DAY, Carrier, Side, Stage, adopted, bring_into_force, deliver, side
from tests.database.instruments.texts import made_over


@dataclass(frozen=True)
class Two:
    """The pair."""

    ocmw: Side
    office: Side

    @property
    def both(self) -> tuple[Side, Side]:
        """The OCMW, the office."""
        return self.ocmw, self.office

    def records(self, by: Side, first: date = DAY, last: date | None = None, **words: Any) -> PairSaid:
        """One side records what they agreed."""
        said = {"steering": "reception_office", "sanction": "ocmw", "ref": "besluit 2026/7", **words}
        return actions.record_pair_agreement(
            by=by.board,
            ocmw=self.ocmw.id,
            office=self.office.id,
            first=first,
            last=last,
            clock=CLOCK,
            fictitious=True,
            **said,
        )

    def on(self, day: date, side: Side) -> PairTerms | None:
        """The terms that count on a day, on one side's own copy."""
        other = next(one for one in self.both if one is not side)
        with acting_for(side.dpo.organisation, side.dpo.position):
            found = queries.agreement_on(day, other.id)
        return found.terms if found else None


@pytest.fixture
def two(carrier: Carrier) -> Two:
    """An OCMW and a reception office, without an agreement."""
    return Two(side("OCMW Fictie", "ocmw"), side("Onthaalbureau Fictie", "reception_office"))


@pytest.mark.req("K17")
def test_what_both_recorded_counts_on_both_copies(two: Two, carrier: Carrier) -> None:
    """Who steers and who may sanction, from its first day on, until one of them ends it; the past stays as it was."""
    two.records(two.ocmw)
    carrier.hand_over()
    assert [two.on(DAY, side) for side in two.both] == [None, None]
    said = two.records(two.office)
    assert [two.on(DAY, side) for side in two.both] == [None, said.terms]
    carrier.hand_over()
    assert [two.on(DAY, side) for side in two.both] == [said.terms, said.terms]
    assert said.terms.sanction == "ocmw"
    actions.end_pair_agreement(
        by=two.ocmw.board,
        other=two.office.id,
        pair=said.terms.pair,
        last_day=date(2026, 6, 30),
        clock=CLOCK,
        fictitious=True,
    )
    two.records(two.ocmw, date(2026, 7, 1), sanction="vdab")
    carrier.bag.reverse()  # the new one overtakes the end of the old one, and waits for it
    carrier.hand_over()
    carrier.hand_over()
    assert carrier.bag == []
    two.records(two.office, date(2026, 7, 1), sanction="vdab")
    carrier.hand_over()
    for each in two.both:
        assert two.on(date(2026, 6, 30), each) == said.terms
        after = two.on(date(2026, 7, 1), each)
        assert after is not None
        assert after.sanction == "vdab"
        assert two.on(date(2026, 3, 1), each) is None


@pytest.mark.req("K17")
def test_an_overlap_is_refused_and_kinds_of_organisation_are_checked(two: Two) -> None:
    """By who records it; an agreement of two OCMWs is none; the clerk records nothing."""
    two.records(two.ocmw)
    with pytest.raises(Fault, match="agreement_overlaps"):
        two.records(two.ocmw, sanction="vdab")
    with pytest.raises(Fault, match="wrong_party"):
        Two(two.ocmw, side("OCMW Elders", "ocmw")).records(two.ocmw)
    with pytest.raises(Fault, match="terms_wrong"):
        two.records(two.ocmw, DAY, date(2026, 1, 1))
    with pytest.raises(Fault, match="other_function"):
        actions.record_pair_agreement(
            by=two.ocmw.clerk,
            ocmw=two.ocmw.id,
            office=two.office.id,
            first=date(2030, 1, 1),
            last=None,
            steering="ocmw",
            sanction="ocmw",
            ref="x",
            clock=CLOCK,
            fictitious=True,
        )


def forged(two: Two, by: Side, signed_by: Side, **words: Any) -> dict[str, Any]:
    """A record in the name of ``by`` under the signature of ``signed_by``."""
    terms = PairTerms(
        ocmw=two.ocmw.id, office=two.office.id, first=DAY, last=None, steering="ocmw", sanction="ocmw", ref="x"
    )
    said = PairSaid(id=uuid4(), kind="agreed", terms=terms, made_by=by.id, office="o", on=DAY, fictitious=True, **words)
    with acting_for(signed_by.dpo.organisation, signed_by.dpo.position):
        signature = statements.sign(said, data_key("sign").secret)
    return {"statement": said.content(), "signature": b64encode(signature).decode()}


def test_what_arrives_is_from_its_maker_or_not_taken(two: Two) -> None:
    """Another's signature, a stranger, a changed word; twice is once."""
    with pytest.raises(Fault, match="wrong_signature"):
        deliver(two.office.id, two.ocmw.id, forged(two, two.office, two.ocmw))
    stranger = side("Stad Elders", "city")
    with pytest.raises(Fault, match="not_a_party"):
        deliver(stranger.id, two.ocmw.id, forged(two, stranger, stranger))
    with pytest.raises(Fault, match="not_a_party"):
        deliver(two.office.id, stranger.id, forged(two, two.office, two.office))
    changed = forged(two, two.office, two.office)
    changed["statement"]["terms"]["sanction"] = "vdab"
    with pytest.raises(Fault, match="wrong_signature"):
        deliver(two.office.id, two.ocmw.id, changed)
    good = forged(two, two.office, two.office)
    assert deliver(two.office.id, two.ocmw.id, good)
    assert deliver(two.office.id, two.ocmw.id, good)
    with acting_for(two.ocmw.dpo.organisation, two.ocmw.dpo.position):
        assert PairRecord.objects.count() == 1


def left(side: Side) -> tuple[int, int]:
    with acting_for(side.dpo.organisation, side.dpo.position), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal.entry")
        (lines,) = cursor.fetchone()
        return PairRecord.objects.count(), lines


def test_without_its_line_nothing_is_recorded(two: Two, carrier: Carrier, monkeypatch: pytest.MonkeyPatch) -> None:
    """Recording, ending and taking in break with the log, and tell nobody."""

    def broken(*_: object, **__: object) -> None:
        raise OSError("the log is broken")

    content = forged(two, two.office, two.office)
    said = two.records(two.ocmw, date(2030, 1, 1))
    carrier.bag.clear()
    before = left(two.ocmw)
    for act in (
        lambda: two.records(two.ocmw, DAY, date(2029, 12, 31)),
        lambda: actions.end_pair_agreement(
            by=two.ocmw.board,
            other=two.office.id,
            pair=said.terms.pair,
            last_day=date(2031, 1, 1),
            clock=CLOCK,
            fictitious=True,
        ),
        lambda: deliver(two.office.id, two.ocmw.id, content),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(pair_actions, "append", broken)
            with pytest.raises(OSError, match="the log is broken"):
                act()
        assert left(two.ocmw) == before
        assert carrier.bag == []
        act()
        carrier.bag.clear()
        assert left(two.ocmw) == (before[0] + 1, before[1] + 1)
        before = left(two.ocmw)


@pytest.mark.parametrize("sentence", ["UPDATE {} SET pair = pair", "DELETE FROM {}"])
def test_its_history_is_kept(two: Two, sentence: str) -> None:
    """The application's role changes and deletes nothing of it."""
    two.records(two.ocmw)
    with (
        pytest.raises(DatabaseError, match="permission denied"),
        acting_for(two.ocmw.dpo.organisation, two.ocmw.dpo.position),
        connection.cursor() as cursor,
    ):
        cursor.execute(sentence.format("instruments_pairrecord"))


@pytest.mark.req("K17", "P7")
def test_a_protocol_that_rests_on_it_ends_with_it(two: Two, carrier: Carrier) -> None:
    """Without an agreement nothing is in force; with one it is, until the day after its last."""
    made = adopted(
        lambda office, ocmw: made_over(office, ocmw, until='{ end_of = "pair_agreement" }', begins=str(DAY)),
        between=(two.office, two.ocmw),
    )
    stage: Stage = bring_into_force(made, carrier)
    told = [reason.code for reason in stage.situation(two.ocmw).reasons]
    assert told == ["ended_with_agreement"]
    for each in two.both:
        two.records(each, date(2026, 1, 1), date(2026, 6, 30))
    carrier.hand_over()
    assert stage.in_force() == (True, True)
    for each in two.both:
        assert stage.situation(each, start_of(date(2026, 6, 30))).in_force
        after = stage.situation(each, start_of(date(2026, 7, 1)))
        assert [reason.code for reason in after.reasons] == ["ended_with_agreement"]
