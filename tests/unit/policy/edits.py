"""Edits of the Genk text, each with the sentence of what should change and how it shows. Only the text is changed, nothing else."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from kring.core.days import start_of
from kring.core.registry import Entry
from kring.policy.decide import Request, context_of
from kring.policy.minimise import minimise
from kring.policy.rules import Policy
from kring.policy.standing import Standing

from .samples import DECLARED, IN_FORCE, ROUND, ask, codes, genk_text

Shown = Callable[[Policy], object]
"""What a policy answers where the edit should show."""


@dataclass(frozen=True)
class Edit:
    """``changes`` are old → new text, each old text standing once; ``shown`` answers ``before`` and, edited, ``after``."""

    sentence: str
    changes: Mapping[str, str]
    shown: Shown
    before: object
    after: object

    def text(self, of: str = "") -> str:
        """The edited text; raises when a text to change does not stand there exactly once."""
        edited = of or genk_text()
        for old, new in self.changes.items():
            if edited.count(old) != 1:
                raise ValueError(f"{edited.count(old)} × {old!r}")
            edited = edited.replace(old, new)
        return edited


def refused(disclosure: str, facts: Mapping[str, Any], **changed: Any) -> Shown:
    """The codes of the refusal; empty when it may go."""
    return lambda policy: codes(ask(disclosure, facts, policy=policy, **changed))


def items(disclosure: str, facts: Mapping[str, Any], **changed: Any) -> Shown:
    """The items that may go."""
    return lambda policy: ask(disclosure, facts, policy=policy, **changed).items


def keep(disclosure: str, facts: Mapping[str, Any]) -> Shown:
    """Under which rule the recipient keeps it."""
    return lambda policy: ask(disclosure, facts, policy=policy).keep


def due(rule: str) -> Shown:
    """The last day of what arrives on 2 March 2026."""
    return lambda policy: policy.retentions[rule].due(ROUND).isoformat()


def leaves(disclosure: str, values: Mapping[str, str]) -> Shown:
    """What leaves of these values."""

    def shown(policy: Policy) -> object:
        rule = policy.disclosures[disclosure]
        context = context_of(Request(disclosure, "", tuple(rule.items)), start_of(ROUND))
        return minimise(policy, rule, tuple(rule.items), [Entry(values)], context=context)

    return shown


def client(capacity: int) -> dict[str, object]:
    """Somebody enrolled in this capacity on the day of the round."""
    return {"client_on": [{"capacity": capacity, "from": "2026-01-01"}], "marked_before": False}


EX_CLIENT = {"client_on": [{"capacity": 2, "from": "2025-01-01", "until": "2026-01-31"}], "marked_before": True}
APRIL_FIRST = date(2026, 4, 1)
SUSPENDED = Standing(
    signed=IN_FORCE.signed, advised=IN_FORCE.advised, published=IN_FORCE.published, suspended=date(2026, 2, 1)
)
BEFORE = {"previous": ["2026-03-02"]}
LISTED = (
    "person.first_name",
    "person.last_name",
    "person.ssin",
    "person.street",
    "person.house_number",
    "debt.file_number",
)
_NAMES = '"person.first_name", "person.last_name", "person.ssin", "person.street", "person.house_number"]\nwhy'
_GATE = 'gate = [{ is = "declared", what = "dwangbevel_prepared" }]\n'
_SPARE_LIST = 'by = "send"\npurpose = ["spare_costs"]\nsender_role = "debt_team"'
_MARKS = 'any = [{ is = "client_on", day = "round", capacity = [1, 2, 3, 4, 7, 9] }, { is = "marked_before" }]'

EDITS = (
    Edit(
        "Het adres gaat niet meer mee.",
        {_NAMES: '"person.first_name", "person.last_name", "person.ssin"]\nwhy'},
        items("list", DECLARED),
        LISTED,
        ("person.first_name", "person.last_name", "person.ssin", "debt.file_number"),
    ),
    Edit(
        "De postcode gaat voortaan mee.",
        {_NAMES: _NAMES.replace("]", ', "person.postcode"]')},
        items("list", DECLARED),
        LISTED,
        (*LISTED[:5], "person.postcode", "debt.file_number"),
    ),
    Edit(
        "Voortaan verstuurt een maatschappelijk werker de lijst, niet het debiteurenteam.",
        {_SPARE_LIST: _SPARE_LIST.replace("debt_team", "social_worker_involved")},
        refused("list", DECLARED, role="debt_team"),
        [],
        ["role_not_allowed"],
    ),
    Edit(
        "De lijst wordt bij het OCMW door het debiteurenteam gelezen.",
        {'reader_role = "social_worker_involved"': 'reader_role = "debt_team"'},
        lambda policy: policy.disclosures["list"].reader_roles,
        ("social_worker_involved",),
        ("debt_team",),
    ),
    Edit(
        "Er hoeft niets meer verklaard te worden.",
        {_GATE: "", 'enforced_by = ["list.gate.declared"]': 'enforced_by = ["sender_role"]'},
        refused("list", {"declared": []}),
        ["not_declared"],
        [],
    ),
    Edit(
        "Wie verstuurt, is gebonden door het beroepsgeheim.",
        {
            _GATE: _GATE.replace("]", ', { is = "bound_by_secrecy", who = "sender" }]'),
            '["list.gate.declared"]': '["list.gate.declared", "list.gate.bound_by_secrecy"]',
        },
        refused("list", {**DECLARED, "bound_by_secrecy": {"sender": False}}),
        [],
        ["not_bound_by_secrecy"],
    ),
    Edit(
        "Een lijst mag om de twee weken.",
        {'at_most = 1, per = "P1M"': 'at_most = 1, per = "P2W"'},
        refused("list", {**DECLARED, **BEFORE}, on=date(2026, 3, 16)),
        ["too_soon"],
        [],
    ),
    Edit(
        "Er mogen twee lijsten per maand.",
        {'at_most = 1, per = "P1M"': 'at_most = 2, per = "P1M"'},
        refused("list", {**DECLARED, **BEFORE}, on=date(2026, 3, 3)),
        ["too_soon"],
        [],
    ),
    Edit(
        "Het protocol eindigt op 31 maart 2026.",
        {"until = 2027-12-31": "until = 2026-03-31"},
        refused("list", DECLARED, on=APRIL_FIRST),
        [],
        ["no_longer_in_force"],
    ),
    Edit(
        "Het protocol begint pas op 1 april 2026.",
        {"from = 2026-01-01\nuntil": "from = 2026-04-01\nuntil"},
        refused("list", DECLARED),
        [],
        ["not_yet_in_force"],
    ),
    Edit(
        "Twijfelgevallen mogen tien werkdagen blijven.",
        {"cap = { working_days = 5 }": "cap = { working_days = 10 }"},
        due("unmatched"),
        "2026-03-09",
        "2026-03-16",
    ),
    Edit(
        "Wat onder de proef valt, blijft hoogstens een jaar.",
        {'cap = "P2Y"': 'cap = "P1Y"'},
        due("pilot"),
        "2028-03-02",
        "2027-03-02",
    ),
    Edit(
        "Wat over de invordering gemeld wordt, blijft zo kort als een lijst.",
        {'every = "on_event"\nkeep = "pilot"': 'every = "on_event"\nkeep = "unmatched"'},
        keep("signal", {"help_declined": True, "no_solution": False}),
        "pilot",
        "unmatched",
    ),
    Edit(
        "Alleen wie een leefloon krijgt, krijgt de vermelding.",
        {"capacity = [1, 2, 3, 4, 7, 9]": "capacity = [2]"},
        refused("mark", client(7)),
        [],
        ["when_not_met"],
    ),
    Edit(
        "Wie alleen inwoont bij een cliënt, krijgt de vermelding voortaan ook.",
        {"capacity = [1, 2, 3, 4, 7, 9]": "capacity = [1, 2, 3, 4, 5, 7, 9]"},
        refused("mark", client(5)),
        ["when_not_met"],
        [],
    ),
    Edit(
        "Enkel wie cliënt is en de vermelding al had, houdt ze.",
        {_MARKS: _MARKS.replace("any", "all")},
        refused("mark", client(2)),
        [],
        ["when_not_met"],
    ),
    Edit(
        "Wie geen cliënt meer is, krijgt de vermelding niet opnieuw.",
        {_MARKS: _MARKS.replace(', { is = "marked_before" }', "")},
        refused("mark", EX_CLIENT),
        [],
        ["when_not_met"],
    ),
    Edit(
        "De vermelding luidt anders.",
        {'values = ["cliënt OCMW"]': 'values = ["gekend"]'},
        leaves("mark", {"debt.client_mark": "cliënt OCMW"}),
        [{"debt.client_mark": "cliënt OCMW"}],
        [],
    ),
    Edit(
        "De geautomatiseerde taak verstuurt geen vermeldingen meer: dat doet een mens.",
        {'sender_role = ["match_job", "social_worker_involved"]': 'sender_role = ["social_worker_involved"]'},
        refused("mark", client(2), role="match_job"),
        [],
        ["role_not_allowed"],
    ),
    Edit(
        "De lijst dient twee doeleinden: de verzender kiest.",
        {_SPARE_LIST: _SPARE_LIST.replace('["spare_costs"]', '["spare_costs", "resume_recovery"]')},
        refused("list", DECLARED),
        [],
        ["purpose_missing"],
    ),
    Edit(
        "Dat de cliënt niet geholpen wil worden, volstaat niet meer om voort te gaan.",
        {'any = [{ is = "help_declined" }, { is = "no_solution" }]': 'any = [{ is = "no_solution" }]'},
        refused("signal", {"help_declined": True, "no_solution": False}),
        [],
        ["when_not_met"],
    ),
    Edit(
        "Een vermelding gaat ook uit terwijl het protocol geschorst is.",
        {
            'in_reply_to = "list"': 'in_reply_to = "list"\nafter_end = true',
            '["values", "mark.items", "signal.items"]': '["values", "mark.items", "signal.items", "mark.after_end"]',
        },
        refused("mark", client(2), standing=SUSPENDED),
        ["suspended"],
        [],
    ),
)
"""Twenty and a few more."""
