"""May it go? Borders, gates, missing facts, and who reads why."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from kring.core.days import Period
from kring.core.errors import Fault
from kring.core.reasons import told_to
from kring.policy.decide import Request, decide, decide_many
from kring.policy.standing import Standing

from .samples import CLIENT, DECLARED, GENK, IN_FORCE, ROUND, ask, codes, compiled, genk, genk_text

LIST_ITEMS = (
    "person.first_name",
    "person.last_name",
    "person.ssin",
    "person.street",
    "person.house_number",
    "debt.file_number",
)


@pytest.mark.req("D1", "E3")
def test_the_debt_team_may_send_its_list() -> None:
    """All six items, kept by the rule for those who turn out to be no client."""
    decision = ask("list", DECLARED)
    assert decision.permitted
    assert decision.items == LIST_ITEMS
    assert decision.keep == "unmatched"
    assert decision.reasons == ()


@pytest.mark.req("D2", "E2")
def test_a_client_is_marked_and_nobody_else() -> None:
    """The city would read nothing at all about a person who is no client."""
    assert ask("mark", CLIENT).items == ("debt.client_mark",)
    stranger = ask("mark", {"client_on": []})
    assert (stranger.permitted, stranger.items, stranger.keep) == (False, (), None)
    assert codes(stranger) == ["when_not_met"]
    assert told_to(stranger.reasons, "recipient") == ()
    assert told_to(stranger.reasons, "discloser") == stranger.reasons


@pytest.mark.req("P7")
@pytest.mark.parametrize(
    ("day", "permitted", "code"),
    [
        ("2025-12-31", False, ["not_yet_in_force"]),
        ("2026-01-01", True, []),
        ("2027-12-31", True, []),
        ("2028-01-01", False, ["no_longer_in_force"]),
    ],
)
def test_the_first_and_the_last_day_count(day: str, permitted: bool, code: list[str]) -> None:  # noqa: FBT001 - a column
    """The day before and the day after do not."""
    decision = ask("list", DECLARED, on=date.fromisoformat(day))
    assert decision.permitted is permitted
    assert codes(decision) == code


def test_the_day_ends_at_midnight_in_belgium() -> None:
    """A minute before the end of 2027 in Genk it may still go, though it is another hour elsewhere."""
    request = Request("list", "debt_team", ("person.ssin",))
    before = datetime(2027, 12, 31, 22, 59, tzinfo=UTC)
    assert decide(genk(), IN_FORCE, request, DECLARED, before).permitted
    assert not decide(genk(), IN_FORCE, request, DECLARED, before + timedelta(minutes=1)).permitted


@pytest.mark.req("P4", "P6", "P7")
@pytest.mark.parametrize(
    ("standing", "elements"),
    [
        (Standing(), ["standing.advised", "standing.signed", "standing.published"]),
        (replace(IN_FORCE, signed=None), ["standing.signed"]),
        (replace(IN_FORCE, advised=None), ["standing.advised"]),
        (replace(IN_FORCE, published=None), ["standing.published"]),
        (replace(IN_FORCE, published=ROUND), []),
        (replace(IN_FORCE, published=ROUND + timedelta(days=1)), ["standing.published"]),
        (replace(IN_FORCE, signed=date(2026, 2, 1), advised=date(2026, 2, 1)), []),
        (replace(IN_FORCE, signed=date(2026, 2, 1), advised=date(2026, 2, 2)), ["standing.advised"]),
        (replace(IN_FORCE, first_signed=date(2025, 11, 17)), ["standing.advised"]),
        (replace(IN_FORCE, suspended=ROUND), ["standing.suspended"]),
        (replace(IN_FORCE, suspended=ROUND + timedelta(days=1)), []),
        (replace(IN_FORCE, ended=ROUND), ["standing.ended"]),
        (replace(IN_FORCE, ended=ROUND + timedelta(days=1)), []),
    ],
)
def test_standing_is_judged_at_the_day(standing: Standing, elements: list[str]) -> None:
    """Advice on or before the signature, all three complete, and neither suspended nor ended."""
    decision = ask("list", DECLARED, standing=standing)
    assert [one.element for one in decision.reasons] == elements
    assert decision.permitted is (not elements)
    assert all(one.audience == "both" for one in decision.reasons)


@pytest.mark.parametrize(
    ("previous", "day", "again"),
    [
        ([], "2026-03-02", None),
        (["2026-03-02"], "2026-03-02", "2/4/2026"),
        (["2026-03-02"], "2026-04-01", "2/4/2026"),
        (["2026-03-02"], "2026-04-02", None),
        (["2026-01-31"], "2026-02-27", "28/2/2026"),
        (["2026-01-31"], "2026-02-28", None),
        (["2026-03-31"], "2026-04-29", "30/4/2026"),
        (["2026-03-31"], "2026-04-30", None),
        (["2026-01-02", "2026-03-02"], "2026-03-20", "2/4/2026"),
    ],
)
def test_at_most_once_a_month(previous: list[str], day: str, again: str | None) -> None:
    """Until the same day of the next month, or its last; the reason says the first day it may be again."""
    for decision in (
        ask("list", {**DECLARED, "previous": previous}, on=date.fromisoformat(day)),
        ask("list", DECLARED, batch={"previous": previous}, on=date.fromisoformat(day)),
    ):
        assert decision.permitted is (again is None)
        if again:
            assert codes(decision) == ["too_soon"]
            assert again in decision.reasons[0].text["nl"]


def test_twice_a_month_waits_for_the_older_of_two() -> None:
    """With at most two per month a third waits until the first of the last two is a month ago."""
    policy = compiled(genk_text().replace("at_most = 1", "at_most = 2"))
    days = {**DECLARED, "previous": ["2026-03-02", "2026-03-10"]}
    assert not ask("list", days, policy=policy, on=date(2026, 4, 1)).permitted
    assert ask("list", days, policy=policy, on=date(2026, 4, 2)).permitted
    assert ask("list", {**DECLARED, "previous": ["2026-03-02"]}, policy=policy, on=date(2026, 3, 3)).permitted


@pytest.mark.parametrize(
    ("enrolled", "marked"),
    [
        ({"capacity": 2, "from": "2026-03-02", "until": None}, True),
        ({"capacity": 2, "from": "2026-03-03", "until": None}, False),
        ({"capacity": 2, "from": "2025-01-01", "until": "2026-03-02"}, True),
        ({"capacity": 2, "from": "2025-01-01", "until": "2026-03-01"}, False),
        ({"capacity": 5, "from": "2025-01-01", "until": None}, False),
        ({"capacity": 9, "from": "2025-01-01"}, True),
    ],
)
def test_a_client_on_the_day_of_the_round(enrolled: dict[str, object], marked: bool) -> None:  # noqa: FBT001 - a column
    """In a capacity that counts, first and last day included."""
    assert ask("mark", {"client_on": [enrolled]}).permitted is marked


def test_a_period_of_one_day_is_the_day_of_the_round() -> None:
    """A mark sent days after the round is judged on the round's day; a longer period says nothing of the round."""
    past = {"client_on": [{"capacity": 2, "from": "2025-01-01", "until": "2026-02-28"}]}
    assert not ask("mark", past).permitted
    assert ask("mark", past, period_asked=Period(date(2026, 2, 28), date(2026, 2, 28))).permitted
    assert not ask("mark", past, period_asked=Period(date(2026, 2, 1), date(2026, 2, 28))).permitted


@pytest.mark.req("D9")
def test_a_mark_is_never_taken_away() -> None:
    """Who was marked before stays marked when help has stopped; but nobody decides without the enrolments."""
    assert ask("mark", {"client_on": [], "marked_before": True}).permitted
    assert codes(ask("mark", {"marked_before": True})) == ["fact_missing"]


@pytest.mark.req("E2")
@pytest.mark.parametrize(
    ("disclosure", "fact"),
    [("list", "declared"), ("mark", "client_on"), ("signal", "help_declined"), ("signal", "no_solution")],
)
def test_a_missing_fact_is_named_and_never_permits(disclosure: str, fact: str) -> None:
    """Whatever else is known."""
    facts = {**DECLARED, **CLIENT, "help_declined": True, "no_solution": True, "marked_before": True}
    assert ask(disclosure, facts).permitted
    del facts[fact]
    decision = ask(disclosure, facts)
    assert not decision.permitted
    assert codes(decision) == ["fact_missing"]
    assert fact in decision.reasons[0].text["nl"]
    assert decision.reasons[0].audience == "discloser"


@pytest.mark.parametrize("fact", ["restricted", "objection"])
@pytest.mark.parametrize("disclosure", ["list", "mark", "signal"])
def test_restriction_and_objection_always_hold(disclosure: str, fact: str) -> None:
    """Though no document says so, and the other side never reads it."""
    facts = {**DECLARED, **CLIENT, "help_declined": True, "no_solution": False}
    assert ask(disclosure, facts).permitted
    decision = ask(disclosure, {**facts, fact: True})
    assert codes(decision) == [fact]
    assert told_to(decision.reasons, "recipient") == ()


@pytest.mark.req("E5")
@pytest.mark.parametrize(
    ("disclosure", "role"), [("list", "match_job"), ("mark", "debt_team"), ("signal", "match_job"), ("list", "")]
)
def test_only_the_role_that_the_document_names(disclosure: str, role: str) -> None:
    """The debt team sends the list, the job or a social worker the mark, only a social worker the signal."""
    facts = {**DECLARED, **CLIENT, "help_declined": True, "no_solution": False}
    assert codes(ask(disclosure, facts, role=role)) == ["role_not_allowed"]


def test_another_purpose_is_refused() -> None:
    """Nothing goes for a purpose that the disclosure does not serve."""
    assert codes(ask("list", DECLARED, purpose="resume_recovery")) == ["purpose_not_listed"]
    assert ask("list", DECLARED, purpose="spare_costs").permitted
    two = compiled(genk_text().replace('purpose = ["spare_costs"]', 'purpose = ["spare_costs", "resume_recovery"]', 1))
    assert codes(ask("list", DECLARED, policy=two)) == ["purpose_missing"]
    assert ask("list", DECLARED, policy=two, purpose="resume_recovery").permitted


@pytest.mark.req("E3")
def test_what_is_not_listed_is_dropped_and_said() -> None:
    """One listed item remains; without one, nothing is permitted."""
    some = ask("mark", CLIENT, asked=["person.ssin", "debt.client_mark", "debt.client_mark"])
    assert (some.items, codes(some)) == (("debt.client_mark",), ["item_not_listed"])
    none = ask("mark", CLIENT, asked=["person.ssin"])
    assert (none.permitted, codes(none)) == (False, ["item_not_listed"])
    assert codes(ask("mark", CLIENT, asked=[])) == ["nothing_asked"]


def test_a_disclosure_that_the_document_does_not_know() -> None:
    """No instrument, no disclosure."""
    decision = decide(
        genk(), IN_FORCE, Request("gossip", "debt_team", ("person.ssin",)), DECLARED, datetime(2026, 3, 2, tzinfo=UTC)
    )
    assert codes(decision) == ["disclosure_not_listed"]


def test_the_batchs_own_facts_win() -> None:
    """A person's facts cannot undo what is known of the batch."""
    assert not ask("list", {**DECLARED, "previous": []}, batch={"previous": ["2026-03-01"]}).permitted
    assert not ask("list", DECLARED, batch={"declared": []}).permitted
    assert not ask("mark", {**CLIENT, "restricted": False}, batch={"restricted": True}).permitted


@pytest.mark.parametrize(
    "facts",
    [
        {"declared": "dwangbevel_prepared"},
        {**DECLARED, "restricted": "no"},
        {**DECLARED, "objection": None},
        {**DECLARED, "previous": ["1 maart"]},
        {**DECLARED, "previous": "2026-03-01"},
    ],
)
def test_a_fact_of_the_wrong_form_stops_the_work(facts: dict[str, object]) -> None:
    """It is a fault, never a permission, and its message does not repeat the value."""
    with pytest.raises(Fault) as wrong:
        ask("list", facts)
    assert wrong.value.code == "bad_fact"
    assert "maart" not in wrong.value.message


def test_many_are_decided_as_one_by_one_and_fast() -> None:
    """A hundred thousand people of a comparison, the batch judged once; equal outcomes share one decision."""
    kinds_of_people = [
        CLIENT,
        {"client_on": []},
        {},
        {**CLIENT, "objection": True},
        {"client_on": [], "marked_before": True},
    ]
    people = [(number, kinds_of_people[number % 5]) for number in range(100_000)]
    request = Request("mark", "match_job", ("debt.client_mark",))
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    started = datetime.now(UTC)
    decided = decide_many(genk(), IN_FORCE, request, people, at)
    assert datetime.now(UTC) - started < timedelta(seconds=10), (
        "generous: the benchmark measures, this only catches a loop gone wrong"
    )
    assert [ref for ref, _ in decided] == list(range(100_000))
    assert [one for _, one in decided[:5]] == [
        decide(genk(), IN_FORCE, request, facts, at) for facts in kinds_of_people
    ]
    assert len({id(one) for _, one in decided}) == 5


def test_a_refused_batch_looks_at_nobody() -> None:
    """When the instrument does not hold, no person's facts are read."""

    class Unread(dict[str, object]):
        def __getitem__(self, name: str) -> object:
            raise AssertionError(name)

        get = __getitem__  # type: ignore[assignment]
        __contains__ = __getitem__  # type: ignore[assignment]

    assert codes(ask("list", Unread(), role="match_job")) == ["role_not_allowed"]


def test_a_disclosure_that_survives_the_end() -> None:
    """What earlier disclosures oblige to passes while suspended and after the end, never before adoption."""
    text = genk_text().replace('key = "signal"', 'key = "signal"\nafter_end = true', 1)
    text = text.replace('"signal.sender_role"', '"signal.sender_role", "signal.after_end"')
    policy = compiled(text)
    facts = {"help_declined": True, "no_solution": False}
    over = replace(IN_FORCE, suspended=date(2026, 6, 1), ended=date(2026, 7, 1))
    assert ask("signal", facts, policy=policy, standing=over, on=date(2029, 1, 1)).permitted
    assert not ask("signal", facts, policy=policy, standing=replace(over, signed=None), on=date(2029, 1, 1)).permitted
    assert not ask("signal", facts, standing=over, on=date(2027, 1, 1)).permitted


def test_the_flow_finds_its_disclosure_by_its_items() -> None:
    """An instrument that nobody has seen before needs no code."""
    assert genk().carrying("debt.file_number") == ("list",)
    assert genk().carrying("debt.client_mark", discloser="ocmw", recipient="city") == ("mark",)
    assert genk().carrying("debt.client_mark", discloser="city") == ()
    assert (GENK / "standing.toml").exists()
