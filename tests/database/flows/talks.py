"""A marked client, talks about the debt, and what comes of them: what the stories of this folder share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from django.test import Client

from kring.core.clock import Clock
from kring.flows.debtors.models import Case, Row, Signal, Talk
from kring.flows.debtors.ocmw.talk import LaidDown, NotLaidDown, lay_down
from kring.guard.acting import Acting, acting_for, machine_of
from kring.guard.jobs import work_through
from kring.parties.actions import appoint
from kring.parties.identity.actions import open_account, seat
from kring.persons.models import Person
from tests.database.exchange.cast import CLOCK, Desk, Pair, a_pair, all_lines
from tests.database.flows.story import knows, run, somebody
from tests.hosted import SHARED

RESUME = "invorderingsprocedure voortzetten"


@dataclass(frozen=True)
class Stage:
    """A pair after one round, in which the first ``cases`` debtors were marked."""

    pair: Pair
    round: UUID
    cases: tuple[UUID, ...]
    number: int = 1
    """Which invented person the case is about."""

    @property
    def case(self) -> UUID:
        return self.cases[0]


_SHARED: list[Stage] = []
_TOGETHER = 48


def a_case() -> Stage:
    """One client marked, in a round shared with other stories of this run: each has a case of its own, and looks at nothing else.

    For stories that change neither the agreement nor its people; the others make a stage of their own.
    """
    if not _SHARED:
        whole = a_stage(_TOGETHER)
        SHARED.update((whole.pair.city.id, whole.pair.ocmw.id))
        with at(whole.pair.ocmw.worker):
            files = dict(Case.objects.values_list("file_number", "id"))
        _SHARED.extend(
            Stage(whole.pair, whole.round, (files[f"D-{number}"],), number) for number in range(1, _TOGETHER + 1)
        )
    return _SHARED.pop()


def a_stage(people: int = 1, *, strangers: int = 0, clock: Clock = CLOCK) -> Stage:
    """So many clients marked, and so many others on the same list; both logs sealed."""
    pair = a_pair(clock=clock)
    known = [somebody(number) for number in range(1, people + 1)]
    knows(pair, known)
    round_id = run(pair, [*known, *(somebody(100 + number) for number in range(1, strangers + 1))], clock=clock)
    sealed(pair)
    with at(pair.ocmw.worker):
        cases = tuple(Case.objects.order_by("file_number").values_list("id", flat=True))
    return Stage(pair, round_id, cases)


_BROWSERS: dict[UUID, Client] = {}


def browser(position: Acting) -> Client:
    """A browser of somebody signed in who acts in this position; one for each, for a position is given to one account."""
    if position.position not in _BROWSERS:
        account = open_account(email=f"{uuid4().hex}@example.org")
        seat(account=account, organisation=position.organisation, position=position.position)
        _BROWSERS[position.position] = Client()
        _BROWSERS[position.position].force_login(account)
    return _BROWSERS[position.position]


def at(by: Acting) -> acting_for:  # type: ignore[valid-type]  # a context manager made by a function
    """``acting_for`` of this position."""
    return acting_for(by.organisation, by.position)


def says(stage: Stage, answer: str, **other: object) -> LaidDown | NotLaidDown:
    """The worker lays an answer down, having seen the newest talk."""
    known = {"by": stage.pair.ocmw.worker, "case_id": stage.case, "note": "", "again_on": None, "clock": CLOCK, **other}
    if "seen" not in known:
        known["seen"] = newest(stage.pair, known["case_id"])  # type: ignore[arg-type]  # a case's id
    return lay_down(answer=answer, **known)  # type: ignore[arg-type]  # as the story gives them


def decided(stage: Stage, answer: str, **other: object) -> LaidDown:
    """The same; it is laid down, and all that follows is done."""
    done = says(stage, answer, **other)
    assert isinstance(done, LaidDown), done
    settled(stage.pair)
    return done


def settled(pair: Pair) -> None:
    """All that is queued is done, and both logs are sealed."""
    work_through()
    sealed(pair)


def sealed(pair: Pair) -> None:
    """Both logs are sealed."""
    all_lines(pair.city)
    all_lines(pair.ocmw)


def newest(pair: Pair, case_id: UUID) -> UUID | None:
    """The newest talk about a case."""
    with at(pair.ocmw.worker):
        return Talk.objects.filter(case_id=case_id).order_by("-at").values_list("id", flat=True).first()


def talks_of(pair: Pair, case_id: UUID) -> list[str]:
    """The answers laid down about a case, oldest first."""
    with at(pair.ocmw.worker):
        return list(Talk.objects.filter(case_id=case_id).order_by("at").values_list("answer", flat=True))


def signals_of(stage: Stage) -> list[tuple[str, list[str]]]:
    """State and codes of the reasons of every signal that the OCMW keeps for these cases."""
    with at(stage.pair.ocmw.worker):
        found = Signal.objects.filter(case__in=stage.cases).order_by("decided_at")
        return [(one.state, [reason["code"] for reason in one.reasons]) for one in found]


def stands(stage: Stage) -> tuple[str, str, date | None]:
    """Mark, signal and its day beside the one debtor, as the city's row has them."""
    return beside(stage)[f"D-{stage.number}"]


def beside(stage: Stage) -> dict[str, tuple[str, str, date | None]]:
    """File number → mark, signal and its day, as the city's rows have them."""
    with at(stage.pair.city.worker):
        rows = Row.objects.filter(round_id=stage.round)
        return {row.file_number: (row.mark, row.signal, row.signalled_on) for row in rows}


def a_colleague(
    desk: Desk, name: str = "Giulia", *, team: str = "", territory: str = "", account: bool = False, **term: date
) -> Acting:
    """Another social worker of the OCMW."""
    position = appoint(
        by=machine_of(desk.id),
        name=name,
        function="social_worker",
        valid_from=term.get("valid_from", date(2025, 1, 1)),
        valid_until=term.get("valid_until"),
        team=team,
        territory=territory,
        account_id=open_account(email=f"{uuid4().hex}@example.org").id if account else None,
    )
    return Acting(desk.id, position.id)


def person_of(stage: Stage, case_id: UUID | None = None) -> UUID:
    """The client of a case."""
    with at(stage.pair.ocmw.worker):
        return Case.objects.get(id=case_id or stage.case).person_id


def lives(stage: Stage, *, postcode: str = "", municipality: str = "") -> None:
    """Where the client of the case lives, as the OCMW knows it."""
    person = person_of(stage)
    with at(stage.pair.ocmw.worker):
        Person.objects.filter(id=person).update(postcode=postcode, municipality=municipality)


def codes(refused: LaidDown | NotLaidDown) -> Sequence[str]:
    """The codes of the reasons why nothing was laid down."""
    assert isinstance(refused, NotLaidDown)
    return [reason.code for reason in refused.reasons]
