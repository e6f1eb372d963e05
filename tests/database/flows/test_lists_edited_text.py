"""Edits of the Genk text, end to end through the door: what is signed is what happens, and no code was touched."""

import pytest

from kring.flows.debtors.city.actions import NotStarted, Started, start_round
from kring.flows.debtors.models import Case, Row
from kring.guard.acting import acting_for
from kring.guard.jobs import work_through
from tests.database.exchange import cast
from tests.database.exchange.cast import CLOCK, GENK, Pair, a_pair, all_lines
from tests.database.flows.story import a_list, knows, marks_of, run, somebody
from tests.unit.policy.edits import EDITS, Edit

pytestmark = pytest.mark.usefixtures("committed", "in_march")

EDIT = {edit.sentence: edit for edit in EDITS}


def between(edit: Edit | None, monkeypatch: pytest.MonkeyPatch) -> Pair:
    """A city and an OCMW that adopted, signed and published the edited text; without an edit the text as it is."""

    def text(city: str, ocmw: str) -> str:
        plain = GENK.read_text("utf-8").replace("0000000097", city).replace("0000000196", ocmw)
        return edit.text(plain) if edit else plain

    monkeypatch.setattr(cast, "a_text", text)
    return a_pair()


@pytest.mark.req("E3", "P9")
def test_without_the_address_in_the_text_no_address_arrives(monkeypatch: pytest.MonkeyPatch) -> None:
    """The city's file is the same as ever; the OCMW finds a client without street."""
    person = somebody(1)
    streets = []
    for edit in (None, EDIT["Het adres gaat niet meer mee."]):
        pair = between(edit, monkeypatch)
        knows(pair, [person])
        run(pair, [person])
        with acting_for(pair.ocmw.id, pair.ocmw.worker.position):
            streets.append(Case.objects.get().street)
        (release,) = [line for line in all_lines(pair.city) if line.kind == "release"]
        assert ("person.street" in release.content["items"]) == (edit is None)  # type: ignore[operator]
    assert streets == ["Bloemenstraat", ""]


@pytest.mark.req("D2", "P9")
def test_with_fewer_capacities_in_the_text_fewer_are_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A client in capacity 7 was marked; under the edited text nobody hears of that client."""
    person = somebody(1)
    marks = []
    for edit in (None, EDIT["Alleen wie een leefloon krijgt, krijgt de vermelding."]):
        pair = between(edit, monkeypatch)
        knows(pair, [person], capacity=7)
        marks.append(marks_of(pair, run(pair, [person])))
    assert marks == [{"D-1": "cliënt OCMW"}, {"D-1": ""}]


@pytest.mark.req("P9")
def test_another_sender_in_the_text_is_another_sender_at_the_door(monkeypatch: pytest.MonkeyPatch) -> None:
    """The debt team that always sent is refused by the door, in words; its rows stay here."""
    states = []
    for edit in (None, EDIT["Voortaan verstuurt een maatschappelijk werker de lijst, niet het debiteurenteam."]):
        pair = between(edit, monkeypatch)
        started = start_round(
            by=pair.city.worker,
            data=a_list([somebody(1)]),
            filename="debiteuren.xlsx",
            version=pair.version,
            declared=True,
            clock=CLOCK,
        )
        assert not isinstance(started, NotStarted)
        assert isinstance(started, Started)
        work_through()
        with acting_for(pair.city.id, pair.city.worker.position):
            row = Row.objects.select_related("round").get()
            (chunk,) = row.round.parts.all()
        states.append((chunk.state, [reason["code"] for reason in chunk.reasons]))
    assert states == [("answered", []), ("stopped", ["role_not_allowed"])]
