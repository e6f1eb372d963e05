"""The cases of a document: sentences about people that the machine runs, so that a lawyer can read what a rule does."""

from collections.abc import Iterator
from datetime import date, timedelta

from kring.core.days import start_of
from kring.core.errors import Fault

from .decide import Decision, Request, decide
from .document import Case, Document
from .findings import Finding, finding
from .rules import Policy
from .standing import Standing


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


def run_case(case: Case, policy: Policy) -> Decision:
    """The decision in this case. Left out: the day is the first, everything is asked, the role fits, the instrument is in force."""
    if case.disclosure not in policy.disclosures:
        raise Fault("unknown_disclosure", f"er is geen mededeling “{case.disclosure}”")
    rule = policy.disclosures[case.disclosure]
    unknown = sorted(case.facts.keys() - policy.facts.keys())
    if unknown:
        raise Fault("unknown_fact", f"er is geen feit “{unknown[0]}”")
    request = Request(
        disclosure=case.disclosure,
        acting_role=case.role or rule.sender_roles[0],
        asked=tuple(rule.items) if case.asked is None else case.asked,
        purpose=rule.purposes[0],
    )
    return decide(policy, _standing(case, policy), request, case.facts, start_of(case.at or policy.begins))


def _standing(case: Case, policy: Policy) -> Standing:
    before = policy.begins - timedelta(days=1) if policy.begins > date.min else policy.begins
    unknown = sorted(case.standing.keys() - {"advised", "signed", "published", "suspended", "ended"})
    if unknown:
        raise Fault("unknown_statement", f"“{unknown[0]}” is geen verklaring over de stand")
    return Standing(**({"advised": before, "signed": before, "published": before} | case.standing))


def differences(case: Case, got: Decision) -> tuple[str, ...]:
    """Where ``got`` is not what the case expects; empty when it is. What the case leaves out is not looked at."""
    expect = case.expect
    codes = tuple(reason.code for reason in got.reasons)
    found = []
    if expect.permitted is not None and expect.permitted != got.permitted:
        found.append(f"permitted = {str(got.permitted).lower()}")
    if expect.items is not None and set(expect.items) != set(got.items):
        found.append(f"items = {list(got.items)}")
    if expect.reasons is not None and sorted(expect.reasons) != sorted(codes):
        found.append(f"reasons = {list(codes)}")
    if expect.keep is not None and expect.keep != got.keep:
        found.append(f"keep = {got.keep}")
    return tuple(found)
