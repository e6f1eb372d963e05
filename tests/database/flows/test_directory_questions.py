"""Questions to the integrator's stand-in: for a named request under a text that depends on it; nothing can be listed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.urls import get_resolver

from kring.core.clock import stopped_at
from kring.core.registry import sources
from kring.exchange import deposits, envelope
from kring.exchange.envelope import Opened
from kring.flows.directory import asking, rates
from kring.flows.directory.answering import DirectorySource
from kring.flows.directory.models import Enrolment, Tally
from kring.guard.acting import acting_for, machine_of
from kring.guard.jobs import work_through
from kring.instruments import actions as instruments
from kring.instruments import queries
from kring.instruments.statements import NeverTaken
from tests.database.directory.cast import accede, enrol, kinds_of, three, verdict
from tests.database.exchange.asking import ELIF, NOBODY, two
from tests.database.exchange.cast import CLOCK, a_desk, all_lines

pytestmark = [pytest.mark.usefixtures("committed", "in_march"), pytest.mark.req("E17")]


def test_both_logs_keep_a_line_of_question_and_answer_and_the_asker_keeps_no_answer() -> None:
    """Who asked about whom stands in both logs; the yes in neither the asker's tables nor its log."""
    here = three()
    enrol(here.ocmw, ELIF)
    assert verdict(here, ELIF) == "yes"
    assert kinds_of(here.database, "question") == ["permit", "release"]
    assert kinds_of(here.integrator, "question") == ["receive"]
    assert kinds_of(here.integrator, "answer") == ["permit", "release"]
    assert kinds_of(here.database, "answer") == ["receive"]
    assert all(one != "directory.answer" for line in all_lines(here.database) for one in _items(line))
    with acting_for(here.database.id, here.database.dpo.position):
        assert Enrolment.objects.count() == 0


def _items(line: Any) -> list[str]:
    return list(line.content.get("items", [])) if line.kind == "subject" else []


def test_no_answer_for_a_text_that_only_one_side_laid_down(server: Any, database: str) -> None:
    """One party alone cannot make itself a right to ask: both the OCMW and the database laid the text down, or nobody did."""
    here = three()
    enrol(here.ocmw, ELIF)
    assert verdict(here, ELIF) == "yes"
    other = a_desk("Nieuwsgierig", "integration_database", "social_worker", CLOCK)
    accede("directory-question", other, "asker", here.integrator)
    text = two(desks=(here.ocmw, other), gate=GATE_TEXT)
    work_through()
    alone = replace(here, text=text)
    assert verdict(alone, ELIF) == "yes"
    with psycopg.connect(server.conninfo(database)) as admin:
        admin.execute(
            "DELETE FROM kring.exchange_deposit WHERE digest = %s AND party = %s", [text.digest, here.ocmw.id]
        )
    assert verdict(alone, ELIF) == "unavailable"


GATE_TEXT = '{ is = "enrolled", capacity = [1, 2, 3], over = "period_asked", why.nl = "Alleen wie ingeschreven is." }'


def test_another_database_cannot_use_the_text_of_the_first() -> None:
    """It may ask the directory, under its own text; the first's instrument does not name it."""
    here = three()
    enrol(here.ocmw, ELIF)
    other = a_desk("Nieuwsgierig", "integration_database", "social_worker", CLOCK)
    accede("directory-question", other, "asker", here.integrator)
    work_through()
    assert verdict(here, ELIF, by=machine_of(other.id)) == "unavailable"
    assert verdict(here, ELIF, by=machine_of(other.id), discloser=other.id) == "unavailable"


def test_a_party_that_suspends_the_text_stops_the_directory_too() -> None:
    """What the OCMW says of its text reaches the integrator, which judges by itself whether the text is in force."""
    here = three()
    enrol(here.ocmw, ELIF)
    instruments.suspend(by=here.ocmw.dpo, digest=here.text.digest, reason="Lek.", clock=CLOCK, fictitious=True)
    work_through()
    assert verdict(here, ELIF) == "unavailable"


def test_nobody_lays_down_the_text_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """A deposit from somebody who is no party to the text is refused for good, with a line, and is not tried again."""
    here = three()
    stranger = a_desk("Vreemde", "city", "debt_team", CLOCK)
    contents: list[Any] = []
    honest = envelope.seal

    def seal(*args: Any, **known: Any) -> envelope.Sealed:
        contents.append(args[2])
        return honest(*args, **known)

    monkeypatch.setattr(envelope, "seal", seal)
    two(desks=(here.ocmw, here.database), gate=GATE_TEXT)
    (content, *_) = [one for one in contents if "text" in one]
    machine = machine_of(here.integrator.id)
    for changed, sender in (
        (content, stranger.id),
        ({**content, "text": "AAAA"}, here.ocmw.id),
        ({**content, "parties": {}}, here.ocmw.id),
    ):
        opened = Opened(uuid4(), "standing", sender, "", changed)
        with acting_for(machine.organisation, machine.position), pytest.raises(NeverTaken):
            deposits.take(opened, CLOCK)
    with acting_for(machine.organisation, machine.position):
        assert len(queries.versions()) >= 1


# ----- Never enumerable.


def test_no_address_of_the_installation_leads_to_the_directory() -> None:
    """No page, no endpoint, no list."""

    def names(resolver: Any, path: str = "") -> list[str]:
        found = []
        for one in resolver.url_patterns:
            here = path + str(one.pattern)
            view = getattr(one, "callback", None)
            found += [f"{here} {getattr(view, '__module__', '')}"] if view else names(one, here)
        return found

    assert not [one for one in names(get_resolver()) if "flows.directory" in one or "kring.directory" in one]


def test_one_question_names_one_person_and_a_request(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two at once, or none for a request: no answer, as for any other reason."""
    here = three()
    enrol(here.ocmw, ELIF)
    assert verdict(here, ELIF) == "yes"
    honest = asking.InMemory

    def without_request(people: Any, values: Any) -> Any:
        return honest(people, {ref: {**one, "directory.request": "everybody"} for ref, one in values.items()})

    with monkeypatch.context() as changed:
        changed.setattr(asking, "InMemory", without_request)
        assert verdict(here, ELIF) == "unavailable"


def test_beyond_the_rate_of_the_hour_there_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two an hour here: the third question of the hour is not answered, the first of the next is; another asker has its own."""
    here = three()
    enrol(here.ocmw, ELIF)
    monkeypatch.setattr(rates, "rates", lambda: ((date(2026, 1, 1), 2),))
    assert [verdict(here, ELIF) for _ in range(3)] == ["yes", "yes", "unavailable"]
    monkeypatch.setitem(sources, "directory.answer", DirectorySource(stopped_at(CLOCK() + timedelta(hours=1))))
    assert verdict(here, ELIF) == "yes"
    with acting_for(here.integrator.id, here.integrator.dpo.position):
        assert sorted(Tally.objects.filter(asker=here.database.id).values_list("asked", flat=True)) == [1, 3]


def test_before_the_first_dated_rate_nothing_is_answered() -> None:
    """The bound is data with a day; without one there is no right to ask."""
    assert rates.per_hour(date(2025, 12, 31)) == 0
    assert rates.per_hour(date(2026, 1, 1)) > 0


@pytest.mark.req("E2")
def test_refusals_look_alike_in_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another text, another set of codes, a spent rate, a person without a sound number: one content but for ids, one size."""
    here = three()
    enrol(here.ocmw, ELIF)
    seen: list[tuple[dict[str, Any], int]] = []
    honest = envelope.seal

    def seal(*args: Any, **known: Any) -> envelope.Sealed:
        closed = honest(*args, **known)
        seen.append((args[2], len(closed.ciphertext)))
        return closed

    monkeypatch.setattr(envelope, "seal", seal)
    looks = set()
    tries: list[Callable[[], str]] = [
        lambda: verdict(here, ELIF, digest="sha256:" + "0" * 64),
        lambda: verdict(here, NOBODY, capacity=frozenset({2})),
        lambda: verdict(here, "not a number"),
        lambda: verdict(here, ELIF, disclosure="gossip"),
    ]
    for one in tries:
        assert one() == "unavailable"
        content, size = seen[-1]
        ids = ("batch", "in_reply_to", "permit", "checkpoint", "pad")
        looks.add((str(sorted((name, str(value)) for name, value in content.items() if name not in ids)), size))
    assert len(looks) == 1
