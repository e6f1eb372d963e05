"""The directory's half of a question: yes or no to exactly what a text in force makes depend on it, and nothing to anything else.

Every refusal is the same answer without rows, whatever its reason; there is no page, no list and no count. source: E17; 003 §85
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from kring.core.clock import Clock, house_clock
from kring.core.days import Period
from kring.core.reasons import Reason
from kring.core.registry import Arrived, Entry, Part, Subject
from kring.directory.coverage import covered
from kring.directory.vocabulary import FACTS
from kring.exchange import deposits
from kring.exchange.deposits import Gate
from kring.exchange.questions import recognised
from kring.flows.directory import rates
from kring.flows.directory.models import Enrolment
from kring.flows.directory.texts import CERTAIN, NO, YES, read_codes, read_period
from kring.parties import queries as parties

ROLE = "directory_job"
_Row = Mapping[str, str]


class DirectorySource:
    """Answers a question. Registered under ``directory.answer``; ``clock`` says when it is asked."""

    def __init__(self, clock: Clock = house_clock) -> None:
        self.clock = clock

    def subjects(self, part: Part) -> Sequence[Subject]:
        """Those about whom this very question may be answered; nobody else is known."""
        asked = part.asked
        if asked is None or len(asked.rows) != 1 or rates.spent(asked.sender, self.clock()):
            return []
        people = recognised(asked.rows)
        (row,) = asked.rows
        person = people[row["ref"]]
        return [Subject(row["ref"], person)] if person is not None and self._may_be_asked(row, asked, part) else []

    def records(self, part: Part) -> Mapping[str, Sequence[Entry]]:
        """Yes or no."""
        assert part.asked is not None  # noqa: S101 - the door gives it with every answer
        people = recognised(part.asked.rows)
        said = {row["ref"]: row for row in part.asked.rows}
        return {ref: [Entry({"directory.answer": _answer(said[ref], people[ref])})] for ref in part.refs}

    def released(self, part: Part, withheld: Mapping[str, tuple[Reason, ...]]) -> None:  # noqa: ARG002 - nobody is told
        """One more question was answered, with or without rows."""
        if part.asked is not None:
            rates.count(part.asked.sender, self.clock())

    def stopped(self, part: Part, reasons: tuple[Reason, ...]) -> None:
        """The log says why; nothing is kept."""

    def _may_be_asked(self, row: _Row, asked: Arrived, part: Part) -> bool:
        recipient = parties.organisation_by_number(row.get("directory.recipient", ""))
        codes, period = read_codes(row.get("directory.capacity", "")), read_period(row.get("directory.period", ""))
        fact, over = row.get("directory.fact", ""), row.get("directory.over", "")
        if recipient is None or codes is None or period is None or fact not in FACTS:
            return False
        if not _is_id(row.get("directory.request", "")) or not _fits(over, period, part):
            return False
        gate = Gate(
            digest=row.get("directory.instrument", ""),
            disclosure=row.get("directory.disclosure", ""),
            fact=fact,
            capacity=codes,
            over=over,
            discloser=asked.sender,
            recipient=recipient.id,
        )
        return deposits.depends(gate, self.clock())


def _answer(row: _Row, person: bytes | None) -> str:
    recipient = parties.organisation_by_number(row["directory.recipient"])
    period = read_period(row["directory.period"])
    codes = read_codes(row["directory.capacity"])
    if recipient is None or period is None or codes is None:
        return NO
    found = Enrolment.objects.filter(blind=person, enrolling=recipient.id, capacity__in=codes, current=True)
    if row["directory.fact"] == "entitled":
        found = found.filter(provenance__in=CERTAIN)
    periods = [Period(first, last) for first, last in found.values_list("valid_from", "valid_until")]
    return YES if covered(periods, period) else NO


def _fits(over: str, period: Period, part: Part) -> bool:
    """The period is the one that the text names: only a period asked about may be any."""
    if over == "today":
        return period == Period(part.day, part.day)
    return over == "period_asked" or (over == "round" and period.first == period.last)


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
