"""The rows of a debtor comparison in which a fault can be reported: marked ones only, on both sides.

Were a fault in any row reported, the city would learn who is known to the OCMW. The OCMW keeps no other rows; the city takes no
report on another. The number is left out: what an exact comparison found has the client's own. source: REQUIREMENTS E8, D2, D10
"""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from kring.core.clock import Clock, house_clock
from kring.core.days import belgian_day
from kring.exchange import clocks
from kring.exchange.faults import Known, Place
from kring.flows.debtors.models import Case, Row
from kring.flows.debtors.receive import ROUNDS
from kring.flows.debtors.source import CASES

COLUMNS: Final[Mapping[str, str]] = {
    "person.last_name": "last_name",
    "person.first_name": "first_name",
    "person.street": "street",
    "person.house_number": "house_number",
    "debt.file_number": "file_number",
}
"""Item → column, in which faults are reported; the same at the city and at the OCMW."""
_KEEPS = frozenset(COLUMNS)


class CaseKeeper:
    """OCMW: the marked cases. Registered under ``debt.file_number``."""

    holder = CASES

    def __init__(self, clock: Clock = house_clock) -> None:
        self.clock = clock

    def kept(self, place: Place, source: UUID) -> Known | None:
        """The case that came with this row, once its mark left and while it may be shown."""
        case = (
            Case.objects.select_related("person")
            .filter(received__batch=place.batch, received__partner=source, chunk=place.chunk, ref=str(place.ref))
            .filter(marked_on__isnull=False)
            .first()
        )
        if case is None or case.id in clocks.expired(CASES, belgian_day(self.clock())):
            return None
        return Known(case.id, bytes(case.person.ssin_blind or b"") or None, with_value(case), _KEEPS)

    def correct(self, row: UUID, values: Mapping[str, str]) -> None:
        """As the city says it now. The person here stays who it is: these are the city's words, not ours. source: D10"""
        Case.objects.filter(id=row).update(**{COLUMNS[item]: value for item, value in values.items()})


class RowOrigin:
    """City: the marked rows. Registered under ``debt.file_number``."""

    def __init__(self, clock: Clock = house_clock) -> None:
        self.clock = clock

    def left(self, place: Place, recipient: UUID) -> Known | None:
        """The row that left there, if it came back marked and its round is still kept."""
        row = (
            Row.objects.filter(id=place.ref, round=place.batch, round__partner=recipient, chunk=place.chunk)
            .filter(state="ready")
            .exclude(mark="")
            .first()
        )
        if row is None or place.batch in clocks.expired(ROUNDS, belgian_day(self.clock())):
            return None
        return Known(row.id, bytes(row.ssin_blind or b"") or None, with_value(row), _KEEPS)


def with_value(row: Row | Case) -> frozenset[str]:
    """The items that are not empty."""
    return frozenset(item for item, column in COLUMNS.items() if getattr(row, column))
