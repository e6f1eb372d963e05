"""``kring position``: give somebody a position and let them in, end a position, or show the positions of an organisation.

Accounts and positions are kept by two roles of the database, so this is several transactions, in an order in which none
opens more than those before it:

1. the account, without a usable password, with its verified address: opens nothing without a seat;
2. the position and its line in the log: nobody acts under it without a seat;
3. the seat: nobody sits on it without a password;
4. the mail through which the person chooses a password; the first sign-in then asks for a second factor.

What dies in between leaves the steps before it standing and nothing else; the same command again finds them and does the
rest. Ending goes the other way: first the position (from the day after its last day it opens nothing, seat or no seat),
then, once that day is over, the seat.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from datetime import date
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from kring.core.errors import Fault
from kring.face.words import function_label
from kring.guard.acting import machine_of
from kring.parties.actions import MACHINE, appoint, end_position, functions
from kring.parties.identity import admission
from kring.parties.identity.actions import unseat
from kring.parties.identity.models import Account
from kring.parties.queries import Party, Term

from .console import at_console, day, hosted, terms_of, today


def main(argv: Sequence[str], *, problems: Callable[[], list[str]]) -> int:
    """Appoint, end or list; 0 done, 1 done but the mail was not sent, 2 when it cannot be done (and why)."""
    parser = _parser()
    asked = parser.parse_args(argv)
    if asked.end is not None:
        if asked.name or asked.function or asked.email or asked.last_day is None:
            parser.error("--end POSITION_ID --last-day DATE")
        return at_console(lambda: _end(hosted(asked.organisation), asked.end, asked.last_day), problems)
    if asked.last_day is not None:
        parser.error("--last-day: --end POSITION_ID")
    if not (asked.name or asked.function or asked.email):
        return at_console(lambda: _show(hosted(asked.organisation)), problems)
    if not ((asked.name or "").strip() and asked.function and asked.email):
        parser.error("--name, --function, --email")
    return at_console(lambda: _give(hosted(asked.organisation), asked), problems)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kring position",
        description="Iemand aanstellen en binnenlaten, of een functie beëindigen; met alleen --organisation: tonen wie er is.",
    )
    parser.add_argument("--organisation", required=True, metavar="NUMBER", help="het ondernemingsnummer")
    parser.add_argument("--name", help="de naam van de persoon")
    parser.add_argument("--function", choices=[name for name in functions() if name != MACHINE])
    parser.add_argument("--team", default="")
    parser.add_argument("--territory", default="", help="het werkgebied")
    parser.add_argument("--bound-by-secrecy", action="store_true", help="gebonden door het beroepsgeheim")
    parser.add_argument("--from", dest="first_day", type=day, metavar="DATE", help="de eerste dag (anders: vandaag)")
    parser.add_argument("--until", type=day, metavar="DATE", help="de laatste dag (anders: open)")
    parser.add_argument("--email", help="het adres waarmee de persoon zich aanmeldt")
    parser.add_argument("--end", type=UUID, metavar="POSITION_ID", help="beëindig deze functie")
    parser.add_argument("--last-day", type=day, metavar="DATE", help="de laatste dag van wat beëindigd wordt")
    return parser


def _give(party: Party, asked: argparse.Namespace) -> int:
    first = asked.first_day or today()
    if asked.until is not None and asked.until < first:
        raise Fault("wrong_term", "De laatste dag van een functie ligt niet voor haar eerste dag.")
    known = admission.account_of(asked.email.strip())
    before = known and _given_before(party, known, asked, first)
    account = admission.admit(email=asked.email)
    position = before or _appoint(party, account, asked, first)
    seated = admission.seat_once(account=account, organisation=party.id, position=position)
    told = "De functie was al gegeven" if before else "De functie is gegeven"
    print(f"{told}: {function_label(asked.function)} bij {party.name}, functie {position}.")
    if before and seated:
        print("De account kon er nog niet in handelen; nu wel.")
    return _invite(account)


def _given_before(party: Party, account: Account, asked: argparse.Namespace, first: date) -> UUID | None:
    """The same position, given earlier (and perhaps left half done); raises ``Fault`` when it was given otherwise."""
    same = [
        term
        for term in terms_of(party)
        if term.account == account.id
        and (term.held.function, term.held.team, term.held.territory) == (asked.function, asked.team, asked.territory)
        and (term.valid_until is None or term.valid_until >= first)
    ]
    if not same:
        return None
    term = same[0]
    asks_other_days = (asked.first_day is not None and asked.first_day != term.valid_from) or (
        asked.until is not None and asked.until != term.valid_until
    )
    if asks_other_days or asked.name.strip() != term.held.name:
        raise Fault(
            "position_differs",
            f"Deze account heeft die functie al, onder een andere naam of voor een andere duur ({_days(term)})."
            f" Beëindig ze eerst: --end {term.held.id} --last-day DATUM.",
        )
    return term.held.id


def _appoint(party: Party, account: Account, asked: argparse.Namespace, first: date) -> UUID:
    position = appoint(
        by=machine_of(party.id),
        name=asked.name.strip(),
        function=asked.function,
        team=asked.team,
        territory=asked.territory,
        valid_from=first,
        valid_until=asked.until,
        account_id=account.id,
        bound_by_secrecy=asked.bound_by_secrecy,
    )
    return position.id


def _invite(account: Account) -> int:
    if account.has_usable_password():
        print("De account heeft al een wachtwoord; er is geen mail gestuurd.")
        return 0
    try:
        admission.send_password_mail(account, origin=settings.KRING_ORIGIN)
    except Fault as fault:
        page = settings.KRING_ORIGIN + reverse("account_reset_password")
        print(
            f"{fault.message} [{fault.code}]\n"
            "De functie staat, maar de persoon heeft nog geen wachtwoord. Herstel de mail en geef dezelfde opdracht opnieuw,\n"
            f"of laat de persoon zelf een wachtwoord vragen op {page}.",
            file=sys.stderr,
        )
        return 1
    hours = settings.PASSWORD_RESET_TIMEOUT // 3600
    shown = settings.EMAIL_BACKEND == "django.core.mail.backends.console.EmailBackend"
    where = "staat hierboven (KRING_EMAIL is console:), en is dus niet verstuurd" if shown else "is verstuurd"
    print(f"De mail om een wachtwoord te kiezen {where}; de link werkt {hours} uur.")
    print("Bij de eerste aanmelding vraagt Kring een tweede factor.")
    return 0


def _end(party: Party, position: UUID, last_day: date) -> int:
    term = next((term for term in terms_of(party) if term.held.id == position), None)
    if term is None or term.valid_until != last_day:
        end_position(by=machine_of(party.id), position_id=position, last_day=last_day)
    if last_day < today():
        unseat(position=position)
        print(f"De functie is beëindigd op {last_day:%d/%m/%Y}. Niemand kan er nog in handelen.")
    else:
        print(f"De functie eindigt op {last_day:%d/%m/%Y}. Vanaf de dag daarna kan niemand er nog in handelen.")
    return 0


def _show(party: Party) -> int:
    terms = terms_of(party)
    for term in terms:
        place = ", ".join(filter(None, (term.held.team, term.held.territory)))
        words = (str(term.held.id), term.held.function, _days(term), term.held.name, place and f"({place})")
        print("  ".join(filter(None, words)))
    if not terms:
        print(f"Bij {party.name} is nog niemand aangesteld.")
    return 0


def _days(term: Term) -> str:
    until = f"tot en met {term.valid_until:%d/%m/%Y}" if term.valid_until else "zonder einde"
    return f"van {term.valid_from:%d/%m/%Y} {until}"
