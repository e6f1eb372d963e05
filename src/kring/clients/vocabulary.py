"""Being a client of a public centre for social welfare: in which capacity, in which period.

``client_status`` is the record of what an OCMW knows of a person as its client. source: DOMAIN §2.2 (capacity codes, sector 17).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kring.core.days import Period
from kring.core.readers import NotReadable, read_day
from kring.core.reasons import Localised
from kring.core.vocabulary import Args, Argument, Context, Fact, Facts, Item, Missing, RowCondition, vocabulary

CAPACITIES: Mapping[int, Localised] = {
    1: {"nl": "Dossier in onderzoek", "fr": "Dossier en examen", "de": "Akte in Untersuchung"},
    2: {"nl": "Leefloon", "fr": "Revenu d'intégration", "de": "Eingliederungseinkommen"},
    3: {
        "nl": "Equivalent leefloon",
        "fr": "Équivalent revenu d'intégration",
        "de": "Gleichgestelltes Eingliederungseinkommen",
    },
    4: {"nl": "Andere hulp", "fr": "Autre aide", "de": "Sonstige Hilfe"},
    5: {"nl": "Inwonende", "fr": "Cohabitant", "de": "Mitbewohner"},
    6: {
        "nl": "Persoon tewerkgesteld via OCMW",
        "fr": "Personne occupée par le biais d'un CPAS",
        "de": "Durch das ÖSHZ beschäftigte Person",
    },
    7: {
        "nl": "Collectieve schuldbemiddeling / budgetbegeleiding",
        "fr": "Médiation collective de dettes / accompagnement budgétaire",
        "de": "Schuldnerberatung",
    },
    8: {"nl": "Dienstendossier", "fr": "Dossiers de service", "de": "Dienstakte"},
    9: {
        "nl": "Andere vormen van begeleiding",
        "fr": "Autres formes d'accompagnement",
        "de": "Sonstige Begleitungsformen",
    },
    11: {"nl": "Encadrant", "fr": "Encadrant", "de": "Begleiter"},
    12: {"nl": "Deelnemer", "fr": "Participant", "de": "Teilnehmer"},
}


@dataclass(frozen=True, slots=True)
class Enrolled:
    """One enrolment as a fact: the capacity code and the period, both ends included."""

    capacity: int
    period: Period


def read_enrolments(raw: object) -> tuple[Enrolled, ...]:
    """``[{"capacity": 1, "from": "2026-01-01", "until": null}]``; enrolments already read pass as they are."""
    if not isinstance(raw, list | tuple):
        raise NotReadable("een lijst van inschrijvingen", "a list of enrolments")
    return tuple(one if isinstance(one, Enrolled) else _read_enrolment(one) for one in raw)


def _read_enrolment(raw: object) -> Enrolled:
    if not isinstance(raw, Mapping) or not {"capacity", "from"} <= raw.keys() <= {"capacity", "from", "until"}:
        raise NotReadable(
            'inschrijvingen met "capacity", "from" en "until"', 'enrolments with "capacity", "from" and "until"'
        )
    capacity, until = raw["capacity"], raw.get("until")
    if not isinstance(capacity, int) or isinstance(capacity, bool):
        raise NotReadable("een hoedanigheidscode als getal", "a capacity code as a number")
    first, last = read_day(raw["from"]), None if until is None else read_day(until)
    if last is not None and last < first:
        raise NotReadable(
            "een inschrijving die niet eindigt voor zij begint", "an enrolment that does not end before it begins"
        )
    return Enrolled(capacity, Period(first, last))


def _client_on(args: Args, facts: Facts, context: Context) -> bool | Missing:
    enrolments = facts.get("client_on")
    if not isinstance(enrolments, tuple):
        return Missing("client_on")
    capacities, day = args["capacity"], context.round_day
    return any(one.capacity in capacities and one.period.covers(day) for one in enrolments)  # type: ignore[operator]  # checked by compile


CLIENTS = vocabulary(
    Item(
        "client.capacity",
        "client_status",
        "ordinary",
        {"nl": "hoedanigheid bij het OCMW", "en": "capacity at the OCMW"},
    ),
    Item("client.period", "client_status", "ordinary", {"nl": "periode als cliënt", "en": "period as a client"}),
    Item("client.file", "client_file", "ordinary", {"nl": "dossier bij het OCMW", "en": "file at the OCMW"}),
    Fact("client_on", read_enrolments, about="person"),
    RowCondition(
        name="client_on",
        records=("client_status",),
        args=(
            Argument("day", "text", choices=("round",)),
            Argument("capacity", "numbers", numbers=tuple(CAPACITIES)),
        ),
        facts=("client_on",),
        judge=_client_on,
        refusal={
            "nl": "De persoon is op de dag van de ronde geen cliënt in een van de afgesproken hoedanigheden.",
            "en": "The person is not a client in one of the agreed capacities on the day of the round.",
        },
    ),
)
