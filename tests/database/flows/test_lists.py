"""Any items under any instrument: handed in, checked, and judged by the door."""

from datetime import date, timedelta

import pytest

from kring.core.clock import stopped_at
from kring.core.ssin import check_digits
from kring.flows.lists import actions, queries, received
from kring.flows.lists.actions import NotStarted, Started
from kring.flows.lists.models import ReceivedRow, Sending, SentRow
from kring.guard.acting import Acting, machine_of
from kring.instruments import actions as instruments
from kring.parties.actions import appoint
from kring.persons import actions as persons
from tests.database.exchange.cast import CLOCK, NOON, all_lines
from tests.database.flows.partners import Partners, a_file, at, someone

pytestmark = pytest.mark.usefixtures("committed", "in_march")


def ssin(serial: int) -> str:
    """A fictitious number; another ``serial``, another number."""
    nine = f"856731{serial:03d}"
    return f"{nine}{check_digits(nine, since_2000=False):02d}"


@pytest.mark.req("E3", "E6", "E7", "P9")
def test_a_workbook_under_a_text_that_nobody_has_seen_reaches_the_other_side() -> None:
    """Only listed columns leave, the others are named; the reader finds the rows, each with the last day it may be kept."""
    both = Partners()
    started = both.begins([someone(ssin(1)), someone(ssin(2), "Maes", "Jo")])
    assert isinstance(started, Started), started
    assert (started.valid, started.invalid, started.missing, started.dropped) == (2, 0, (), ("Saldo",))
    both.worked()

    with at(both.welfare.worker):
        (line,) = received.lists(clock=CLOCK)
        people = received.people(line.id, offset=0, limit=50, clock=CLOCK, order="person.last_name")
    assert (line.partner, line.rows, line.complete) == ("Waterbedrijf Bronwater", 2, True)
    assert [one.values["person.last_name"] for one in people] == ["Maes", "Yılmaz"]
    assert people[1].values == {
        "person.last_name": "Yılmaz",
        "person.first_name": "Elif",
        "person.ssin": ssin(1),
        "person.postcode": "9999",
        "person.municipality": "Lindedal",
        "person.street": "Bronweg",
    }
    assert {one.until for one in people} == {date(2026, 6, 2)}
    with at(both.water.worker):
        shown = queries.one(started.sending, clock=CLOCK)
    assert shown is not None
    assert (shown.progress.state, shown.progress.people, shown.dropped) == ("sent", 2, ("Saldo",))
    looks = [line for line in all_lines(both.welfare) if line.kind == "look"]
    assert [line.content["what"] for line in looks] == ["list.people", "list.people"]


@pytest.mark.req("E3")
def test_numbers_are_not_kept_in_clear_on_either_side() -> None:
    """The number stands in no plain column; it is found through its pseudonym."""
    both = Partners()
    both.sends([someone(ssin(1))])
    with at(both.water.worker):
        (mine,) = SentRow.objects.all()
        assert "person.ssin" not in mine.plain
        assert ssin(1).encode() not in bytes(mine.sealed)
    with at(both.welfare.worker):
        (theirs,) = ReceivedRow.objects.all()
        (line,) = received.lists(clock=CLOCK)
        assert "person.ssin" not in theirs.plain
        assert ssin(1).encode() not in bytes(theirs.sealed)
        found = received.people(line.id, offset=0, limit=50, clock=CLOCK, search=ssin(1))
        nobody = received.people(line.id, offset=0, limit=50, clock=CLOCK, search=ssin(2))
        by_name = received.people(line.id, offset=0, limit=50, clock=CLOCK, search="elif overbeke")
        by_words = received.people(line.id, offset=0, limit=50, clock=CLOCK, search="elif lindedal")
    assert (len(found), len(nobody), len(by_name), len(by_words)) == (1, 0, 0, 1)
    assert bytes(mine.blind or b"") != bytes(theirs.blind or b"")


@pytest.mark.req("E3", "P9")
def test_an_item_of_another_purpose_stays() -> None:
    """The street serves one of two purposes; for the other its column is not even read."""
    both = Partners()
    sending = both.sends([someone(ssin(1))], purpose="spare_costs")
    with at(both.water.worker):
        (row,) = SentRow.objects.filter(sending_id=sending)
        shown = queries.one(sending, clock=CLOCK)
    assert "person.street" not in row.plain
    assert shown is not None
    assert "Straat" in shown.dropped
    with at(both.welfare.worker):
        assert "person.street" not in ReceivedRow.objects.get().plain


@pytest.mark.req("E2", "P9")
@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"declared": frozenset()}, "not_declared"),
        ({"purpose": ""}, "purpose_missing"),
        ({"purpose": "curiosity"}, "purpose_missing"),
        ({"disclosure": "nothing_like_it"}, "no_instrument"),
        ({"disclosure": "outcome"}, "no_instrument"),
    ],
)
def test_what_the_text_asks_and_is_not_there_keeps_the_list_here(other: dict[str, object], code: str) -> None:
    """Refused before the file is read, with the reason, and written down; nothing is kept."""
    both = Partners()
    refused = both.begins([someone(ssin(1))], **other)  # type: ignore[arg-type]
    assert isinstance(refused, NotStarted)
    assert [reason.code for reason in refused.reasons] == [code]
    with at(both.water.worker):
        assert not Sending.objects.exists()
    assert "list.refused" in {line.content.get("what") for line in all_lines(both.water)}


@pytest.mark.req("E2")
def test_nothing_goes_while_the_text_is_not_in_force() -> None:
    """Adopted on both sides, and nobody advised."""
    both = Partners(in_force=False)
    refused = both.begins([someone(ssin(1))])
    assert isinstance(refused, NotStarted)
    assert {reason.code for reason in refused.reasons} == {"not_in_force"}


@pytest.mark.req("E2")
def test_who_is_not_bound_by_secrecy_is_refused_by_the_door() -> None:
    """The gate is the door's to judge: the sending shows why nothing left, and it can be tried again."""
    both = Partners()
    loose = appoint(
        by=machine_of(both.water.id), name="Nieuwe kracht", function="debt_team", valid_from=date(2025, 1, 1)
    )
    by = Acting(both.water.id, loose.id)
    sending = both.sends([someone(ssin(1))], by=by)
    with at(by):
        shown = queries.one(sending, clock=CLOCK)
        people = queries.people(sending, only="na-te-kijken", offset=0, limit=9, clock=CLOCK)
    assert shown is not None
    told = [text["nl"] for text in shown.progress.reasons] + [text["nl"] for one in people for text in one.reasons]
    assert any("beroepsgeheim" in text for text in told), (shown.progress, people)
    with at(both.welfare.worker):
        assert not ReceivedRow.objects.exists()


def test_the_next_list_waits_two_weeks() -> None:
    """The text allows one list per fortnight; the refusal names the first day."""
    both = Partners()
    both.sends([someone(ssin(1))])
    early = both.begins([someone(ssin(2))], clock=stopped_at(NOON + timedelta(days=13)))
    assert isinstance(early, NotStarted)
    assert [reason.code for reason in early.reasons] == ["too_soon"]
    assert "16/3/2026" in early.reasons[0].text["nl"]
    assert isinstance(both.begins([someone(ssin(2))], clock=stopped_at(NOON + timedelta(days=14))), Started)


@pytest.mark.req("E13")
def test_rows_to_mend_are_listed_and_stay() -> None:
    """No number, a wrong number: neither leaves, each says in Dutch what to do; the others go."""
    both = Partners()
    sending = both.sends([someone(ssin(1)), someone("", "Claes"), someone("85673100999", "Wouters")])
    with at(both.water.worker):
        shown = queries.one(sending, clock=CLOCK)
        people = queries.people(sending, only="na-te-kijken", offset=0, limit=9, clock=CLOCK)
    assert shown is not None
    assert (shown.progress.people, shown.invalid) == (1, 2)
    assert ["Vul het aan" in one.faults[0][0]["nl"] for one in people] == [True, False]
    with at(both.welfare.worker):
        assert ReceivedRow.objects.count() == 1


def test_a_number_that_is_not_listed_stays_and_still_lets_an_objection_bite() -> None:
    """Without numbers in the text a column of them is read for the own side only."""
    both = Partners(edit=lambda text: text.replace(', "person.ssin"]', "]"))
    persons.record_objection(by=both.water.dpo, ssin=ssin(2), ground="own_situation", valid_from=date(2026, 1, 1))
    sending = both.sends([someone(ssin(1)), someone(ssin(2), "Maes"), someone("", "Claes")])
    with at(both.water.worker):
        states = dict(SentRow.objects.filter(sending_id=sending).values_list("plain__person.last_name", "state"))
    assert states == {"Yılmaz": "sent", "Maes": "withheld", "Claes": "sent"}
    with at(both.welfare.worker):
        (line,) = received.lists(clock=CLOCK)
        people = received.people(line.id, offset=0, limit=9, clock=CLOCK)
    assert [one.values["person.last_name"] for one in people] == ["Yılmaz", "Claes"]
    assert not any("person.ssin" in one.values for one in people)


@pytest.mark.req("P7")
def test_suspended_means_refused_with_the_reason() -> None:
    """Before it starts and for what waits: the part that was queued is stopped and says why."""
    both = Partners()
    started = both.begins([someone(ssin(1))])
    assert isinstance(started, Started)
    instruments.suspend(by=both.water.dpo, digest=both.digest, reason="Inbreuk.", clock=CLOCK, fictitious=True)
    both.worked()
    with at(both.water.worker):
        shown = queries.one(started.sending, clock=CLOCK)
    assert shown is not None
    assert shown.progress.state == "refused"
    assert "opgeschort" in shown.progress.reasons[0]["nl"]
    refused = both.begins([someone(ssin(1))])
    assert isinstance(refused, NotStarted)
    assert "suspended" in {reason.code for reason in refused.reasons}


@pytest.mark.req("P8")
def test_an_item_that_version_2_leaves_out_no_longer_leaves() -> None:
    """Once the second version is in force it is the one that is offered; its list goes without the postcode."""
    both = Partners()
    digest, version, _ = both.adopted(2, without="person.municipality")
    both.brought_into_force(digest)
    with at(both.water.worker):
        (offer,) = [one for one in queries.startable(clock=CLOCK) if one.agreement.disclosure == "arrears"]
    assert (offer.version_number, "person.municipality" in offer.item) == (2, False)
    both.sends([someone(ssin(1))], version=version)
    with at(both.welfare.worker):
        assert "person.municipality" not in ReceivedRow.objects.get().plain


@pytest.mark.req("P7", "P8")
def test_a_suspended_second_version_gives_the_first_not_back() -> None:
    """What was stopped is stopped: nobody falls back on the older text."""
    both = Partners()
    digest, _, _ = both.adopted(2)
    both.brought_into_force(digest)
    instruments.suspend(by=both.water.dpo, digest=digest, reason="Inbreuk.", clock=CLOCK, fictitious=True)
    with at(both.water.worker):
        (offer,) = [one for one in queries.startable(clock=CLOCK) if one.agreement.disclosure == "arrears"]
    assert offer.version_number == 2
    assert {reason.code for reason in offer.agreement.reasons} == {"suspended"}


def test_a_file_without_the_number_is_refused_and_names_it() -> None:
    """The text identifies people by their number: without the column nobody can go."""
    from kring.sheets.refused import Refused  # noqa: PLC0415

    both = Partners()
    with pytest.raises(Refused) as refused:
        actions.send_workbook(
            by=both.water.worker,
            data=a_file([someone(ssin(1))], headings=("Naam", "Postcode", "Gemeente")),
            filename="klanten.csv",
            choice=both.choice(),
            clock=CLOCK,
        )
    assert "rijksregisternummer" in refused.value.message["nl"]


HISTORY = """
[[disclosure]]
key = "history"
from = "water"
to = "welfare"
by = "send"
purpose = ["spare_costs"]
sender_role = "debt_team"
reader_role = "social_worker_involved"
every = "on_event"
keep = "season"
[[disclosure.item]]
names = ["person.last_name", "person.ssin"]
why.nl = "Om te weten over wie het gaat."
[[disclosure.item]]
names = ["integration.registered_on"]
pick = { latest = "registered_on" }
why.nl = "Enkel de laatste aanmelding doet ertoe."
[[disclosure.item]]
names = ["integration.registration_reason"]
pick = { latest = "registered_on" }
free_text = { guidance = "Enkel wat de aanmelding aanbelangt.", max = 60 }
why.nl = "Om niet opnieuw te vragen wat al gezegd is."

[retention.season]"""


@pytest.mark.req("E3", "P9")
def test_of_a_record_with_several_entries_only_the_one_picked_leaves() -> None:
    """Two rows of one person are two entries: the later registration goes, its free text sealed; the earlier stays."""
    both = Partners(
        edit=lambda text: text.replace("\n[retention.season]", HISTORY).replace(
            '"arrears.person.street.purpose"]',
            '"arrears.person.street.purpose", "history.integration.registered_on.pick",'
            ' "history.integration.registration_reason.pick"]',
        )
    )
    rows = [
        {"RRN": ssin(1), "Naam": "Yılmaz", "registered_on": "2024-05-01", "reason": "verhuisd"},
        {"RRN": ssin(1), "Naam": "Yılmaz", "registered_on": "2025-05-01", "reason": "werk gevonden"},
        {"RRN": ssin(2), "Naam": "Maes", "registered_on": "2023-01-01", "reason": "x" * 61},
    ]
    headings = ("RRN", "Naam", "registered_on", "reason")
    data = a_file(rows, headings).decode().replace("reason", "reden van aanmelding").encode()
    started = actions.send_workbook(
        by=both.water.worker,
        data=data,
        filename="aanmeldingen.csv",
        choice=actions.Choice(both.version, "history"),
        clock=CLOCK,
    )
    assert isinstance(started, Started), started
    assert (started.valid, started.invalid) == (1, 1)
    both.worked()
    with at(both.welfare.worker):
        (line,) = received.lists(clock=CLOCK)
        people = received.people(line.id, offset=0, limit=9, clock=CLOCK)
        plain = [row.plain for row in ReceivedRow.objects.order_by("position")]
    assert [dict(one.values) for one in people] == [
        {"person.last_name": "Yılmaz", "person.ssin": ssin(1)},
        {"integration.registered_on": "2025-05-01", "integration.registration_reason": "werk gevonden"},
    ]
    assert plain == [{"person.last_name": "Yılmaz"}, {}]
