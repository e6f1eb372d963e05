"""The story of ``make demo`` in a real browser: a city sends its list, the marks come back, both officers verify their log.

The pictures of the README are made here: ``KRING_PICTURES=1`` writes them to docs/pictures, else they go to .test-report.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from kring.local import throwaway
from kring.local.postgres import free_port
from tests.browser.conftest import CHROMIUM, FLAGS, assert_accessible, assert_no_overflow
from tests.system.test_demo import FIRST_START_SECONDS, running, seconds_until_ready

ROOT = Path(__file__).parents[2]
LIST = ROOT / "demo" / "debiteuren-stad-genk.xlsx"
PICTURES = ROOT / ("docs/pictures" if os.environ.get("KRING_PICTURES") else ".test-report/pictures")
VERIFIER = ROOT / "src" / "kring" / "journal" / "verify.py"

pytestmark = [pytest.mark.timeout(400), pytest.mark.xdist_group("demo")]

Someone = Callable[..., Page]


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    """The demo, as ``make demo`` starts it, on a free port and with an empty house."""
    with throwaway.folder("demo-story") as folder:
        port = free_port()
        with running(folder / "demo", port) as process:
            seconds_until_ready(process, folder / "demo", port, FIRST_START_SECONDS)
            yield f"http://localhost:{port}"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for the story."""
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed (Debian package chromium)")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def someone(demo: str, browser: Browser) -> Iterator[Someone]:
    """Sign in as one of the invented people: ``someone("Lies Vanhove", "Stad Genk")``; the console must stay silent."""
    said: list[str] = []
    expected: list[str] = []  # a page that is refused is an answer, not a fault
    contexts = []

    def enter(name: str, organisation: str, width: int = 1200) -> Page:
        context = browser.new_context(base_url=demo, viewport={"width": width, "height": 900}, accept_downloads=True)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
        page.on("response", lambda answer: expected.append(answer.url) if answer.status == 403 else None)
        page.goto("/demo/aanmelden/")
        place = page.locator("section").filter(has=page.get_by_role("heading", name=organisation, exact=True))
        place.get_by_role("button", name=name).click()
        page.wait_for_url("**/vandaag/")
        return page

    yield enter
    for context in contexts:
        context.close()
    faults = [text for text in said if "403 (Forbidden)" not in text]
    assert faults == [], f"the browser complained: {faults}"
    assert len(said) == len(expected)


def _picture(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    assert_accessible(page)
    assert_no_overflow(page)
    page.screenshot(path=PICTURES / f"{name}.png")


def _verified(page: Page, tmp_path: Path) -> None:
    """The officer reads the log, has it verified, takes the bundle out; a program that knows nothing of Kring agrees."""
    page.get_by_role("link", name="Logboek").first.click()
    page.get_by_role("button", name="Logboek nakijken").click()
    expect(page.get_by_text("Het logboek klopt", exact=True)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Bewijsbundel meenemen").click()
    bundle = tmp_path / download.value.suggested_filename
    download.value.save_as(bundle)
    alone = tmp_path / "verify.py"
    alone.write_bytes(VERIFIER.read_bytes())
    told = subprocess.run(
        [sys.executable, str(alone), str(bundle)], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert told.returncode == 3, told.stdout + told.stderr  # consistent; the key is for the officer to compare
    key = told.stdout.split("sleutel ")[1].split()[0]
    pinned = subprocess.run([sys.executable, str(alone), str(bundle), "--key", key], cwd=tmp_path, check=False)
    assert pinned.returncode == 0


@pytest.mark.req("D1", "D2", "D5", "D6", "E1", "E6", "E18", "P9")
def test_a_list_goes_out_and_comes_back_marked(someone: Someone, tmp_path: Path) -> None:
    """Upload, real progress, marks on both desks, the workbook with its column, both logs verified, a second round refused."""
    lies = someone("Lies Vanhove", "Stad Genk")
    expect(lies.get_by_text("Fictieve gegevens", exact=True)).to_be_visible()
    lies.goto("/debiteuren/nieuw/")
    expect(lies.get_by_text("Wat achterblijft")).to_be_visible()
    _picture(lies, "new-round")
    lies.locator("input[type=file]").set_input_files(LIST)
    lies.get_by_role("button", name="Lijst laten nakijken").click()
    expect(lies.get_by_role("heading", name="De lijst nakijken")).to_be_visible()
    _picture(lies, "list-checked")
    lies.get_by_label("wordt een dwangbevel voorbereid").check()
    lies.get_by_role("button", name="Lijst versturen").click()
    expect(lies.get_by_role("heading", name="Ronde van")).to_be_visible()
    expect(lies.get_by_text("1 beantwoord").first).to_be_visible(timeout=60_000)
    expect(lies.get_by_role("button", name="Werkmap ophalen")).to_be_visible()  # the page came again by itself
    expect(lies.get_by_text("Openstaand bedrag")).to_be_visible()
    _picture(lies, "debtor-round")

    with lies.expect_download() as download:
        lies.get_by_role("button", name="Werkmap ophalen").click()
    marked = _marked_rows(download.value.path().read_bytes())
    lies.get_by_role("link", name="Rijen bekijken").click()
    expect(lies.get_by_text("cliënt OCMW").first).to_be_visible()
    _picture(lies, "marked-rows")
    assert len(marked) > 20

    sofie = someone("Sofie Claes", "OCMW Genk")
    sofie.goto("/vandaag/")
    _picture(sofie, "today")
    sofie.goto("/debiteuren/dossiers/")
    expect(sofie.locator("main")).to_contain_text(next(iter(marked.values())))
    _picture(sofie, "clients-marked")
    sofie.get_by_role("table", name="Nieuw gemarkeerd").get_by_role("link").first.click()
    expect(sofie.get_by_role("heading", name="Het gesprek")).to_be_visible()
    _picture(sofie, "talk")

    katrien = someone("Katrien Moons", "Stad Genk")
    _verified(katrien, tmp_path)
    _picture(katrien, "log-verified")
    _verified(someone("Tom Hendrickx", "OCMW Genk"), tmp_path)

    katrien.goto("/instrumenten/")
    katrien.locator("main").get_by_role("link").first.click()
    _picture(katrien, "instrument")

    lies.goto("/debiteuren/nieuw/")
    expect(lies.get_by_text("De volgende kan ten vroegste op")).to_be_visible()
    assert lies.locator("input[type=file]").count() == 0


def _marked_rows(data: bytes) -> dict[int, str]:
    """The marked rows of a workbook by file number, read by another library than the one that wrote it; the rest as it was."""
    returned, uploaded = openpyxl.load_workbook(BytesIO(data)), openpyxl.load_workbook(LIST)
    assert returned.sheetnames == uploaded.sheetnames
    before, after = uploaded.worksheets[0], returned.worksheets[0]
    for row in before.iter_rows():
        for cell in row:
            assert after[cell.coordinate].value == cell.value
    assert after["D4"].comment.text == before["D4"].comment.text
    assert after.merged_cells.ranges == before.merged_cells.ranges
    column = before.max_column + 1
    assert after.cell(4, column).value == "Stand OCMW"
    return {
        row: after.cell(row, 1).value
        for row in range(5, after.max_row + 1)
        if after.cell(row, column).value == "cliënt OCMW"
    }


@pytest.mark.req("E2", "P7")
def test_a_city_without_an_instrument_sees_why_nothing_may_leave(someone: Someone) -> None:
    """No instrument, no disclosure; the page says so and says who can mend it."""
    wout = someone("Wout Daems", "Stad Ergenshoven")
    wout.goto("/debiteuren/nieuw/")
    assert wout.locator("input[type=file]").count() == 0
    _picture(wout, "no-instrument")


@pytest.mark.req("D6", "E5")
def test_each_sees_only_the_own_side(someone: Someone) -> None:
    """A social worker gets no rounds of the city, the debt team no clients; no log but the officer's."""
    sofie = someone("Sofie Claes", "OCMW Genk")
    assert sofie.goto("/debiteuren/").status == 403
    lies = someone("Lies Vanhove", "Stad Genk")
    assert lies.goto("/debiteuren/ontvangen/").status == 403
    assert lies.goto("/logboek/").status == 403


@pytest.mark.req("E18")
def test_a_shared_colleague_acts_for_one_at_a_time_and_never_on_both_sides(someone: Someone) -> None:
    """Nora of the shared cluster sees a round as the city; the same round as the OCMW is closed to her for good."""
    nora = someone("Nora Vandeput", "Stad Genk")
    expect(nora.get_by_text("U handelt als")).to_contain_text("voor Stad Genk")
    assert nora.goto("/debiteuren/ontvangen/").status == 403
    nora.goto("/debiteuren/")
    nora.get_by_role("row").last.get_by_role("link").click()
    expect(nora.get_by_role("heading", name="Ronde van")).to_be_visible()
    other = someone("Nora Vandeput", "OCMW Genk")
    expect(other.get_by_text("U handelt als")).to_contain_text("voor OCMW Genk")
    other.goto("/debiteuren/ontvangen/")
    other.get_by_role("row").last.get_by_role("link").click()
    expect(other.get_by_text("Niemand ziet beide kanten van één ronde.")).to_be_visible()
    _picture(other, "other-side")


def test_the_pages_fit_a_telephone(someone: Someone) -> None:
    """At 320 pixels nothing runs off the side."""
    lies = someone("Lies Vanhove", "Stad Genk", 320)
    for address in ("/vandaag/", "/debiteuren/", "/debiteuren/nieuw/", "/instrumenten/"):
        lies.goto(address)
        assert_accessible(lies)
        assert_no_overflow(lies)
