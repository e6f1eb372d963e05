"""The words that every instrument may use, whatever its data: what a sender declares, secrecy, earlier batches, the end.

Restriction and objection are facts that always count and that no document writes down. source: DESIGN, "The shape of a document".
"""

from typing import Final

from kring.core.readers import NotReadable, read_days, read_names, read_yes_or_no
from kring.core.vocabulary import Args, Argument, Context, EvaluatedBy, Event, Fact, Facts, Gate, Missing, vocabulary

WENT_BEFORE: Final = "went_before"
"""The gate of a follow-up duty: about this person the disclosure that it follows went before, to or from this partner."""


def read_secrecy(raw: object) -> dict[str, bool]:
    """Who is bound by professional secrecy: ``{"sender": true, "reader": true}``; either may be unknown."""
    if not isinstance(raw, dict) or not raw.keys() <= {"sender", "reader"}:
        raise NotReadable('een object met "sender" en "reader"', 'an object with "sender" and "reader"')
    return {who: read_yes_or_no(bound) for who, bound in raw.items()}


def _declared(args: Args, facts: Facts, _context: Context) -> bool | Missing:
    declared = facts.get("declared")
    return args["what"] in declared if isinstance(declared, frozenset) else Missing("declared")


def _bound_by_secrecy(args: Args, facts: Facts, _context: Context) -> bool | Missing:
    bound = facts.get("bound_by_secrecy")
    who = str(args["who"])
    if not isinstance(bound, dict):
        return Missing("bound_by_secrecy")
    return bool(bound[who]) if who in bound else Missing(f"bound_by_secrecy.{who}")


def _went_before(args: Args, facts: Facts, _context: Context) -> bool | Missing:
    before = facts.get("went_before")
    return args["disclosure"] in before if isinstance(before, frozenset) else Missing("went_before")


def _whose_secrecy(args: Args) -> EvaluatedBy:
    return "recipient" if args["who"] == "reader" else "discloser"


COMMON = vocabulary(
    Fact("restricted", read_yes_or_no, about="person", required=False),
    Fact("objection", read_yes_or_no, about="person", required=False),
    Fact("previous", read_days, about="batch", required=False),
    Fact("declared", read_names, about="batch"),
    Fact("bound_by_secrecy", read_secrecy, about="batch"),
    Gate(
        name="declared",
        args=(Argument("what", "declaration"),),
        facts=("declared",),
        judge=_declared,
        evaluated_by=lambda _args: "discloser",
        code="not_declared",
        refusal={
            "nl": "De verzender heeft niet verklaard: {what_nl}.",
            "en": "The sender has not declared: {what_en}.",
        },
        says={"nl": "de verzender verklaart: {what_nl}", "en": "the sender declares: {what_en}"},
    ),
    Gate(
        name="bound_by_secrecy",
        args=(Argument("who", "text", choices=("sender", "reader")),),
        facts=("bound_by_secrecy",),
        judge=_bound_by_secrecy,
        evaluated_by=_whose_secrecy,
        code="not_bound_by_secrecy",
        refusal={
            "nl": "Wie verzendt of leest is niet gebonden door het beroepsgeheim ({who}).",
            "en": "Whoever sends or reads is not bound by professional secrecy ({who}).",
        },
        says={
            "nl": "wie verzendt of leest is gebonden door het beroepsgeheim ({who})",
            "en": "whoever sends or reads is bound by professional secrecy ({who})",
        },
    ),
    Event(
        "correction_settled",
        "exchange",
        {"nl": "de melding van een fout is afgehandeld", "en": "the correction was settled"},
    ),
    Fact("went_before", read_names, about="person"),
    Gate(
        name=WENT_BEFORE,
        args=(Argument("disclosure", "text"),),
        facts=("went_before",),
        judge=_went_before,
        evaluated_by=lambda _args: "discloser",
        code="nothing_went_before",
        refusal={
            "nl": "Over deze persoon ging tussen deze partijen nog geen “{disclosure}”.",
            "en": "No “{disclosure}” went between these parties about this person yet.",
        },
        says={
            "nl": "over deze persoon ging eerder “{disclosure}” tussen deze partijen",
            "en": "“{disclosure}” went between these parties about this person before",
        },
    ),
    Event("instrument_ended", "instruments", {"nl": "het instrument is geëindigd", "en": "the instrument ended"}),
)
