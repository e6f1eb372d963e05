"""Being a client of a public centre for social welfare: in which capacity, in which period.

``client_status`` is the record of what an OCMW knows of a person as its client. source: DOMAIN §2.2 (capacity codes, sector 17).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import cast

from kring.core.days import Period
from kring.core.readers import NotReadable, read_day, read_yes_or_no
from kring.core.reasons import Localised
from kring.core.vocabulary import (
    Args,
    Argument,
    Context,
    Event,
    Fact,
    Facts,
    Gate,
    Item,
    Judge,
    Missing,
    Record,
    Role,
    RowCondition,
    by,
    vocabulary,
)

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


def _told(fact: str) -> Judge:
    def judge(_args: Args, facts: Facts, _context: Context) -> bool | Missing:
        return facts[fact] is True if fact in facts else Missing(fact)

    return judge


def _enrolment_examples(conditions: Sequence[Args], day: date) -> list[object]:
    """Enrolments on that day in every set of capacities that some condition tells apart from another."""
    named = [frozenset(int(one) for one in cast("Iterable[int]", args["capacity"])) for args in conditions]
    alike = {tuple(capacity in some for some in named): capacity for capacity in CAPACITIES}
    on_the_day = [
        {"capacity": capacity, "from": day.isoformat(), "until": day.isoformat()} for capacity in alike.values()
    ]
    return [list(some) for size in range(len(on_the_day) + 1) for some in combinations(on_the_day, size)]


CLIENTS = vocabulary(
    Item(
        "client.capacity",
        "client_status",
        "ordinary",
        {"nl": "hoedanigheid bij het OCMW", "en": "capacity at the OCMW"},
    ),
    Item("client.period", "client_status", "ordinary", {"nl": "periode als cliënt", "en": "period as a client"}),
    Item("client.file", "client_file", "ordinary", {"nl": "dossier bij het OCMW", "en": "file at the OCMW"}),
    Fact("client_on", read_enrolments, about="person", examples=_enrolment_examples),
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
        says={
            "nl": "de persoon is op de dag van de ronde cliënt met hoedanigheid {capacity}",
            "en": "the person is a client in capacity {capacity} on the day of the round",
        },
    ),
    Item(
        "client.household_size",
        "client_file",
        "ordinary",
        {"nl": "aantal personen in het gezin", "en": "number of people in the household"},
    ),
    Item(
        "client.housing_need",
        "client_file",
        "ordinary",
        {"nl": "woonnood", "en": "housing need"},
        free_text=True,
    ),
    Record(
        "client_debt", {"nl": "schulden die de cliënt opgaf", "en": "debts that the client gave"}, dates=("given_on",)
    ),
    Item("client.debt_creditor", "client_debt", "ordinary", {"nl": "schuldeiser", "en": "creditor"}),
    Item("client.debt_amount", "client_debt", "ordinary", {"nl": "bedrag van de schuld", "en": "amount of the debt"}),
    Item(
        "client.debt_note",
        "client_debt",
        "ordinary",
        {"nl": "nota bij de schuld", "en": "note on the debt"},
        free_text=True,
    ),
    Item("client.debt_given", "client_debt", "ordinary", {"nl": "schuld opgegeven op", "en": "debt given on"}),
    Item("client.debt_settled", "client_debt", "ordinary", {"nl": "schuld voorbij sinds", "en": "debt settled on"}),
    Fact("needed", read_yes_or_no, about="person"),
    Gate(
        name="needed",
        args=(),
        facts=("needed",),
        judge=_told("needed"),
        evaluated_by=by("discloser"),
        code="not_needed",
        refusal={
            "nl": "Een medewerker stelde niet vast dat dit nodig is om de betrokkene te helpen.",
            "en": "No staff member established that this is needed to help the person.",
        },
        says={
            "nl": "een medewerker stelde vast dat dit nodig is om de betrokkene te helpen",
            "en": "a staff member established that this is needed to help the person",
        },
    ),
    Fact("file_assigned", read_yes_or_no, about="person"),
    Gate(
        name="file_assigned",
        args=(),
        facts=("file_assigned",),
        judge=_told("file_assigned"),
        evaluated_by=by("discloser"),
        code="file_not_assigned",
        refusal={
            "nl": "Het dossier van deze persoon is niet aan u toegewezen.",
            "en": "The file of this person is not assigned to you.",
        },
        says={
            "nl": "het dossier van de persoon is toegewezen aan wie vraagt",
            "en": "the person's file is assigned to whoever asks",
        },
    ),
    Event("file_closed", "clients", {"nl": "het dossier is gesloten", "en": "the file was closed"}),
    Role("housing_worker", {"nl": "medewerker van de huisvestingsdienst", "en": "worker of the housing service"}),
)
