"""What the city can know: in all the worlds that must look alike to it, its bytes are the same.

Each world is lived at the OCMW by one client of a round that they share. Where nothing may reach the city, every row of every
table of the city is, byte for byte, what it was before: its log too. Where recovery may go on, whatever the reason and whatever
went before or came after, what changed at the city is the same.
"""

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from kring.clients import debts
from kring.clients.actions import open_file
from kring.clients.enrolling import end_enrolment, enrol
from kring.clients.models import Enrolment
from kring.core.clock import stopped_at
from kring.core.registry import Arrived, receivers
from kring.flows.debtors.city.actions import take_out
from kring.flows.debtors.models import Row, Signal
from kring.flows.debtors.ocmw import cases, involved
from kring.persons.actions import place_restriction, record_death, record_objection
from tests.database.exchange.cast import CLOCK, NOON, all_lines
from tests.database.flows.story import somebody
from tests.database.flows.talks import Stage, a_case, at, browser, decided, person_of, says, settled

pytestmark = pytest.mark.usefixtures("committed", "in_march", "one_factor")

TODAY = NOON.date()
LATER = stopped_at(NOON + timedelta(days=3))


# ----- What may happen at the OCMW.


def nobody_talked(_stage: Stage) -> None:
    pass


def a_worker_looks(stage: Stage) -> None:
    for show in (cases.board, cases.tasks):
        with at(stage.pair.ocmw.worker):
            show(clock=CLOCK)
    with at(stage.pair.ocmw.worker):
        cases.case(stage.case, clock=CLOCK)


def help_is_wanted(stage: Stage) -> None:
    decided(stage, "wants_help")


def a_note_is_written(stage: Stage) -> None:
    decided(stage, "wants_help", note="Zij wil eerst met haar zus praten. " * 40, again_on=date(2026, 3, 16))


def a_solution_is_found(stage: Stage) -> None:
    decided(stage, "wants_help")
    decided(stage, "solution", clock=LATER)


def debts_are_added(stage: Stage) -> None:
    for creditor in ("Stad Ergens", "Winkel", "Huisarts"):
        debts.add_debt(by=stage.pair.ocmw.worker, person_id=person_of(stage), creditor=creditor, clock=CLOCK)


def the_client_left(stage: Stage) -> None:
    person = person_of(stage)
    with at(stage.pair.ocmw.worker):
        (enrolment,) = Enrolment.objects.filter(person_id=person).values_list("id", flat=True)
    end_enrolment(by=stage.pair.ocmw.worker, enrolment_id=enrolment, last_day=TODAY - timedelta(days=1))


def another_capacity(stage: Stage) -> None:
    known = {"capacity": 7, "valid_from": TODAY, "provenance": "decided"}
    enrol(by=stage.pair.ocmw.worker, person_id=person_of(stage), **known)  # type: ignore[arg-type]  # as ``known`` says


def the_client_died(stage: Stage) -> None:
    decided(stage, "wants_help")
    record_death(by=stage.pair.ocmw.worker, person_id=person_of(stage), died_on=TODAY, clock=CLOCK)


def a_worker_takes_it(stage: Stage) -> None:
    involved.take(by=stage.pair.ocmw.worker, case_id=stage.case, clock=CLOCK)


def a_file_opens(stage: Stage) -> None:
    open_file(by=stage.pair.ocmw.worker, person_id=person_of(stage), opened_on=TODAY, team="noord")


def the_client_objects(stage: Stage) -> None:
    ssin = somebody(stage.number).ssin
    record_objection(by=stage.pair.ocmw.dpo, ssin=ssin, ground="own_situation", valid_from=TODAY)


def the_client_objects_and_declines(stage: Stage) -> None:
    the_client_objects(stage)
    decided(stage, "declines_help")


def use_is_restricted_and_no_solution(stage: Stage) -> None:
    ssin = somebody(stage.number).ssin
    place_restriction(by=stage.pair.ocmw.dpo, ssin=ssin, ground="accuracy_contested", valid_from=TODAY)
    decided(stage, "no_solution")


def thought_over_before_it_left(stage: Stage) -> None:
    says(stage, "declines_help")
    decided(stage, "wants_help")


def found_no_agreement(stage: Stage) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("kring.flows.debtors.ocmw.signal.carrying", lambda *_args, **_known: [])
        decided(stage, "declines_help")


QUIET: tuple[Callable[[Stage], None], ...] = (
    nobody_talked,
    a_worker_looks,
    help_is_wanted,
    a_note_is_written,
    a_solution_is_found,
    debts_are_added,
    the_client_left,
    another_capacity,
    the_client_died,
    a_worker_takes_it,
    a_file_opens,
    the_client_objects,
    the_client_objects_and_declines,
    use_is_restricted_and_no_solution,
    thought_over_before_it_left,
    found_no_agreement,
)


def help_is_declined(stage: Stage) -> None:
    decided(stage, "declines_help")


def no_solution_is_found(stage: Stage) -> None:
    decided(stage, "no_solution")


def after_months_of_help(stage: Stage) -> None:
    a_note_is_written(stage)
    debts_are_added(stage)
    a_worker_takes_it(stage)
    decided(stage, "no_solution", note="Twee schuldeisers weigerden.")


def declined_and_come_back(stage: Stage) -> None:
    decided(stage, "declines_help")
    decided(stage, "wants_help")
    decided(stage, "solution")


def declined_after_death(stage: Stage) -> None:
    the_client_died(stage)
    decided(stage, "no_solution")


def declined_and_no_client_any_more(stage: Stage) -> None:
    the_client_left(stage)
    decided(stage, "declines_help")


def stopped_at_first(stage: Stage) -> None:
    found_no_agreement(stage)
    decided(stage, "no_solution")


RESUMING: tuple[Callable[[Stage], None], ...] = (
    help_is_declined,
    no_solution_is_found,
    after_months_of_help,
    declined_and_come_back,
    declined_after_death,
    declined_and_no_client_any_more,
    stopped_at_first,
)


# ----- What the city can know.


def of_the_city(stage: Stage) -> dict[str, list[str]]:
    """Every row of every table that the city may read of its own, as text; the ids, ciphertexts and log bodies too."""
    with at(stage.pair.city.worker), connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.oid::regclass::text FROM pg_class c WHERE obj_description(c.oid, 'pg_class') = 'kring:own'"
            " AND has_table_privilege(c.oid, 'SELECT') ORDER BY 1"
        )
        tables = [name for (name,) in cursor.fetchall()]
        assert len(tables) > 20
        found = {}
        for table in tables:
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")
            found[table] = [text for (text,) in cursor.fetchall()]
    return found


def changed(before: Mapping[str, list[str]], after: Mapping[str, list[str]]) -> dict[str, tuple[list[str], list[str]]]:
    """By table: the rows that went and the rows that came."""
    found = {}
    for table in after:
        gone = sorted(set(before[table]) - set(after[table]))
        came = sorted(set(after[table]) - set(before[table]))
        if gone or came:
            found[table] = (gone, came)
    return found


def told(stage: Stage) -> list[tuple[str, str, str, str]]:
    """Its log: kind, deed, disclosure and count of every line."""
    return [
        (line.kind, *(str(line.content.get(name, "")) for name in ("what", "disclosure", "count")))
        for line in all_lines(stage.pair.city)
    ]


def on_screen(stage: Stage) -> str:
    """The page of the row and its line in the list, without what makes it this person's."""
    browser = _browser(stage)
    with at(stage.pair.city.worker):
        row = Row.objects.get(round_id=stage.round, file_number=f"D-{stage.number}")
    page = browser.get(reverse("debtors:row", args=[stage.round, row.id])).content.decode()
    rows = reverse("debtors:rows", args=[stage.round])
    listed = browser.get(rows).content.decode()
    line = next(text for text in re.findall(r"<tr.*?</tr>", listed, re.S) if str(row.id) in text)
    shown = (
        re.sub(r'<div class="kr-looked">.*?</div>', "", page, flags=re.S) + line
    )  # who looked is the city's own affair
    for own in (str(row.id), row.file_number):
        shown = shown.replace(own, "…")
    shown = re.sub(r'name="(csrfmiddlewaretoken|kr-whose)" value="[\w-]+"', "", shown)
    shown = re.sub(rf">\s*{row.number}\s*<", ">…<", shown).replace(f"Rij {row.number}", "Rij …")
    return re.sub(r"\s+", " ", shown)


def in_workbook(stage: Stage) -> object:
    """What stands beside the row in the workbook that is taken out."""
    taken = take_out(by=stage.pair.city.worker, round_id=stage.round, clock=CLOCK)
    sheet = openpyxl.load_workbook(io.BytesIO(taken.data)).active
    assert sheet is not None
    (found,) = [row[-1].value for row in sheet.iter_rows(min_row=3) if row[0].value == f"D-{stage.number}"]
    return found


_OF_THE_TREE = {"journal.checkpoint", "journal.head", "journal.node"}
"""How these change follows from how many lines the log has, whatever they say."""


@pytest.mark.req("D2", "D4", "D9")
@pytest.mark.parametrize("world", QUIET, ids=lambda world: world.__name__)
def test_where_nothing_may_reach_the_city_not_a_byte_of_it_changes(world: Callable[[Stage], None]) -> None:
    """No row in any table, no line in its log, no page, no cell: as for a client with whom nobody talked."""
    stage, control = a_case(), _control()
    settled(stage.pair)
    before, said = of_the_city(stage), told(stage)
    world(stage)
    settled(stage.pair)
    assert changed(before, of_the_city(stage)) == {}
    assert told(stage) == said
    assert in_workbook(stage) == in_workbook(control) == "cliënt OCMW"
    assert on_screen(stage) == on_screen(control)


@pytest.mark.req("D4", "D9")
@pytest.mark.parametrize("world", RESUMING[1:], ids=lambda world: world.__name__)
def test_all_ways_to_voortzetten_look_the_same_to_the_city(world: Callable[[Stage], None]) -> None:
    """No solution, after help, after death, taken up again: the same rows, lines, text and day as where help is declined."""
    if not _DECLINED:
        _DECLINED.append(_lived(RESUMING[0]))
    assert _lived(world) == _DECLINED[0]
    assert _DECLINED[0].cell == "cliënt OCMW – invorderingsprocedure voortzetten"
    assert set(_DECLINED[0].tables) == {"debtors_row", "journal.entry", "journal.entry_person", "journal.leaf"}


@pytest.mark.req("D4", "D9")
def test_the_reason_and_the_hour_stand_nowhere_at_the_city() -> None:
    """The row has a day; no column of the city holds an answer, a note or a name of the worker."""
    stage = a_case()
    decided(stage, "no_solution", note="Zeldzaamwoord", clock=stopped_at(NOON.replace(hour=15, minute=37)))
    kept = of_the_city(stage)
    everything = repr([rows for table, rows in kept.items() if table.startswith(("debtors_", "exchange_"))])
    everything += repr([line.content for line in all_lines(stage.pair.city)])
    for word in (
        "no_solution",
        "declines_help",
        "Zeldzaamwoord",
        "15:37",
        "17:37",
        str(stage.pair.ocmw.worker.position),
    ):
        assert word not in everything
    with at(stage.pair.ocmw.worker):
        assert Signal.objects.get(case=stage.case).state == "sent"
    with at(stage.pair.city.worker):
        row = Row.objects.get(round_id=stage.round, file_number=f"D-{stage.number}")
    assert row.signalled_on == TODAY


def _row(stage: Stage) -> tuple[object, ...]:
    """The city's row, without what makes it this person's."""
    with at(stage.pair.city.worker):
        row = Row.objects.get(round_id=stage.round, file_number=f"D-{stage.number}")
    assert row.signal_tx is not None
    return (row.state, row.fault, row.note, row.mark, row.marked_on, row.signal, row.signalled_on)


@dataclass(frozen=True)
class Lived:
    """What changed at the city, without ids: rows that went and came by table, the row, its log, what arrived, what is shown."""

    tables: Mapping[str, tuple[int, int]]
    row: tuple[object, ...]
    lines: list[tuple[str, str, str, str]]
    arrived: list[tuple[object, ...]]
    cell: object
    screen: str


def _lived(world: Callable[[Stage], None]) -> Lived:
    stage = a_case()
    settled(stage.pair)
    before, said = of_the_city(stage), told(stage)
    arrived: list[Arrived] = []
    honest = receivers["debt.recovery_signal"].receive
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(receivers["debt.recovery_signal"], "receive", lambda a: (arrived.append(a), honest(a))[1])
        world(stage)
        settled(stage.pair)
    change, now = changed(before, of_the_city(stage)), told(stage)
    return Lived(
        {table: (len(gone), len(came)) for table, (gone, came) in change.items() if table not in _OF_THE_TREE},
        _row(stage),
        now[: len(now) - len(said)],
        [
            (one.day, one.chunk, one.chunks, one.disclosure, one.purpose, [{**row, "ref": "…"} for row in one.rows])
            for one in arrived
        ],
        in_workbook(stage),
        on_screen(stage),
    )


_DECLINED: list[Lived] = []
_KEPT: list[Stage] = []


def _browser(stage: Stage) -> Client:
    """A browser of the city's debt team."""
    return browser(stage.pair.city.worker)


def _control() -> Stage:
    """A client of the shared round with whom nobody ever talks."""
    if not _KEPT:
        _KEPT.append(a_case())
    return _KEPT[0]
