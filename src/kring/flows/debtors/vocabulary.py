"""The words of the debtor comparison between a city and its OCMW. source: 002 §2, §3."""

from collections.abc import Mapping

from kring.core.readers import read_yes_or_no
from kring.core.vocabulary import (
    Args,
    Context,
    Declaration,
    Event,
    Fact,
    Facts,
    Item,
    Judge,
    Missing,
    Role,
    RowCondition,
    vocabulary,
)


def _marked_before(_args: Args, facts: Facts, _context: Context) -> bool | Missing:
    return facts.get("marked_before", False) is True


def _told(fact: str) -> Judge:
    def judge(_args: Args, facts: Facts, _context: Context) -> bool | Missing:
        return facts[fact] is True if fact in facts else Missing(fact)

    return judge


_DECIDED: Mapping[str, tuple[str, str, str, str]] = {
    "help_declined": (
        "De cliënt heeft niet geweigerd een oplossing uit te werken.",
        "The client has not declined to work out a solution.",
        "de cliënt wil geen oplossing uitwerken",
        "the client declines to work out a solution",
    ),
    "no_solution": (
        "Er is niet vastgesteld dat er geen oplossing is.",
        "It has not been established that there is no solution.",
        "vastgesteld is dat er geen oplossing is",
        "it has been established that there is no solution",
    ),
}

DEBTORS = vocabulary(
    Item(
        "debt.file_number",
        "debt",
        "ordinary",
        {"nl": "dossiernummer van de invordering", "en": "number of the recovery file"},
    ),
    Item(
        "debt.client_mark",
        "client_status",
        "ordinary",
        {"nl": "vermelding cliënt OCMW", "en": "mark client of the OCMW"},
    ),
    Item(
        "debt.recovery_signal",
        "debt_case",
        "ordinary",
        {"nl": "vermelding over de invordering", "en": "signal on the recovery"},
    ),
    Item(
        "debt.talk_answer",
        "debt_case",
        "ordinary",
        {"nl": "wat de cliënt over hulp antwoordde", "en": "what the client answered about help"},
    ),
    Item(
        "debt.talk_note",
        "debt_case",
        "ordinary",
        {"nl": "nota van het gesprek", "en": "note of the talk"},
        free_text=True,
    ),
    Fact("marked_before", read_yes_or_no, about="person", required=False),
    RowCondition(
        name="marked_before",
        records=("client_status",),
        args=(),
        facts=("marked_before",),
        judge=_marked_before,
        refusal={"nl": "De persoon kreeg nog geen vermelding.", "en": "The person was not marked before."},
        says={"nl": "de persoon kreeg eerder de vermelding", "en": "the person was marked before"},
    ),
    *(Fact(name, read_yes_or_no, about="person") for name in _DECIDED),
    *(
        RowCondition(
            name=name,
            records=("debt_case",),
            args=(),
            facts=(name,),
            judge=_told(name),
            refusal={"nl": nl, "en": en},
            says={"nl": says_nl, "en": says_en},
        )
        for name, (nl, en, says_nl, says_en) in _DECIDED.items()
    ),
    Declaration(
        "dwangbevel_prepared", {"nl": "een dwangbevel wordt voorbereid", "en": "a writ of execution is being prepared"}
    ),
    Event("list_compared", "flows.debtors", {"nl": "de lijst is vergeleken", "en": "the list was compared"}),
    Event(
        "client_found",
        "flows.debtors",
        {"nl": "de debiteur bleek cliënt te zijn", "en": "the debtor was found to be a client"},
    ),
    Role("debt_team", {"nl": "debiteurenteam", "en": "debt team"}),
    Role("social_worker_involved", {"nl": "betrokken maatschappelijk werker", "en": "social worker involved"}),
    Role("match_job", {"nl": "geautomatiseerde vergelijking", "en": "automated comparison"}),
)
