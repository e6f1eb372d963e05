"""A directory in memory that keeps the contract of the port, and on demand fails in each way in which a real one can."""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID, uuid4

from kring.core.clock import Clock
from kring.core.days import Period
from kring.directory.coverage import covered
from kring.directory.port import Enquiry, Reply, Verdict
from kring.guard.acting import Acting

Failing = Literal["before", "after", "slow", "wrong"]
"""Before it took note of the question; after, with the answer lost; too late; an answer to another question."""


@dataclass(frozen=True)
class Enrolled:
    """An enrolment as the fake holds it."""

    organisation: UUID
    person: str
    capacity: int
    period: Period
    decided: bool = False


@dataclass
class FakeDirectory:
    """``gates`` are the (digest, disclosure, fact, capacities, over) that some text in force makes depend on the directory.

    ``failing`` lists how the next enquiries fail, one each. ``asked`` is its log.
    """

    enrolments: list[Enrolled] = field(default_factory=list)
    gates: set[tuple[str, str, str, frozenset[int], str]] = field(default_factory=set)
    failing: deque[Failing] = field(default_factory=deque)
    asked: list[Enquiry] = field(default_factory=list)
    wait: Callable[[float], None] = lambda _seconds: None

    def fail(self, *ways: Failing) -> None:
        """Let the next enquiries fail in these ways: ``fail("wrong", "wrong")`` answers wrongly twice."""
        self.failing.extend(ways)

    def enrol(self, organisation: UUID, person: str, capacities: Iterable[int], period: Period, **how: bool) -> None:
        """Hold an enrolment for each capacity."""
        self.enrolments += [Enrolled(organisation, person, one, period, **how) for one in capacities]

    def ask(self, enquiry: Enquiry, *, by: Acting, clock: Clock, within: float) -> Reply:  # noqa: ARG002 - the port's form
        """The answer, or the failure that was asked for."""
        way = self.failing.popleft() if self.failing else None
        if way == "before":
            return Reply(enquiry.id, "unavailable")
        self.asked.append(enquiry)
        if way == "slow":
            self.wait(within)
        if way in ("after", "slow"):
            return Reply(enquiry.id, "unavailable")
        return Reply(uuid4() if way == "wrong" else enquiry.id, self._verdict(enquiry, by))

    def _verdict(self, enquiry: Enquiry, by: Acting) -> Verdict:
        gate = (enquiry.digest, enquiry.disclosure, enquiry.fact, enquiry.capacity, enquiry.over)
        if gate not in self.gates or by.organisation != enquiry.discloser:
            return "unavailable"
        found = covered(
            [
                one.period
                for one in self.enrolments
                if one.organisation == enquiry.recipient
                and one.person == enquiry.person
                and one.capacity in enquiry.capacity
                and (one.decided or enquiry.fact == "enrolled")
            ],
            enquiry.period,
        )
        return "yes" if found else "no"
