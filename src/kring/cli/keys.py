"""``kring keys``: which keys an organisation has; new ones for it; a new master key for all; the end of a year's key."""

import argparse
from collections.abc import Callable, Sequence

from django.conf import settings

from kring.core.clock import house_clock
from kring.guard.acting import machine_of
from kring.parties import keys, log_term
from kring.parties.identity import second_factors
from kring.parties.keys import Renewed
from kring.parties.queries import Party

from .console import acting_as, at_console, hosted

USES = {
    "seal": "het sleutelpaar waarmee zendingen worden ontvangen",
    "sign": "het sleutelpaar waarmee verklaringen worden ondertekend",
    "fields": "de sleutel van versleutelde velden; daarna: kring keys reseal",
    "index": "de sleutel van de pseudoniemen; alles wordt ineens vernieuwd",
}
_FACTORS = "tweede factoren van accounts"


def main(argv: Sequence[str], *, problems: Callable[[], list[str]]) -> int:
    """Show, renew, reseal or wrap again; 0 done, 2 when it cannot be done (and why)."""
    asked = _parser().parse_args(argv)
    if asked.verb == "master":
        return at_console(_master, problems)
    work = {"show": _show, "new": _new, "reseal": _reseal, "term": _term}[asked.verb]
    return at_console(lambda: work(hosted(asked.organisation), asked), problems)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="kring keys", description="De sleutels van een organisatie tonen en vernieuwen."
    )
    verbs = parser.add_subparsers(dest="verb", required=True)
    one = argparse.ArgumentParser(add_help=False)
    one.add_argument("--organisation", required=True, metavar="NUMBER", help="het ondernemingsnummer")
    who = argparse.ArgumentParser(add_help=False, parents=[one])
    who.add_argument("--as", dest="who", required=True, metavar="WHO", help="onder welke functie: een adres of een id")
    verbs.add_parser("show", parents=[one], help="welke sleutels er zijn")
    new = verbs.add_parser(
        "new", parents=[who], help="een nieuwe sleutel: " + "; ".join(f"{use}: {what}" for use, what in USES.items())
    )
    new.add_argument("use", choices=list(USES))
    new.add_argument(
        "--stolen", action="store_true", help="wat met de oude werd ondertekend, wordt niet meer opgenomen"
    )
    verbs.add_parser(
        "reseal", parents=[who], help="velden versleutelen met de nieuwste sleutel, en de oude vernietigen"
    )
    term = verbs.add_parser(
        "term",
        parents=[who],
        help="hoelang het eigen logboek tot personen te herleiden is; daarna gaat de sleutel van het jaar",
    )
    term.add_argument("--years", type=int, help="kies een andere termijn, binnen wat mag; zonder: tonen")
    verbs.add_parser(
        "master",
        help="alle sleutels inpakken met KRING_MASTER_KEY (en uitpakken met KRING_MASTER_KEY_OTHER); per organisatie",
    )
    return parser


def _show(party: Party, _: argparse.Namespace) -> int:
    for use, versions in keys.kept(machine_of(party.id)).items():
        print(f"{use:<14} {', '.join(map(str, versions))}")
    return 0


def _new(party: Party, asked: argparse.Namespace) -> int:
    by = acting_as(party, asked.who, keys.KEEPERS)
    if asked.use == "fields":
        made = keys.new_fields_key(by=by, clock=house_clock)
    elif asked.use == "index":
        made = keys.new_index_key(by=by, clock=house_clock)
    else:
        made = keys.new_pair(by=by, use=asked.use, clock=house_clock, stolen=asked.stolen)
    return _told(party, asked.use, made)


def _told(party: Party, use: str, made: Renewed) -> int:
    print(f"{party.name} heeft een nieuwe sleutel: {use}, versie {made.version}.")
    if made.values:
        print(f"{made.values} pseudoniemen zijn vernieuwd.")
    if use == "fields":
        print("Wat er al is, wordt nog met de oude gelezen tot: kring keys reseal.")
    return 0


def _reseal(party: Party, asked: argparse.Namespace) -> int:
    done = keys.reseal(by=acting_as(party, asked.who, keys.KEEPERS), clock=house_clock)
    print(
        f"{done.values} waarden van {party.name} zijn versleuteld met versie {done.version}; oudere versies zijn vernietigd."
    )
    return 0


def _term(party: Party, asked: argparse.Namespace) -> int:
    by = acting_as(party, asked.who, log_term.OFFICERS)
    if asked.years is not None:
        log_term.choose_term(by=by, years=asked.years, clock=house_clock)
    years, rule = log_term.term_of(by, house_clock)
    print(f"{party.name}: {years} jaar na het jaar van een regel. Mogelijk: {rule.least} tot {rule.most} jaar.")
    print(f"{rule.nl} {rule.mark} {rule.source}")
    return 0


def _master() -> int:
    """One organisation after another, each told when it is done; then a look at all, and only then: take the other key away."""
    for wrapped in keys.wrap_again():
        why = f": {wrapped.fault.message}" if wrapped.fault else ""
        print(f"{wrapped.keys:>6}  {wrapped.name}{why}", flush=True)
    print(f"{second_factors.rewrap():>6}  {_FACTORS}")
    left = keys.under_another()
    if factors := second_factors.under_another():
        left[_FACTORS] = factors
    if left:
        print("Nog niet alles is ingepakt met KRING_MASTER_KEY. Laat KRING_MASTER_KEY_OTHER staan. Er rest:")
        for name, count in left.items():
            print(f"{count:>6}  {name}")
        print("Herstart pagina's en worker met de nieuwe sleutel in KRING_MASTER_KEY, en geef de opdracht opnieuw.")
        return 2
    print("Alle sleutels zijn ingepakt met KRING_MASTER_KEY, geen enkele nog met een andere.")
    if settings.KRING_MASTER_KEY_OTHER:
        print("Neem KRING_MASTER_KEY_OTHER nu overal weg.")
    return 0
