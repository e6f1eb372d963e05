"""The end of a pilot: nothing leaves after midnight, each side's own figures, nothing left, and both say so to each other."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from kring.core.ending import endings
from kring.desks.register.ending import closing
from kring.desks.register.models import Erasure, Evaluation
from kring.exchange import clocks
from kring.exchange.models import Clock
from kring.flows.debtors.models import Case, Chunk, ReceivedChunk, ReceivedRound, Round, Row, Signal, Talk, Upload
from kring.guard.acting import acting_for, machine_of
from kring.guard.rows import ask_now
from kring.instruments import actions as instruments
from kring.instruments import queries
from tests.database.exchange.cast import Desk, Pair, all_lines
from tests.database.flows.pilot import AFTER, LAST_EVENING, MUCH_LATER, Hands, acting, ends, pilot, talks, tick

pytestmark = [pytest.mark.usefixtures("committed"), pytest.mark.req("D7")]
CITY = (Upload, Round, Chunk, Row)
OCMW = (ReceivedRound, ReceivedChunk, Case, Talk, Signal)


@pytest.fixture
def hands() -> Iterator[Hands]:
    with pytest.MonkeyPatch.context() as patch:
        yield Hands(patch)


def _rows(desk: Desk, *models: Any) -> dict[str, int]:
    with acting(desk):
        return {model.__name__: model.objects.count() for model in (*models, Clock)}


def _told(desk: Desk) -> dict[str, object]:
    """Every part of the desk's evaluation, and its spreads."""
    with acting(desk):
        figures = Evaluation.objects.get().figures
    told = {part["key"]: part["told"] for group in figures["groups"] for part in group["parts"]}
    return {**told, **{one["key"]: one["days"] for one in figures["spreads"]}}


def _lines(desk: Desk, what: str) -> list[Any]:
    return [line for line in all_lines(desk) if line.content.get("what") == what]


@pytest.mark.req("E7")
def test_a_minute_after_the_last_day_nothing_is_left_on_either_side(hands: Hands) -> None:
    """One second before midnight all is there; one minute after, no table of either side holds a row of the pilot."""
    pair = pilot(hands)
    talks(pair, hands, ["wants_help"] * 3 + ["solution"] * 5 + ["declines_help"] * 2)
    hands.at(LAST_EVENING)
    tick(pair.city, pair.ocmw)
    assert all(_rows(pair.city, *CITY).values())
    assert all(_rows(pair.ocmw, *OCMW).values())
    ends(pair, hands)
    assert not any(_rows(pair.city, *CITY).values())
    assert not any(_rows(pair.ocmw, *OCMW).values())


@pytest.mark.req("D9")
def test_each_side_has_its_own_figures_and_the_city_none_of_solutions(hands: Hands) -> None:
    """Fifteen were marked, seven resumed; of the talks only the OCMW's figures speak, and small groups never as a number."""
    pair = pilot(hands)
    talks(pair, hands, ["declines_help"] * 7 + ["solution"] * 6 + ["wants_help"])
    ends(pair, hands)
    city, ocmw = _told(pair.city), _told(pair.ocmw)
    assert city == {
        "debtors": 23,
        "marked": 15,
        "unmarked": 8,
        "resumed": 7,
        "paused": 8,
        "round.1": "large",
        "round.2": "small",
        "until_resumed": None,
    }
    assert ocmw == {
        "marked": 15,
        "resumed": 7,
        "not_resumed": 8,
        "declines_help": "hidden",
        "no_solution": "hidden",
        "solution": "hidden",
        "helping": "hidden",
        "open": "hidden",
        "round.1": "large",
        "round.2": "small",
        "until_talk": None,
        "until_outcome": None,
    }
    with acting(pair.city):
        stored = json.dumps([Evaluation.objects.get().figures, Erasure.objects.get().erased])
    assert not any(word in stored for word in ("solution", "oplossing", "helping", "gesprek"))


def test_days_are_counted_from_the_mark_to_the_talk_and_to_the_outcome(hands: Hands) -> None:
    """Twelve were marked in March and talked to 38 days later; the three of April after a week."""
    pair = pilot(hands)
    talks(pair, hands, ["solution"] * 15)
    ends(pair, hands)
    told = _told(pair.ocmw)
    assert told["not_resumed"] == "large"
    assert told["until_talk"] is None  # nothing that is told says that there are ten
    pair = pilot(hands, clients=22)
    talks(pair, hands, ["declines_help"] * 10 + ["solution"] * 15)
    ends(pair, hands)
    told = _told(pair.ocmw)
    assert (told["resumed"], told["not_resumed"]) == (10, 15)
    assert told["until_outcome"] == [38, 38, 38]
    assert _told(pair.city)["until_resumed"] == [38, 38, 38]


def test_each_tells_the_other_that_it_erased_and_both_say_so_on_both_copies(hands: Hands) -> None:
    """Signed by the machine of each, after the end, naming the checkpoint over the erasure; no count travels."""
    pair = pilot(hands)
    talks(pair, hands, ["solution"] * 6)
    ends(pair, hands)
    for desk in (pair.city, pair.ocmw):
        with acting(desk):
            kept = queries.the_version(pair.digest)
            said = {one.said.made_by: one.said for one in queries.known(kept.digest) if one.said.kind == "erased"}
            own = Erasure.objects.get()
        assert said.keys() == {pair.city.id, pair.ocmw.id}
        assert own.statement == said[desk.id].id
        assert (own.left, own.recounted_at) == (0, AFTER)
        assert own.size > own.line
        assert said[desk.id].ref == f"logboek {own.size} {own.root}"
        (line,) = _lines(desk, "instrument.erased")
        assert line.place == own.line
        assert line.kind == "sweep"
    words = said[pair.ocmw.id].text
    assert "31/12/2027" in words
    assert "dossiers van vermelde cliënten" in words
    assert not any(number in words for number in (" 15", " 6 ", " 12"))


def test_what_the_ocmw_keeps_as_its_own_is_named_with_the_reason(hands: Hands) -> None:
    """The client and the debts that the client told of stay; the city keeps nothing."""
    pair = pilot(hands)
    ends(pair, hands)
    with acting(pair.ocmw):
        kept = Erasure.objects.get().kept
    assert ["schulden" in one["what"]["nl"] for one in kept] == [False, True]
    assert all(one["why"]["nl"] for one in kept)
    with acting(pair.city):
        assert Erasure.objects.get().kept == []


def test_where_a_figure_is_held_back_the_certificate_counts_nobody_either(hands: Hands) -> None:
    """The counts of the certificate cannot undo what the evaluation holds back."""
    pair = pilot(hands)
    talks(pair, hands, ["declines_help"] * 7 + ["solution"] * 6 + ["wants_help"])
    ends(pair, hands)
    with acting(pair.ocmw):
        rows = {one["table"]: one["rows"] for one in Erasure.objects.get().erased}
    assert rows["debtors.ReceivedRound"] == 2
    assert {rows[name] for name in ("debtors.Case", "debtors.Talk", "debtors.Signal", "exchange.Clock")} == {"hidden"}


@pytest.mark.req("E7")
def test_a_round_that_was_never_answered_goes_too(hands: Hands) -> None:
    """It has no clock of its own: no mark ever came. The end takes it all the same."""
    pair = pilot(hands, clients=6, strangers=0)
    with acting(pair.city):
        Clock.objects.all().delete()
    ends(pair, hands)
    assert not any(_rows(pair.city, *CITY).values())


def test_whatever_ended_it_all_is_erased_then_and_not_at_the_last_day_of_the_text(hands: Hands) -> None:
    """A party ends it alone in May 2026: the clocks of the rows say 2027, and yet the rows go."""
    pair = pilot(hands, clients=6, strangers=0)
    may = AFTER.replace(year=2026, month=5, day=4)
    hands.at(may - timedelta(days=1))
    instruments.end(
        by=pair.city.secretary,
        digest=pair.digest,
        reason="Op.",
        from_day=date(2026, 5, 4),
        clock=lambda: may - timedelta(days=1),
        fictitious=True,
    )
    from kring.guard.jobs import work_through  # noqa: PLC0415

    work_through()
    ends(pair, hands, may)
    assert not any(_rows(pair.city, *CITY).values())
    assert not any(_rows(pair.ocmw, *OCMW).values())
    with acting(pair.ocmw):
        assert (Evaluation.objects.get().why, Evaluation.objects.get().over_on) == ("party", date(2026, 5, 4))


def test_it_is_done_once_and_never_again(hands: Hands) -> None:
    """Ticks go on for ever: one evaluation, one certificate, one statement, one line."""
    pair = pilot(hands, clients=6, strangers=0)
    ends(pair, hands)
    ends(pair, hands, MUCH_LATER)
    for desk in (pair.city, pair.ocmw):
        with acting(desk):
            assert (Evaluation.objects.count(), Erasure.objects.count()) == (1, 1)
        assert len(_lines(desk, "instrument.erased")) == 1
        assert len(_lines(desk, "instrument.evaluated")) == 1


class NoLogError(Exception):
    """The log cannot be written."""


def test_without_the_line_nothing_is_erased_nor_evaluated(hands: Hands, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log cannot be written: no figures, no certificate, every row still there, and the sweep does not go round it."""
    pair = pilot(hands, clients=6, strangers=0)
    before = _rows(pair.ocmw, *OCMW)

    def broken(*_: object) -> None:
        raise NoLogError

    hands.at(AFTER)
    monkeypatch.setattr(closing, "append", broken)
    tick(pair.ocmw)
    assert _rows(pair.ocmw, *OCMW) == before
    with acting(pair.ocmw):
        assert not Evaluation.objects.exists()
        assert not Erasure.objects.exists()
    monkeypatch.undo()


def test_figures_that_cannot_be_made_keep_the_rows_hidden_and_whole(
    hands: Hands, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """They can be made only once: the rows wait, past their clock and seen by nobody, and the process's log says so each minute."""
    pair = pilot(hands, clients=6, strangers=0)
    monkeypatch.setattr(closing, "figures_of", lambda _text: 1 / 0)
    hands.at(AFTER)
    tick(pair.ocmw)
    assert "text_not_closed" in caplog.text
    with acting(pair.ocmw):
        cases = set(Case.objects.values_list("id", flat=True))
        assert cases == clocks.expired("debtors.Case", date(2028, 1, 1))
    monkeypatch.undo()
    ends(pair, hands, MUCH_LATER)
    assert not any(_rows(pair.ocmw, *OCMW).values())


def test_what_comes_back_after_all_is_erased_before_anything_is_told(hands: Hands) -> None:
    """A row appears between erasure and recount: it goes, with a line, and only then the statement is made."""
    pair = pilot(hands, clients=6, strangers=0)
    hands.at(AFTER)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(closing, "_tell_what_was_erased", lambda *_: None)  # as when the seal takes its time
        tick(pair.city)
    all_lines(pair.city)
    machine = machine_of(pair.city.id)
    with acting_for(machine.organisation, machine.position):
        upload = Upload.objects.create(
            name_sealed=b"x", file_sealed=b"x", size=1, sha256="0" * 64, kind="xlsx", layout={}, dropped_columns=[]
        )
    tick(pair.city)
    with acting(pair.city):
        assert not Upload.objects.filter(id=upload.id).exists()
        assert Erasure.objects.get().statement is None
    all_lines(pair.city)
    tick(pair.city)
    with acting(pair.city):
        assert Erasure.objects.get().statement is not None
    assert len(_lines(pair.city, "instrument.erased")) == 2


def test_a_text_that_was_never_used_has_nothing_to_tell(hands: Hands) -> None:
    """No rounds, no marks: no evaluation of nothing."""
    from tests.database.exchange.cast import a_pair  # noqa: PLC0415

    hands.at(LAST_EVENING)
    pair = a_pair()
    hands.at(AFTER)
    tick(pair.city, pair.ocmw)
    with acting(pair.city):
        assert not Evaluation.objects.exists()


def test_every_table_of_the_flow_is_counted_and_erased() -> None:
    """A table that a flow gets later is not forgotten at the end: this test names it."""
    from django.apps import apps  # noqa: PLC0415

    counted = {"Upload", "Round", "Chunk", "Row", "ReceivedRound", "ReceivedChunk", "Case", "Talk", "Signal"}
    assert {model.__name__ for model in apps.get_app_config("debtors").get_models()} == counted
    assert endings.keys() >= {"debtors", "lists", "exchange"}
    with_digest = {model._meta.label for model in apps.get_models() if "digest" in {f.name for f in model._meta.fields}}
    assert with_digest == {
        "debtors.Round", "debtors.ReceivedRound", "lists.Sending", "lists.ReceivedList",
        "exchange.Clock", "exchange.Question", "exchange.Report", "exchange.Investigation",
        "exchange.Permit", "exchange.Deposit", "instruments.InstrumentVersion", "instruments.Statement",
        "register.Evaluation", "register.Erasure",
    }  # fmt: skip


def test_jobs_that_name_what_is_gone_go_too(hands: Hands) -> None:
    """A round is queued on the last evening and no worker comes: its jobs are deleted with it."""
    from tests.database.flows.story import begin, somebody  # noqa: PLC0415

    pair = pilot(hands, clients=6, strangers=0)
    evening = hands.at(LAST_EVENING)
    begin(pair, [somebody(700)], clock=evening)
    hands.at(AFTER)
    tick(pair.city)
    with acting(pair.city):
        ((left,),) = ask_now(
            b"SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'debtors.send' AND args ->> 'organisation' = %s",
            [str(pair.city.id)],
        )
    assert left == 0


def test_the_pair_of_another_text_is_left_alone(hands: Hands) -> None:
    """Only rows under the text that ended go."""
    kept, over = pilot(hands, clients=6, strangers=0), pilot(hands, clients=6, strangers=0)
    before = _rows(kept.ocmw, *OCMW)
    _only(over, hands)
    assert _rows(kept.ocmw, *OCMW) == before


def _only(pair: Pair, hands: Hands) -> None:
    hands.at(AFTER)
    tick(pair.city, pair.ocmw)
