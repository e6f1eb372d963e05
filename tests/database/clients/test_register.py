"""The client register of an OCMW, taken in from the file that its own program writes."""

import csv
import io
import time
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import openpyxl
import pytest

from kring.clients import queries, reports
from kring.clients.models import Enrolment, ImportReport, RegisterImport
from kring.clients.outcome import Report
from kring.clients.register import import_register
from kring.config.people import residents
from kring.core.clock import stopped_at
from kring.core.errors import Fault
from kring.guard.acting import Acting
from kring.parties.queries import Held
from kring.persons.models import Person
from kring.persons.queries import by_blinds, pseudonym
from kring.sheets.refused import Refused
from tests.database.ocmw import LogBrokenError, a_worker, break_log, code_of, somebody, verbs, within, written
from tests.unit.sheets.corpus import ods, ods_row, saved

pytestmark = pytest.mark.usefixtures("committed")

CLOCK = stopped_at(datetime(2026, 3, 2, 9, tzinfo=UTC))
HEADINGS = ("Rijksregisternummer", "Naam", "Voornaam", "Straat", "Huisnummer", "Hoedanigheid", "Van", "Tot")
PIOTR, ZANETA, NOEMI = residents(3)

Row = Sequence[Any]


def row(who: Any = PIOTR, capacity: Any = 2, first: Any = "01/01/2026", last: Any = "", **other: Any) -> list[Any]:
    """One row of a register; ``other`` replaces a cell by field name."""
    cells = {
        "number": who.ssin,
        "last_name": who.last_name,
        "first_name": who.first_name,
        "street": who.street,
        "house_number": who.house_number,
        "capacity": capacity,
        "first": first,
        "last": last,
    }
    return list((cells | other).values())


def as_csv(*rows: Row, separator: str = ";", encoding: str = "utf-8-sig", headings: Row = HEADINGS) -> bytes:
    """A register as text."""
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows([headings, *rows])
    return out.getvalue().encode(encoding)


def as_xlsx(*rows: Row, headings: Row = HEADINGS) -> bytes:
    """A register as an Excel workbook, below a title."""
    book = openpyxl.Workbook()
    sheet = book.active
    for line in (["Cliëntenregister"], [], headings, *rows):
        sheet.append(list(line))
    return saved(book)


def take(ocmw: Acting, *rows: Row) -> Report:
    """Take in a register in CSV."""
    return import_register(by=ocmw, data=as_csv(*rows), filename="register.csv", clock=CLOCK)


def outcomes(report: Report) -> list[tuple[int, str, str]]:
    """Row, status and code of each result."""
    return [(result.row, result.status, result.code) for result in report.rows]


def enrolled(ocmw: Acting, who: Any = PIOTR) -> list[tuple[int, str, str | None]]:
    """Capacity, first and last day of each enrolment of a person."""

    def ask() -> list[tuple[int, str, str | None]]:
        blind = pseudonym(who.ssin)
        return [(e["capacity"], e["from"], e["until"]) for e in queries.enrolments([blind]).get(blind, [])]

    return within(ocmw, ask)


DAY = date(2026, 1, 1)
FILES = {
    "xlsx": (as_xlsx(row(), row(ZANETA, "4", DAY, date(2026, 2, 28)), row(NOEMI, 7, DAY)), "register.xlsx"),
    "ods": (
        ods(
            "".join(map(ods_row, [HEADINGS, row(), row(ZANETA, 4, "2026-01-01", "2026-02-28"), row(NOEMI, "7")])),
            columns=8,
        ),
        "register.ods",
    ),
    "csv ; UTF-8": (as_csv(row(), row(ZANETA, 4, last="28/02/2026"), row(NOEMI, 7)), "register.csv"),
    "csv , UTF-8": (as_csv(row(), row(ZANETA, 4, last="28/2/2026"), row(NOEMI, 7), separator=","), "register.csv"),
    "csv ; Windows-1252": (
        as_csv(
            row(),
            row(ZANETA, 4, last="28-02-2026", first_name="Zaneta"),
            row(NOEMI, 7, first_name="Zoë", last_name="Çelënk"),
            encoding="cp1252",
        ),
        "register.csv",
    ),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_register_comes_as_the_program_of_the_ocmw_writes_it(kind: str) -> None:
    """Excel, LibreOffice, text with ; or , in UTF-8 or Windows-1252: the same people in the same capacities."""
    ocmw = a_worker()
    data, filename = FILES[kind]
    report = import_register(by=ocmw, data=data, filename=filename, clock=CLOCK)
    assert [(result.status, result.code) for result in report.rows] == [("taken", "new")] * 3, report.rows
    assert (report.persons, report.dropped_columns) == (3, ())
    assert enrolled(ocmw, PIOTR) == [(2, "2026-01-01", None)]
    assert enrolled(ocmw, ZANETA) == [(4, "2026-01-01", "2026-02-28")]
    assert enrolled(ocmw, NOEMI) == [(7, "2026-01-01", None)]
    if "1252" in kind:
        blind = within(ocmw, lambda: pseudonym(NOEMI.ssin))
        assert within(ocmw, lambda: by_blinds([blind]))[blind].last_name == "Çelënk"


def test_each_row_gets_its_own_answer_and_a_bad_row_holds_up_nobody() -> None:
    """What is wrong is said by row, with a code, and without a word of what stood there."""
    ocmw = a_worker()
    report = take(
        ocmw,
        row(),
        row(ZANETA, number=ZANETA.ssin[:-2] + "00"),
        row(ZANETA, capacity=10),
        row(ZANETA, first=""),
        row(ZANETA, last="31/12/2025"),
        row(NOEMI, last_name="", first_name=""),
    )
    assert outcomes(report) == [
        (2, "taken", "new"),
        (3, "refused", "ssin_check_digits"),
        (4, "refused", "capacity_unknown"),
        (5, "refused", "from_missing"),
        (6, "refused", "period_reversed"),
        (7, "taken", "new_nameless"),
    ]
    assert (report.count("taken"), report.count("refused"), report.persons) == (2, 4, 2)
    said = " ".join(result.text["nl"] for result in report.rows)
    for person in (PIOTR, ZANETA, NOEMI):
        assert person.ssin not in said
        assert person.last_name not in said
    assert enrolled(ocmw, ZANETA) == []
    assert within(ocmw, Person.objects.count) == 2


def test_taking_the_same_register_in_again_changes_nothing() -> None:
    """The second report says so row by row; the log gets one line, nobody is touched."""
    ocmw = a_worker()
    rows = [row(), row(ZANETA, 4, last="28/02/2026")]
    take(ocmw, *rows)
    before = within(ocmw, lambda: sorted(Enrolment.objects.values_list()))
    again = take(ocmw, *rows)
    assert outcomes(again) == [(2, "unchanged", "same"), (3, "unchanged", "same")]
    assert within(ocmw, lambda: sorted(Enrolment.objects.values_list())) == before
    assert verbs(ocmw) == ["client_register.imported", *["client_register.taken"] * 2, "client_register.imported"]


def test_a_later_register_moves_the_last_day_and_says_which_row_did() -> None:
    """Same person, capacity and first day: the last day is what the newest register says, also when it opens again."""
    ocmw = a_worker()
    take(ocmw, row())
    ended = take(ocmw, row(ZANETA), row(last="15/03/2026"))
    assert outcomes(ended) == [(2, "taken", "new"), (3, "updated", "until_changed")]
    assert enrolled(ocmw) == [(2, "2026-01-01", "2026-03-15")]
    (kept,) = within(ocmw, lambda: list(Enrolment.objects.filter(valid_until__isnull=False)))
    assert (kept.source_import_id, kept.source_row) == (ended.import_id, 3)
    assert outcomes(take(ocmw, row())) == [(2, "updated", "until_changed")]
    assert enrolled(ocmw) == [(2, "2026-01-01", None)]
    assert enrolled(ocmw, ZANETA) == [(2, "2026-01-01", None)]  # no longer in the file: stays as it was


def test_a_person_may_have_several_capacities_and_periods() -> None:
    """Each is an enrolment of its own; the person is one."""
    ocmw = a_worker()
    report = take(ocmw, row(capacity=1, last="31/01/2026"), row(first="01/02/2026"), row(capacity=7))
    assert [result.code for result in report.rows] == ["new"] * 3
    assert report.persons == 1
    assert enrolled(ocmw) == [(1, "2026-01-01", "2026-01-31"), (7, "2026-01-01", None), (2, "2026-02-01", None)]


def test_a_row_that_stands_twice_counts_once_and_two_last_days_are_not_chosen_between() -> None:
    """The report points at the other row."""
    ocmw = a_worker()
    report = take(ocmw, row(last="31/03/2026"), row(last="31/03/2026"), row(last="30/06/2026"))
    assert outcomes(report) == [
        (2, "taken", "new"),
        (3, "unchanged", "double"),
        (4, "refused", "contradicts"),
    ]
    assert "rij 2" in report.rows[1].text["nl"]
    assert "Rij 2" in report.rows[2].text["nl"]
    assert enrolled(ocmw) == [(2, "2026-01-01", "2026-03-31")]


def test_one_number_for_two_people_is_told_and_not_mixed() -> None:
    """In one file the second is refused; in a later file the new name is taken, and the report asks to look."""
    ocmw = a_worker()
    other = row(first_name="Aylin", last_name="Demir", capacity=4)
    assert outcomes(take(ocmw, row(), other)) == [(2, "taken", "new"), (3, "refused", "name_differs")]
    assert outcomes(take(ocmw, other)) == [(2, "taken", "name_changed")]
    moved = row(first_name="Aylin", last_name="Demir", capacity=4, street="Tikkaartpad")
    assert outcomes(take(ocmw, moved)) == [(2, "updated", "person_changed")]


def test_a_missing_column_is_named_and_nothing_is_kept() -> None:
    """Number, names, address, capacity, from, until: each must be there; other columns are named and never read."""
    ocmw = a_worker()
    for place, name in ((0, "rijksregisternummer"), (3, "adres"), (5, "hoedanigheid"), (6, "van"), (7, "tot")):
        headings = [h for i, h in enumerate(HEADINGS) if i not in ((3, 4) if place == 3 else (place,))]
        cells = [c for i, c in enumerate(row()) if i not in ((3, 4) if place == 3 else (place,))]
        with pytest.raises(Refused) as refused:
            import_register(by=ocmw, data=as_csv(cells, headings=headings), filename="r.csv", clock=CLOCK)
        assert refused.value.code == "missing_column"
        assert name in refused.value.message["nl"]
    with pytest.raises(Refused) as refused:
        import_register(
            by=ocmw,
            data=as_csv(row()[:1] + row()[3:], headings=HEADINGS[:1] + HEADINGS[3:]),
            filename="r.csv",
            clock=CLOCK,
        )
    assert refused.value.code == "missing_column"
    assert written(ocmw) == []
    wide = as_csv([*row(), "diabetes"], headings=[*HEADINGS, "Opmerking"])
    report = import_register(by=ocmw, data=wide, filename="r.csv", clock=CLOCK)
    assert report.dropped_columns == ("Opmerking",)


def test_names_and_address_in_one_column_each_will_do() -> None:
    """Six columns, as the smallest registers have."""
    ocmw = a_worker()
    data = as_csv(
        [PIOTR.ssin, "Piotrowski, Piotr", "Houweelgaarde 82, 3600 Genk", "2 - Leefloon", "2026-01-01", ""],
        headings=["INSZ", "Naam", "Adres", "Hoedanigheid", "Van", "Tot"],
    )
    report = import_register(by=ocmw, data=data, filename="r.csv", clock=CLOCK)
    assert outcomes(report) == [(2, "taken", "new")]
    blind = within(ocmw, lambda: pseudonym(PIOTR.ssin))
    found = within(ocmw, lambda: by_blinds([blind]))[blind]
    assert (found.first_name, found.last_name, found.street, found.house_number, found.municipality) == (
        "Piotr",
        "Piotrowski",
        "Houweelgaarde",
        "82",
        "Genk",
    )


@pytest.mark.req("E6")
def test_the_log_says_what_was_taken_in_and_about_whom() -> None:
    """One line with counts and the digest of the file, one per person who is new or different; no personal data."""
    ocmw = a_worker()
    take(ocmw, row(), row(ZANETA))
    report = take(ocmw, row(), row(ZANETA, last="31/03/2026"), row(NOEMI), row(NOEMI, capacity=99))
    whole, *persons = written(ocmw)[3:]
    assert whole.content["file"] == f"sha256:{report.sha256}"
    assert [whole.content[status] for status in ("taken", "updated", "unchanged", "refused")] == [1, 1, 1, 1]
    assert whole.exchange == str(report.import_id)
    assert {line.content["what"] for line in persons} == {"client_register.taken", "client_register.updated"}
    assert all(line.subject and line.position == ocmw.position for line in persons)
    everything = " ".join(str(line.content) for line in written(ocmw))
    assert not any(secret in everything for secret in (PIOTR.ssin, ZANETA.last_name, NOEMI.last_name))
    (first, second) = within(ocmw, lambda: list(RegisterImport.objects.order_by("rows")))
    assert (first.rows, second.rows, second.refused, second.position_id) == (2, 4, 1, ocmw.position)


def test_without_a_line_no_register_is_taken_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal write is broken: no person, no enrolment, no changed day."""
    ocmw = a_worker()
    take(ocmw, row())
    break_log(monkeypatch, "kring.clients.register")
    with pytest.raises(LogBrokenError):
        take(ocmw, row(last="31/03/2026", street="Tikkaartpad"), row(ZANETA))
    assert enrolled(ocmw) == [(2, "2026-01-01", None)]
    assert within(ocmw, lambda: list(Person.objects.values_list("street", flat=True))) == [PIOTR.street]
    assert within(ocmw, RegisterImport.objects.count) == within(ocmw, ImportReport.objects.count) == 1


@pytest.mark.req("E5")
def test_only_a_social_worker_of_today_takes_a_register_in() -> None:
    """Another function, a position that is over, none at all: refused before the file is opened, and nothing is kept."""
    over, later = date(2026, 3, 1), date(2026, 3, 3)
    others = [a_worker("dpo"), a_worker("debt_team"), a_worker(until=over), a_worker(since=later), somebody()]
    for other in others:
        with pytest.raises(Fault) as refused:
            import_register(by=other, data=b"not even a file", filename="register.csv", clock=CLOCK)
        assert code_of(refused) == "other_function"
        assert written(other) == []
        assert within(other, Enrolment.objects.count) == 0


def test_a_position_that_ends_while_the_file_is_read_takes_nothing_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """What counts is the moment of writing."""
    ocmw = a_worker()
    held = iter([Held(ocmw.position, ocmw.organisation, "Mia Stas", "social_worker", "", ""), None])
    monkeypatch.setattr("kring.clients.register.held_now", lambda _clock: next(held))
    with pytest.raises(Fault) as refused:
        take(ocmw, row())
    assert code_of(refused) == "other_function"
    assert (written(ocmw), within(ocmw, Enrolment.objects.count)) == ([], 0)


def test_the_report_is_kept_beside_the_import_and_says_nothing_of_anybody() -> None:
    """Read back it is the same; stored are row numbers, codes and headings; another organisation has no such report."""
    ocmw = a_worker()
    made = take(ocmw, row(), row(), row(ZANETA, number="123"), row(NOEMI, first_name="x" * 201))
    found = within(ocmw, lambda: reports.report(made.import_id))
    assert found is not None
    one, report = found
    assert report == made
    assert (one.taken, one.unchanged, one.refused, one.rows, one.persons) == (1, 1, 2, 4, 1)
    assert (one.position, one.at) == (ocmw.position, CLOCK())
    assert within(ocmw, lambda: reports.imports(offset=0, limit=5)) == (one,)
    stored = within(ocmw, ImportReport.objects.get)
    assert [2, "taken", "new", 0, ""] in stored.rows
    assert [3, "unchanged", "double", 2, ""] in stored.rows
    assert [5, "refused", "too_long", 0, "voornaam"] in stored.rows
    for secret in (PIOTR.ssin, PIOTR.last_name, ZANETA.last_name, NOEMI.last_name):
        assert secret not in str(stored.rows)
    other = a_worker()
    assert within(other, lambda: reports.report(made.import_id)) is None


def test_two_organisations_take_in_the_same_register_apart() -> None:
    """Neither sees the other's clients."""
    one, other = a_worker(), a_worker()
    take(one, row())
    take(other, row(capacity=4))
    assert enrolled(one) == [(2, "2026-01-01", None)]
    assert enrolled(other) == [(4, "2026-01-01", None)]


def test_candidates_are_those_with_an_enrolment() -> None:
    """Also an ended one; a_worker whom we merely know is not among them."""
    ocmw = a_worker()
    take(ocmw, row(last="31/01/2026"))
    within(ocmw, lambda: Person.objects.create(ssin_sealed=b"?", ssin_blind=pseudonym(ZANETA.ssin)))
    blinds = within(ocmw, lambda: [pseudonym(person.ssin) for person in (PIOTR, ZANETA, NOEMI)])
    found = within(ocmw, lambda: queries.candidates(blinds))
    assert list(found) == blinds[:1]
    assert (found[blinds[0]].first_name, found[blinds[0]].last_name) == ("Piotr", "Piotrowski")
    assert queries.candidates([]) == queries.enrolments([]) == {}


def test_progress_is_told_to_the_end() -> None:
    """Reading first, then storing; the last word is that all is done."""
    heard: list[tuple[str, float]] = []
    import_register(
        by=a_worker(),
        data=as_csv(row()),
        filename="r.csv",
        clock=CLOCK,
        progress=lambda stage, share: heard.append((stage, share)),
    )
    assert heard[-1] == ("register", 1.0)
    assert {stage for stage, _ in heard} >= {"check", "register"}


def test_twenty_thousand_rows_are_a_matter_of_seconds() -> None:
    """In sets, never person by person; a repeated import too."""
    ocmw = a_worker()
    people = residents(20_000)
    data = as_csv(*(row(person, capacity=2 + i % 3) for i, person in enumerate(people)))
    for again in (False, True):
        began = time.monotonic()
        report = import_register(by=ocmw, data=data, filename="r.csv", clock=CLOCK)
        assert report.count("unchanged" if again else "taken") == len(people)
        assert time.monotonic() - began < 60  # a guard against a query per row, not a benchmark
