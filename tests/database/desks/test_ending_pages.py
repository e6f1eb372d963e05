"""The pages of an end: warned of on time, evaluated, certified, entered a cost; and the same as PDF."""

import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pikepdf
import pikepdf.pdfa
import pytest

from kring.desks.register.ending import closing
from kring.desks.register.models import Cost
from kring.guard.acting import Acting
from tests.database.desks.conftest import at, text
from tests.database.exchange.cast import Desk, Pair, all_lines
from tests.database.flows.pilot import AFTER, LAST_EVENING, Hands, acting, ends, pilot, talks, tick

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.req("D7")]
KNOWN = {
    "pikepdf:font-program",
    "pikepdf:schema-OutlineItem",
    "pikepdf:schema-PageLabelsNode",
    "ISO_19005_2:6.6.2.3.1-1",
    "ISO_19005_2:6.6.2.3.1-2",
}
"""What the checker says of every file of Typst: matters of its list, not of the standard (docs/decisions/0022-pdf.md)."""


@pytest.fixture
def hands() -> Iterator[Hands]:
    with pytest.MonkeyPatch.context() as patch:
        yield Hands(patch)


@pytest.fixture
def over(hands: Hands) -> Pair:
    """A pilot of 25 clients that is over: ten resumed, fifteen with a solution."""
    pair = pilot(hands, clients=22, strangers=3)
    talks(pair, hands, ["declines_help"] * 7 + ["no_solution"] * 3 + ["solution"] * 15)
    ends(pair, hands)
    return pair


def _end(desk: Desk, pair: Pair) -> str:
    version = pair.version if desk is pair.city else pair.ocmw_version
    return f"/instrumenten/{version}/einde/"


def _got(position: Acting, address: str) -> Any:
    """What this position gets there; each seat is opened once."""
    if position not in _browsers:
        _browsers[position] = at(position)
    return _browsers[position].get(address)


def _page(position: Acting, address: str) -> str:
    return str(_got(position, address).content.decode())


_browsers: dict[Acting, Any] = {}


def _today(position: Acting) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", _page(position, "/vandaag/")).split())


def test_everybody_concerned_is_warned_thirty_days_before_and_not_earlier(hands: Hands) -> None:
    """Debt team, social worker, officers and secretaries of both sides, with a link to what will happen."""
    pair = pilot(hands, clients=1, strangers=0)
    hands.at(datetime(2027, 12, 1, 12, tzinfo=UTC))
    for desk in (pair.city, pair.ocmw):
        for position in (desk.worker, desk.dpo, desk.secretary):
            assert "31 december 2027" not in _today(position)
            assert "1 januari 2028" not in _today(position)
    hands.at(datetime(2027, 12, 2, 12, tzinfo=UTC))
    for desk in (pair.city, pair.ocmw):
        for position in (desk.worker, desk.dpo, desk.secretary):
            page = _page(position, "/vandaag/")
            assert f'href="{_end(desk, pair)}"' in page
            assert "31 december 2027" in page or "1 januari 2028" in page


def test_beforehand_the_page_says_what_stops_what_goes_and_what_to_take_out(hands: Hands) -> None:
    """Each side its own; the debt team its workbooks, the social worker what is still needed to help."""
    pair = pilot(hands, clients=2, strangers=0)
    hands.at(LAST_EVENING)
    city, ocmw = (text(at(desk.worker).get(_end(desk, pair))) for desk in (pair.city, pair.ocmw))
    for page in (city, ocmw):
        assert "De laatste dag is 31 december 2027" in page
        assert "vermelding cliënt OCMW" in page
    assert "Rijen van debiteuren" in city
    assert "werkmap van elke ronde" in city
    assert "Gesprekken" not in city
    assert "Dossiers van vermelde cliënten" in ocmw
    assert "schulden die de cliënt zelf opgaf" in ocmw
    officer = text(at(pair.city.dpo).get(_end(pair.city, pair)))
    assert "werkmap van elke ronde" not in officer


def test_between_midnight_and_the_erasure_the_page_says_so_and_urgently(
    hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Should closing fail, the officer has it on top of the list, and the page tells whom to ask."""
    pair = pilot(hands, clients=2, strangers=0)
    hands.at(AFTER)
    monkeypatch.setattr(closing, "figures_of", lambda _text: 1 / 0)
    tick(pair.city)
    assert "nog niet afgesloten" in _today(pair.city.dpo)
    assert "beheerder" in _page(pair.city.dpo, _end(pair.city, pair))


def test_the_evaluation_tells_each_side_its_own_figures(over: Pair) -> None:
    """The same words of what both know; of talks and solutions the city reads nothing, on no page and in no PDF."""
    city, ocmw = (text(_got(desk.dpo, _end(desk, over) + "evaluatie/")) for desk in (over.city, over.ocmw))
    for page in (city, ocmw):
        assert re.search(r"invordering voortgezet 10\b", page, re.IGNORECASE)
        assert "De helft" in page or "de helft" in page
    assert re.search(r"oplossing \d|gesprek", city, re.IGNORECASE) is None
    assert "minder dan 5" in ocmw
    assert "Alleen voor het OCMW" in ocmw
    assert "Alleen voor het OCMW" not in city
    assert "Wilde geen hulp 5 of meer" in ocmw
    assert _words_of(_got(over.city.dpo, _end(over.city, over) + "evaluatie.pdf").content).isdisjoint(
        {"oplossing", "gesprek", "hulp"}
    )


def test_a_picture_never_draws_what_is_not_told(over: Pair) -> None:
    """Bars of numbers that are held back all have the same length, and each picture says in words what its table says."""
    page = at(over.ocmw.dpo).get(_end(over.ocmw, over) + "evaluatie/").content.decode()
    untold = re.findall(r'width="(\d+)"[^>]*class="kr-bar-untold"', page)
    assert len(untold) > 2
    assert set(untold) == {"72"}
    pictures = re.findall(r'<svg class="kr-bars".*?<title id="([^"]+)">([^<]+)</title>', page, re.DOTALL)
    assert len({name for name, _ in pictures}) == len(pictures) >= 3
    assert any("minder dan 5" in words for _, words in pictures)
    assert "style=" not in page


def test_a_cost_is_told_only_once_somebody_enters_it(over: Pair) -> None:
    """The secretary enters 87,50; fifteen stayed paused; the newest holds and the log says who did it."""
    secretary, address = at(over.city.secretary), _end(over.city, over) + "evaluatie/"
    assert "× €" not in text(secretary.get(address))
    assert secretary.post(address, {"cost": "nul"}).status_code == 422
    assert secretary.post(address, {"cost": "87,50"}).status_code == 302
    page = text(secretary.get(address))
    assert "15 × € 87,50" in page
    assert "€ 1.312,50" in page
    assert secretary.post(address, {"cost": "100"}).status_code == 302
    assert "€ 1.500,00" in text(secretary.get(address))
    assert sum(line.content.get("what") == "evaluation.cost_given" for line in all_lines(over.city)) == 2


def test_only_who_may_enters_a_cost_and_only_where_something_was_spared(over: Pair) -> None:
    """Not the officer, and not the OCMW."""
    assert at(over.city.dpo).post(_end(over.city, over) + "evaluatie/", {"cost": "5"}).status_code == 404
    assert at(over.ocmw.secretary).post(_end(over.ocmw, over) + "evaluatie/", {"cost": "5"}).status_code == 404
    with acting(over.city):
        assert not Cost.objects.exists()


def test_without_the_line_no_cost_is_kept(over: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log cannot be written."""

    def broken(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("kring.desks.register.ending.giving.record", broken)
    answer = at(over.city.secretary, raises=False).post(_end(over.city, over) + "evaluatie/", {"cost": "87,50"})
    assert answer.status_code == 500
    with acting(over.city):
        assert not Cost.objects.exists()


def test_both_certificates_stand_on_one_page_with_their_proof(over: Pair) -> None:
    """The own one with tables, line and checkpoint; the other party's statement beside it, without a count."""
    page = text(at(over.city.dpo).get(_end(over.city, over) + "wissing/"))
    assert "Rijen van debiteuren" in page
    assert "geen rij, geen termijn" in page
    assert page.count("vond niets meer terug") == 2
    assert "OCMW Ergens" in page
    assert re.search(r"logboek \d+ [0-9a-f]{64}", page)
    assert "Nog niet" not in page
    line = re.search(r"[Rr]egel (\d+) van het logboek", page)
    assert line is not None
    place = int(line[1])
    assert [one.content["what"] for one in all_lines(over.city) if one.place == place] == ["instrument.erased"]


def test_of_a_text_that_is_not_over_there_is_neither(hands: Hands) -> None:
    """Nothing to read yet, and no version of another's."""
    pair = pilot(hands, clients=1, strangers=0)
    officer = at(pair.city.dpo)
    for rest in ("evaluatie/", "evaluatie.pdf", "wissing/", "wissing.pdf"):
        assert officer.get(_end(pair.city, pair) + rest).status_code == 404
    assert officer.get(_end(pair.ocmw, pair)).status_code == 404


@pytest.mark.parametrize("which", ["evaluatie", "wissing"])
def test_the_pdf_is_what_pdf_a_and_pdf_ua_ask(over: Pair, which: str) -> None:
    """Declared and tagged, with language and title; pictures with words, tables with heads; nothing new for the checker."""
    data = at(over.ocmw.dpo).get(_end(over.ocmw, over) + f"{which}.pdf")
    assert data["Content-Type"] == "application/pdf"
    found = pikepdf.pdfa.validate_written(io.BytesIO(data.content), "2b")
    assert {finding.rule for finding in found.findings} <= KNOWN
    with pikepdf.open(io.BytesIO(data.content)) as pdf:
        root: Any = pdf.Root
        assert str(root.Lang) == "nl-BE"
        assert bool(root.MarkInfo.Marked)
        assert bool(root.ViewerPreferences.DisplayDocTitle)
        meta = pdf.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"], meta["pdfuaid:part"]) == ("2", "B", "1")
        assert meta["dc:title"]
        tags = list(_tags(root.StructTreeRoot.K))
        names = [str(tag.S) for tag in tags]
        assert names.count("/H1") == 1
        assert "/H2" in names
        assert "/TH" in names
        figures = [tag for tag in tags if str(tag.S) == "/Figure"]
        assert all(len(str(figure.Alt)) > 20 for figure in figures)
        assert bool(figures) == (which == "evaluatie")
        for font in _fonts(pdf):
            assert any(name in font.FontDescriptor for name in ("/FontFile", "/FontFile2", "/FontFile3"))


def test_the_pdf_tells_what_the_page_tells(over: Pair) -> None:
    """Every figure of the table stands in it; made twice it is the same file."""
    officer, address = at(over.ocmw.dpo), _end(over.ocmw, over)
    first, second = (officer.get(address + "evaluatie.pdf").content for _ in range(2))
    assert first == second
    alts = _alts(first)
    page = officer.get(address + "evaluatie/").content.decode()
    told = re.findall(r'<title id="bars-[^"]+">[^:]+: ([^<]+)</title>', page)
    assert told
    for words in told:
        assert any(words.replace("&#x27;", "'") in alt for alt in alts)


def _tags(node: Any) -> Iterator[Any]:
    for kid in node if isinstance(node, pikepdf.Array) else [node]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            if "/K" in kid:
                yield from _tags(kid.K)


def _alts(data: bytes) -> list[str]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        root: Any = pdf.Root
        return [str(tag.Alt) for tag in _tags(root.StructTreeRoot.K) if "/Alt" in tag]


def _words_of(data: bytes) -> set[str]:
    """The words beside its pictures and in its title."""
    return set(re.findall(r"\w+", " ".join(_alts(data)).lower()))


def _fonts(pdf: pikepdf.Pdf) -> Iterator[Any]:
    for page in pdf.pages:
        for font in page.Resources.Font.values():
            yield from font.get("/DescendantFonts", [font])
