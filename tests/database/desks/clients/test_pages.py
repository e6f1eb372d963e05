"""A social worker takes in the client register, and reads what became of each row; nobody else does."""

import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kring.clients.models import Enrolment, ImportReport, RegisterImport
from kring.config.people import residents
from kring.guard.acting import Acting, machine_of
from kring.parties.actions import appoint
from kring.persons.models import Person
from tests.database.desks.conftest import at, text
from tests.database.exchange.cast import CLOCK, a_desk
from tests.database.ocmw import LogBrokenError, break_log, within, written

pytestmark = pytest.mark.usefixtures("committed", "in_march")

HEADINGS = "Rijksregisternummer;Naam;Voornaam;Straat;Huisnummer;Hoedanigheid;Van;Tot;Nota"
PEOPLE = residents(120)
PAGE = "/clienten/"


def an_ocmw() -> Acting:
    """A social worker of an OCMW of her own."""
    return a_desk("OCMW Ergens", "ocmw", "social_worker", CLOCK).worker


def a_colleague(worker: Acting) -> Acting:
    """Another social worker of the same OCMW."""
    held = appoint(
        by=machine_of(worker.organisation), name="Rik Thijs", function="social_worker", valid_from=date(2026, 1, 1)
    )
    return Acting(worker.organisation, held.id)


def a_file(*rows: str, name: str = "clienten.csv", headings: str = HEADINGS) -> SimpleUploadedFile:
    """A register in CSV."""
    return SimpleUploadedFile(name, "\n".join([headings, *rows]).encode())


def a_row(number: int = 0, *, capacity: str = "2", ssin: str = "", last: str = "") -> str:
    """One row about the resident of this number."""
    who = PEOPLE[number]
    return (
        f"{ssin or who.ssin};{who.last_name};{who.first_name};{who.street};4;{capacity};2026-01-01;{last};suikerziekte"
    )


def hand_in(client: Client, file: SimpleUploadedFile) -> Any:
    """Upload it."""
    return client.post(PAGE, {"register": file})


def kept(acting: Acting) -> list[int]:
    """How many persons, enrolments, imports and reports the organisation holds."""
    return within(
        acting, lambda: [model.objects.count() for model in (Person, Enrolment, RegisterImport, ImportReport)]
    )


def done(acting: Acting) -> list[Any]:
    """What the organisation's log says of its register, oldest first."""
    said = [line.content.get("what") for line in written(acting)]
    return [what for what in said if str(what).startswith("client_register.")]


@pytest.mark.req("E5", "E6")
def test_a_register_is_handed_in_and_answered_row_by_row() -> None:
    """First what is read and what not; then counts, the refused row first, the columns that were left alone. Nobody's name,
    number or note stands on the page, and each look is in the log.
    """
    worker = an_ocmw()
    client = at(worker)
    before = text(client.get(PAGE))
    for said in ("rijksregisternummer", "hoedanigheid", "niet bewaard", "nog geen register ingelezen"):
        assert said in before
    answer = hand_in(client, a_file(a_row(0), a_row(1, capacity="4"), a_row(2, capacity="10"), a_row(1, ssin="123")))
    assert answer.status_code == 302
    page = text(client.get(answer["Location"]))
    assert "2 rijen zijn geweigerd" in page
    assert "Nota" in page
    assert "De koppen stonden in rij 1." in page
    assert page.index("Deze hoedanigheid bestaat niet") < page.index("te weinig cijfers") < page.index("Opgenomen.")
    assert re.search(r"Rij .*? 4 .*?geweigerd .*? 5 .*?geweigerd .*? 2 .*?opgenomen", page)
    for secret in (PEOPLE[0].ssin, PEOPLE[0].last_name, PEOPLE[2].last_name, "suikerziekte", "clienten.csv"):
        assert secret not in page
    assert kept(worker) == [2, 2, 1, 1]
    assert done(worker) == [
        "client_register.imports",
        "client_register.imported",
        "client_register.taken",
        "client_register.taken",
        "client_register.report",
    ]


def test_the_report_can_be_opened_later_and_the_history_says_who_took_what_in() -> None:
    """Taking the same file in again changes nothing, and both imports stand in the list, newest first."""
    desk = a_desk("OCMW Ergens", "ocmw", "social_worker", CLOCK)
    client, colleague = at(desk.worker), at(a_colleague(desk.worker))
    first = hand_in(client, a_file(a_row(0)))["Location"]
    second = hand_in(client, a_file(a_row(0)))["Location"]
    assert first != second
    assert "Was al zo bekend" in text(client.get(second))
    assert "Opgenomen." in text(colleague.get(first))
    history = text(colleague.get(PAGE))
    assert "social_worker van OCMW Ergens" in history
    (digest,) = set(within(desk.worker, lambda: list(RegisterImport.objects.values_list("sha256", flat=True))))
    assert history.count(digest[:12]) == 2
    assert digest not in history
    assert "2 maart 2026" in history


def test_a_long_report_begins_with_what_is_to_be_mended_and_says_how_much_follows() -> None:
    """Fifty rows on a page; the refused rows can be asked for by themselves, and those to check too."""
    client = at(an_ocmw())
    rows = [a_row(n, capacity="10" if n % 2 else "2") for n in range(118)]
    nameless = f"{PEOPLE[118].ssin};;;Straat;4;2;2026-01-01;;"
    page = hand_in(client, a_file(*rows, nameless))["Location"]
    first = text(client.get(page))
    assert "En nog 69 rijen" in first
    assert first.count("geweigerd") >= 50
    assert "Opgenomen." not in first
    second = text(client.get(f"{page}?bladzijde=2"))
    assert (
        second.index("Deze hoedanigheid bestaat niet")
        < second.index("Opgenomen zonder naam")
        < second.index("Opgenomen.")
    )
    refused = text(client.get(f"{page}?toon=geweigerd"))
    assert "1 tot 50 van 59" in refused
    to_check = text(client.get(f"{page}?toon=na-te-kijken"))
    assert "Opgenomen zonder naam" in to_check
    assert "1 tot 1 van 1" in to_check
    assert "1 tot 50 van 119" in text(client.get(f"{page}?toon=onzin"))


def test_the_sentences_come_in_the_readers_language() -> None:
    """Dutch unless the reader chose English."""
    client = at(an_ocmw())
    page = hand_in(client, a_file(a_row(0), a_row(1, ssin="123")))["Location"]
    client.cookies["kring_language"] = "en"
    english = text(client.get(page))
    assert "too few digits" in english
    assert "1 row was refused" in english


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (SimpleUploadedFile("foto.xlsx", b"\x89PNG\r\n\x1a\n" + b"0" * 64), "geen Excel-, ODS- of CSV-bestand"),
        (SimpleUploadedFile("r.csv", b"Naam;Voornaam\nClaes;Sofie"), "koppen"),
        (SimpleUploadedFile("r.csv", b"INSZ;Adres;Hoedanigheid;Van;Tot\n1;2;3;4;5"), "ontbreekt: naam"),
        (SimpleUploadedFile("leeg.csv", b""), "leeg"),
        (None, "Kies eerst het bestand"),
    ],
    ids=["no workbook", "no headings", "a column missing", "empty", "no file"],
)
def test_a_file_that_cannot_be_taken_is_answered_on_the_form(file: SimpleUploadedFile | None, said: str) -> None:
    """The message stands at the field, nothing is kept, and the log knows of no import."""
    worker = an_ocmw()
    if file is not None:
        file.seek(0)
    answer = at(worker).post(PAGE, {"register": file} if file is not None else {})
    assert answer.status_code == 422
    assert said in text(answer)
    assert kept(worker) == [0, 0, 0, 0]
    assert "client_register.imported" not in done(worker)


@pytest.mark.req("E5")
def test_only_the_social_workers_of_an_ocmw_see_it() -> None:
    """The officer of the OCMW, the city's debt team, even a social worker of a city: 403, and nothing is written or kept."""
    ocmw = a_desk("OCMW Ergens", "ocmw", "social_worker", CLOCK)
    worker = at(ocmw.worker)
    taken = hand_in(worker, a_file(a_row(0)))["Location"]
    city = a_desk("Stad Ergens", "city", "debt_team", CLOCK)
    odd = a_desk("Stad Elders", "city", "social_worker", CLOCK)
    debt_team = at(city.worker)
    others = [(who, at(who)) for who in (ocmw.dpo, ocmw.secretary, city.dpo, odd.worker)]
    for who, client in [*others, (city.worker, debt_team)]:
        before = len(done(who))
        for answer in (client.get(PAGE), hand_in(client, a_file(a_row(1))), client.get(taken)):
            assert answer.status_code == 403
        assert len(done(who)) == before
    assert kept(odd.worker) == kept(city.worker) == [0, 0, 0, 0]
    assert "Cliëntenregister" not in text(debt_team.get(reverse("today")))
    assert "Cliëntenregister" in text(worker.get(reverse("today")))
    assert Client().get(PAGE).status_code == 302


def test_the_report_of_another_ocmw_does_not_exist_here() -> None:
    """As if there were none; and nothing is written of it."""
    taken = hand_in(at(an_ocmw()), a_file(a_row(0)))["Location"]
    other = an_ocmw()
    client = at(other)
    assert client.get(taken).status_code == client.get(f"{PAGE}{uuid4()}/").status_code == 404
    assert "client_register.report" not in done(other)


@pytest.mark.req("E6")
def test_without_a_line_nothing_is_taken_in_and_nothing_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal write is broken: an upload changes nothing at all, and neither page opens."""
    worker = an_ocmw()
    client = at(worker)
    page = hand_in(client, a_file(a_row(0)))["Location"]
    before = kept(worker)
    lines = len(written(worker))
    with monkeypatch.context() as broken:
        break_log(broken, "kring.clients.register", "kring.exchange.record")
        with pytest.raises(LogBrokenError):
            hand_in(client, a_file(a_row(0, last="2026-03-31"), a_row(1)))
        for address in (PAGE, page):
            with pytest.raises(LogBrokenError):
                client.get(address)
    assert kept(worker) == before
    assert within(worker, lambda: list(Enrolment.objects.values_list("valid_until", flat=True))) == [None]
    assert len(written(worker)) == lines
