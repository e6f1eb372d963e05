"""What a restriction or an objection stops, and what the law lets through all the same."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from kring.config.vocabulary import VOCABULARY
from kring.core.days import Period, start_of
from kring.policy.compile import check
from kring.policy.compile import compile as compile_document
from kring.policy.decide import Request, decide
from kring.policy.document import read
from kring.policy.kinds import kinds, laws
from kring.policy.reference import permitted_items
from kring.policy.rules import Policy
from kring.policy.standing import Standing

from .samples import ROUND, codes, genk_text

SIGNED = Standing(signed=ROUND, advised=ROUND, published=ROUND, decided=ROUND)
DECLINED = {"help_declined": True, "no_solution": False}
ISSUED = '\nissued = { by = "overheid", on = 2025-06-01, reference = "1" }\n'


def both_say(text: str, facts: dict[str, Any]) -> list[str]:
    """The codes of the refusal of "signal" under this text; the slow evaluator must agree whether anything goes."""
    policy = compile_document(read(text), VOCABULARY, adopted=True)
    assert isinstance(policy, Policy), [(one.code, one.where) for one in policy]
    request = Request("signal", "social_worker_involved", ("debt.recovery_signal",))
    decided = decide(policy, SIGNED, request, facts, start_of(ROUND))
    slow = permitted_items(read(text), VOCABULARY, SIGNED, request, facts, at=start_of(ROUND))
    assert bool(slow) == decided.permitted
    return codes(decided)


def after_end() -> str:
    """The text of Genk with a signal that survives the end."""
    text = genk_text().replace('key = "signal"', 'key = "signal"\nafter_end = true', 1)
    return text.replace('"signal.sender_role"', '"signal.sender_role", "signal.after_end"', 1)


def follow_up() -> str:
    """And that is a follow-up duty: about those only who were marked before."""
    gate = 'gate = [{ is = "went_before", disclosure = "mark", why.nl = "Wie eerder de vermelding kreeg." }]'
    return after_end().replace('follows = "mark"\n', f'follows = "mark"\n{gate}\n', 1)


def of_kind(kind: str) -> str:
    return genk_text().replace('kind = "protocol"', f'kind = "{kind}"{ISSUED if kinds()[kind].issued else ""}', 1)


@pytest.mark.req("V5", "P16")
@pytest.mark.parametrize(
    ("kind", "stops"),
    [
        ("protocol", {"restricted", "objection"}),
        ("authorisation", {"restricted", "objection"}),
        ("deliberation", {"restricted", "objection"}),
        ("internal_decision", {"restricted", "objection"}),
        ("statutory_duty", {"restricted"}),
        ("order", set()),
        ("data_subject_request", set()),
        ("vital_interest", set()),
    ],
)
def test_what_stops_a_disclosure_of_each_kind(kind: str, stops: set[str]) -> None:
    """Nobody objects to a legal duty; an order, danger to life and the person's own request pass a restriction too."""
    for fact in ("restricted", "objection"):
        assert both_say(of_kind(kind), {**DECLINED, fact: True}) == ([fact] if fact in stops else [])


def test_each_exception_is_cited() -> None:
    """No kind passes a restriction or an objection without the law that says so."""
    import tomllib  # noqa: PLC0415
    from importlib.resources import files  # noqa: PLC0415

    raw = tomllib.loads(files("kring.policy").joinpath("kinds.toml").read_text("utf-8"))["kind"]
    assert {name for name, kind in raw.items() if "despite" in kind} == {
        name for name, kind in raw.items() if kind.get("despite_citation")
    }
    assert all(kind.despite <= {"restriction", "objection"} for kind in kinds().values())


@pytest.mark.req("P7", "E8")
def test_a_follow_up_duty_passes_a_restriction_and_an_objection() -> None:
    """Who contests a datum has it restricted: the correction must reach the other side all the same."""
    assert both_say(after_end(), {**DECLINED, "restricted": True}) == ["restricted"]
    duty = follow_up()
    before = {"went_before": ["mark"]}
    assert both_say(duty, {**DECLINED, **before, "restricted": True, "objection": True}) == []
    assert both_say(duty, {**DECLINED, "went_before": []}) == ["nothing_went_before"]
    assert both_say(duty, DECLINED) == ["fact_missing"]
    lasting = duty.replace('key = "signal"\nafter_end = true', 'key = "signal"', 1).replace(
        ', "signal.after_end"', "", 1
    )
    assert both_say(lasting, {**DECLINED, **before, "restricted": True}) == ["restricted"]


@pytest.mark.req("P7", "E8")
def test_a_correction_passes_after_the_law_lapsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The day after the law ended nothing new goes; what earlier disclosures oblige to does, and both evaluators say so."""
    until = ROUND - timedelta(days=1)
    covering = {key: law for key, law in laws().items() if law.period.covers(ROUND)}
    lapsed = {**laws(), **{key: replace(law, period=Period(law.period.first, until)) for key, law in covering.items()}}
    for module in ("compile", "check_elements", "reference"):
        monkeypatch.setattr(f"kring.policy.{module}.laws", lambda: lapsed)
    assert both_say(genk_text(), DECLINED) == ["basis_lapsed"]
    assert both_say(follow_up(), {**DECLINED, "went_before": ["mark"]}) == []
    assert both_say(follow_up(), {**DECLINED, "went_before": []}) == ["nothing_went_before"]


def test_a_follow_up_names_a_disclosure_that_exists() -> None:
    """Else nobody could ever be followed up."""
    gate = 'gate = [{ is = "went_before", disclosure = "roster", why.nl = "Wie op de lijst stond." }]'
    text = genk_text().replace('follows = "mark"\n', f'follows = "mark"\n{gate}\n', 1)
    found = {(one.code, one.where) for one in check(read(text), VOCABULARY)}
    assert ("unknown_disclosure", "disclosure.signal") in found


@pytest.mark.req("P4", "P16")
@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('decided_by = "vast bureau"\n', "party_without_deciding_body"),
        ('signed_by = ["voorzitter van het vast bureau", "algemeen directeur"]\n', "party_without_signatory"),
        ('dpo = "advises"\nplace = "1b"', "dpo_not_named"),
    ],
)
def test_an_internal_decision_says_who_decides_signs_and_advises(line: str, code: str) -> None:
    """Article 8 §3 asks for a decision after the officer's advice; a statutory duty asks for neither."""
    assert line in genk_text()

    def found(kind: str) -> set[str]:
        return {one.code for one in check(read(of_kind(kind).replace(line, "", 1)), VOCABULARY)}

    assert code in found("internal_decision")
    assert code not in found("statutory_duty")


@pytest.mark.parametrize(("named", "asked"), [("data_subject", False), ("ocmw", True)])
def test_how_long_a_person_keeps_own_data_is_not_asked(named: str, *, asked: bool) -> None:
    """Of whoever takes part in the exchange it is."""
    text = genk_text().replace('enterprise_number = "0000000196"', f'class = "{named}"', 1)
    text = text.replace('keep = "unmatched"', "", 1)
    found = {(one.code, one.where) for one in check(read(text), VOCABULARY)}
    assert (("item_without_retention", "disclosure.list") in found) is asked
