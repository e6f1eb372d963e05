"""The cases of a document: sentences about people that the machine runs, so that a lawyer can read what a rule does."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kring.core.days import Period, start_of
from kring.core.errors import Fault
from kring.core.registry import Entry

from .decide import Decision, Request, context_of, decide
from .document import Document
from .findings import Finding, finding
from .minimise import Row, minimise
from .rules import Policy
from .shapes import Case
from .standing import Standing

DONE = ("advised", "signed", "published", "decided")
ENTRY_FACTS = {"kind"}
"""Facts of an entry that picks read as they are."""


def run_cases(doc: Document, policy: Policy) -> Iterator[Finding]:
    """A finding for each case that cannot be run or gives something else than it says."""
    for number, case in enumerate(doc.case):
        where = f"case[{number}]"
        try:
            got = differences(case, run_case(case, policy))
        except Fault as broken:
            yield finding("case_unreadable", element="case", where=where, hint=broken.message)
            continue
        if got:
            yield finding("case_fails", element="case", where=where, got="; ".join(got))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a case gives: the decision, and the rows that leave of its entries."""

    decision: Decision
    rows: tuple[Row, ...]


def run_case(case: Case, policy: Policy) -> Outcome:
    """What happens in this case. Left out: the day is the first, everything is asked for the first purpose, the role fits, the
    instrument is in force. A disclosure that the text does not have is a case only when just that is expected.
    """
    if case.disclosure not in policy.disclosures:
        return Outcome(_absent(case, policy), ())
    rule = policy.disclosures[case.disclosure]
    facts = case.facts.keys() | {name for entry in case.entries for name in entry.facts}
    unknown = sorted(facts - policy.facts.keys() - ENTRY_FACTS)
    if unknown:
        raise Fault("unknown_fact", f"er is geen feit “{unknown[0]}”")
    request = Request(
        disclosure=case.disclosure,
        acting_role=case.role or rule.sender_roles[0],
        asked=tuple(rule.items) if case.asked is None else case.asked,
        purpose=case.purpose or rule.purposes[0],
        period_asked=None if case.period_asked is None else Period(*case.period_asked),
    )
    at = start_of(case.at or policy.begins)
    decision = decide(policy, _standing(case, policy), request, case.facts, at)
    entries = [Entry(entry.values, entry.record, entry.facts) for entry in case.entries]
    rows = minimise(
        policy,
        rule,
        decision.items,
        entries,
        context=context_of(request, at),
        facts=case.facts,
        decision=decision,
    )
    return Outcome(decision, tuple(rows))


def _absent(case: Case, policy: Policy) -> Decision:
    if case.expect.reasons != ("disclosure_not_listed",):
        raise Fault("unknown_disclosure", f"er is geen mededeling “{case.disclosure}”")
    request = Request(case.disclosure, case.role or "", case.asked or (), case.purpose)
    return decide(policy, _standing(case, policy), request, case.facts, start_of(case.at or policy.begins))


def _standing(case: Case, policy: Policy) -> Standing:
    before = policy.begins - timedelta(days=1) if policy.begins > date.min else policy.begins
    unknown = sorted(case.standing.keys() - {"suspended", "ended", "replaced", *DONE})
    if unknown:
        raise Fault("unknown_statement", f"“{unknown[0]}” is geen verklaring over de stand")
    days: dict[str, Any] = {**dict.fromkeys(DONE, before), **case.standing}
    return Standing(**days)


def differences(case: Case, got: Outcome) -> tuple[str, ...]:
    """Where ``got`` is not what the case expects; empty when it is. What the case leaves out is not looked at."""
    expect, decision = case.expect, got.decision
    codes = tuple(reason.code for reason in decision.reasons)
    found = []
    if expect.permitted is not None and expect.permitted != decision.permitted:
        found.append(f"permitted = {str(decision.permitted).lower()}")
    if expect.items is not None and set(expect.items) != set(decision.items):
        found.append(f"items = {list(decision.items)}")
    if expect.rows is not None and expect.rows != got.rows:
        found.append(f"rows = {list(got.rows)}")
    if expect.reasons is not None and sorted(expect.reasons) != sorted(codes):
        found.append(f"reasons = {list(codes)}")
    if expect.keep is not None and expect.keep != decision.keep:
        found.append(f"keep = {decision.keep}")
    return tuple(found)
