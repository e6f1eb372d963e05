"""What the client register says when a decision asks: whose file is given to whoever asks, and who is enrolled in what."""

from datetime import date, timedelta
from uuid import uuid4

import pytest

from kring.clients.actions import close_file, open_file
from kring.clients.knowers import FileAssigned
from kring.core.registry import Question
from kring.guard.acting import Acting
from tests.database.clients.test_files import MONDAY, client
from tests.database.ocmw import somebody, within

pytestmark = pytest.mark.usefixtures("committed")


def _asked(ocmw: Acting, person: bytes | None, *, by: Acting | None = None, day: date = MONDAY) -> dict[str, object]:
    question = Question(
        fact="file_assigned",
        persons={"r": person},
        day=day,
        period_asked=None,
        document="",
        digest="",
        disclosure="question",
        recipient=uuid4(),
        acting=(by or ocmw).position,
    )
    return dict(within(ocmw, lambda: FileAssigned().know(question)))


@pytest.mark.req("E5")
def test_a_file_is_assigned_to_the_worker_who_has_it_and_to_nobody_else() -> None:
    """From the day it opens until the day it closes; to a colleague it is not; of a person without a number nothing is known."""
    ocmw = somebody()
    person, blind = client(ocmw)
    file = open_file(by=ocmw, person_id=person, opened_on=MONDAY, position_id=ocmw.position)
    assert _asked(ocmw, blind) == {"r": True}
    assert _asked(ocmw, blind, by=Acting(ocmw.organisation, uuid4())) == {"r": False}
    assert _asked(ocmw, blind, day=MONDAY - timedelta(days=1)) == {"r": False}
    assert _asked(ocmw, None) == {}
    close_file(by=ocmw, file_id=file.id, closed_on=MONDAY + timedelta(days=7))
    assert _asked(ocmw, blind, day=MONDAY + timedelta(days=6)) == {"r": True}
    assert _asked(ocmw, blind, day=MONDAY + timedelta(days=7)) == {"r": False}


@pytest.mark.req("E1", "E5")
def test_another_organisation_s_file_is_nobody_s_here() -> None:
    """A stranger's register says nothing of the same person."""
    ocmw, stranger = somebody(), somebody()
    person, _ = client(ocmw)
    open_file(by=ocmw, person_id=person, opened_on=MONDAY, position_id=ocmw.position)
    _, theirs = client(stranger)
    assert _asked(stranger, theirs, by=ocmw) == {"r": False}
