"""The pages of both desks: what each shows, to whom, and what is never there."""

import io
import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kring.core import clock as clocks
from kring.core.clock import stopped_at
from kring.flows.debtors.city import queries, waiting
from kring.flows.debtors.models import Upload
from kring.guard.acting import Acting, acting_for
from kring.guard.jobs import work_through
from kring.parties.identity.actions import open_account, seat
from tests.database.exchange.cast import CLOCK, NOON, Pair, a_pair, all_lines
from tests.database.flows.story import HEADINGS, a_list, knows, run, somebody, written

pytestmark = pytest.mark.usefixtures("committed", "in_march", "one_factor")


def _at(desk_position: Acting) -> Client:
    """A browser of somebody who is signed in and acts in this position."""
    account = open_account(email=f"{uuid4().hex}@example.org")
    seat(account=account, organisation=desk_position.organisation, position=desk_position.position)
    client = Client()
    client.force_login(account)
    return client


def _handed_in_and_confirmed(city: Client, pair: Pair, people: Any, **other: str) -> tuple[str, Any]:
    """What the page says of the list, and the answer to confirming it as that page offers."""
    handed = city.post(reverse("debtors:start"), {"list": SimpleUploadedFile("debiteuren.xlsx", a_list(people))})
    assert handed.status_code == 302, _text(handed)
    page = city.get(handed["Location"])
    offered = page.context["confirming"].initial
    day = offered["answer_by"].strftime("%d/%m/%Y")
    said = {"version": str(pair.version), "declared": "on", "answer_by": day, "seen": offered["seen"], **other}
    return _text(page), city.post(
        f"{handed['Location']}versturen/", {name: text for name, text in said.items() if text}
    )


def _waiting(pair: Pair) -> tuple[object, ...]:
    with acting_for(*_pair_of(pair.city.worker)):
        return waiting.lists(clock=CLOCK)


def _sealed(pair: Pair) -> None:
    all_lines(pair.city)
    all_lines(pair.ocmw)


def _text(response: Any) -> str:
    return re.sub(r"\s+", " ", response.content.decode())


@pytest.mark.req("D1", "D5", "D6")
def test_from_upload_to_the_workbook_in_the_browser() -> None:
    """The debt team reads what leaves, hands in the list, sees it progress, the marks, who looked, and takes the file out."""
    pair = a_pair()
    knows(pair, [somebody(1)])
    city = _at(pair.city.worker)
    before = _text(city.get(reverse("debtors:start")))
    assert "rijksregisternummer" in before
    assert "OCMW Ergens" in before
    people = [somebody(1), somebody(2), written(somebody(3), ssin="123")]
    checked, sent = _handed_in_and_confirmed(city, pair, people)
    assert "checkbox" in checked
    assert "D-1" in checked
    assert somebody(1).ssin not in checked
    assert "D5" in checked
    assert "te weinig cijfers" in checked
    assert "<li>Bedrag</li>" in checked
    assert sent.status_code == 302, _text(sent)
    page = city.get(sent["Location"])
    assert 'http-equiv="refresh"' in _text(page)
    assert "hx-get" in _text(page)
    assert "<li>Bedrag</li>" in _text(page)
    work_through()
    _sealed(pair)
    round_id = UUID(sent["Location"].strip("/").split("/")[-1])
    part = city.get(reverse("debtors:progress", args=[round_id]))
    assert part["HX-Refresh"] == "true"
    done = _text(city.get(sent["Location"]))
    assert "hx-get" not in done
    rows = _text(city.get(reverse("debtors:rows", args=[round_id])))
    assert rows.split("<tbody", 1)[1].count("cliënt OCMW") == 1
    assert somebody(1).ssin not in rows
    to_mend = _text(city.get(reverse("debtors:rows", args=[round_id]) + "?toon=na-te-kijken"))
    assert "te weinig cijfers" in to_mend
    with acting_for(*_pair_of(pair.city.worker)):
        (row,) = queries.rows(round_id, only="gemarkeerd", offset=0, limit=5, clock=CLOCK)
    assert "debt_team van Stad Ergens" in _text(city.get(reverse("debtors:row", args=[round_id, row.id])))
    out = city.post(reverse("debtors:workbook", args=[round_id]))
    assert "debiteuren.xlsx" in out["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(out.content)).active
    assert sheet is not None
    assert [cell.value for cell in sheet["H"]][1:] == ["Stand OCMW", "cliënt OCMW", None, None]
    assert "debtors" not in _text(city.get(reverse("debtors:rounds"))).split("<main")[0]


@pytest.mark.req("D2", "D6")
def test_the_social_worker_sees_the_marked_client_and_the_number_of_doubtful_ones() -> None:
    """One client with name and file number, one doubtful row as a number only, nothing of the stranger."""
    pair = a_pair()
    client, stranger, doubtful = somebody(1), somebody(2, "Onbekend", "Vreemdeling"), somebody(3, "Twijfel", "Geval")
    knows(pair, [client, written(doubtful, first_name="Iemand", last_name="Anders")])
    run(pair, [client, stranger, doubtful])
    _sealed(pair)
    worker = _at(pair.ocmw.worker)
    listed = _text(worker.get(reverse("debtors:received_rounds")))
    (address,) = set(re.findall(r'href="(/debiteuren/ontvangen/[0-9a-f-]{36}/)"', listed))
    page = _text(worker.get(address))
    assert "naam past niet" in page or "andere naam" in page
    assert "D-1" not in page
    board = _text(worker.get(reverse("debtors:cases")))
    assert "D-1" in board
    (case,) = set(re.findall(r'href="(/debiteuren/client/[0-9a-f-]{36}/)"', board))
    assert "social_worker van OCMW Ergens" in _text(worker.get(case))
    for shown in (page, board):
        assert "Vreemdeling" not in shown
        assert "Geval" not in shown


@pytest.mark.req("D6", "E5")
def test_the_pages_open_for_their_own_desk_only() -> None:
    """The other side, the DPO and another city are turned away; another city's round does not exist."""
    pair, other = a_pair(), a_pair()
    round_id = run(pair, [somebody(1)])
    for by in (pair.ocmw.worker, pair.city.dpo, pair.city.secretary):
        turned_away = _at(by)
        assert turned_away.get(reverse("debtors:rounds")).status_code == 403
        assert turned_away.get(reverse("debtors:rows", args=[round_id])).status_code == 403
    assert _at(pair.city.worker).get(reverse("debtors:received_rounds")).status_code == 403
    stranger = _at(other.city.worker)
    for name in ("round", "rows", "progress"):
        assert stranger.get(reverse(f"debtors:{name}", args=[round_id])).status_code == 404
    assert stranger.post(reverse("debtors:workbook", args=[round_id])).status_code == 409


def test_a_refused_round_says_the_first_day_before_anything_is_handed_in() -> None:
    """Within the month the page has no form, only the day on which it may be again."""
    pair = a_pair()
    run(pair, [somebody(1)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clocks, "_installed", stopped_at(NOON + timedelta(days=3)))
        page = _text(_at(pair.city.worker).get(reverse("debtors:start")))
    assert "2/4/2026" in page
    assert 'type="file"' not in page


def test_what_cannot_be_taken_is_told_beside_the_field() -> None:
    """A file that is none and a missing declaration come back with the form, in plain words."""
    pair = a_pair()
    city = _at(pair.city.worker)
    wrong = city.post(
        reverse("debtors:start"),
        {"list": SimpleUploadedFile("x.xlsx", b"%PDF-1.7")},
    )
    assert wrong.status_code == 422
    assert "geen Excel" in _text(wrong)
    assert not _waiting(pair)
    _checked, undeclared = _handed_in_and_confirmed(city, pair, [somebody(1)], declared="")
    assert undeclared.status_code == 422
    assert "dwangbevel" in _text(undeclared)


def test_the_start_page_tells_each_desk_what_waits() -> None:
    """The debt team hears that its round is answered, without a name; the social worker involved who is newly marked."""
    pair = a_pair()
    knows(pair, [somebody(1)])
    run(pair, [somebody(1)])
    _sealed(pair)
    city, ocmw = _text(_at(pair.city.worker).get(reverse("today"))), _text(_at(pair.ocmw.worker).get(reverse("today")))
    assert "2 maart" in city
    assert "Yılmaz" in ocmw
    assert "Yılmaz" not in city


@pytest.mark.req("D1")
def test_lists_that_wait_can_be_told_apart_without_the_names_of_their_files() -> None:
    """By when they were handed in and how many rows they have; one without its columns says so. A file's name may name people."""
    pair = a_pair()
    city = _at(pair.city.worker)
    for people, headings in (((1, 2), HEADINGS), ((3,), (*HEADINGS[:2], "Hoe hij heet", *HEADINGS[3:]))):
        data = a_list([somebody(n) for n in people], headings=headings)
        city.post(reverse("debtors:start"), {"list": SimpleUploadedFile("yilmaz.xlsx", data)})
    page = re.sub(r"<[^>]+>", " ", _text(city.get(reverse("debtors:rounds"))))
    assert re.search(r"2 maart 2026 13:00\s+2\s", page), page
    assert "kolommen te kiezen" in page
    start = _text(city.get(reverse("today")))
    assert "op 2 maart om 13:00 indiende" in start
    assert "yilmaz" not in page + start


@pytest.mark.req("D1")
def test_the_sheets_that_are_not_read_are_named_before_anything_leaves() -> None:
    """Half of the debtors may stand there; a file of one sheet says nothing about sheets."""
    pair = a_pair()
    city = _at(pair.city.worker)
    book = openpyxl.load_workbook(io.BytesIO(a_list([somebody(1)])))
    two = io.BytesIO()
    book.create_sheet("GAS").append(["Naam"])
    book.save(two)
    pages = []
    for data in (a_list([somebody(1)]), two.getvalue()):
        handed = city.post(reverse("debtors:start"), {"list": SimpleUploadedFile("lijst.xlsx", data)})
        pages.append(_text(city.get(handed["Location"])))
    assert ["Deze bladen worden niet gelezen" in page for page in pages] == [False, True]
    assert "<li>GAS</li>" in pages[1]


@pytest.mark.req("D1")
def test_whoever_goes_back_to_a_list_that_left_comes_to_its_round() -> None:
    """From the history or another tab; for another city there is no such page, as before."""
    pair = a_pair()
    city = _at(pair.city.worker)
    _said, confirmed = _handed_in_and_confirmed(city, pair, [somebody(1)])
    with acting_for(*_pair_of(pair.city.worker)):
        upload = Upload.objects.get().id
    again = city.get(reverse("debtors:check", args=[upload]))
    assert (again.status_code, again["Location"]) == (302, confirmed["Location"])
    assert _at(a_pair().city.worker).get(reverse("debtors:check", args=[upload])).status_code == 404


def _pair_of(acting: Acting) -> tuple[UUID, UUID]:
    return acting.organisation, acting.position
