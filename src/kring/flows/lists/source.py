"""The discloser's half: the rows of a part with what is known and decided of them. Registered for what no key item claims.

The door decides, withholds and minimises; a source says what is known and what it keeps of the outcome.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.db.models import QuerySet

from kring.core.canonical import Json
from kring.core.reasons import Reason
from kring.core.registry import Entry, Part, Subject
from kring.flows.lists.models import Sending, SendingPart, SentRow
from kring.flows.lists.values import opened, sent_place
from kring.guard.keys import FieldCipher


class AnySource:
    """The rows of a sending, whatever its instrument lists."""

    def subjects(self, part: Part) -> Sequence[Subject]:
        """The persons of this part under the own pseudonyms, with what the sender declared and what a person decided."""
        declared = Sending.objects.filter(id=part.batch).values_list("declared", flat=True).first() or []
        wanted = set(part.refs)
        return [
            Subject(ref, bytes(blind) if blind else None, {"declared": declared, **decided})
            for ref, blind, decided in _rows(part).order_by("number", "id").values_list("ref", "blind", "decided")
            if ref in wanted
        ]

    def records(self, part: Part) -> Mapping[str, Sequence[Entry]]:
        """What was handed in and nothing else: never enriched."""
        cipher, wanted = FieldCipher("fields"), set(part.refs)
        found: dict[str, Sequence[Entry]] = {}
        for row, ref, plain, sealed in _rows(part).values_list("id", "ref", "plain", "sealed"):
            if ref in wanted:
                values, entries = opened(plain, bytes(sealed), cipher, place=sent_place(row))
                found[ref] = [Entry(values), *(Entry(one.values, one.record, one.facts) for one in entries)]
        return found

    def released(self, part: Part, withheld: Mapping[str, tuple[Reason, ...]]) -> None:
        """The part left; rows that stayed behind say why."""
        _part(part).update(state="sent", withheld=len(withheld), reasons=[])
        _rows(part).filter(ref__in=[ref for ref in part.refs if ref not in withheld]).update(state="sent")
        alike: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for ref, reasons in withheld.items():
            alike[tuple(reason.text["nl"] for reason in reasons)].append(ref)
        for refs in alike.values():
            _rows(part).filter(ref__in=refs).update(state="withheld", reasons=reasons_as_json(withheld[refs[0]]))

    def stopped(self, part: Part, reasons: tuple[Reason, ...]) -> None:
        """Nothing of the part left; the page shows why."""
        _part(part).filter(state="queued").update(state="stopped", reasons=reasons_as_json(reasons))


def reasons_as_json(reasons: Sequence[Reason]) -> list[Json]:
    """Reasons as they are kept beside a part or a row: code and text."""
    return [{"code": reason.code, "text": dict(reason.text)} for reason in reasons]


def _rows(part: Part) -> QuerySet[SentRow]:
    """All rows of the part: callers pick their refs themselves, for thousands of them make a slow question."""
    return SentRow.objects.filter(sending_id=part.batch, chunk=part.chunk)


def _part(part: Part) -> QuerySet[SendingPart]:
    return SendingPart.objects.filter(sending_id=part.batch, number=part.chunk)
