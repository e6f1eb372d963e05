"""Long lists: their pages, the search on part of a name, and that nobody is shown or written down who was not asked for."""

import re
from typing import Any
from uuid import UUID

import pytest
from django.urls import reverse

from kring.clients.actions import open_file
from kring.core.clock import Clock
from kring.flows.debtors.city import queries
from kring.flows.debtors.models import Case, Chunk, Row
from kring.flows.debtors.ocmw import cases
from kring.flows.debtors.ocmw import today as clients_today
from kring.guard.acting import Acting
from kring.parties.actions import appoint
from kring.parties.queries import held_now
from tests.database.exchange.cast import CLOCK, NOON, Pair, a_pair, all_lines
from tests.database.flows.story import Somebody, knows, run, somebody
from tests.database.flows.talks import at, browser, sealed

pytestmark = pytest.mark.usefixtures("committed", "in_march", "one_factor")
NAMES = (
    ("Jan", "Van den Berghe"),
    ("Zoë", "Vandenberghe"),
    ("Elif", "Yılmaz"),
    ("Jürgen", "Müller"),
    ("Hans", "Mueller"),
    ("Aïcha", "El-Amrani"),
    ("Ann", "D’Hondt"),
    ("Łukasz", "Wójcik"),
    ("Ruben", "100_%"),
)


def people() -> list[Somebody]:
    """One of each name."""
    return [somebody(serial, *name) for serial, name in enumerate(NAMES, 1)]


def a_round(known: int = len(NAMES)) -> tuple[Pair, UUID]:
    """A round of all of them, of whom the OCMW knows the first so many."""
    pair = a_pair()
    if known:
        knows(pair, people()[:known])
    round_id = run(pair, people())
    sealed(pair)
    return pair, round_id


def text(response: Any) -> str:
    """What the page says."""
    return re.sub(r"\s+", " ", response.content.decode())


def looks(by: Acting, page: str) -> int:
    """How many people were seen on this page, as the own log has it."""
    desk_lines = [line for line in all_lines_of(by) if line.kind == "look" and line.content.get("what") == page]
    return len(desk_lines)


def all_lines_of(by: Acting) -> list[Any]:
    """The own log."""
    desk = next(desk for pair in _PAIRS for desk in (pair.city, pair.ocmw) if desk.id == by.organisation)
    return list(all_lines(desk))


_PAIRS: list[Pair] = []


@pytest.mark.req("D6")
def test_part_of_a_name_finds_it_however_it_is_written() -> None:
    """Accents, particles, hyphens, apostrophes, umlauts, the order of the words; what is no letter finds nobody."""
    pair, round_id = a_round(0)
    wanted = {
        "berghe": {"D-1", "D-2"},
        "van den Berghe": {"D-1", "D-2"},
        "VANDENBERGHE zoe": {"D-2"},
        "yilm": {"D-3"},
        "YILMAZ Elif": {"D-3"},
        "müller": {"D-4", "D-5"},
        "mueller": {"D-4", "D-5"},
        "jurgen": {"D-4"},
        "amrani aicha": {"D-6"},
        "El Amrani": {"D-6"},
        "d'hondt": {"D-7"},
        "lukasz wojc": {"D-8"},
        "berghe aicha": set(),
        "xqz": set(),
        "%": set(),
        "_": set(),
        "": set(),
    }
    with at(pair.city.worker):
        for name, files in wanted.items():
            found, more = queries.search(round_id, name=name, offset=0, limit=50, clock=CLOCK)
            assert ({row.file_number for row in found}, more) == (files, False), name


@pytest.mark.req("D6")
def test_only_who_is_shown_is_written_down_and_no_name_stands_in_an_address() -> None:
    """A search of two shows two, writes two looks, and says nothing of either in any link."""
    pair, round_id = a_round(0)
    _PAIRS.append(pair)
    city = browser(pair.city.worker)
    url = reverse("debtors:rows", args=[round_id])
    before = looks(pair.city.worker, "round.rows")
    page = text(city.post(url, {"naam": "Berghe"}))
    assert "Van den Berghe" in page
    assert "Vandenberghe" in page
    assert "Yılmaz" not in page
    assert looks(pair.city.worker, "round.rows") - before == 2
    assert not re.search(r'(href|action)="[^"]*berghe', page, re.IGNORECASE)
    nobody = text(city.post(url, {"naam": "xqzw"}))
    assert "Van den Berghe" not in nobody
    refused = city.post(url, {"naam": "b"})
    assert refused.status_code == 422
    assert "Vandenberghe" not in text(refused)


@pytest.mark.req("D6", "E1")
def test_a_search_finds_nobody_of_another_round_team_or_city() -> None:
    """The round of another city is as if it were not there; that of the own city is searched alone."""
    pair, round_id = a_round(0)
    other, theirs = a_round(0)
    assert browser(pair.city.worker).post(reverse("debtors:rows", args=[theirs]), {"naam": "berghe"}).status_code == 404
    with at(pair.city.worker):
        assert queries.search(theirs, name="berghe", offset=0, limit=9, clock=CLOCK) == ((), False)
        again = queries.search(round_id, name="berghe", offset=0, limit=9, clock=CLOCK)[0]
    assert len(again) == 2
    with at(pair.ocmw.worker):
        assert queries.search(round_id, name="berghe", offset=0, limit=9, clock=CLOCK) == ((), False)
    assert other.city.id != pair.city.id


def test_pages_of_what_was_found_follow_each_other_to_the_last() -> None:
    """One at a time: each page says whether another follows; past the end there is nothing."""
    pair, round_id = a_round(0)
    seen = []
    with at(pair.city.worker):
        for offset in range(4):
            found, more = queries.search(round_id, name="berghe", offset=offset, limit=1, clock=CLOCK)
            seen.append(([row.file_number for row in found], more))
    assert seen == [(["D-1"], True), (["D-2"], False), ([], False), ([], False)]


def test_the_edges_of_a_long_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted no further than to the bound, the next page is there all the same; the last page ends the list."""
    pair, round_id = a_round()
    monkeypatch.setattr("kring.face.paging.MOST", 4)
    monkeypatch.setattr("kring.flows.debtors.city.views.bounded_paging", _two_a_page)
    city, url = browser(pair.city.worker), reverse("debtors:rows", args=[round_id])
    first = text(city.get(f"{url}?toon=gemarkeerd"))
    assert "meer dan 4" in first
    assert "bladzijde=2" in first
    assert "bladzijde=5" not in first
    beyond = text(city.get(f"{url}?toon=gemarkeerd&bladzijde=4"))
    assert "D-7" in beyond
    assert "D-9" not in beyond
    last = text(city.get(f"{url}?bladzijde=99"))
    assert "9 tot 9 van 9" in last
    assert "100_%" in last


def _two_a_page(request: Any, count: Any) -> Any:
    from kring.face.paging import bounded_paging  # noqa: PLC0415

    return bounded_paging(request, count, 2)


@pytest.mark.req("D2")
def test_the_marks_of_a_round_are_counted_when_they_come_in() -> None:
    """The count that is kept is what stands in the rows; one from before it was kept is counted."""
    pair, round_id = a_round(3)
    with at(pair.city.worker):
        kept = Chunk.objects.values_list("marked", flat=True).get()
        assert kept == Row.objects.exclude(mark="").count() == 3
        told = queries.progress(round_id, clock=CLOCK)
        Chunk.objects.update(marked=None)
        old = queries.progress(round_id, clock=CLOCK)
    assert told is not None
    assert old is not None
    assert told.marked == old.marked == 3


@pytest.mark.req("D6")
def test_the_board_shows_a_page_and_writes_down_no_more_than_that() -> None:
    """Two of nine: two names, two looks, and how many there are; every one stands on exactly one page."""
    pair, _ = a_round()
    _PAIRS.append(pair)
    with at(pair.ocmw.worker):
        first = cases.board(clock=CLOCK, limit=2)
    assert (len(first.lines), first.total) == (2, 9)
    assert looks(pair.ocmw.worker, "cases.board") == 2
    with at(pair.ocmw.worker):
        pages = [cases.board(clock=CLOCK, offset=offset, limit=2).lines for offset in range(0, 12, 2)]
    everybody = [line.id for page in pages for line in page]
    assert len(everybody) == len(set(everybody)) == 9
    assert pages[5] == ()


@pytest.mark.req("D6")
def test_the_start_page_names_the_most_pressing_and_says_that_more_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three names, three looks, and a line that leads to the board without saying how many or who."""
    pair, _ = a_round()
    _PAIRS.append(pair)
    monkeypatch.setattr(cases, "tasks", lambda *, clock, asked=cases.tasks: asked(clock=clock, limit=3))
    with at(pair.ocmw.worker):
        matters = clients_today.matters(pair.ocmw.worker)
    assert [bool(one.who) for one in matters] == [True, True, True, False]
    assert matters[-1].url == reverse("debtors:cases")
    assert looks(pair.ocmw.worker, "cases.tasks") == 3


@pytest.mark.req("D6")
def test_a_search_on_the_board_finds_nobody_elses_clients() -> None:
    """Given to a colleague, Vandenberghe is found by the colleague only; the other is everybody's still."""
    pair, _ = a_round()
    colleague = appoint(by=pair.ocmw.worker, name="Fatma Demir", function="social_worker", valid_from=NOON.date())
    given = Acting(pair.ocmw.id, colleague.id)
    with at(pair.ocmw.worker):
        person = Case.objects.filter(file_number="D-2").values_list("person_id", flat=True).get()
    open_file(by=pair.ocmw.worker, person_id=person, opened_on=NOON.date(), position_id=colleague.id)
    assert _files_found(pair.ocmw.worker, "berghe") == ["D-1"]
    assert _files_found(given, "berghe") == ["D-1", "D-2"]
    page = text(browser(pair.ocmw.worker).post(reverse("debtors:cases"), {"naam": "Berghe"}))
    assert "D-1" in page
    assert "Vandenberghe" not in page


def _files_found(by: Acting, name: str, clock: Clock = CLOCK) -> list[str]:
    with at(by):
        assert held_now(clock) is not None
        return sorted(line.file_number for line in cases.board(clock=clock, name=name).lines)
