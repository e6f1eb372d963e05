"""Which columns of a workbook are read for a disclosure: its items and nothing else, under the names that people use for them.

A heading is recognised by the item's Dutch or English name, by its code, and by the usual names below.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from kring.exchange.offers import Offered
from kring.sheets.fields import Field

SSIN: Final = "person.ssin"
"""The item that says who somebody is. A column with it is read where it is not listed too, so that a restriction or objection
bites; it then stays here."""

USUAL: Final[Mapping[str, tuple[str, ...]]] = {
    SSIN: (
        "Rijksregisternummer", "Rijksregisternr", "INSZ", "INSZ-nummer", "INSZ nr", "RRN", "RR nr", "RRNR", "NISS", "SSIN",
    ),
    "person.last_name": ("Achternaam", "Familienaam", "Naam", "Last name", "Nom"),
    "person.first_name": ("Voornaam", "Roepnaam", "First name", "Prénom"),
    "person.street": ("Straat", "Straatnaam", "Adres", "Straat en nummer", "Street", "Rue"),
    "person.house_number": ("Huisnummer", "Huisnr", "Huisnummer en bus", "Huisnr/bus", "House number"),
    "person.postcode": ("Postcode", "Postnummer", "Postal code", "Zip"),
    "person.municipality": ("Gemeente", "Woonplaats", "Stad", "Municipality", "Commune"),
    "person.telephone": ("Telefoon", "Telefoonnummer", "Tel", "Gsm", "Gsm-nummer", "Phone", "Telephone"),
    "person.email": ("E-mail", "Email", "E-mailadres", "Mailadres", "Mail"),
    "person.died_on": ("Overlijdensdatum", "Datum overlijden", "Overleden op"),
}  # fmt: skip
"""Names that workbooks use besides those of the vocabulary. An item that is not here is found by the vocabulary's names."""


def fields(items: Sequence[Offered]) -> tuple[Field, ...]:
    """What is looked for in a workbook that is to leave as these items; without a number where one is listed nobody goes."""
    listed = {one.name for one in items}
    naming = SSIN if SSIN in listed else "person.last_name"
    wanted = [
        Field(
            one.name,
            tuple(_names(one)),
            required=one.name == naming,
            label=one.text["nl"],
            names_row=one.name == naming or len(items) == 1,
        )
        for one in items
    ]
    if SSIN not in listed:
        wanted.append(Field(SSIN, USUAL[SSIN], required=False))
    return (*wanted, *_of_entries(items))


def missing(items: Sequence[Offered], columns: Mapping[str, int]) -> list[str]:
    """The items without a column: they do not leave, and the page names them."""
    return [one.name for one in items if one.name not in columns]


def _names(one: Offered) -> Iterator[str]:
    yield from dict.fromkeys((*USUAL.get(one.name, ()), *one.text.values(), one.name, one.name.rpartition(".")[2]))


def _of_entries(items: Sequence[Offered]) -> Iterator[Field]:
    """The facts of an entry by which the instrument picks: a day, a key, a kind, each a column under its own name.

    One that is a listed item too is read as that item.
    """
    for fact in dict.fromkeys(fact for one in items for fact in one.entry_facts):
        if fact_item(fact, items) is None:
            usual = ("soort",) if fact == "kind" else ()
            yield Field(fact, (fact, fact.replace("_", " "), *usual), required=False)


def fact_item(fact: str, items: Sequence[Offered]) -> str | None:
    """The item of an entry that says this fact, when it is listed: ``course.began_on`` says ``began_on``."""
    return next((one.name for one in items if one.record and one.name.rpartition(".")[2] == fact), None)
