"""The disclosers' halves: the city's list, and the OCMW's marks in reply. Each call acts for the discloser only.

The door decides, withholds and minimises; a source says what is known and what it keeps of the outcome.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db.models import QuerySet

from kring.clients.queries import enrolments
from kring.core.canonical import Json
from kring.core.reasons import Reason
from kring.core.registry import Part, Subject
from kring.exchange import clocks
from kring.flows.debtors.marks import CLIENT, ssin_place
from kring.flows.debtors.models import Case, Chunk, ReceivedChunk, Row
from kring.guard.keys import FieldCipher

DECLARED = "dwangbevel_prepared"
"""What starting a round declares. source: 002 §2a"""
CASES = "debtors.Case"
"""The holder of the OCMW's clocks."""


class ListSource:
    """City: the rows of a chunk. Registered under ``debt.file_number``."""

    def subjects(self, part: Part) -> Sequence[Subject]:
        """The debtors of this chunk, under the city's own pseudonyms."""
        rows = _rows(part).values_list("id", "ssin_blind")
        return [Subject(str(row), bytes(person or b""), {"declared": [DECLARED]}) for row, person in rows]

    def records(self, part: Part) -> Mapping[str, Mapping[str, str]]:
        """The items of 002 §3a, as the list gives them; an empty cell is no item. Never enriched (D10)."""
        cipher = FieldCipher("fields")
        return {str(row.id): _items(row, cipher) for row in _rows(part)}

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
        """The clients found in this chunk, with their enrolments and whether this city had a mark for them before.

        source: 002 §3b - a mark is never taken away, so who was marked before is marked again
        """
        cases = list(_cases(part).select_related("person"))
        marked_before = set(
            Case.objects.filter(
                partner__in={case.partner for case in cases},
                person__in={case.person_id for case in cases},
                marked_on__isnull=False,
            ).values_list("partner", "person_id")
        )
        persons = {case.id: bytes(case.person.ssin_blind or b"") for case in cases}
        enrolled = enrolments(set(persons.values()))
        return [
            Subject(
                case.ref,
                persons[case.id],
                {
                    "client_on": enrolled.get(persons[case.id], []),
                    "marked_before": (case.partner, case.person_id) in marked_before,
                },
            )
            for case in cases
        ]

    def records(self, part: Part) -> Mapping[str, Mapping[str, str]]:
        """The mark, and nothing else that the OCMW knows."""
        return {ref: {"debt.client_mark": CLIENT} for ref in _cases(part).values_list("ref", flat=True)}

    def released(self, part: Part, withheld: Mapping[str, tuple[Reason, ...]]) -> None:
        """The marks left: these cases stay, on the clock of clients. What the city said of all others is deleted now.

        Also of a client whose mark may not leave (restriction, objection): without mark there is no case. source: trap 9
        """
        cases = Case.objects.filter(received__reply=part.batch, chunk=part.chunk)
        kept = [ref for ref in part.refs if ref not in withheld]
        cases.exclude(ref__in=kept).delete()
        cases.update(marked_on=part.day)
        _answered(part).update(state="answered", withheld=len(withheld), reasons=[])
        clocks.happened("client_found", holder=CASES, rows=list(cases.values_list("id", flat=True)), day=part.day)

    def stopped(self, part: Part, reasons: tuple[Reason, ...]) -> None:
        """No answer may leave now; the cases wait for it on the short clock of what is not matched."""
        _answered(part).filter(state="compared").update(state="stopped", reasons=reasons_as_json(reasons))


def reasons_as_json(reasons: Sequence[Reason]) -> list[Json]:
    """Reasons as they are kept beside a chunk: code and text."""
    return [{"code": reason.code, "text": dict(reason.text)} for reason in reasons]


def _rows(part: Part) -> QuerySet[Row]:
    return Row.objects.filter(round_id=part.batch, chunk=part.chunk, id__in=[UUID(ref) for ref in part.refs])


def _cases(part: Part) -> QuerySet[Case]:
    return Case.objects.filter(received__reply=part.batch, chunk=part.chunk, ref__in=part.refs)


def _answered(part: Part) -> QuerySet[ReceivedChunk]:
    return ReceivedChunk.objects.filter(received__reply=part.batch, number=part.chunk)


def _items(row: Row, cipher: FieldCipher) -> dict[str, str]:
    ssin = cipher.decrypt(bytes(row.ssin_sealed or b""), place=ssin_place(row.id)).decode()
    items = {
        "debt.file_number": row.file_number,
        "person.first_name": row.first_name,
        "person.last_name": row.last_name,
        "person.ssin": ssin,
        "person.street": row.street,
        "person.house_number": row.house_number,
    }
    return {name: value for name, value in items.items() if value}
