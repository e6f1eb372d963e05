"""``kring organisation``: host an organisation on this installation, or show who is hosted."""

import argparse
from collections.abc import Callable, Sequence

from kring.core.clock import house_clock
from kring.core.enterprise import EnterpriseNumber
from kring.parties import queries
from kring.parties.actions import found_organisation
from kring.policy.classes import party_classes

from .console import at_console

KINDS = (*dict.fromkeys(one.kind for one in party_classes().values() if one.kind), "other")
"""The kinds of the classes that a text may name; ``other`` takes part in texts that name it by its number."""
REGIONS = ("flanders", "brussels", "wallonia")
LANGUAGES = ("nl", "fr", "de", "en")


def main(argv: Sequence[str], *, problems: Callable[[], list[str]]) -> int:
    """Host an organisation, or list them; 0 done, 2 when it cannot be done (and why)."""
    parser = argparse.ArgumentParser(
        prog="kring organisation", description="Een organisatie opnemen; zonder naam: tonen wie er is."
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help="de naam van de organisatie")
    parser.add_argument("--number", help="het ondernemingsnummer, tien cijfers")
    parser.add_argument("--kind", choices=KINDS)
    parser.add_argument("--region", choices=REGIONS, default="flanders", help="het gewest waarin ze ligt")
    parser.add_argument(
        "--language",
        choices=LANGUAGES,
        default="nl",
        help="de taal van haar bladzijden, tot een lezer een andere kiest",
    )
    parser.add_argument("--fictitious", action="store_true", help="verzonnen: elke pagina zegt het")
    asked = parser.parse_args(argv)
    if asked.name is None:
        if asked.number or asked.kind or asked.fictitious:
            parser.error("NAME")
        return at_console(_show, problems)
    if not asked.name.strip() or not asked.number or not asked.kind:
        parser.error("NAME, --number, --kind")
    return at_console(lambda: _host(asked), problems)


def _host(asked: argparse.Namespace) -> int:
    organisation = found_organisation(
        name=asked.name.strip(),
        enterprise_number=asked.number,
        kind=asked.kind,
        region=asked.region,
        language=asked.language,
        fictitious=asked.fictitious,
        clock=house_clock,
    )
    print(f"{organisation.name} is opgenomen, met een eigen logboek en eigen sleutels: {organisation.id}")
    print(f"Stel nu mensen aan: kring position --organisation {organisation.enterprise_number} --help")
    return 0


def _show() -> int:
    parties = queries.organisations()
    for party in parties:
        number = EnterpriseNumber(party.enterprise_number)
        print(f"{number}  {party.kind:<4}  {party.id}  {party.name}{'  (fictief)' if party.fictitious else ''}")
    if not parties:
        print("Er is nog geen organisatie opgenomen.")
    return 0
