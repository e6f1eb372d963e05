"""The session ended while somebody was typing: nothing was done, nothing typed is lost, and nobody else ever gets it."""

import html
import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kring.config.jobs import forget_sessions
from kring.core import clock as clocks
from kring.core.clock import stopped_at
from kring.face import unsent, whose
from kring.guard.acting import Acting
from kring.parties.identity.actions import open_account, seat, unseat
from kring.parties.identity.models import Account
from kring.parties.identity.sessions import _row
from tests.database.exchange.cast import NOON, Pair, a_pair
from tests.database.flows.story import hand_in_a_list, somebody
from tests.database.flows.talks import Stage, a_stage, talks_of

NOTE = "Drie keer samen gezeten; de huurbaas wil geen plan."
RESUME = "/verder/"


@pytest.fixture(autouse=True)
def _in_march(monkeypatch: pytest.MonkeyPatch, settings: object, committed: None) -> None:
    monkeypatch.setattr(clocks, "_installed", stopped_at(NOON))
    settings.KRING_DEMO_SIGN_IN = True  # type: ignore[attr-defined]  # without a second factor to make
    settings.ROOT_URLCONF = "tests.browser.urls"  # type: ignore[attr-defined]  # has its address whoever loaded the site's before


class Person:
    """Somebody with an account and a browser."""

    def __init__(self, *positions: Acting, strict: bool = False) -> None:
        self.account = open_account(email=f"{uuid4().hex}@lindedal.example")
        for one in positions:
            unseat(position=one.position)
            seat(account=self.account, organisation=one.organisation, position=one.position)
        self.client = Client(enforce_csrf_checks=strict)
        self.signs_in()

    def signs_in(self, as_whom: Account | None = None) -> None:
        """In this browser, with what its nameless session held."""
        client, account = self.client, as_whom or self.account
        from django.contrib.auth import login  # noqa: PLC0415
        from django.http import HttpRequest  # noqa: PLC0415

        request = HttpRequest()
        request.session = client.session
        request.META["CSRF_COOKIE"] = "x" * 32
        login(request, account, backend="allauth.account.auth_backends.AuthenticationBackend")
        request.session["kring_demo_sign_in"] = True
        request.session.save()
        client.cookies["kring"] = request.session.session_key

    def session_ends(self) -> None:
        """The row is gone; the browser does not know."""
        self.client.session.delete()

    def mark(self, address: str) -> str:
        """Whose the forms on a page are."""
        found = re.search(r'name="kr-whose" value="([\w-]+)"', self.client.get(address).content.decode())
        assert found
        return found[1]

    def sends(self, address: str, fields: dict[str, object]) -> str:
        """A form; where the answer leads."""
        return str(self.client.post(address, fields).headers.get("Location", ""))

    def finds(self) -> str:
        """What waits; empty where nothing does."""
        answer = self.client.get(RESUME)
        return html.unescape(answer.content.decode()) if answer.status_code == 200 else ""


@dataclass(frozen=True)
class Desk:
    """An OCMW at which somebody types about a client: no case is needed where nothing arrives."""

    pair: Pair
    case: UUID


def a_desk() -> Desk:
    return Desk(a_pair(in_force=False), uuid4())


def case_page(stage: Stage | Desk) -> str:
    return reverse("debtors:case", args=[stage.case])


def typing(person: Person, **other: object) -> dict[str, object]:
    """What the form of the talk sends; every form of a page carries the same mark."""
    mark = person.mark("/vandaag/")
    return {"answer": "wants_help", "note": NOTE, "again_on": "", "seen": "", "kr-whose": mark, **other}


def sent_too_late(stage: Stage | Desk, person: Person, **other: object) -> None:
    """The form of the talk, after the session ended."""
    fields = typing(person, **other)
    person.session_ends()
    assert person.sends(case_page(stage), fields).endswith(f"?next={RESUME}")


def hidden(page: str) -> dict[str, str]:
    """The fields of the first form that would be sent again."""
    form = next(text for text in re.findall(r"<form.*?</form>", page, re.S) if "kr-confirm" in text)
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))


def test_a_note_is_given_back_after_signing_in_and_nothing_was_done_twice() -> None:
    """Nothing is laid down by itself: the page comes back with all that was filled in."""
    stage = a_stage()
    person = Person(stage.pair.ocmw.worker)
    sent_too_late(stage, person)
    assert talks_of(stage.pair, stage.case) == []
    login_page = person.client.get("/aanmelden/login/?next=/verder/").content.decode()
    assert "nog niets gedaan" in login_page
    assert NOTE not in html.unescape(login_page)
    person.signs_in()
    page = person.finds()
    assert NOTE in page
    again = person.client.post(case_page(stage), hidden(page))
    assert again.status_code == 200
    assert NOTE in again.content.decode()
    assert 'id="id_answer_0" aria-describedby="id_answer_0_means" checked' in again.content.decode()
    assert talks_of(stage.pair, stage.case) == []
    assert person.finds() == ""
    person.sends(case_page(stage), typing(person))
    assert talks_of(stage.pair, stage.case) == ["wants_help"]


def test_a_confirmed_list_leaves_once(committed: None) -> None:
    """Sent again as it was, and a second time: one round."""
    pair = a_pair()
    person = Person(pair.city.worker)
    upload = hand_in_a_list(pair, [somebody(1)])
    check = reverse("debtors:check", args=[upload])
    page = person.client.get(check).content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen
    fields: dict[str, object] = {"version": str(pair.version), "declared": "on", "answer_by": "9/3/2026"}
    fields |= {"seen": seen[1], "kr-whose": person.mark(check)}
    person.session_ends()
    confirm = reverse("debtors:confirm", args=[upload])
    answer = person.client.post(confirm, fields, headers={"referer": f"http://testserver{check}"})
    assert answer.headers["Location"].endswith("?next=/verder/")
    person.signs_in()
    page = person.finds()
    assert f'href="{check}"' in page
    assert f'action="{confirm}"' in page
    first, second = (person.sends(confirm, dict(hidden(page))) for _ in range(2))
    assert re.fullmatch(r"/debiteuren/[0-9a-f-]{36}/", first)
    assert first == second
    assert person.finds() == ""


def test_whoever_does_not_come_back_leaves_nothing_behind() -> None:
    """The nameless session is over after half an hour, and what is over is deleted; whoever signs in has a full session again."""
    person, other = Person(a_pair(in_force=False).ocmw.worker), Person(a_pair(in_force=False).ocmw.worker)
    for one in (person, other):
        sent_too_late(a_desk(), one)
    other.signs_in()
    assert person.client.session.get_expiry_age() <= 30 * 60 < other.client.session.get_expiry_age()
    row = Session.objects.get(session_key=_row(person.client.cookies["kring"].value))
    row.expire_date -= timedelta(minutes=31)
    row.save()
    forget_sessions(0)
    assert not Session.objects.filter(session_key=row.session_key).exists()
    assert person.finds() == ""
    assert other.client.session[unsent.SESSION_KEY]


def test_another_account_at_the_same_desk_gets_nothing() -> None:
    """Not even a word that there was something; and then it is gone."""
    stage = a_desk()
    person = Person(stage.pair.ocmw.worker)
    sent_too_late(stage, person)
    other = Person(a_pair(in_force=False).ocmw.worker)
    person.signs_in(other.account)
    assert person.finds() == ""
    assert unsent.SESSION_KEY not in person.client.session


def test_the_same_person_in_another_organisation_does_not_get_it_there() -> None:
    """Who works for both is told to switch, and finds it on the own side."""
    stage = a_desk()
    city, ocmw = stage.pair.city.worker, stage.pair.ocmw.worker
    person = Person(city, ocmw)
    seats = {str(one.position_id): str(one.id) for one in person.account.seats.all()}
    person.sends("/handelen-als/", {"seat": seats[str(ocmw.position)]})
    sent_too_late(stage, person)
    person.signs_in()
    assert person.sends(RESUME, {}).startswith("/handelen-als/?next=")
    person.sends("/handelen-als/", {"seat": seats[str(city.position)]})
    page = person.finds()
    assert NOTE not in page
    assert "andere functie" in page
    person.sends("/handelen-als/", {"seat": seats[str(ocmw.position)]})
    assert NOTE in person.finds()


def test_whoever_lost_the_position_does_not_get_it() -> None:
    """It is dropped: with the position the work went to somebody else."""
    stage = a_desk()
    ocmw, elsewhere = stage.pair.ocmw.worker, a_pair(in_force=False).city.worker
    person = Person(ocmw, elsewhere)
    seats = {str(one.position_id): str(one.id) for one in person.account.seats.all()}
    person.sends("/handelen-als/", {"seat": seats[str(ocmw.position)]})
    sent_too_late(stage, person)
    unseat(position=ocmw.position)
    person.signs_in()
    assert person.finds() == ""
    assert unsent.SESSION_KEY not in person.client.session
    alone = Person(a_pair(in_force=False).ocmw.worker)
    session = alone.client.session
    session[unsent.SESSION_KEY] = ["x"]
    session.save()
    unseat(position=next(iter(alone.account.seats.all())).position_id)
    assert alone.client.get(RESUME).status_code == 403
    assert unsent.SESSION_KEY not in alone.client.session


def test_it_waits_half_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    """And a form that stood open for more than a week is not held at all."""
    stage = a_desk()
    person = Person(stage.pair.ocmw.worker)
    sent_too_late(stage, person)
    person.signs_in()
    monkeypatch.setattr(clocks, "_installed", stopped_at(NOON + timedelta(minutes=30)))
    assert NOTE in person.finds()
    monkeypatch.setattr(clocks, "_installed", stopped_at(NOON + timedelta(minutes=30, seconds=1)))
    assert person.finds() == ""
    assert unsent.SESSION_KEY not in person.client.session
    fields = typing(person)
    person.session_ends()
    monkeypatch.setattr(clocks, "_installed", stopped_at(NOON + timedelta(days=8)))
    assert person.sends(case_page(stage), fields) == "/aanmelden/login/?next=/vandaag/"
    assert unsent.SESSION_KEY not in person.client.session


@pytest.mark.parametrize("mark", ["", "x", "é", "A" * 112, "changed"])
def test_a_form_that_this_installation_did_not_make_is_not_held(mark: str) -> None:
    """Nobody fills our tables, or somebody else's page, with words of their own."""
    stage = a_desk()
    person = Person(stage.pair.ocmw.worker)
    fields = typing(person)
    own = str(fields["kr-whose"])
    flipped = own[:40] + ("A" if own[40] != "A" else "B") + own[41:]
    person.session_ends()
    assert person.sends(case_page(stage), {**fields, "kr-whose": flipped if mark == "changed" else mark}).endswith(
        "?next=/vandaag/"
    )
    assert unsent.SESSION_KEY not in person.client.session


def test_what_is_held_cannot_be_changed_or_read_in_the_database(server: object, database: str) -> None:
    """A copy of the sessions shows no word of it; a changed one is dropped."""
    stage = a_desk()
    person = Person(stage.pair.ocmw.worker)
    sent_too_late(stage, person)
    session = person.client.session
    (text,) = session[unsent.SESSION_KEY]
    assert "huurbaas" not in text
    with psycopg.connect(server.conninfo(database)) as connection:  # type: ignore[attr-defined]  # tests.server.Server
        row = connection.execute("SELECT string_agg(s::text, ' ') FROM kring.django_session s").fetchone()
    assert row
    assert "huurbaas" not in str(row[0])
    session[unsent.SESSION_KEY] = [text[:50] + ("A" if text[50] != "A" else "B") + text[51:]]
    session.save()
    person.signs_in()
    assert person.finds() == ""
    assert whose.opened(text, unsent.FIELD) is not None
    assert whose.opened(text, whose.FIELD) is None  # sealed for one purpose only


def test_what_is_too_large_is_not_held_and_that_is_said() -> None:
    """The sign-in page says it, and leads back to where the form stood."""
    stage = a_desk()
    person = Person(stage.pair.ocmw.worker)
    fields = typing(person, note="lange tekst " * 6000)
    person.session_ends()
    answer = person.client.post(case_page(stage), fields, headers={"referer": f"http://testserver{case_page(stage)}"})
    assert answer.headers["Location"] == f"/aanmelden/login/?next={case_page(stage)}"
    assert "te groot" in person.client.get("/aanmelden/login/").content.decode()
    assert unsent.SESSION_KEY not in person.client.session


def test_a_file_is_not_held_and_that_is_said() -> None:
    """The page says to choose it again, and offers nothing to send."""
    person = Person(a_pair().city.worker)
    start = reverse("debtors:start")
    mark = person.mark(start)
    person.session_ends()
    person.client.post(
        start,
        {"list": SimpleUploadedFile("lijst.xlsx", b"geheime inhoud"), "kr-whose": mark},
        headers={"referer": f"http://testserver{start}"},
    )
    person.signs_in()
    page = person.finds()
    assert "Bestanden worden niet bewaard" in page
    assert f'href="{start}"' in page
    assert "kr-confirm" not in page


def test_the_browser_cannot_be_led_away_by_where_it_says_to_come_from() -> None:
    """A page elsewhere is no page to go back to."""
    person = Person(a_pair(in_force=False).city.worker)
    person.session_ends()
    for elsewhere in ("https://elders.example/vandaag/", "http://testserver@elders.example/", "geen adres"):
        answer = person.client.post("/debiteuren/nieuw/", {}, headers={"referer": elsewhere})
        assert answer.headers["Location"] == "/aanmelden/login/?next=/vandaag/"


def test_no_more_than_three_wait_and_each_can_be_thrown_away() -> None:
    """The newest stay."""
    stage = a_desk()
    person = Person(stage.pair.ocmw.worker)
    fields = typing(person)
    person.session_ends()
    for number in range(4):
        person.sends(case_page(stage), {**fields, "note": f"notitie nummer {number}"})
    person.signs_in()
    page = person.finds()
    assert [f"nummer {number}" in page for number in range(4)] == [False, True, True, True]
    assert page.index("nummer 3") < page.index("nummer 1")
    which = hidden(page)["kr-unsent"]
    left = person.client.post(RESUME, {"kr-unsent": which}).content.decode()
    assert "nummer 3" not in left
    assert "nummer 1" in left
    person.sends(RESUME, {"kr-unsent": "never was"})
    assert "nummer 1" in person.finds()


def test_whoever_signed_in_again_in_another_window_gets_the_form_back() -> None:
    """The token of the old window fails, rightly; what was typed there is held, from a page of this site only."""
    stage = a_desk()
    person = Person(stage.pair.ocmw.worker, strict=True)
    fields = {**typing(person), "csrfmiddlewaretoken": "0" * 64}
    here, elsewhere = {"origin": "http://testserver"}, {"origin": "https://elders.example"}
    answer = person.client.post(case_page(stage), fields, headers=elsewhere)
    assert answer.status_code == 403
    assert person.finds() == ""
    answer = person.client.post(case_page(stage), fields, headers=here)
    assert (answer.status_code, answer.headers["Location"]) == (302, RESUME)
    assert NOTE in person.finds()


def test_a_form_of_somebody_else_is_not_held_in_a_session_that_stands() -> None:
    """A strange mark with a failing token changes nothing for whoever is signed in."""
    stage = a_desk()
    writer = Person(stage.pair.ocmw.worker)
    fields = typing(writer)
    reader = Person(a_pair(in_force=False).ocmw.worker, strict=True)
    answer = reader.client.post(case_page(stage), fields, headers={"origin": "http://testserver"})
    assert answer.status_code == 403
    assert unsent.SESSION_KEY not in reader.client.session


def test_a_page_that_asks_on_comes_again_as_a_whole() -> None:
    """Progress that is asked again by itself never shows a sign-in page within the page."""
    answer = Client().get(f"/debiteuren/{UUID(int=1)}/voortgang/", headers={"hx-request": "true"})
    assert (answer.status_code, answer.headers["HX-Refresh"]) == (204, "true")


def test_no_template_makes_a_form_without_its_token() -> None:
    """Django's own is replaced for the whole house; a mark is only where somebody acts."""
    assert "kr-whose" not in Client().get("/aanmelden/login/").content.decode()
    source = Path(whose.__file__).parents[1]
    posts = [
        page.name
        for page in source.rglob("*.html")
        for form in re.findall(r"<form[^>]*post.*?</form>", page.read_text(encoding="utf-8"), re.S)
        if "csrf_token" not in form and "slot body" not in form
    ]
    assert posts == []
