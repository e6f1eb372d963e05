"""The words of what the privacy desk lets out: rights of persons, orders of authorities, danger to life, and telling the person.

source: 001 (V4, V6, V7, V15)
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from kring.core.readers import NotReadable, read_names, read_yes_or_no
from kring.core.reasons import Localised
from kring.core.vocabulary import (
    Args,
    Argument,
    Context,
    Declaration,
    Event,
    Fact,
    Facts,
    Gate,
    Item,
    Judge,
    Missing,
    Role,
    RowCondition,
    by,
    vocabulary,
)

RIGHTS: Final = ("access", "rectification", "erasure", "restriction", "objection", "portability", "transfer")
"""What a person may ask. source: GDPR art. 15-21; 001"""

RECIPIENTS: Final = ("person", "representative", "unchecked_representative", "other")
"""Who stands at the counter: the person, a representative whose power was checked, one whose power was not, anybody else."""

NAMED: Final = ("identity", "contact", "client_status", "client_file")
"""What an order of an authority may name."""


def read_recipient(raw: object) -> str:
    """One of ``RECIPIENTS``."""
    if raw not in RECIPIENTS:
        raise NotReadable('"person", "representative", …', '"person", "representative", …')
    return str(raw)


def _recipients(_conditions: Sequence[Args], _day: date) -> Sequence[object]:
    return RECIPIENTS


def _told(fact: str, *, holds: bool = True) -> Judge:
    def judge(_args: Args, facts: Facts, _context: Context) -> bool | Missing:
        return facts[fact] is holds if fact in facts else Missing(fact)

    return judge


def _listed(fact: str, argument: str) -> Judge:
    def judge(args: Args, facts: Facts, _context: Context) -> bool | Missing:
        names = facts.get(fact)
        return args[argument] in names if isinstance(names, frozenset) else Missing(fact)

    return judge


def _person_or_representative(_args: Args, facts: Facts, _context: Context) -> bool | Missing:
    if "recipient_is" not in facts:
        return Missing("recipient_is")
    return facts["recipient_is"] in ("person", "representative")


def _yes(name: str, code: str, refusal: Localised, says: Localised) -> tuple[Fact, Gate]:
    """A fact that is yes or no, and the gate that asks for yes."""
    return Fact(name, read_yes_or_no, about="person"), Gate(
        name=name,
        args=(),
        facts=(name,),
        judge=_told(name),
        evaluated_by=by("discloser"),
        code=code,
        refusal=refusal,
        says=says,
    )


_ITEMS: Mapping[str, tuple[str, str, str]] = {
    "report.purposes": ("access_report", "waarvoor de gegevens gebruikt worden", "what the data are used for"),
    "report.recipients": ("access_report", "wie de gegevens kreeg of inkeek", "who received or saw the data"),
    "report.sources": ("access_report", "waar de gegevens vandaan komen", "where the data come from"),
    "report.terms": ("access_report", "hoe lang de gegevens bewaard worden", "how long the data are kept"),
    "request.right": ("rights_request", "welk recht werd uitgeoefend", "which right was exercised"),
    "request.outcome": ("rights_request", "wat er met het verzoek gebeurde", "what became of the request"),
    "telling.recipient": ("telling", "aan wie gegevens gegeven werden", "to whom data were given"),
    "telling.day": ("telling", "op welke dag dat gebeurde", "on which day that was"),
    "telling.items": ("telling", "welke gegevens dat waren", "which data they were"),
}

PRIVACY = vocabulary(
    *(Item(name, record, "ordinary", {"nl": nl, "en": en}) for name, (record, nl, en) in _ITEMS.items()),
    Item(
        "report.data",
        "access_report",
        "special",
        {"nl": "alle gegevens over de betrokkene", "en": "all data on the person"},
    ),
    Item(
        "report.provided",
        "access_report",
        "special",
        {
            "nl": "de gegevens die de betrokkene zelf gaf, leesbaar voor een machine",
            "en": "the data that the person provided, in a machine-readable form",
        },
    ),
    Item(
        "request.reason",
        "rights_request",
        "ordinary",
        {"nl": "waarom zo beslist werd", "en": "why it was decided so"},
        free_text=True,
    ),
    Item(
        "telling.reason",
        "telling",
        "ordinary",
        {"nl": "waarom gegevens gegeven werden", "en": "why data were given"},
        free_text=True,
    ),
    Item(
        "order.reference",
        "order",
        "judicial",
        {"nl": "kenmerk van het bevel", "en": "reference of the order"},
    ),
    Item(
        "danger.description",
        "danger",
        "special",
        {"nl": "waaruit het gevaar bestaat", "en": "what the danger is"},
        free_text=True,
    ),
    # rights of persons
    *_yes(
        "identity_verified",
        "identity_not_verified",
        {
            "nl": "De identiteit van wie het vraagt, is niet nagegaan.",
            "en": "The identity of whoever asks is not verified.",
        },
        {"nl": "de identiteit van wie het vraagt, is nagegaan", "en": "the identity of whoever asks is verified"},
    ),
    Fact("recipient_is", read_recipient, about="person", examples=_recipients),
    Gate(
        name="person_or_representative",
        args=(),
        facts=("recipient_is",),
        judge=_person_or_representative,
        evaluated_by=by("discloser"),
        code="no_right_to_receive",
        refusal={
            "nl": "Wie het vraagt, is niet de betrokkene en niet iemand van wie de volmacht is nagegaan.",
            "en": "Whoever asks is neither the person nor somebody whose power to represent was checked.",
        },
        says={
            "nl": "wie het krijgt, is de betrokkene of een vertegenwoordiger van wie de volmacht is nagegaan",
            "en": "whoever receives it is the person or a representative whose power was checked",
        },
    ),
    Fact("rights_asked", read_names, about="person"),
    Gate(
        name="right_asked",
        args=(Argument("right", "text", choices=RIGHTS),),
        facts=("rights_asked",),
        judge=_listed("rights_asked", "right"),
        evaluated_by=by("discloser"),
        code="right_not_asked",
        refusal={"nl": "De betrokkene vroeg dit niet ({right}).", "en": "The person did not ask for this ({right})."},
        says={"nl": "de betrokkene vroeg dit ({right})", "en": "the person asked for this ({right})"},
    ),
    *_yes(
        "on_consent_or_contract",
        "not_on_consent_or_contract",
        {
            "nl": "De verwerking berust niet op toestemming of een overeenkomst.",
            "en": "The processing does not rest on consent or a contract.",
        },
        {
            "nl": "de verwerking berust op toestemming of een overeenkomst",
            "en": "the processing rests on consent or a contract",
        },
    ),
    *_yes(
        "recipient_chosen",
        "recipient_not_chosen",
        {
            "nl": "De betrokkene duidde deze ontvanger niet zelf aan.",
            "en": "The person did not designate this recipient.",
        },
        {"nl": "de betrokkene duidde deze ontvanger zelf aan", "en": "the person designated this recipient"},
    ),
    Declaration(
        "others_left_out",
        {
            "nl": "wat de rechten van anderen zou schaden, is weggelaten",
            "en": "what would harm the rights of others was left out",
        },
    ),
    Declaration(
        "safe_to_transfer",
        {"nl": "de overdracht kan technisch en veilig", "en": "the transfer is technically possible and safe"},
    ),
    # orders of authorities
    *_yes(
        "mandate_checked",
        "mandate_not_checked",
        {
            "nl": "Niemand ging na of de overheid dit mag vragen (bevoegdheid, vorm, wettelijke grond).",
            "en": "Nobody checked whether the authority may ask this (power, form, legal ground).",
        },
        {
            "nl": "nagegaan is dat de overheid dit mag vragen (bevoegdheid, vorm, wettelijke grond)",
            "en": "it was checked that the authority may ask this (power, form, legal ground)",
        },
    ),
    *_yes(
        "secrecy_weighed",
        "secrecy_not_weighed",
        {
            "nl": "Het beroepsgeheim is nog niet afgewogen tegen het bevel.",
            "en": "Professional secrecy has not been weighed against the order yet.",
        },
        {
            "nl": "het beroepsgeheim is afgewogen tegen het bevel",
            "en": "professional secrecy was weighed against the order",
        },
    ),
    *_yes(
        "handing_over_decided",
        "handing_over_not_decided",
        {
            "nl": "Wie daarvoor bevoegd is, besliste niet om de gegevens te geven.",
            "en": "Whoever has the power to decide did not decide to hand over the data.",
        },
        {
            "nl": "wie daarvoor bevoegd is, besliste om de gegevens te geven",
            "en": "whoever has the power to decide decided to hand over the data",
        },
    ),
    Fact("named_in_order", read_names, about="person"),
    RowCondition(
        name="named_in_order",
        records=("person", "contact", "client_status", "client_file"),
        args=(Argument("what", "text", choices=NAMED),),
        facts=("named_in_order",),
        judge=_listed("named_in_order", "what"),
        refusal={
            "nl": "Het bevel noemt deze gegevens niet ({what}).",
            "en": "The order does not name these data ({what}).",
        },
        says={"nl": "het bevel noemt deze gegevens ({what})", "en": "the order names these data ({what})"},
    ),
    Fact("secret", read_yes_or_no, about="person"),
    Gate(
        name="not_secret",
        args=(),
        facts=("secret",),
        judge=_told("secret", holds=False),
        evaluated_by=by("discloser"),
        code="still_secret",
        refusal={
            "nl": "Het onderzoek is geheim; de betrokkene mag het nog niet weten.",
            "en": "The investigation is secret; the person may not know yet.",
        },
        says={
            "nl": "het onderzoek is niet of niet langer geheim",
            "en": "the investigation is not or no longer secret",
        },
    ),
    # danger to life
    *_yes(
        "life_in_danger",
        "no_danger",
        {
            "nl": "Niemand stelde vast dat iemands leven of gezondheid in dringend gevaar is.",
            "en": "Nobody established that somebody's life or health is in urgent danger.",
        },
        {
            "nl": "een medewerker stelt vast dat iemands leven of gezondheid in dringend gevaar is",
            "en": "a staff member establishes that somebody's life or health is in urgent danger",
        },
    ),
    Event(
        "request_closed",
        "desks.privacy",
        {"nl": "het verzoek is afgehandeld", "en": "the request was dealt with"},
    ),
    Role("privacy_desk", {"nl": "privacydienst", "en": "privacy desk"}),
    Role("staff_member", {"nl": "elke medewerker", "en": "any staff member"}),
    Role("person_concerned", {"nl": "de betrokkene", "en": "the person concerned"}),
    Role("representative", {"nl": "vertegenwoordiger van de betrokkene", "en": "representative of the person"}),
    Role("mandated_officer", {"nl": "drager van het bevel", "en": "bearer of the order"}),
    Role("emergency_worker", {"nl": "hulpverlener van een hulpdienst", "en": "emergency worker"}),
    Role(
        "receiving_care_worker",
        {"nl": "medewerker van de ontvangende instelling", "en": "worker of the receiving institution"},
    ),
)
