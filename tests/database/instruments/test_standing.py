"""Two parties, two copies: what each may do with an instrument, and when it is in force for each."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError

from kring.core.errors import Fault
from kring.guard.acting import Acting, acting_for
from kring.instruments import actions, queries
from kring.instruments.models import InstrumentVersion, Statement
from kring.instruments.standing_play import play_standing
from tests.database.instruments.stage import CLOCK, DAY, NOW, Carrier, Stage, side, standing_file, text_between


def advise(stage: Stage, *sides: str) -> None:
    """The officers of these sides advise."""
    for name in sides:
        actions.give_advice(
            by=stage.seats[name]["dpo"],
            digest=stage.digest,
            outcome="positive",
            text="Gunstig.",
            on=DAY,
            clock=CLOCK,
            fictitious=True,
        )


def sign(stage: Stage, name: str, **words: Any) -> None:
    """A side records that it signed."""
    actions.record_paper_signature(
        by=stage.seats[name]["secretary_general"],
        digest=stage.digest,
        offices="burgemeester, algemeen directeur",
        on=DAY,
        clock=CLOCK,
        fictitious=True,
        **words,
    )


def publish(stage: Stage, name: str) -> None:
    """A side records that it published."""
    actions.publish(
        by=stage.seats[name]["dpo"], digest=stage.digest, on=DAY, clock=CLOCK, ref="website", fictitious=True
    )


def seen_by(acting: Acting) -> tuple[int, int]:
    """How many versions and statements the database shows to one side."""
    with acting_for(acting.organisation, acting.position):
        return InstrumentVersion.objects.count(), Statement.objects.count()


@pytest.mark.req("P4", "P6", "P7")
def test_a_protocol_is_in_force_when_both_copies_hold_everything(stage: Stage, carrier: Carrier) -> None:
    """From advice to publication, on both sides; nothing is in force before the last word arrived."""
    assert stage.in_force() == (False, False)
    advise(stage, "city", "ocmw")
    carrier.hand_over()
    sign(stage, "city")
    sign(stage, "ocmw")
    carrier.hand_over()
    publish(stage, "city")
    publish(stage, "ocmw")
    assert stage.in_force() == (False, False)  # each lacks the other's publication
    carrier.hand_over()
    assert stage.in_force() == (True, True)
    city, ocmw = stage.situation(stage.city), stage.situation(stage.ocmw)
    assert {s.id for s in city.statements} == {s.id for s in ocmw.statements}
    assert len(city.statements) == 6
    assert city.state == ocmw.state == "published"
    assert city.fictitious


@pytest.mark.req("P4")
def test_what_the_other_side_said_counts_only_once_it_arrived(stage: Stage, carrier: Carrier) -> None:
    """The city's own copy lacks the OCMW's advice: nobody signs at the city yet."""
    advise(stage, "city", "ocmw")
    with pytest.raises(Fault, match="advice_missing"):
        sign(stage, "city")
    carrier.hand_over()
    sign(stage, "city")
    assert stage.situation(stage.city).state == "advised"


def test_each_side_sees_its_own_copy_and_nothing_of_the_other(agreed: Stage) -> None:
    """Same text, same statements, no row in common."""
    city, ocmw = agreed.copy_of(agreed.city), agreed.copy_of(agreed.ocmw)
    assert city.digest == ocmw.digest
    assert city.id != ocmw.id
    assert seen_by(agreed.city.dpo) == seen_by(agreed.ocmw.dpo) == (1, 6)
    stranger = side("Stad Elders", "city")
    assert seen_by(stranger.dpo) == (0, 0)


@pytest.mark.req("P7")
def test_a_suspension_stops_the_own_side_at_its_commit_and_the_other_when_heard(
    agreed: Stage, carrier: Carrier
) -> None:
    """And the day before it is still told as it was."""
    stop = actions.suspend(
        by=agreed.ocmw.dpo, digest=agreed.digest, reason="Een lijst ging fout.", clock=CLOCK, fictitious=True
    )
    assert agreed.in_force() == (True, False)
    carrier.hand_over()
    assert agreed.in_force() == (False, False)
    assert agreed.situation(agreed.city).state == "suspended"
    assert agreed.in_force(datetime(2026, 3, 1, 9, tzinfo=UTC)) == (True, True)
    with pytest.raises(Fault, match="resumption_too_early"):
        actions.resume(
            by=agreed.ocmw.dpo, digest=agreed.digest, suspension=stop.id, reason="Goed.", clock=CLOCK, fictitious=True
        )


@pytest.mark.req("P7")
def test_a_suspension_ends_when_the_inquiry_is_closed_and_safeguards_are_on_record(
    agreed: Stage, carrier: Carrier
) -> None:
    """Then the party that stopped it lets it go on, and both sides know."""
    about = {"digest": agreed.digest, "clock": CLOCK, "fictitious": True}
    stop = actions.suspend(by=agreed.ocmw.dpo, reason="Een lijst ging fout.", **about)  # type: ignore[arg-type]
    carrier.hand_over()
    actions.close_inquiry(by=agreed.city.dpo, suspension=stop.id, findings="Een verkeerd bestand.", **about)  # type: ignore[arg-type]
    carrier.hand_over()
    actions.record_safeguards(by=agreed.ocmw.board, suspension=stop.id, safeguards="Vier ogen.", **about)  # type: ignore[arg-type]
    actions.resume(by=agreed.ocmw.board, suspension=stop.id, reason="De waarborgen volstaan.", **about)  # type: ignore[arg-type]
    assert agreed.in_force() == (False, True)
    carrier.hand_over()
    assert agreed.in_force() == (True, True)


@pytest.mark.req("P7")
def test_an_end_by_notice_lets_pass_until_its_day(agreed: Stage, carrier: Carrier) -> None:
    """One party ends it alone; both stop on the day that it named."""
    actions.end(
        by=agreed.city.board,
        digest=agreed.digest,
        reason="Opgezegd.",
        from_day=date(2026, 9, 2),
        clock=CLOCK,
        fictitious=True,
    )
    carrier.hand_over()
    assert agreed.in_force(datetime(2026, 9, 1, 9, tzinfo=UTC)) == (True, True)
    assert agreed.in_force(datetime(2026, 9, 2, 9, tzinfo=UTC)) == (False, False)


@pytest.mark.req("P7")
def test_it_is_not_in_force_outside_the_days_of_the_text(agreed: Stage) -> None:
    """Statements do not stretch the term."""
    assert agreed.in_force(datetime(2025, 12, 31, 9, tzinfo=UTC)) == (False, False)
    assert agreed.in_force(datetime(2027, 12, 31, 9, tzinfo=UTC)) == (True, True)
    assert agreed.in_force(datetime(2028, 1, 1, 9, tzinfo=UTC)) == (False, False)
    with acting_for(agreed.city.dpo.organisation, agreed.city.dpo.position):
        assert [kept.digest for kept in queries.in_force(DAY)] == [agreed.digest]
        assert queries.in_force(date(2028, 1, 1)) == []


def test_a_flow_finds_its_disclosure_by_an_item(agreed: Stage) -> None:
    """Who discloses, who receives, under which key; nothing for an item that no text names."""
    city, ocmw = agreed.city.id, agreed.ocmw.id

    def found(item: str, **between: UUID) -> list[tuple[str, UUID, UUID]]:
        with acting_for(agreed.city.dpo.organisation, agreed.city.dpo.position):
            return [(one.disclosure, one.sender, one.recipient) for one in queries.carrying(item, **between)]

    assert found("debt.client_mark") == [("mark", ocmw, city)]
    assert ("list", city, ocmw) in found("debt.file_number")
    assert found("debt.client_mark", sender=city) == []
    assert found("debt.shoe_size") == []


@pytest.mark.req("P4")
def test_only_the_function_that_may_says_it(stage: Stage) -> None:
    """The debt team gives no advice, the officer does not sign for the board."""
    with pytest.raises(Fault, match="other_function"):
        actions.give_advice(
            by=stage.city.clerk,
            digest=stage.digest,
            outcome="positive",
            text="Goed.",
            on=DAY,
            clock=CLOCK,
            fictitious=True,
        )
    with pytest.raises(Fault, match="other_function"):
        actions.record_paper_signature(
            by=stage.city.dpo, digest=stage.digest, offices="functionaris", on=DAY, clock=CLOCK, fictitious=True
        )
    assert stage.situation(stage.city).statements == ()


@pytest.mark.req("P8")
def test_the_same_text_is_adopted_once_and_another_text_needs_another_number(stage: Stage) -> None:
    """A protocol is amended only by a new version."""
    again = actions.adopt(by=stage.city.board, document=stage.text, parties_are=stage.parties, clock=CLOCK)
    assert again == stage.copy_of(stage.city)
    with pytest.raises(Fault, match="version_exists"):
        actions.adopt(
            by=stage.city.board,
            document=stage.text.replace("Stadsplein 1", "Stadsplein 2"),
            parties_are=stage.parties,
            clock=CLOCK,
        )


@pytest.mark.req("P1", "P9")
def test_a_text_that_does_not_compile_is_not_adopted(stage: Stage) -> None:
    """The findings are told; nothing is kept."""
    broken = stage.text.replace("version = 2", "version = 3", 1).replace('keep = "unmatched"', 'keep = "for_ever"')
    with pytest.raises(Fault, match="does_not_compile") as caught:
        actions.adopt(by=stage.city.board, document=broken, parties_are=stage.parties, clock=CLOCK)
    assert caught.value.detail["findings"]
    assert seen_by(stage.city.dpo) == (1, 0)


@pytest.mark.req("P4")
def test_parties_are_who_the_text_says(stage: Stage) -> None:
    """Another enterprise number, a party too few, an organisation that is none."""
    text = stage.text.replace("version = 2", "version = 3", 1)
    swapped = {"city": stage.ocmw.id, "ocmw": stage.city.id}
    for parties in (swapped, {"city": stage.city.id}):
        with pytest.raises(Fault, match="wrong_party"):
            actions.adopt(by=stage.city.board, document=text, parties_are=parties, clock=CLOCK)
    stranger = side("Stad Elders", "city")
    with pytest.raises(Fault, match="not_a_party"):
        actions.adopt(by=stranger.board, document=text, parties_are=stage.parties, clock=CLOCK)


def test_nothing_invented_is_said_by_a_real_organisation(carrier: Carrier) -> None:
    """A fictitious signature never puts a real protocol in force."""
    city, ocmw = side("Stad Echt", "city", fictitious=False), side("OCMW Echt", "ocmw", fictitious=False)
    kept = actions.adopt(
        by=city.board,
        document=text_between(city, ocmw),
        parties_are={"city": city.id, "ocmw": ocmw.id},
        clock=CLOCK,
    )
    with pytest.raises(Fault, match="fictitious_here"):
        actions.give_advice(
            by=city.dpo, digest=kept.digest, outcome="positive", text="Goed.", on=DAY, clock=CLOCK, fictitious=True
        )


@pytest.mark.req("P4")
def test_a_file_in_the_wrong_order_is_played_as_far_as_it_goes(stage: Stage, carrier: Carrier) -> None:
    """A signature before the last advice is refused, with all that follows from it: nothing comes in force."""
    file = standing_file()
    early = file.model_copy(
        update={"signature": tuple(one.model_copy(update={"on": date(2025, 11, 1)}) for one in file.signature)}
    )
    refused = play_standing(stage.copy_of(stage.city), early, stage.seats, clock=CLOCK, settled=carrier.hand_over)
    assert [fault.code for fault in refused] == ["wrong_order", "wrong_order", "signature_missing", "signature_missing"]
    assert stage.in_force() == (False, False)


@pytest.mark.parametrize("sentence", ["UPDATE {} SET digest = digest", "DELETE FROM {}", "TRUNCATE {}"])
@pytest.mark.parametrize("table", ["instruments_statement", "instruments_instrumentversion"])
def test_what_was_said_is_kept_for_ever(agreed: Stage, table: str, sentence: str) -> None:
    """The application's role may add, not change or take away, also not its own."""
    from django.db import connection  # noqa: PLC0415

    with (
        pytest.raises(DatabaseError, match="permission denied"),
        acting_for(agreed.city.dpo.organisation, agreed.city.dpo.position),
        connection.cursor() as cursor,
    ):
        cursor.execute(sentence.format(table))
    assert agreed.in_force(NOW) == (True, True)
