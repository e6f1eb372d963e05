"""The disclosers' halves: the city's list, the OCMW's marks in reply and what follows them. Each acts for the discloser only.

The door decides, withholds and minimises; a source says what is known and what it keeps of the outcome.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from kring.core.canonical import Json
from kring.core.reasons import Reason
from kring.core.registry import Entry, Part, Subject
from kring.exchange import clocks
from kring.flows.debtors.marks import CLIENT, RESUME, ssin_place
from kring.flows.debtors.models import Case, Chunk, ReceivedChunk, ReceivedRound, Row, Signal
from kring.guard.keys import FieldCipher
from kring.persons.models import Person
from kring.persons.queries import in_parts

DECLARED = "dwangbevel_prepared"
"""What starting a round declares. source: 002 §2a"""
_ITEMS: Mapping[str, str] = {
    "debt.file_number": "file_number",
    "person.first_name": "first_name",
    "person.last_name": "last_name",
    "person.street": "street",
    "person.house_number": "house_number",
}
"""Item → column, of all but the number, which is sealed."""
CASES = "debtors.Case"
"""The holder of the OCMW's clocks."""


class ListSource:
    """City: the rows of a chunk. Registered under ``debt.file_number``."""

    def subjects(self, part: Part) -> Sequence[Subject]:
        """The debtors of this chunk, under the city's own pseudonyms."""
        wanted = set(part.refs)
        rows = _rows(part).values_list("id", "ssin_blind")
        return [
            Subject(str(row), bytes(person or b""), {"declared": [DECLARED]})
            for row, person in rows
            if str(row) in wanted
        ]

    def records(self, part: Part) -> Mapping[str, Sequence[Entry]]:
        """The items of 002 §3a, as the list gives them; an empty cell is no item. Never enriched (D10)."""
        cipher, wanted = FieldCipher("fields"), set(part.refs)
        rows = _rows(part).values_list("id", "ssin_sealed", *_ITEMS.values())
        return {ref: [Entry(_items(row, cipher))] for row in rows if (ref := str(row[0])) in wanted}

    def released(self, part: Part, withheld: Mapping[str, tuple[Reason, ...]]) -> None:
        """The chunk left: from now the city waits for its answer. Rows that stayed behind say why."""
        Chunk.objects.filter(round_id=part.batch, number=part.chunk).exclude(state="answered").update(
            state="sent", withheld=len(withheld), reasons=[]
        )
        for ref, reasons in withheld.items():
            Row.objects.filter(id=UUID(ref)).update(state="withheld", fault=reasons[0].code if reasons else "")

    def stopped(self, part: Part, reasons: tuple[Reason, ...]) -> None:
        """Nothing of the chunk left; the page shows why, and what was sent before stays sent."""
        Chunk.objects.filter(round_id=part.batch, number=part.chunk, state="queued").update(
            state="stopped", reasons=reasons_as_json(reasons)
        )


class MarkSource:
    """OCMW: the mark for each client found in a chunk. Registered under ``debt.client_mark``."""

    def subjects(self, part: Part) -> Sequence[Subject]:
        """The clients found in this chunk, and whether this city had a mark for them before. Their enrolments the register says.

        source: 002 §3b - a mark is never taken away, so who was marked before is marked again
        """
        wanted = set(part.refs)
        found = _cases(part).values_list("ref", "partner", "person_id")
        known = [(ref, partner, person) for ref, partner, person in found if ref in wanted]
        blinds = blinds_of({person for _, _, person in known})
        cases = [(ref, partner, person, blinds[person]) for ref, partner, person in known if person in blinds]
        marked_before = _marked_before(part)
        return [
            Subject(ref, blind, {"marked_before": (partner, person) in marked_before})
            for ref, partner, person, blind in cases
        ]

    def records(self, part: Part) -> Mapping[str, Sequence[Entry]]:
        """The mark, and nothing else that the OCMW knows."""
        known = set(_cases(part).values_list("ref", flat=True))
        return {ref: [Entry({"debt.client_mark": CLIENT})] for ref in part.refs if ref in known}

    def released(self, part: Part, withheld: Mapping[str, tuple[Reason, ...]]) -> None:
        """The marks left: these cases stay, on the clock of clients. What the city said of all others is deleted now.

        Also of a client whose mark may not leave (restriction, objection): without mark there is no case. source: trap 9
        """
        kept = {ref for ref in part.refs if ref not in withheld}
        cases = _cases(part)
        others = [case for case, ref in cases.values_list("id", "ref") if ref not in kept]
        Case.objects.filter(id__among=others).delete()
        cases.update(marked_on=part.day)
        _answered(part).update(state="answered", withheld=len(withheld), reasons=[])
        clocks.happened("client_found", holder=CASES, rows=list(cases.values_list("id", flat=True)), day=part.day)

    def stopped(self, part: Part, reasons: tuple[Reason, ...]) -> None:
        """No answer may leave now; the cases wait for it on the short clock of what is not matched."""
        _answered(part).filter(state="compared").update(state="stopped", reasons=reasons_as_json(reasons))


class SignalSource:
    """OCMW: that recovery may go on for one debt. Registered under ``debt.recovery_signal``; ``part.batch`` is the signal's id.

    source: D4, D9
    """

    def subjects(self, part: Part) -> Sequence[Subject]:
        """The client, and what the newest talk says now. Held until the transaction ends: no talk comes in between.

        Nobody, when the signal was withdrawn or nothing was marked.
        """
        signal = _signal(part)
        if signal is None or signal.case.ref not in part.refs:
            return []
        answer = signal.case.talks.order_by("-at", "-id").values_list("answer", flat=True).first()
        return [
            Subject(
                signal.case.ref,
                blinds_of({signal.case.person_id}).get(signal.case.person_id),
                {"help_declined": answer == "declines_help", "no_solution": answer == "no_solution"},
            )
        ]

    def records(self, part: Part) -> Mapping[str, Sequence[Entry]]:
        """One constant text: neither why, nor when it was said."""
        return {ref: [Entry({"debt.recovery_signal": RESUME})] for ref in part.refs}

    def released(self, part: Part, withheld: Mapping[str, tuple[Reason, ...]]) -> None:  # noqa: ARG002 - one person, or none
        """It left, and cannot be taken back."""
        Signal.objects.filter(id=part.batch).update(state="sent", sent_on=part.day, reasons=[])

    def stopped(self, part: Part, reasons: tuple[Reason, ...]) -> None:
        """It did not leave; the board says why, and one may try again."""
        Signal.objects.filter(id=part.batch, state="queued").update(state="stopped", reasons=reasons_as_json(reasons))


def reasons_as_json(reasons: Sequence[Reason]) -> list[Json]:
    """Reasons as they are kept beside a chunk: code and text."""
    return [{"code": reason.code, "text": dict(reason.text)} for reason in reasons]


def blinds_of(persons: Collection[UUID]) -> dict[UUID, bytes]:
    """The pseudonyms of these persons. A question of its own: joined, thousands of fresh rows are compared each with each."""
    return {
        person: bytes(blind)
        for some in in_parts(persons)
        for person, blind in Person.objects.filter(id__among=some).values_list("id", "ssin_blind")
        if blind is not None
    }


def _rows(part: Part) -> QuerySet[Row]:
    """All rows of the chunk: callers pick their refs themselves, for thousands of ids make a slow question."""
    return Row.objects.filter(round_id=part.batch, chunk=part.chunk)


def _cases(part: Part) -> QuerySet[Case]:
    """All cases of the chunk; likewise."""
    received = ReceivedRound.objects.filter(reply=part.batch).values("id")
    return Case.objects.filter(received__in=received, chunk=part.chunk)


def _marked_before(part: Part) -> set[tuple[UUID, UUID]]:
    """Partner and person of every mark that left before for somebody in this chunk."""
    here = _cases(part).values("person_id")
    marked = Case.objects.filter(person_id__in=here, marked_on__isnull=False)
    return set(marked.values_list("partner", "person_id"))


def _signal(part: Part) -> Signal | None:
    """The signal, with its case locked as ``talk.lay_down`` locks it."""
    Case.objects.select_for_update().filter(id__in=Signal.objects.filter(id=part.batch).values("case_id")).first()
    return Signal.objects.select_related("case").filter(id=part.batch, case__marked_on__isnull=False).first()


def _answered(part: Part) -> QuerySet[ReceivedChunk]:
    return ReceivedChunk.objects.filter(received__reply=part.batch, number=part.chunk)


def _items(row: tuple[Any, ...], cipher: FieldCipher) -> dict[str, str]:
    row_id, sealed, *texts = row
    items = {name: text for name, text in zip(_ITEMS, texts, strict=True) if text}
    items["person.ssin"] = cipher.decrypt(bytes(sealed or b""), place=ssin_place(row_id)).decode()
    return items
