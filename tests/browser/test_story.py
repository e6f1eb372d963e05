"""The whole story in real browsers, for two cities at once, from upload to certificate: each sees its own and nothing else."""

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import openpyxl
import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from kring.guard.acting import Acting, acting_for
from kring.guard.jobs import work_through
from tests.browser.beside import beside, enter
from tests.browser.conftest import assert_accessible
from tests.database.exchange.cast import NOON, Pair, a_pair
from tests.database.flows.pilot import AFTER, LAST_EVENING, Hands, ends
from tests.database.flows.story import Somebody, a_list, all_sealed, knows, somebody, written

RESUME = "invorderingsprocedure voortzetten"
SHARED = somebody(700, "Nadia", "Overal")
"""In debt with both cities, and a client of the first one's OCMW only."""
Another = Callable[[], Page]


@dataclass
class Side:
    """One city and its OCMW, each before a browser of its own, and all that their screens showed."""

    pair: Pair
    city: Page
    ocmw: Page
    client: Somebody
    stranger: Somebody
    shared_is_client: bool
    round: str = ""
    case: str = ""
    seen: list[str] = field(default_factory=list)

    @property
    def people(self) -> list[Somebody]:
        return [
            self.client,
            self.stranger,
            written(SHARED, file_number=f"{self.client.file_number}-{SHARED.file_number}"),
        ]

    @property
    def own_words(self) -> list[str]:
        """What only this side may ever see."""
        names = [one.last_name for one in (self.client, self.stranger)]
        ids = [self.pair.city.id, self.pair.ocmw.id, self.pair.version, self.pair.ocmw_version]
        return [*names, *(one.file_number for one in self.people), *map(str, ids), self.round, self.case]

    def looked(self, page: Page) -> None:
        """Keep what stands on a screen now."""
        self.seen.append(page.content())


@pytest.fixture
def sides(another: Another, live_site: str, monkeypatch: pytest.MonkeyPatch) -> list[Side]:
    """Two cities with their OCMWs; four people sit down."""
    Hands(monkeypatch).at(NOON)
    people = [(somebody(1, "Elif", "Yılmaz"), somebody(2, "Jan", "Bergmans"))]
    people.append((somebody(501, "Piet", "Zeegers"), somebody(502, "Lotte", "Duinhuis")))
    found = []
    for first, (client, stranger) in enumerate(people):
        pair = beside(a_pair)
        side = Side(pair, another(), another(), client, stranger, shared_is_client=first == 0)
        known = [client, SHARED] if side.shared_is_client else [client]
        beside(lambda pair=pair, known=known: knows(pair, known))
        enter(side.city, live_site, pair.city.worker)
        enter(side.ocmw, live_site, pair.ocmw.worker)
        found.append(side)
    return found


@pytest.mark.timeout(120)
@pytest.mark.req("D1", "D2", "D3", "D4", "D5", "D6", "D7", "E1", "E5")
def test_two_cities_live_the_whole_story_and_neither_sees_the_other(
    sides: list[Side], live_site: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Upload, check, confirm, progress, marks, talk, "voortzetten", the workbook, the end: step by step, turn about."""
    hands = Hands(monkeypatch)
    for step in (_hands_in, _confirms):
        for number, side in enumerate(sides):
            step(side, tmp_path / f"{number}.xlsx")
    beside(work_through)
    for side in sides:
        beside(lambda side=side: all_sealed(side.pair))
    for side in sides:
        _sees_the_marks(side)
    for side in sides:
        _talks(side)
    beside(work_through)
    for side in sides:
        beside(lambda side=side: all_sealed(side.pair))
    for side in sides:
        _sees_that_recovery_goes_on(side)
    for side in sides:
        _tells_where(side)
    _each_is_a_stranger_to_the_other(sides)
    hands.at(LAST_EVENING)
    for side in sides:
        side.ocmw.goto("/debiteuren/dossiers/")
        expect(side.ocmw.get_by_text(side.client.last_name)).to_have_count(1)
    for side in sides:
        beside(lambda side=side: ends(side.pair, hands, AFTER))
    for side in sides:
        _reads_what_remains(side, live_site)
    for side, other in (sides, sides[::-1]):
        screens = "\n".join(side.seen)
        assert [word for word in other.own_words if word in screens] == []
        assert all(one.last_name in screens for one in side.people)


def _hands_in(side: Side, book: Path) -> None:
    book.write_bytes(a_list(side.people))
    side.city.goto("/debiteuren/nieuw/")
    side.looked(side.city)
    side.city.get_by_label("De lijst met debiteuren").set_input_files(book)
    side.city.get_by_role("button", name="Lijst laten nakijken").click()
    expect(side.city.get_by_role("table", name="De eerste rijen")).to_contain_text(side.stranger.last_name)
    side.looked(side.city)


def _confirms(side: Side, _book: Path) -> None:
    side.city.get_by_label("wordt een dwangbevel voorbereid").check()
    side.city.get_by_role("button", name="Lijst versturen").click()
    expect(side.city.get_by_role("heading", name="Ronde van 2 maart 2026")).to_be_visible()
    side.round = side.city.url.rstrip("/").rpartition("/")[2]
    side.looked(side.city)


def _sees_the_marks(side: Side) -> None:
    page = side.city
    expect(page.get_by_text("1 van 1 deel verstuurd, 1 beantwoord").first).to_be_visible()  # it came by itself
    side.looked(page)
    page.get_by_role("link", name="Rijen bekijken").click()
    for one in side.people:
        row = page.get_by_role("row").filter(has_text=one.last_name)
        marked = one is side.client or (one.last_name == SHARED.last_name and side.shared_is_client)
        expect(row.get_by_text("cliënt OCMW")).to_have_count(1 if marked else 0)
    side.looked(page)


def _talks(side: Side) -> None:
    page = side.ocmw
    page.goto("/vandaag/")
    side.looked(page)
    expect(page.locator(".kr-matters li")).to_have_count(2 if side.shared_is_client else 1)
    page.get_by_role("link", name=side.client.last_name).click()
    side.case = page.url.rstrip("/").rpartition("/")[2]
    page.get_by_text("Geen oplossing", exact=True).click()
    page.get_by_label("Notitie").fill(f"Geheim van {side.client.last_name}")
    page.get_by_role("button", name="Vastleggen").click()
    expect(page.get_by_role("heading", name="Wat de stad zal zien")).to_be_visible()
    side.looked(page)
    page.get_by_role("button", name="Bevestigen en vastleggen").click()
    expect(page.get_by_text("Onderweg naar de stad")).to_be_visible()
    side.looked(page)


def _sees_that_recovery_goes_on(side: Side) -> None:
    page = side.city
    page.goto("/vandaag/")
    page.get_by_role("link", name="mag de invordering voor iemand verder").click()
    row = page.get_by_role("row").filter(has_text=side.client.last_name)
    expect(row).to_contain_text(RESUME)
    expect(page.get_by_text("Geheim")).to_have_count(0)
    side.looked(page)
    page.goto(reverse("debtors:round", args=[side.round]))
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Werkmap ophalen").click()
    sheet = openpyxl.load_workbook(io.BytesIO(waiting.value.path().read_bytes())).active
    assert sheet is not None
    said = {row[0]: " ".join(str(cell) for cell in row if cell) for row in sheet.iter_rows(min_row=3, values_only=True)}
    assert RESUME in said[side.client.file_number]
    assert RESUME not in said[side.people[2].file_number]
    assert ("cliënt OCMW" in said[side.people[2].file_number]) is side.shared_is_client
    side.seen.append(" ".join(said.values()))


def _tells_where(side: Side) -> None:
    """The addresses of this side, for whoever tries them from elsewhere; those who belong there get in."""
    for page, address in _addresses(side):
        assert page.request.get(address).status == 200, address


def _addresses(side: Side) -> list[tuple[Page, str]]:
    row = beside(lambda: _a_row(side.pair.city.worker, UUID(side.round)))
    city = [("round", [side.round]), ("rows", [side.round]), ("row", [side.round, row])]
    return [
        *((side.city, reverse(f"debtors:{name}", args=ids)) for name, ids in city),
        (side.ocmw, reverse("debtors:case", args=[side.case])),
        (side.ocmw, reverse("debtors:case_faults", args=[side.case])),
    ]


def _a_row(worker: Acting, round_id: UUID) -> UUID:
    from kring.flows.debtors.models import Row  # noqa: PLC0415

    with acting_for(worker.organisation, worker.position):
        return Row.objects.filter(round_id=round_id).values_list("id", flat=True)[0]


def _each_is_a_stranger_to_the_other(sides: list[Side]) -> None:
    """Every address of one side is no page for the same desk of the other, word for word the page of nothing."""
    for side, other in (sides, sides[::-1]):
        for page, address in _addresses(other):
            mine = side.city if page is other.city else side.ocmw
            answer = mine.request.get(address)
            assert answer.status == 404, address
            side.seen.append(answer.text().replace(address, ""))


def _reads_what_remains(side: Side, live_site: str) -> None:
    """Nobody's desk shows anybody; the officer of each side reads figures and the certificate."""
    for page, address in ((side.city, "round"), (side.ocmw, "case")):
        gone = page.goto(reverse(f"debtors:{address}", args=[side.round if address == "round" else side.case]))
        assert gone is not None
        assert gone.status == 404
    side.ocmw.goto("/debiteuren/dossiers/")
    expect(side.ocmw.get_by_text(side.client.last_name)).to_have_count(0)
    for page, desk, version in (
        (side.city, side.pair.city, side.pair.version),
        (side.ocmw, side.pair.ocmw, side.pair.ocmw_version),
    ):
        enter(page, live_site, desk.dpo)
        page.goto(reverse("register:end", args=[version]))
        side.looked(page)
        page.get_by_role("link", name="De evaluatie lezen").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Evaluatie")
        assert_accessible(page)
        side.looked(page)
        page.goto(reverse("register:certificate", args=[version]))
        expect(page.get_by_role("heading", level=1)).to_have_text("Attest van wissing")
        expect(page.get_by_text("vond niets meer terug").first).to_be_visible()
        side.looked(page)
