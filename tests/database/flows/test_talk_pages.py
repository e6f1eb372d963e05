""" "Het gesprek" and the board of cases by page: what each shows, to whom, and that nothing typed is ever lost."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from kring.core import clock as clocks
from kring.core.clock import stopped_at
from kring.flows.debtors.models import Case, Talk
from kring.guard.acting import Acting, acting_for, machine_of
from kring.guard.jobs import work_through
from kring.instruments import actions as instruments
from kring.parties.actions import appoint
from kring.parties.identity.actions import open_account, seat
from tests.database.exchange.cast import CLOCK, NOON, Desk, Pair, a_pair, all_lines
from tests.database.flows.story import knows, run, somebody

pytestmark = pytest.mark.usefixtures("committed", "in_march", "one_factor")
SEES = "invorderingsprocedure voortzetten"


def _at(position: Acting) -> Client:
    """A browser of somebody who is signed in and acts in this position."""
    account = open_account(email=f"{uuid4().hex}@example.org")
    seat(account=account, organisation=position.organisation, position=position.position)
    client = Client()
    client.force_login(account)
    return client


def _colleague(desk: Desk, name: str = "Noor Aerts", team: str = "") -> Acting:
    """Another social worker of this OCMW."""
    position = appoint(
        by=machine_of(desk.id), name=name, function="social_worker", team=team, valid_from=date(2025, 1, 1)
    )
    return Acting(desk.id, position.id)


def _marked(*people: tuple[str, str]) -> tuple[Pair, list[UUID]]:
    """A round after which these people are marked; their cases in the order of the list."""
    pair = a_pair()
    listed = [somebody(n, first, last) for n, (first, last) in enumerate(people or (("Elif", "Yılmaz"),), start=1)]
    knows(pair, listed)
    run(pair, listed)
    all_lines(pair.ocmw)
    with acting_for(pair.ocmw.id, pair.ocmw.worker.position):
        return pair, list(Case.objects.order_by("file_number").values_list("id", flat=True))


def _text(response: Any) -> str:
    """The page's own part as people read it, nearly."""
    body = response.content.decode()
    inside = body.split("<main", 1)[-1].split("</main>", 1)[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", inside))


def _url(case: UUID, name: str = "case") -> str:
    return reverse(f"debtors:{name}", args=[case])


def _talks(pair: Pair) -> list[str]:
    """The answers that were laid down, oldest first."""
    with acting_for(pair.ocmw.id, pair.ocmw.worker.position):
        return list(Talk.objects.order_by("at").values_list("answer", flat=True))


def _seen(client: Client, case: UUID) -> str:
    """What the page's form says it showed."""
    found = re.search(r'name="seen" value="([^"]*)"', client.get(_url(case)).content.decode())
    assert found is not None
    return found[1]


@pytest.mark.req("D3", "D4")
def test_the_page_says_what_the_city_said_and_what_it_would_see_of_each_answer() -> None:
    """File number, since when paused, from whom; four answers, each with its own line; nothing about consent or a reason."""
    pair, (case,) = _marked()
    page = _text(_at(pair.ocmw.worker).get(_url(case)))
    for told in ("D-1", "2 maart 2026", "Stad Ergens", "Yılmaz Elif", "Blijft hier, altijd"):
        assert told in page
    for answer in ("Wil hulp", "Wil geen hulp", "Geen oplossing", "Oplossing"):
        assert answer in page
    assert page.count("De stad ziet:") == 4 + 2  # at each answer, and twice in the line that follows the choice
    assert "toestemming" not in page.lower()
    assert "reden" not in page.lower()


@pytest.mark.req("D4", "D9")
@pytest.mark.parametrize(
    ("answer", "words", "standing"),
    [("wants_help", "Wil hulp", "in begeleiding"), ("solution", "Oplossing", "oplossing")],
)
def test_help_and_a_solution_are_laid_down_at_once_and_stay_here(answer: str, words: str, standing: str) -> None:
    """The page then says what was laid down, by whom, and that the city sees nothing."""
    pair, (case,) = _marked()
    worker = _at(pair.ocmw.worker)
    done = worker.post(_url(case), {"answer": answer, "note": "Belt vrijdag.", "again_on": "9/3/2026"}, follow=True)
    page = _text(done)
    assert done.redirect_chain == [(_url(case), 302)]
    assert "De stad ziet er niets van" in page
    for told in (words, "Belt vrijdag.", "9 maart 2026", "social_worker van OCMW Ergens", standing):
        assert told in page
    assert _talks(pair) == [answer]


@pytest.mark.req("D4", "D9")
@pytest.mark.parametrize("answer", ["declines_help", "no_solution"])
def test_before_the_city_is_told_anything_it_is_shown_once_more(answer: str) -> None:
    """Nothing holds before it is confirmed; going back keeps every word; once it left the page says that it stays so."""
    pair, (case,) = _marked()
    worker = _at(pair.ocmw.worker)
    typed = {"answer": answer, "note": "Wil er zelf uit.", "again_on": "", "seen": ""}
    asked = worker.post(_url(case), typed)
    assert asked.status_code == 200
    assert SEES in _text(asked)
    assert "niet worden teruggenomen" in _text(asked)
    assert _talks(pair) == []
    back = worker.post(_url(case), {**typed, "step": "edit"})
    assert "Wil er zelf uit." in back.content.decode()
    assert re.search(rf'value="{answer}"[^>]* checked', back.content.decode())
    assert _talks(pair) == []
    done = _text(worker.post(_url(case), {**typed, "step": "confirm"}, follow=True))
    assert "zonder reden" in done
    assert "Onderweg naar de stad" in done
    assert _talks(pair) == [answer]
    work_through()
    after = _text(worker.get(_url(case)))
    assert "Aan de stad gemeld op 2 maart 2026" in after
    assert "kan niet worden teruggenomen" in after
    all_lines(pair.city)
    city = _at(pair.city.worker)
    told = _text(city.get(reverse("today")))
    assert "In uw ronde van 2 maart mag de invordering voor iemand verder" in told
    assert "Yılmaz" not in told
    again = worker.post(_url(case), {"answer": "wants_help", "seen": _seen(worker, case)}, follow=True)
    assert "Wat de stad eerder vernam, kan niet worden teruggenomen" in _text(again)
    assert _talks(pair) == [answer, "wants_help"]


def test_an_answer_that_misses_or_a_day_that_is_past_comes_back_with_every_word() -> None:
    """At the field, with a summary; the note is still there."""
    pair, (case,) = _marked()
    worker = _at(pair.ocmw.worker)
    missing = worker.post(_url(case), {"note": "Lang gesprek."})
    assert missing.status_code == 422
    assert "Kies een van de vier antwoorden" in _text(missing)
    assert "Lang gesprek." in missing.content.decode()
    past = worker.post(_url(case), {"answer": "wants_help", "note": "Lang gesprek.", "again_on": "2/3/2026"})
    assert past.status_code == 422
    assert "Kies een dag die nog komt" in _text(past)
    assert "Lang gesprek." in past.content.decode()
    assert _talks(pair) == []


@pytest.mark.req("D9")
def test_when_a_colleague_was_first_both_are_shown_and_nothing_is_lost() -> None:
    """The page keeps what was typed, shows what the colleague laid down, and lets whoever read it lay down anew."""
    pair, (case,) = _marked()
    one, other = _at(pair.ocmw.worker), _at(_colleague(pair.ocmw))
    seen = _seen(one, case)
    other.post(_url(case), {"answer": "solution", "note": "Afbetaald bij het loket."})
    late = one.post(_url(case), {"answer": "wants_help", "note": "Komt maandag.", "again_on": "9/3/2026", "seen": seen})
    assert late.status_code == 409
    body = late.content.decode()
    for told in (
        "Een collega was eerst",
        "Afbetaald bij het loket.",
        "Noor Aerts",
        "Komt maandag.",
        'value="9/3/2026"',
    ):
        assert told in body
    assert re.search(r'value="wants_help"[^>]* checked', body)
    assert _talks(pair) == ["solution"]
    read = re.search(r'name="seen" value="([^"]*)"', body)
    assert read is not None
    done = one.post(_url(case), {"answer": "wants_help", "note": "Komt maandag.", "seen": read[1]}, follow=True)
    assert done.status_code == 200
    page = _text(done)
    assert page.index("Komt maandag.") < page.index("Eerdere gesprekken") < page.index("Afbetaald bij het loket.")
    assert _talks(pair) == ["solution", "wants_help"]


@pytest.mark.req("D6")
def test_whoever_is_not_involved_finds_no_page_and_no_name() -> None:
    """A colleague's client, another OCMW, the city, the officer: no page, no name, no deed."""
    pair, (case,) = _marked()
    mine, theirs = _at(pair.ocmw.worker), _at(_colleague(pair.ocmw))
    assert "Yılmaz" in _text(theirs.get(_url(case)))
    mine.post(_url(case, "take"))
    strangers = {theirs: 404, _at(a_pair().ocmw.worker): 404, _at(pair.city.worker): 403, _at(pair.ocmw.dpo): 403}
    for client, status in strangers.items():
        answers = [client.get(_url(case)), client.post(_url(case), {"answer": "wants_help"})]
        answers += [client.post(_url(case, name)) for name in ("take", "hand_over", "signal_again")]
        assert [answer.status_code for answer in answers] == [status] * 5
        assert not any("Yılmaz" in answer.content.decode() for answer in answers)
    for address in (reverse("debtors:cases"), reverse("today")):
        assert "Yılmaz" not in theirs.get(address).content.decode()
    assert _talks(pair) == []


@pytest.mark.req("D6")
def test_whoever_typed_while_a_colleague_took_the_client_gets_the_words_back_and_nothing_else() -> None:
    """No name, nothing laid down, the same page as for a client that never was; without words it is plainly no page."""
    pair, (case,) = _marked()
    mine, theirs = _at(pair.ocmw.worker), _at(_colleague(pair.ocmw))
    mine.post(_url(case, "take"))
    typed = {
        "answer": "wants_help",
        "note": "Komt <b>maandag</b>.",
        "debt-creditor": "Energie Bergwijk",
        "debt-amount": "12",
    }
    pages = []
    for address in (case, uuid4()):
        late = theirs.post(_url(address), typed)
        assert late.status_code == 404
        pages.append(_text(late))
        assert "Komt &lt;b&gt;maandag&lt;/b&gt;." in late.content.decode()
        assert "Energie Bergwijk" in pages[-1]
        assert "Er is niets vastgelegd" in pages[-1]
        assert "Yılmaz" not in late.content.decode()
    assert pages[0] == pages[1]
    assert "getypt" not in theirs.get(_url(case)).content.decode()
    assert "getypt" not in theirs.post(_url(case), {"answer": "wants_help", "note": " "}).content.decode()
    assert _talks(pair) == []


@pytest.mark.req("D6")
def test_received_rounds_stay_in_numbers() -> None:
    """The list and the round say how many; nobody's name, not even to who is involved."""
    pair, _cases = _marked()
    worker = _at(pair.ocmw.worker)
    listed = worker.get(reverse("debtors:received_rounds")).content.decode()
    (address,) = set(re.findall(r'href="(/debiteuren/ontvangen/[0-9a-f-]{36}/)"', listed))
    page = _text(worker.get(address))
    assert "Gemarkeerde cliënten 1" in page
    assert "Yılmaz" not in page
    assert "D-1" not in page


@pytest.mark.req("D6", "D9")
def test_the_board_shows_own_clients_by_standing_and_they_can_be_taken_and_handed_over() -> None:
    """Newly marked ones first; taken on, a client is one's own; handed over, the colleague's alone."""
    pair, (first, second) = _marked(("Elif", "Yılmaz"), ("Jan", "Van den Berghe"))
    colleague = _colleague(pair.ocmw)
    mine, theirs = _at(pair.ocmw.worker), _at(colleague)
    mine.post(_url(second), {"answer": "solution"})
    board = _text(mine.get(reverse("debtors:cases")))
    assert (
        board.index("Nieuw gemarkeerd")
        < board.index("Yılmaz")
        < board.index("Oplossing")
        < board.index("Van den Berghe")
    )
    taken = _text(mine.post(_url(first, "take"), follow=True))
    assert "U nam deze cliënt op" in taken
    assert "social_worker van OCMW Ergens" in taken
    assert "Yılmaz" not in _text(theirs.get(reverse("debtors:cases")))
    assert "Kies de collega" in _text(mine.post(_url(first, "hand_over"), {"to": str(uuid4())}, follow=True))
    given = mine.post(_url(first, "hand_over"), {"to": str(colleague.position)}, follow=True)
    assert "overgedragen" in _text(given)
    assert "Yılmaz" not in _text(given)
    assert mine.get(_url(first)).status_code == 404
    assert "Yılmaz" in _text(theirs.get(reverse("debtors:cases")))


@pytest.mark.req("D3")
def test_a_debt_is_added_as_the_client_gives_it_and_the_note_stays() -> None:
    """Beside a note that is not laid down yet, with the talk, alone; settled it stays to be read; a wrong amount loses nothing."""
    pair, (case,) = _marked()
    worker = _at(pair.ocmw.worker)
    note = {"answer": "wants_help", "note": "Nog niet klaar."}
    beside = worker.post(
        _url(case), {**note, "step": "debt", "debt-creditor": "Energie Bergwijk", "debt-amount": "1.200,50"}
    )
    assert "Nog niet klaar." in beside.content.decode()
    assert "€ 1.200,50" in _text(beside).replace("\u00a0", " ")
    assert _talks(pair) == []
    wrong = worker.post(_url(case), {**note, "step": "debt", "debt-creditor": "Huur", "debt-amount": "veel"})
    assert wrong.status_code == 422
    assert "Nog niet klaar." in wrong.content.decode()
    assert "Huur" in wrong.content.decode()
    both = _text(worker.post(_url(case), {**note, "debt-creditor": "Stad Ergens"}, follow=True))
    assert both.index("Energie Bergwijk") < both.index("noteer") < both.rindex("Stad Ergens")
    assert _talks(pair) == ["wants_help"]
    page = worker.get(_url(case)).content.decode()
    debt = re.search(r'name="settle" value="([^"]+)"', page)
    assert debt is not None
    settled = worker.post(_url(case), {"settle": debt[1], "note": "Nieuwe regel."})
    assert "Nieuwe regel." in settled.content.decode()
    assert "vereffend op 2 maart 2026" in _text(settled)
    assert "verwijderd" in _text(worker.post(_url(case), {"remove": debt[1]}, follow=True))
    assert "Energie Bergwijk" not in _text(worker.get(_url(case)))
    for deed in ("settle", "remove"):
        assert worker.post(_url(case), {deed: debt[1]}).status_code == 404  # nor another client's
    assert worker.post(_url(case), {"step": "debt"}).status_code == 422


@pytest.mark.req("D9")
def test_a_message_that_could_not_leave_says_why_who_can_mend_it_and_is_tried_again() -> None:
    """Suspended in between: the page tells it, the start page puts it first; resumed and tried again, it leaves."""
    pair, (case,) = _marked()
    worker = _at(pair.ocmw.worker)
    about = {"by": pair.ocmw.dpo, "digest": pair.digest, "clock": CLOCK, "fictitious": True}
    stop = instruments.suspend(reason="Een lek.", **about)
    worker.post(_url(case), {"answer": "no_solution", "step": "confirm"})
    work_through()
    page = _text(worker.get(_url(case)))
    assert "kon niet vertrekken" in page
    assert "opgeschort" in page
    assert "functionaris voor gegevensbescherming" in page
    first = re.search(r'kr-matters.*?href="([^"]+)"', worker.get(reverse("today")).content.decode(), re.DOTALL)
    assert first is not None
    assert first[1] == _url(case)
    assert "kon niet vertrekken" in _text(worker.get(reverse("today")))
    instruments.close_inquiry(suspension=stop.id, findings="Een verkeerd adres.", **about)
    instruments.record_safeguards(suspension=stop.id, safeguards="Vier ogen.", **about)
    instruments.resume(suspension=stop.id, reason="In orde.", **about)
    assert "Kring probeert opnieuw" in _text(worker.post(_url(case, "signal_again"), follow=True))
    work_through()
    assert "Aan de stad gemeld" in _text(worker.get(_url(case)))


@pytest.mark.req("D6", "D9")
def test_the_start_page_names_who_waits_to_those_involved_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Newly marked, then late, then to come back to; laid down for good, nothing waits and the page says what will come."""
    pair, (case,) = _marked()
    worker = _at(pair.ocmw.worker)
    start = _text(worker.get(reverse("today")))
    assert "Yılmaz Elif" in start
    assert "Nieuw gemarkeerd: spreek met de cliënt" in start
    monkeypatch.setattr(clocks, "_installed", stopped_at(NOON + timedelta(days=20)))
    assert "Het eerste gesprek is te laat" in _text(worker.get(reverse("today")))
    worker.post(_url(case), {"answer": "solution"})
    quiet = _text(worker.get(reverse("today")))
    assert "Er wacht vandaag niets op u" in quiet
    assert "Naar mijn dossiers" in quiet
    assert "Yılmaz" not in quiet
    looks = [line.content.get("what") for line in all_lines(pair.ocmw) if line.kind == "look"]
    assert looks == ["cases.tasks", "cases.tasks"]  # every name shown is a look; a day without names is none
