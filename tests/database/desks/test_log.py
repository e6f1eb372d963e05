"""The log as its own data protection officer reads it, and as nobody else does."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from kring.core import clock as clocks
from kring.guard.acting import acting_for
from kring.journal import acts, read, waiting
from kring.journal.append import append
from kring.journal.lines import KINDS, Line
from kring.journal.read import LogLine
from tests.database.desks.conftest import at, text
from tests.database.exchange.cast import CLOCK, Desk, Pair, a_desk, a_pair, all_lines
from tests.database.flows.story import begin, knows, run, somebody

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def ronde(monkeypatch: pytest.MonkeyPatch) -> Pair:
    """A round of three people, one of them a client, and a second one that comes too soon."""
    monkeypatch.setattr(clocks, "_installed", CLOCK)
    pair = a_pair()
    people = [somebody(1), somebody(2), somebody(3)]
    knows(pair, people[:1])
    run(pair, people)
    begin(pair, people)
    all_lines(pair.city)
    all_lines(pair.ocmw)
    return pair


@pytest.fixture
def desk() -> Desk:
    """An organisation by itself."""
    return a_desk("Stad Alleen", "city", "debt_team", CLOCK)


def written(desk: Desk, *lines: Line) -> None:
    """Lines in one transaction, sealed."""
    with acting_for(desk.id, desk.worker.position):
        done = append(lines)
    assert waiting.wait(done.tx, 20)


def looks(desk: Desk) -> list[LogLine]:
    """What the officer's own reading wrote, oldest first."""
    return [line for line in reversed(all_lines(desk)) if line.position == desk.dpo.position and line.kind == "look"]


def rows(page: str) -> list[str]:
    """The rows of the table of the log."""
    return [text_of(row) for row in re.findall(r'<tr role="row">(.*?)</tr>', page, re.DOTALL)][1:]


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


@pytest.mark.req("E6")
def test_the_officer_reads_in_plain_dutch_what_left_and_came_in(ronde: Pair) -> None:
    """Who sent which data of how many to whom, under which agreement and for what; who started it; no name, no number."""
    page = at(ronde.city.dpo).get("/logboek/").content.decode()
    told = rows(page)
    (left,) = [row for row in told if "Gegevens vertrokken naar OCMW Ergens" in row]
    assert "rijksregisternummer" in left
    assert ", versie 2" in left
    assert "debiteuren van de stad" in left
    assert "debt_team van Stad Ergens" in left
    assert re.search(r"\b3\b", left)
    assert any("Gegevens mogen vertrekken naar OCMW Ergens" in row for row in told)
    assert any("Gegevens ontvangen van OCMW Ergens" in row and "vermelding" not in row for row in told)
    (refused,) = [row for row in told if "Wilde een ronde starten" in row]
    assert "het is te kort na de vorige keer" in refused
    for secret in ("Elif", "Yılmaz", "856730", "Bloemenstraat"):
        assert secret not in page


@pytest.mark.req("E6")
def test_an_officer_never_sees_a_line_of_the_other_side(ronde: Pair) -> None:
    """The same round: each officer reads the own half, with the own people's names, and no line of the other."""
    city, ocmw = at(ronde.city.dpo), at(ronde.ocmw.dpo)
    here, there = text(city.get("/logboek/")), text(ocmw.get("/logboek/"))
    assert "debt_team van Stad Ergens" in here
    assert "debt_team van Stad Ergens" not in there
    assert "social_worker van OCMW Ergens" not in here
    assert "Gegevens vertrokken naar Stad Ergens" in there
    marks = {line.place: line for line in all_lines(ronde.city)}
    for place in (0, 3, len(marks) - 1):
        page = ocmw.get(f"/logboek/regel/{place}/").content.decode()
        assert str(marks[place].content.get("permit", "nothing")) not in page
        assert str(ronde.city.worker.position) not in page
    beyond = len(all_lines(ronde.city)) + len(all_lines(ronde.ocmw)) + 1_000
    assert ocmw.get(f"/logboek/regel/{beyond}/").status_code == 404
    assert ocmw.get(f"/logboek/regel/{10**30}/").status_code == 404


@pytest.mark.req("E6")
def test_nobody_but_the_officer_opens_the_log(ronde: Pair) -> None:
    """The debt team, a social worker, the secretary-general: 403 on every address, not one line, nothing done."""
    before = [len(all_lines(desk)) for desk in (ronde.city, ronde.ocmw)]
    for who in (ronde.city.worker, ronde.city.secretary, ronde.ocmw.worker, ronde.ocmw.secretary):
        client = at(who)
        answers = [
            *(client.get(f"/logboek/{page}") for page in ("", "regel/0/", "regel/0/samen/", "nakijken/")),
            *(client.post(f"/logboek/{page}") for page in ("nakijken/", "bundel/")),
        ]
        assert [answer.status_code for answer in answers] == [403] * 6
        assert not any("opgericht" in text(answer) or "vertrok" in text(answer) for answer in answers)
    assert [len(all_lines(desk)) for desk in (ronde.city, ronde.ocmw)] == before
    assert Client().get("/logboek/").status_code == 302


@pytest.mark.req("E6")
def test_every_reading_is_a_line_itself(desk: Desk) -> None:
    """The list, a line, the lines written with it: each leaves a line that names the officer."""
    officer = at(desk.dpo)
    written(desk, *(Line("look", {"what": "round.rows"}, subject=b"%d" % n) for n in range(3)))
    for page in ("", "regel/0/", "regel/4/samen/"):
        assert officer.get(f"/logboek/{page}").status_code == 200
    assert [line.content["what"] for line in looks(desk)] == ["log", "log.line", "log.together"]
    assert "Las dit logboek" in text(officer.get("/logboek/"))


def test_a_look_at_many_people_is_told_once(desk: Desk) -> None:
    """A hundred and twenty lines of one moment are one row with their number; each can be opened, page by page."""
    officer = at(desk.dpo)
    written(desk, *(Line("look", {"what": "round.rows"}, subject=b"%d" % n) for n in range(120)))
    (row,) = [row for row in rows(officer.get("/logboek/").content.decode()) if "Zag rijen van een ronde" in row]
    assert re.search(r"\b120\b", row)
    (first,) = re.findall(r"regel (\d+)", row)
    assert "119 andere regels" in text(officer.get(f"/logboek/regel/{first}/"))
    seen = [len(rows(officer.get(f"/logboek/regel/{first}/samen/?bladzijde={n}").content.decode())) for n in (1, 2, 3)]
    assert seen == [50, 50, 20]


def test_older_lines_are_reached_without_a_gap_or_a_double(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Going back page by page, also over a log too long for one look: every act once, in order."""
    for n in range(23):
        written(
            desk,
            Line("action", {"what": f"act.{n}"}),
            *(Line("look", {"what": f"seen.{n}.{m % 2}"}, subject=b"%d" % m) for m in range(n % 4)),
        )
    monkeypatch.setattr("kring.desks.privacy.queries.PAGE", 5)
    monkeypatch.setattr(acts, "_WINDOWS", (3, 7))
    officer = at(desk.dpo)
    found: list[str] = []
    address = "/logboek/"
    while address:
        page = officer.get(address).content.decode()
        found += re.findall(r"(act\.\d+|seen\.\d+\.\d)", " ".join(rows(page)))
        after = re.search(r'rel="next" href="([^"]+)"', page)
        address = f"/logboek/{after[1]}" if after else ""
    wanted = {f"act.{n}" for n in range(23)} | {f"seen.{n}.{m % 2}" for n in range(23) for m in range(n % 4)}
    assert sorted(found) == sorted(wanted)
    numbers = [int(name.split(".")[1]) for name in found]
    assert numbers == sorted(numbers, reverse=True)


def test_lines_are_filtered_by_kind_agreement_and_period(ronde: Pair) -> None:
    """Each filter by itself and together; a day that does not exist or a reversed period is said."""
    officer = at(ronde.city.dpo)
    only = rows(officer.get("/logboek/?soort=release").content.decode())
    assert len(only) == 1
    persons = rows(officer.get("/logboek/?soort=subject").content.decode())
    assert any("De beslissing over elk van hen" in row for row in persons)
    under = rows(officer.get(f"/logboek/?afspraak={ronde.digest}").content.decode())
    assert under
    assert all(", versie 2" in row for row in under)
    today = datetime.now(UTC).astimezone().date()
    days = {
        f"van={today:%d/%m/%Y}&tot={today:%d/%m/%Y}": True,
        f"van={today + timedelta(days=2):%d/%m/%Y}": False,
        f"tot={today - timedelta(days=2):%d/%m/%Y}": False,
    }
    for query, some in days.items():
        assert bool(rows(officer.get(f"/logboek/?{query}").content.decode())) is some, query
    wrong = officer.get("/logboek/?van=31/2/2026")
    assert wrong.status_code == 422
    assert "Los dit eerst op" in text(wrong)
    assert officer.get("/logboek/?van=3/3/2026&tot=2/3/2026").status_code == 422
    assert officer.get("/logboek/?voor=zeven&soort=verzonnen").status_code == 422


def test_a_period_is_found_by_halving(desk: Desk) -> None:
    """What was written before, in and after the period asked: only what lies in it, however the lines are spread."""
    for n in range(9):
        written(desk, Line("action", {"what": f"act.{n}"}))
    times = {str(line.content["what"]): line.time for line in all_lines(desk) if "what" in line.content}
    with acting_for(desk.id, desk.dpo.position):
        for low, high in ((0, 8), (3, 5), (4, 4)):
            found = acts.acts(kinds=KINDS, since=times[f"act.{low}"], until=times[f"act.{high}"])
            assert [act.line.content["what"] for act in found.acts] == [
                f"act.{n}" for n in range(high - 1, low - 1, -1)
            ]


def test_a_line_is_explained_field_by_field_and_computed_again(ronde: Pair) -> None:
    """What left: its fields with their meaning, who acted (encrypted in the line), its bytes, and its place in the tree."""
    officer = at(ronde.city.dpo)
    place = next(line.place for line in all_lines(ronde.city) if line.kind == "release")
    page = officer.get(f"/logboek/regel/{place}/")
    shown = text(page)
    with acting_for(ronde.city.id, ronde.city.dpo.position):
        body = read.body(place or 0)
    assert f"Deze regel staat op plaats {place} van" in shown
    assert "daarnet nagerekend" in shown
    for words in (
        "kenmerk van de omslag",
        "Legt de tekst van de afspraak",
        "dossiernummer van de invordering",
        "wie handelde",
    ):
        assert words in shown
    assert body is not None
    assert body.decode() in page.content.decode().replace("&quot;", '"')
    assert str(ronde.city.worker.position) not in body.decode()


def test_what_was_erased_is_said_to_be_unreadable(desk: Desk) -> None:
    """The key of a person is gone: who looked at the person is no longer known, the line stays and holds."""
    from kring.journal import pseudonym  # noqa: PLC0415

    written(desk, Line("look", {"what": "round.row"}, subject=b"An, who does not exist"))
    with acting_for(desk.id, desk.worker.position):
        assert pseudonym.forget([b"An, who does not exist"], desk.id) == 1
    place = next(line.place for line in all_lines(desk) if line.content.get("what") == "round.row")
    shown = text(at(desk.dpo).get(f"/logboek/regel/{place}/"))
    assert "niet meer leesbaar: de sleutel is gewist" in shown
    assert "daarnet nagerekend" in shown


def test_a_line_with_codes_that_nobody_knows_is_shown_as_it_is(desk: Desk) -> None:
    """A newer version, or somebody else, wrote it: the page stands, with the code itself."""
    odd = {"what": "round.flown", "recipient": "x", "items": 3, "reasons": ["because"], "purpose": 7, "position": "y"}
    written(desk, Line("standing", {**odd, "said": "song", "peer": {}, "on": "soon", "instrument_hash": "sha256:0"}))
    officer = at(desk.dpo)
    (row,) = [row for row in rows(officer.get("/logboek/").content.decode()) if "round.flown" in row]
    assert "because" in row
    place = next(line.place for line in all_lines(desk) if line.kind == "standing")
    assert "round.flown" in text(officer.get(f"/logboek/regel/{place}/"))


def test_a_statement_that_can_never_be_taken_in_is_told_as_such(desk: Desk) -> None:
    """Somebody sent a forged statement: refused, from whom, and why; not as if something of ours was refused."""
    other = a_desk("OCMW Elders", "ocmw", "social_worker", CLOCK)
    said = {"what": "statement.refused", "discloser": str(other.id), "reasons": ["wrong_signature"]}
    written(desk, Line("refused", said))
    (row,) = [row for row in rows(at(desk.dpo).get("/logboek/").content.decode()) if "geweigerd" in row]
    assert "Weigerde een binnengekomen verklaring over een afspraak, van OCMW Elders" in row
    assert "de handtekening eronder klopt niet" in row
    assert "Niets mag vertrekken" not in row
