"""Who of the OCMW sees which marked client; taking one on and handing one over."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from kring.clients.actions import assign_file, open_file
from kring.clients.models import ClientFile
from kring.core.errors import Fault
from kring.flows.debtors.city.actions import send_again, take_out
from kring.flows.debtors.models import Case
from kring.flows.debtors.ocmw import cases, involved, received
from kring.flows.debtors.ocmw.answer import answer_again
from kring.guard.acting import Acting
from kring.parties.actions import end_position
from kring.parties.identity.actions import open_account, take_side
from kring.parties.models import Position
from kring.parties.queries import held_now
from tests.database.exchange.cast import CLOCK, NOON
from tests.database.flows.talks import Stage, a_colleague, a_stage, at, lives, person_of, says

pytestmark = pytest.mark.usefixtures("committed", "in_march")


def sees(stage: Stage, by: Acting) -> bool:
    """Whether the client of the case is shown to this position, on its page and on its board alike."""
    with at(by):
        page, board = cases.case(stage.case, clock=CLOCK), cases.board(clock=CLOCK).lines
        waiting = cases.tasks(clock=CLOCK).shown
    assert (
        (page is not None) == (stage.case in {line.id for line in board}) == (stage.case in {t.case for t in waiting})
    )
    return page is not None


@pytest.mark.req("D6", "E5")
def test_who_takes_a_client_on_is_the_only_one_who_sees_it() -> None:
    """Before, every social worker without team or territory; after, the one; handed over, the other."""
    stage = a_stage()
    sofie, giulia = stage.pair.ocmw.worker, a_colleague(stage.pair.ocmw)
    assert sees(stage, sofie)
    assert sees(stage, giulia)
    involved.take(by=sofie, case_id=stage.case, clock=CLOCK)
    assert sees(stage, sofie)
    assert not sees(stage, giulia)
    for act in (
        lambda: involved.take(by=giulia, case_id=stage.case, clock=CLOCK),
        lambda: says(stage, "declines_help", by=giulia),
    ):
        with pytest.raises(Fault, match="no_such_case"):
            act()
    involved.hand_over(by=sofie, case_id=stage.case, to=giulia.position, clock=CLOCK)
    assert sees(stage, giulia)
    assert not sees(stage, sofie)
    with at(giulia):
        (line,) = cases.board(clock=CLOCK).lines
    assert line.assigned_to == "Giulia"


@pytest.mark.req("D6", "E5")
def test_team_and_territory_say_whose_client_it_is() -> None:
    """A file of the north is not shown in the south; within the north, only to who works where the client lives."""
    stage = a_stage()
    ocmw = stage.pair.ocmw
    near = a_colleague(ocmw, "Noor", team="noord", territory="3600, Genk")
    far = a_colleague(ocmw, "Fons", team="noord", territory="3590")
    south = a_colleague(ocmw, "Zoë", team="zuid", territory="3600")
    open_file(by=ocmw.worker, person_id=person_of(stage), opened_on=NOON.date(), team="noord")
    assert [sees(stage, by) for by in (near, far, south, ocmw.worker)] == [True, True, False, False]
    lives(stage, municipality="GENK")
    assert [sees(stage, by) for by in (near, far, south, ocmw.worker)] == [True, False, False, False]


@pytest.mark.req("D6")
def test_other_functions_see_no_client_and_hand_nobody_over() -> None:
    """The DPO, the secretary, the machine; and to none of them can a client be handed over."""
    stage = a_stage()
    ocmw = stage.pair.ocmw
    for by in (ocmw.dpo, ocmw.secretary):
        assert not sees(stage, by)
        with pytest.raises(Fault, match="not_your_task"):
            involved.take(by=by, case_id=stage.case, clock=CLOCK)
        with pytest.raises(Fault, match="no_such_colleague"):
            involved.hand_over(by=ocmw.worker, case_id=stage.case, to=by.position, clock=CLOCK)
    with pytest.raises(Fault, match="no_such_colleague"):
        involved.hand_over(by=ocmw.worker, case_id=stage.case, to=uuid4(), clock=CLOCK)


@pytest.mark.req("D9")
def test_a_client_of_who_left_the_service_is_not_forgotten() -> None:
    """Assigned to a position that ended: the others see the client again, as nobody's in particular."""
    stage = a_stage()
    ocmw = stage.pair.ocmw
    giulia = a_colleague(ocmw)
    involved.take(by=giulia, case_id=stage.case, clock=CLOCK)
    assert not sees(stage, ocmw.worker)
    end_position(by=ocmw.secretary, position_id=giulia.position, last_day=NOON.date() - timedelta(days=1))
    assert sees(stage, ocmw.worker)
    with at(ocmw.worker):
        (line,) = cases.board(clock=CLOCK).lines
        others = involved.colleagues(clock=CLOCK)
    assert line.assigned_to == ""
    assert giulia.position not in {one.position for one in others}


@pytest.mark.req("D6")
def test_a_received_round_is_counted_for_all_workers_and_its_names_are_shown_to_none_of_the_others() -> None:
    """The numbers of the round are the same for everybody; the clients are each worker's own."""
    stage = a_stage(3)
    ocmw = stage.pair.ocmw
    giulia = a_colleague(ocmw)
    involved.take(by=giulia, case_id=stage.cases[0], clock=CLOCK)
    shown = {}
    for by in (ocmw.worker, giulia):
        with at(by):
            (line,) = received.received_rounds(clock=CLOCK)
            assert (line.rows, line.marked) == (3, 3)
            shown[by] = set(involved.visible_to(held_now(CLOCK), clock=CLOCK).values_list("id", flat=True))
    assert shown == {ocmw.worker: set(stage.cases[1:]), giulia: set(stage.cases)}


@pytest.mark.req("E18")
def test_nobody_hands_a_client_to_who_stands_on_the_city_s_side_of_the_round() -> None:
    """The double-hatted colleague worked on the round for the city: she does not see the client, nor can she be given it."""
    stage = a_stage()
    ocmw = stage.pair.ocmw
    nora = a_colleague(ocmw, "Nora", account=True)
    with at(nora):
        account = Position.objects.get(id=nora.position).account_id
    assert account is not None
    take_side(account_id=account, matter=stage.round, organisation=stage.pair.city.id)
    assert not sees(stage, nora)
    with pytest.raises(Fault, match="no_such_colleague"):
        involved.hand_over(by=ocmw.worker, case_id=stage.case, to=nora.position, clock=CLOCK)
    with pytest.raises(Fault, match="other_side"):
        involved.take(by=nora, case_id=stage.case, clock=CLOCK)


def test_taking_twice_writes_once_and_an_open_file_is_used() -> None:
    """No second file, no second line; a file that is there is given, not opened."""
    stage = a_stage()
    ocmw = stage.pair.ocmw
    file = open_file(by=ocmw.worker, person_id=person_of(stage), opened_on=date(2026, 1, 5))
    for _ in range(2):
        involved.take(by=ocmw.worker, case_id=stage.case, clock=CLOCK)
    with at(ocmw.worker):
        assert list(ClientFile.objects.values_list("id", "position_id")) == [(file.id, ocmw.worker.position)]


@pytest.mark.req("E6")
@pytest.mark.parametrize("there", [False, True])
def test_without_a_line_no_file_changes_hands(there: bool, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: FBT001
    """The journal is broken: no file opens, none changes hands, by any of the three ways."""
    stage = a_stage()
    ocmw = stage.pair.ocmw
    file = open_file(by=ocmw.worker, person_id=person_of(stage), opened_on=NOON.date()) if there else None

    def broken(_lines: object) -> None:
        raise RuntimeError("the log is closed")

    monkeypatch.setattr("kring.clients.actions.append", broken)
    for act in (
        lambda: involved.take(by=ocmw.worker, case_id=stage.case, clock=CLOCK),
        lambda: involved.hand_over(by=ocmw.worker, case_id=stage.case, to=ocmw.worker.position, clock=CLOCK),
        lambda: assign_file(by=ocmw.worker, file_id=file.id if file else uuid4(), position_id=None, team="noord"),
    ):
        with pytest.raises((RuntimeError, Fault)):
            act()
    with at(ocmw.worker):
        assert list(ClientFile.objects.values_list("position_id", "team")) == ([(None, "")] if there else [])


def test_assigning_says_to_whom_and_refuses_what_is_not_there() -> None:
    """A team alone is enough; a file of another organisation is none."""
    stage, other = a_stage(), a_stage()
    file = open_file(by=stage.pair.ocmw.worker, person_id=person_of(stage), opened_on=NOON.date())
    assign_file(by=stage.pair.ocmw.worker, file_id=file.id, position_id=None, team="noord")
    with at(stage.pair.ocmw.worker):
        assert ClientFile.objects.get().team == "noord"
        assert Case.objects.count() == 1
    with pytest.raises(Fault, match="no_such_file"):
        assign_file(by=other.pair.ocmw.worker, file_id=file.id, position_id=None, team="zuid")


@pytest.mark.req("E18")
def test_who_stands_on_the_ocmw_s_side_takes_no_workbook_out_and_sends_nothing_again_at_the_city() -> None:
    """The actions themselves refuse, whatever page or command calls them; and the other way round for the answer."""
    stage = a_stage()
    city, ocmw = stage.pair.city, stage.pair.ocmw
    accounts = {desk: open_account(email=f"{uuid4().hex}@example.org").id for desk in (city, ocmw)}
    for desk, account in accounts.items():
        with at(desk.worker):
            Position.objects.filter(id=desk.worker.position).update(account_id=account)
    take_side(account_id=accounts[city], matter=stage.round, organisation=ocmw.id)
    take_side(account_id=accounts[ocmw], matter=stage.round, organisation=city.id)
    with at(ocmw.worker):
        received_id = received.visible_to(held_now(CLOCK)).values_list("id", flat=True).get()
    for act in (
        lambda: take_out(by=city.worker, round_id=stage.round, clock=CLOCK),
        lambda: send_again(by=city.worker, round_id=stage.round, clock=CLOCK),
        lambda: answer_again(by=ocmw.worker, received_id=received_id, clock=CLOCK),
    ):
        with pytest.raises(Fault, match="other_side"):
            act()
