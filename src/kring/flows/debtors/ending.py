"""The debtor comparison at the end of its text: each side's own figures, everything that goes, and what the OCMW keeps.

Figures count people, each once, in the state in which the pilot left them. The city's know nothing of talks.
source: 002 §8c; REQUIREMENTS D7, D9
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final, TypeVar
from uuid import UUID

from kring.core.clock import house_clock
from kring.core.days import belgian_day
from kring.core.ending import Figures, Group, Holding, Kept, Part, Spread, TakeOut, Text
from kring.core.reasons import Localised
from kring.exchange.agreements import carrying
from kring.flows.debtors.city.actions import KEY_ITEM
from kring.flows.debtors.erase import erase_rounds
from kring.flows.debtors.models import Case, Chunk, ReceivedChunk, ReceivedRound, Round, Row, Signal, Talk, Upload
from kring.flows.debtors.receive import ROUNDS
from kring.flows.debtors.roles import DEBT_TEAM, SOCIAL_WORKER
from kring.flows.debtors.source import CASES
from kring.guard.acting import acting_organisation

Who = TypeVar("Who")
"""A person as the own side knows the person: a pseudonym at the city, a row at the OCMW."""

_ROUNDS: Final[Localised] = {"nl": "Rondes", "en": "Rounds"}
_MARKED: Final[Localised] = {"nl": "met de vermelding “cliënt OCMW”", "en": "with the mark “client of the OCMW”"}
_RESUMED: Final[Localised] = {"nl": "invordering voortgezet", "en": "recovery resumed"}
_BY_ROUND: Final[Localised] = {
    "nl": "Voor het eerst vermeld, per ronde",
    "en": "Marked for the first time, by round",
}
_WHAT_BECAME: Final[Localised] = {"nl": "Wat er van de vermelde mensen werd", "en": "What became of those marked"}


class DebtorsEnding:
    """Registered as ``debtors``."""

    holders = frozenset({ROUNDS, CASES})

    def figures(self, text: Text) -> Figures | None:
        """The city's figures or the OCMW's, by who discloses the list."""
        if KEY_ITEM in text.sends:
            return _of_the_city(text.digest)
        return _of_the_ocmw(text.digest) if KEY_ITEM in text.receives else None

    def held(self, text: Text) -> Sequence[Holding]:
        """All tables of the own side. The counts of rounds, files and chunks are of no person."""
        if KEY_ITEM in text.sends:
            rounds = Round.objects.filter(digest=text.digest)
            files = Upload.objects.filter(id__in=rounds.values("upload_id")).count() + len(_waiting(text))
            return (
                Holding(ROUNDS, {"nl": "rondes", "en": "rounds"}, rounds.count(), people=False),
                Holding("debtors.Upload", {"nl": "ingediende bestanden", "en": "files handed in"}, files, people=False),
                Holding(
                    "debtors.Chunk",
                    {"nl": "delen van rondes", "en": "parts of rounds"},
                    Chunk.objects.filter(round__in=rounds).count(),
                    people=False,
                ),
                Holding(
                    "debtors.Row",
                    {"nl": "rijen van debiteuren", "en": "rows of debtors"},
                    Row.objects.filter(round__in=rounds).count(),
                ),
            )
        received = ReceivedRound.objects.filter(digest=text.digest)
        cases = Case.objects.filter(received__in=received)
        return (
            Holding(
                "debtors.ReceivedRound",
                {"nl": "ontvangen rondes", "en": "rounds received"},
                received.count(),
                people=False,
            ),
            Holding(
                "debtors.ReceivedChunk",
                {"nl": "delen ervan, in aantallen", "en": "parts of them, in counts"},
                ReceivedChunk.objects.filter(received__in=received).count(),
                people=False,
            ),
            Holding(CASES, {"nl": "dossiers van vermelde cliënten", "en": "cases of marked clients"}, cases.count()),
            Holding("debtors.Talk", {"nl": "gesprekken", "en": "talks"}, Talk.objects.filter(case__in=cases).count()),
            Holding(
                "debtors.Signal",
                {"nl": "berichten om voort te zetten", "en": "messages to resume"},
                Signal.objects.filter(case__in=cases).count(),
            ),
        )

    def erase(self, text: Text) -> Sequence[UUID]:
        """Delete all of the own side; queued work names rounds, received rounds and signals."""
        if KEY_ITEM in text.sends:
            rounds = list(Round.objects.filter(digest=text.digest).values_list("id", flat=True))
            waiting = _waiting(text)
            erase_rounds(rounds)
            Upload.objects.filter(id__in=waiting).delete()
            return [*rounds, *waiting]
        received = ReceivedRound.objects.filter(digest=text.digest)
        signals = Signal.objects.filter(case__received__in=received)
        gone = [*received.values_list("id", flat=True), *signals.values_list("id", flat=True)]
        received.delete()
        return gone

    def kept(self, text: Text) -> Sequence[Kept]:
        """The OCMW's clients, and what they told of their debts, were there before and stay its own."""
        if KEY_ITEM not in text.receives:
            return ()
        return (
            Kept(
                {
                    "nl": "De cliënt: het dossier, de inschrijvingen, wie het opvolgt.",
                    "en": "The client: the file, the enrolments, whose case it is.",
                },
                {
                    "nl": "Eigen gegevens van het OCMW, verzameld om te helpen; ze kwamen niet van de stad.",
                    "en": "The centre's own data, collected in order to help; they did not come from the city.",
                },
            ),
            Kept(
                {
                    "nl": "De schulden die de cliënt zelf opgaf, ook die aan de stad.",
                    "en": "The debts that the client told of, those to the city among them.",
                },
                {
                    "nl": "Ze horen bij het totaal van de schuldenlast in de hulpverlening (protocol, 2b) en kwamen van de cliënt.",
                    "en": "They are part of the whole of debts in the help given (protocol, 2b) and came from the client.",
                },
            ),
        )

    def beforehand(self, text: Text) -> Sequence[TakeOut]:
        """The workbooks of the debt team; the talks that social workers still need in their own file."""
        if KEY_ITEM in text.sends:
            return (
                TakeOut(
                    {
                        "nl": "de werkmap van elke ronde, met de vermeldingen erin",
                        "en": "the workbook of each round, with its marks",
                    },
                    frozenset({DEBT_TEAM}),
                    "debtors:rounds",
                ),
            )
        if KEY_ITEM not in text.receives:
            return ()
        return (
            TakeOut(
                {
                    "nl": "wat u voor de hulpverlening nodig hebt, neemt u over in het dossier van de cliënt; gesprekken en nota’s"
                    " hier verdwijnen, schulden die de cliënt opgaf blijven",
                    "en": "take what you need to go on helping over into the client’s file; talks and notes here go, debts that"
                    " the client told of stay",
                },
                frozenset({SOCIAL_WORKER}),
                "debtors:cases",
            ),
        )


def _waiting(text: Text) -> list[UUID]:
    """The files that wait to become a round, once no other text lets one leave: they name no text themselves."""
    carried = carrying(KEY_ITEM, clock=house_clock, sender=acting_organisation())
    if any(one.in_force and one.digest != text.digest for one in carried):
        return []
    return list(Upload.objects.exclude(id__in=Round.objects.values("upload_id")).values_list("id", flat=True))


def _of_the_city(digest: str) -> Figures | None:
    rounds = list(Round.objects.filter(digest=digest).order_by("started_at").values_list("id", "day"))
    if not rounds:
        return None
    sent = Row.objects.filter(round__digest=digest, state="ready", ssin_blind__isnull=False)
    left = Chunk.objects.filter(round__digest=digest, state__in=["sent", "answered"])
    parts = set(left.values_list("round_id", "number"))
    answered = set(left.filter(state="answered").values_list("round_id", flat=True))
    debtors, marked, resumed = set[bytes](), dict[bytes, tuple[UUID, date]](), dict[bytes, date]()
    order = {round_id: place for place, (round_id, _) in enumerate(rounds)}
    rows = sent.values_list("round_id", "chunk", "ssin_blind", "mark", "marked_on", "signal", "signalled_on")
    for round_id, chunk, blind, mark, marked_on, signal, signalled_on in rows.iterator():
        if (round_id, chunk) not in parts:
            continue
        person = bytes(blind or b"")
        debtors.add(person)
        if mark and marked_on is not None:
            before = marked.get(person)
            if before is None or order[round_id] < order[before[0]]:
                marked[person] = (round_id, marked_on)
        if signal and signalled_on is not None:
            resumed[person] = min(signalled_on, resumed.get(person, signalled_on))
    resumed = {person: day for person, day in resumed.items() if person in marked}
    return Figures(
        volumes=(Part("rounds", _ROUNDS, len(rounds)),),
        groups=(
            Group(
                "compared",
                {"nl": "Debiteuren op een lijst", "en": "Debtors on a list"},
                (
                    Part("marked", _MARKED, len(marked)),
                    Part("unmarked", {"nl": "zonder vermelding", "en": "without the mark"}, len(debtors - set(marked))),
                ),
                total=Part("debtors", {"nl": "samen", "en": "together"}, len(debtors)),
            ),
            Group(
                "after",
                _WHAT_BECAME,
                (
                    Part("resumed", _RESUMED, len(resumed)),
                    Part("paused", {"nl": "gepauzeerd gebleven", "en": "still paused"}, len(marked) - len(resumed)),
                ),
                whole="marked",
            ),
            _by_round(
                [one for one in rounds if one[0] in answered],
                {person: round_id for person, (round_id, _) in marked.items()},
            ),
        ),
        spreads=(
            Spread(
                "until_resumed",
                {"nl": "Van vermelding tot “voortzetten”", "en": "From the mark to “resume”"},
                _days({person: day for person, (_, day) in marked.items()}, resumed),
                ("resumed",),
            ),
        ),
        spared="paused",
    )


def _of_the_ocmw(digest: str) -> Figures | None:
    rounds = list(ReceivedRound.objects.filter(digest=digest).order_by("day", "id").values_list("id", "day"))
    if not rounds:
        return None
    parts = ReceivedChunk.objects.filter(received__digest=digest, state="answered")
    answered = set(parts.values_list("received_id", flat=True))
    order = {round_id: place for place, (round_id, _) in enumerate(rounds)}
    marked: dict[UUID, tuple[UUID, date]] = {}
    of: dict[UUID, UUID] = {}
    cases = Case.objects.filter(received__digest=digest, marked_on__isnull=False)
    for case, person, received, day in cases.values_list("id", "person_id", "received_id", "marked_on"):
        of[case] = person
        before = marked.get(person)
        if day is not None and (before is None or order[received] < order[before[0]]):
            marked[person] = (received, day)
    talks = [
        (of[case], answer, belgian_day(at))
        for case, answer, at in Talk.objects.filter(case__in=of).order_by("at").values_list("case_id", "answer", "at")
    ]
    first: dict[UUID, date] = {}
    for person, _, day in talks:
        first.setdefault(person, day)
    newest = {person: (answer, day) for person, answer, day in talks}
    refused = {person: answer for person, answer, _ in talks if answer in ("declines_help", "no_solution")}
    resumed = _first_days(
        (of[case], day)
        for case, day in Signal.objects.filter(case__in=of, state="sent").values_list("case_id", "sent_on")
        if day is not None
    )
    others = {person: newest.get(person) for person in marked if person not in resumed}
    solved = {person: talk[1] for person, talk in others.items() if talk is not None and talk[0] == "solution"}
    helping = [person for person, talk in others.items() if talk is not None and talk[0] == "wants_help"]
    declined = [person for person in resumed if refused.get(person) != "no_solution"]
    days = {person: day for person, (_, day) in marked.items()}
    return Figures(
        volumes=(Part("rounds", _ROUNDS, len(rounds)),),
        groups=(
            Group(
                "clients",
                {"nl": "Cliënten op een lijst van de stad", "en": "Clients on a list of the city"},
                (Part("marked", _MARKED, len(marked)),),
            ),
            Group(
                "after",
                _WHAT_BECAME,
                (
                    Part("resumed", _RESUMED, len(resumed)),
                    Part("not_resumed", {"nl": "niet voortgezet", "en": "not resumed"}, len(others)),
                ),
                whole="marked",
            ),
            Group(
                "why_resumed",
                {"nl": "Waarom voortgezet", "en": "Why resumed"},
                (
                    Part("declines_help", {"nl": "wilde geen hulp", "en": "wanted no help"}, len(declined)),
                    Part(
                        "no_solution",
                        {"nl": "geen oplossing gevonden", "en": "no solution was found"},
                        len(resumed) - len(declined),
                    ),
                ),
                whole="resumed",
            ),
            Group(
                "helped",
                {"nl": "Wat hulp opleverde", "en": "What help brought"},
                (
                    Part("solution", {"nl": "oplossing", "en": "solution"}, len(solved)),
                    Part("helping", {"nl": "wil hulp, nog bezig", "en": "wants help, still going on"}, len(helping)),
                    Part(
                        "open",
                        {"nl": "nog geen uitkomst", "en": "no outcome yet"},
                        len(others) - len(solved) - len(helping),
                    ),
                ),
                whole="not_resumed",
            ),
            _by_round(
                [one for one in rounds if one[0] in answered],
                {person: received for person, (received, _) in marked.items()},
            ),
        ),
        spreads=(
            Spread(
                "until_talk",
                {"nl": "Van vermelding tot eerste gesprek", "en": "From the mark to the first talk"},
                _days(days, first),
                ("resumed", "solution", "helping"),
            ),
            Spread(
                "until_outcome",
                {
                    "nl": "Van vermelding tot oplossing of voortzetten",
                    "en": "From the mark to a solution or to resuming",
                },
                _days(days, {**solved, **resumed}),
                ("resumed", "solution"),
            ),
        ),
        caution={
            "nl": "Alleen voor het OCMW: de stad mag niet vernemen wat cliënten antwoordden of voor wie er een oplossing kwam.",
            "en": "For the centre only: the city must not learn what clients answered, nor for whom there was a solution.",
        },
    )


def _by_round(rounds: Sequence[tuple[UUID, date]], first: Mapping[Who, UUID]) -> Group:
    """Each person once, in the answered round in which the mark came first: so the rounds add up to the whole."""
    parts = []
    for place, (round_id, day) in enumerate(rounds, start=1):
        name = f"{place}. {day.day}/{day.month}/{day.year}"
        count = sum(one == round_id for one in first.values())
        parts.append(Part(f"round.{place}", {"nl": name, "en": name}, count))
    return Group("by_round", _BY_ROUND, tuple(parts), whole="marked")


def _days(since: Mapping[Who, date], until: Mapping[Who, date]) -> tuple[int, ...]:
    return tuple(max(0, (day - since[person]).days) for person, day in until.items() if person in since)


def _first_days(found: Iterable[tuple[Who, date]]) -> dict[Who, date]:
    first: dict[Who, date] = {}
    for person, day in found:
        first[person] = min(day, first.get(person, day))
    return first
