"""People are let in: an organisation, a position, an account, a seat, a password by mail, a second factor at the door."""

import re
import subprocess
import sys
from typing import Any
from uuid import UUID

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from kring.core import clock as clocks
from kring.core.clock import system_clock
from kring.guard.acting import acting_for, machine_of
from kring.journal import read, waiting
from kring.journal.append import append
from kring.journal.lines import Line
from kring.journal.read import LogLine
from kring.parties import queries
from kring.parties.identity import admission
from kring.parties.identity.models import Account, Seat
from tests.database.cli.desk import Administrator

PASSWORD = "vier verzonnen woorden"


def _id(number: str) -> UUID:
    party = queries.organisation_by_number(number)
    assert party is not None
    return party.id


def _terms(number: str) -> list[queries.Term]:
    machine = machine_of(_id(number))
    with acting_for(machine.organisation, machine.position):
        return queries.terms()


def _log(number: str) -> list[LogLine]:
    machine = machine_of(_id(number))
    with acting_for(machine.organisation, machine.position):
        written = append([Line("action", {"what": "test"})])
    assert waiting.wait(written.tx, 20)
    with acting_for(machine.organisation, machine.position):
        return read.lines()


def _chooses(mail: EmailMessage) -> None:
    """The person follows the link in the mail and sets a password."""
    found = re.search(r"https?://[^/]+(/\S+)", str(mail.body))
    assert found is not None
    browser = Client()
    form = browser.get(found[1])
    assert form.status_code == 302
    done = browser.post(form.headers["Location"], {"password1": PASSWORD, "password2": PASSWORD})
    assert done.status_code == 302, done.content


def _signs_in(email: str) -> Client:
    browser = Client()
    answer = browser.post("/aanmelden/login/", {"login": email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content
    return browser


def test_a_number_is_hosted_once(administrator: Administrator) -> None:
    """The organisation stands in the list; the same number again is refused, and so is a number that cannot be."""
    number = administrator.hosts()
    assert f"Proef {number}  (fictief)" in administrator.does("organisation").out
    again = administrator.types("organisation", "Een andere", "--number", f"BE {number}", "--kind", "ocmw")
    assert (again.code, "number_hosted" in again.err) == (2, True)
    wrong = administrator.types("organisation", "Een derde", "--number", "0123456789", "--kind", "ocmw")
    assert (wrong.code, "enterprise_number" in wrong.err) == (2, True)
    assert "Een andere" not in administrator.does("organisation").out


@pytest.mark.req("V12")
def test_somebody_who_is_appointed_signs_in_with_a_second_factor(
    administrator: Administrator, mailoutbox: list[EmailMessage]
) -> None:
    """The mail leads to a password, the password to the page where a second factor is made, and no further."""
    number = administrator.hosts()
    email = administrator.appoints(number, "debt_team")
    (mail,) = mailoutbox
    assert mail.to == [email]
    account = Account.objects.get(email=email)
    assert not account.has_usable_password()
    assert EmailAddress.objects.filter(user=account, email=email, verified=True, primary=True).exists()
    _chooses(mail)
    browser = _signs_in(email)
    assert browser.get("/vandaag/").headers["Location"].startswith("/aanmelden/2fa/")
    given = next(line for line in _log(number) if line.content.get("what") == "position.given")
    assert (given.content["at"], given.position) == ("console", machine_of(_id(number)).position)


def test_whoever_has_a_password_gets_no_mail_for_a_second_position(
    administrator: Administrator, mailoutbox: list[EmailMessage]
) -> None:
    """One person, one account, two organisations: two seats on it, whatever the case of the address."""
    city, ocmw = administrator.hosts("city"), administrator.hosts("ocmw")
    email = administrator.appoints(city, "dpo")
    _chooses(mailoutbox.pop())
    mailoutbox.clear()  # allauth tells the person that the password was set
    words = ("--name", "An Proefpersoon", "--function", "dpo", "--email", email.upper())
    second = administrator.does("position", "--organisation", ocmw, *words)
    assert "al een wachtwoord" in second.out
    assert mailoutbox == []
    assert Seat.objects.filter(account__email=email).count() == 2


def test_nobody_is_appointed_in_a_newcomers_place(administrator: Administrator) -> None:
    """Somebody wrote a newcomer's address under the own account, unverified: the newcomer gets an account of her own."""
    number = administrator.hosts()
    other = Account.objects.get(email=administrator.appoints(number, "debt_team"))
    newcomer = f"nieuw.{number}@proef.example"
    EmailAddress.objects.create(user=other, email=newcomer, verified=False, primary=False)
    words = ("--organisation", number, "--name", "Nieuw Proef", "--function", "secretary_general", "--email", newcomer)
    administrator.does("position", *words)
    account = admission.account_of(newcomer)
    assert account is not None
    assert account.id != other.id
    assert Seat.objects.filter(account=other).count() == Seat.objects.filter(account=account).count() == 1


@pytest.mark.parametrize("dies_at", ["appoint", "seat", "mail"])
def test_a_half_done_position_opens_nothing_and_is_mended_by_doing_it_again(
    administrator: Administrator,
    mailoutbox: list[EmailMessage],
    monkeypatch: pytest.MonkeyPatch,
    dies_at: str,
) -> None:
    """The machine stops between two steps: what stands opens nothing; the same command does the rest, and nothing twice."""

    def dies(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    number = administrator.hosts()
    place = {"appoint": "kring.cli.position.appoint", "seat": "kring.parties.identity.admission.seat_once"}
    email = f"{dies_at}.{number}@proef.example"
    words = ("--organisation", number, "--name", "An Proefpersoon", "--function", "dpo", "--email", email)
    with monkeypatch.context() as broken, pytest.raises(ZeroDivisionError):
        broken.setattr(place.get(dies_at, "kring.parties.identity.admission.send_password_mail"), dies)
        administrator.types("position", *words)
    assert mailoutbox == []
    assert not Account.objects.get(email=email).has_usable_password()
    assert Seat.objects.filter(account__email=email).exists() == (dies_at == "mail")
    assert len(_terms(number)) == (dies_at != "appoint")

    for _ in range(2):
        administrator.does("position", *words)
    (term,) = _terms(number)
    assert list(Seat.objects.filter(account__email=email).values_list("position_id", flat=True)) == [term.held.id]
    assert [mail.to for mail in mailoutbox] == [[email], [email]]


def test_a_mail_server_that_is_away_leaves_a_position_and_says_what_to_do(
    administrator: Administrator, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 1 and plain words; once mail goes again, the same command sends it."""

    def refused(*_: Any) -> int:
        raise ConnectionRefusedError

    number = administrator.hosts()
    words = ("--organisation", number, "--name", "An", "--function", "dpo", "--email", f"an.{number}@proef.example")
    with monkeypatch.context() as away:
        away.setattr(EmailBackend, "send_messages", refused)
        answer = administrator.types("position", *words)
    assert answer.code == 1
    assert "mail_not_sent" in answer.err
    assert "http://localhost:8000/aanmelden/password/reset/" in answer.err
    assert administrator.does("position", *words).code == 0
    assert len(mailoutbox) == 1


def test_the_link_in_the_mail_leads_to_the_public_address(
    administrator: Administrator, mailoutbox: list[EmailMessage]
) -> None:
    """Over https on the installation's own name, though no browser asked."""
    email = administrator.appoints(administrator.hosts(), "dpo")
    mailoutbox.clear()
    admission.send_password_mail(Account.objects.get(email=email), origin="https://testserver")
    assert "https://testserver/aanmelden/password/reset/key/" in str(mailoutbox[0].body)


def test_a_position_that_differs_is_not_taken_for_the_same(administrator: Administrator) -> None:
    """Another first day or another name under the same account: refused, with what to do; nothing was made."""
    number = administrator.hosts()
    email = administrator.appoints(number, "dpo")
    words = ("--organisation", number, "--function", "dpo", "--email", email)
    other_day = administrator.types("position", *words, "--name", "An Proefpersoon", "--from", "2026-01-01")
    other_name = administrator.types("position", *words, "--name", "Bo Proefpersoon")
    assert [(a.code, "position_differs" in a.err) for a in (other_day, other_name)] == [(2, True)] * 2
    assert len(_terms(number)) == 1
    nobody = administrator.types(
        "position", "--organisation", number, "--name", "X", "--function", "dpo", "--email", "geen adres"
    )
    assert (nobody.code, "wrong_email" in nobody.err) == (2, True)


def test_an_ended_position_opens_nothing_after_its_last_day(
    administrator: Administrator, mailoutbox: list[EmailMessage], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until the last day it stands; the day after, the seat opens nothing and doing it again takes the seat away."""
    number = administrator.hosts()
    email = administrator.appoints(number, "debt_team")
    (term,) = _terms(number)
    words = ("--organisation", number, "--end", str(term.held.id), "--last-day", "2026-03-02")
    assert "02/03/2026" in administrator.does("position", *words).out
    assert Seat.objects.filter(account__email=email).exists()

    monkeypatch.setattr(clocks, "_installed", system_clock)
    assert administrator.does("position", *words).code == 0
    assert not Seat.objects.filter(account__email=email).exists()
    ended = [line for line in _log(number) if line.content.get("what") == "position.ended"]
    assert len(ended) == 1
    machine = str(machine_of(_id(number)).position)
    refused = administrator.types("position", "--organisation", number, "--end", machine, "--last-day", "2026-03-02")
    assert (refused.code, "no_such_position" in refused.err) == (2, True)


def test_nothing_is_done_while_something_stands_in_the_way(administrator: Administrator) -> None:
    """The check before serving is the check before setting up."""
    answer = administrator.types("organisation", problems=["KRING-E002: de tabellen zijn niet bijgewerkt."])
    assert (answer.code, answer.out, "KRING-E002" in answer.err) == (2, "", True)


def test_the_real_command_lists_and_refuses(administrator: Administrator, child_env: dict[str, str]) -> None:
    """``kring organisation`` in a process of its own; without a database it says which setting is missing."""
    number = administrator.hosts()

    def kring(environment: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "kring.config.main", *words]
        return subprocess.run(line, env=environment, capture_output=True, text=True, timeout=120, check=False)

    listed = kring(child_env, "organisation")
    assert (listed.returncode, f"Proef {number}" in listed.stdout) == (0, True), listed.stderr
    email = f"echt.{number}@proef.example"
    words = ("--organisation", number, "--name", "Echt Proef", "--function", "dpo", "--email", email)
    real = child_env | {
        "KRING_MODE": "real",
        "KRING_ORIGIN": "https://kring.example",
        "KRING_EMAIL": "console:",
        "KRING_EMAIL_FROM": "kring@kring.example",
    }
    given = kring(real, "position", *words)
    assert given.returncode == 0, given.stderr
    assert "https://kring.example/aanmelden/password/reset/key/" in given.stdout
    bare = kring({k: v for k, v in child_env.items() if k != "DATABASE_URL"}, "standing", "show", "--organisation", "1")
    assert (bare.returncode, "KRING-C002" in bare.stderr) == (2, True)
    assert "KRING_EMAIL is console:" in given.stdout
