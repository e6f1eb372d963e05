"""The words of an application for aid that another centre must decide on.

source: RMI law of 26 May 2002, art. 18 §4; DOMAIN §5.1
"""

from kring.core.readers import read_names, read_yes_or_no
from kring.core.vocabulary import (
    Args,
    Argument,
    Context,
    Event,
    Fact,
    Facts,
    Gate,
    Item,
    Missing,
    Role,
    by,
    vocabulary,
)


def _not_competent(_args: Args, facts: Facts, _context: Context) -> bool | Missing:
    return facts["not_competent"] is True if "not_competent" in facts else Missing("not_competent")


def _letter_with_reasons(args: Args, facts: Facts, _context: Context) -> bool | Missing:
    letters = facts.get("letters_with_reasons")
    return args["to"] in letters if isinstance(letters, frozenset) else Missing("letters_with_reasons")


APPLICATIONS = vocabulary(
    Item(
        "application.received_on",
        "application",
        "ordinary",
        {"nl": "dag waarop het eerste centrum de aanvraag ontving", "en": "day on which the first centre received it"},
    ),
    Item("application.kind", "application", "ordinary", {"nl": "soort aanvraag", "en": "kind of application"}),
    Item(
        "application.request",
        "application",
        "ordinary",
        {"nl": "wat de aanvrager vraagt", "en": "what the applicant asks"},
        free_text=True,
    ),
    Item(
        "application.reason_forwarded",
        "application",
        "ordinary",
        {"nl": "waarom het eerste centrum niet bevoegd is", "en": "why the first centre is not competent"},
        free_text=True,
    ),
    Fact("not_competent", read_yes_or_no, about="person"),
    Gate(
        name="not_competent",
        args=(),
        facts=("not_competent",),
        judge=_not_competent,
        evaluated_by=by("discloser"),
        code="still_competent",
        refusal={
            "nl": "Niemand heeft beslist dat dit centrum niet bevoegd is voor de aanvraag.",
            "en": "Nobody has decided that this centre is not competent for the application.",
        },
        says={
            "nl": "een medewerker besliste dat dit centrum niet bevoegd is",
            "en": "a staff member decided that this centre is not competent",
        },
    ),
    Fact("letters_with_reasons", read_names, about="person"),
    Gate(
        name="letter_with_reasons",
        args=(Argument("to", "text", choices=("centre", "applicant")),),
        facts=("letters_with_reasons",),
        judge=_letter_with_reasons,
        evaluated_by=by("discloser"),
        code="no_letter_with_reasons",
        refusal={
            "nl": "Er is nog geen brief met de redenen ({to}).",
            "en": "There is no letter with the reasons yet ({to}).",
        },
        says={"nl": "er is een brief met de redenen ({to})", "en": "there is a letter with the reasons ({to})"},
    ),
    Event(
        "application_decided",
        "flows.applications",
        {"nl": "over de aanvraag is beslist", "en": "the application was decided on"},
    ),
    Role("application_desk", {"nl": "onthaal en aanvragen", "en": "intake and applications"}),
)
