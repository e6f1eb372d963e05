"""A debtor list and a client register of invented people, and one round of them between a city and its OCMW."""

import io
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import openpyxl
import pytest

from kring.clients.register import import_register
from kring.core.clock import Clock
from kring.core.ssin import check_digits
from kring.flows.debtors.city import waiting
from kring.flows.debtors.city.actions import NotStarted, Started, start_round
from kring.flows.debtors.city.hand_in import confirm, hand_in
from kring.flows.debtors.models import Case, Chunk, ReceivedRound, Row
from kring.guard.acting import Acting, acting_for
from kring.guard.jobs import work_through
from tests.database.exchange.cast import CLOCK, Desk, Pair, all_lines

HEADINGS = ("Dossiernummer", "Naam", "Voornaam", "Rijksregisternummer", "Straat", "Huisnummer", "Bedrag")
APRIL = datetime(2026, 4, 2, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Somebody:
    """An invented person, as a list and a register write the person."""

    ssin: str
    first_name: str
    last_name: str
    file_number: str = ""


def somebody(serial: int, first_name: str = "Elif", last_name: str = "Yılmaz") -> Somebody:
    """A person whose number is in the fictitious range; another ``serial``, another number."""
    nine = f"856730{serial:03d}"
    number = f"{nine}{check_digits(nine, since_2000=False):02d}"
    return Somebody(number, first_name, last_name, f"D-{serial}")


def written(person: Somebody, **other: str) -> Somebody:
    """The same person as the other side writes the name."""
    return replace(person, **other)


def a_list(people: Sequence[Somebody], headings: Sequence[str] = HEADINGS) -> bytes:
    """The city's workbook: title, headings, a row each, with a column that no round needs."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Debiteuren"
    sheet.append(["Openstaande schulden"])
    sheet.append(list(headings))
    for one in people:
        sheet.append([one.file_number, one.last_name, one.first_name, one.ssin, "Bloemenstraat", "4", 1200])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def a_register(people: Sequence[Somebody], *, capacity: int = 2, until: str = "") -> bytes:
    """The OCMW's register of these clients, since 2025."""
    lines = ["Rijksregisternummer;Naam;Voornaam;Straat;Huisnummer;Hoedanigheid;Van;Tot"]
    lines += [
        f"{one.ssin};{one.last_name};{one.first_name};Bloemenstraat;4;{capacity};2025-01-01;{until}" for one in people
    ]
    return "\n".join(lines).encode()


def knows(pair: Pair, people: Sequence[Somebody], *, capacity: int = 2, until: str = "") -> None:
    """The OCMW takes these clients in."""
    import_register(
        by=pair.ocmw.worker,
        data=a_register(people, capacity=capacity, until=until),
        filename="clienten.csv",
        clock=CLOCK,
    )


def begin(pair: Pair, people: Sequence[Somebody], *, clock: Clock = CLOCK) -> Started | NotStarted:
    """The city's debt team starts a round; nothing is sent yet."""
    return start_round(
        by=pair.city.worker,
        data=a_list(people),
        filename="debiteuren.xlsx",
        version=pair.version,
        declared=True,
        clock=clock,
    )


def run(pair: Pair, people: Sequence[Somebody], *, clock: Clock = CLOCK) -> UUID:
    """A round from upload to marks."""
    started = begin(pair, people, clock=clock)
    assert isinstance(started, Started), started
    work_through()
    return started.round


def marks_of(pair: Pair, round_id: UUID) -> dict[str, str]:
    """File number → mark, as the city's rows have it."""
    with acting_for(*_of(pair.city.worker)):
        return dict(Row.objects.filter(round_id=round_id).values_list("file_number", "mark"))


def cases_of(pair: Pair) -> list[tuple[str, bool]]:
    """File number and whether it is marked, of every case that the OCMW keeps."""
    with acting_for(*_of(pair.ocmw.worker)):
        return [(case.file_number, case.marked_on is not None) for case in Case.objects.order_by("file_number")]


def received_of(pair: Pair) -> list[ReceivedRound]:
    """The rounds that the OCMW received."""
    with acting_for(*_of(pair.ocmw.worker)):
        return list(ReceivedRound.objects.all())


def _of(acting: object) -> tuple[UUID, UUID]:
    return acting.organisation, acting.position  # type: ignore[attr-defined]


def acting(desk: Desk) -> AbstractContextManager[object]:
    """Act as the desk's own worker."""
    return acting_for(desk.worker.organisation, desk.worker.position)


def verbs(desk: Desk) -> set[str]:
    """What was done or seen, by every line of an organisation's log."""
    return {str(line.content.get("what")) for line in all_lines(desk)}


def all_sealed(pair: Pair) -> None:
    """Wait until the logs of both cover all that was written."""
    all_lines(pair.city)
    all_lines(pair.ocmw)


def states(pair: Pair, round_id: UUID) -> list[str]:
    """How each chunk of a round stands, in their order."""
    with acting(pair.city):
        return list(Chunk.objects.filter(round_id=round_id).order_by("number").values_list("state", flat=True))


def sizes(pair: Pair, round_id: UUID) -> tuple[int | None, int | None]:
    """How many people each envelope's release line counts: the list's, the answer's; None when it never left."""
    lists = [line for line in all_lines(pair.city) if line.kind == "release" and line.content["batch"] == str(round_id)]
    answers = [line for line in all_lines(pair.city) if line.kind == "receive"]
    return (
        int(str(lists[0].content["count"])) if lists else None,
        int(str(answers[0].content["count"])) if answers else None,
    )


def closed(*_args: object, **_known: object) -> None:
    """What stands in for the log while it cannot be written."""
    raise RuntimeError("the log is closed")


@contextmanager
def broken(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """While this lasts no line can be written."""
    with monkeypatch.context() as patch:
        for place in ("record", "permit", "release", "transport"):
            patch.setattr(f"kring.exchange.{place}.append", closed)
        yield


def hand_in_a_list(pair: Pair, people: Sequence[Somebody], *, clock: Clock = CLOCK, by: Acting | None = None) -> UUID:
    """The city's debt team hands in a list; it waits to be confirmed."""
    return hand_in(by=by or pair.city.worker, data=a_list(people), filename="debiteuren.xlsx", clock=clock)


def confirmed(
    pair: Pair, upload: UUID, *, clock: Clock = CLOCK, by: Acting | None = None, **other: Any
) -> Started | NotStarted:
    """Somebody of the team confirms it as the page shows it; nothing is sent yet."""
    who = by or pair.city.worker
    with acting_for(who.organisation, who.position):
        shown = waiting.page(upload, clock=clock)
    seen = shown.seen if shown else ""
    known: dict[str, Any] = {"version": pair.version, "declared": True, "answer_by": None, "seen": seen, **other}
    return confirm(by=who, upload_id=upload, clock=clock, **known)
