"""The words of civic integration: what a dossier in the KBI holds, as far as an OCMW may ever hear of it. source: 003 §57-62

The items stand in ``items``. An infringement is none: that a relevant file exists is a fact that a limit asks, and nothing of it
can travel.
"""

from collections.abc import Sequence
from datetime import date

from kring.core.readers import NotReadable, read_day, read_yes_or_no
from kring.core.vocabulary import (
    Args,
    Argument,
    Context,
    Declaration,
    Event,
    Fact,
    Facts,
    Judge,
    Missing,
    Role,
    RowCondition,
    vocabulary,
)

from .items import PRIMARY, TRAJECTORIES, items, records

PARTNERS = ("reception_office", "house_of_dutch", "vdab", "ocmw", "housing_company")


def read_text(raw: object) -> str:
    """A word or a key, not empty."""
    if not isinstance(raw, str) or not raw:
        raise NotReadable("een woord", "a word")
    return raw


def _yes(fact: str) -> Judge:
    def judge(_args: Args, facts: Facts, _context: Context) -> bool | Missing:
        return facts[fact] is True if fact in facts else Missing(fact)

    return judge


def _relevant(args: Args, facts: Facts, _context: Context) -> bool | Missing:
    if "trajectory_type" not in facts:
        return Missing("trajectory_type")
    return facts["trajectory_type"] in args["types"]  # type: ignore[operator]  # checked by compile


def _primary(_args: Args, facts: Facts, _context: Context) -> bool | Missing:
    return facts["trajectory_type"] in PRIMARY if "trajectory_type" in facts else Missing("trajectory_type")


def _by_other(_args: Args, facts: Facts, _context: Context) -> bool | Missing:
    return facts["given_by"] != "reception_office" if "given_by" in facts else Missing("given_by")


def _not_obtained(_args: Args, facts: Facts, _context: Context) -> bool | Missing:
    """Only when it was said in so many words; a person who has none yet has not "not obtained" it."""
    if "attestation_status" not in facts:
        return Missing("attestation_status")
    return facts["attestation_status"] == "not_obtained"


class _Words:
    """Reads one of these words, and gives them as examples of what the fact may be."""

    def __init__(self, words: tuple[str, ...]) -> None:
        self.words = words

    def read(self, raw: object) -> str:
        """The word; raises ``NotReadable`` for any other."""
        if raw not in self.words:
            raise NotReadable(f"een van {', '.join(self.words)}", f"one of {', '.join(self.words)}")
        return str(raw)

    def examples(self, _conditions: Sequence[Args], _day: date) -> Sequence[object]:
        """All of them."""
        return self.words


def _words(name: str, about: str, *words: str) -> Fact:
    one = _Words(words)
    return Fact(name, one.read, about="person" if about == "person" else "entry", examples=one.examples)


_OF_A_TRAJECTORY = tuple(
    f"integration_{name}"
    for name in ("perspective", "trajectory", "part", "conclusion", "deferment", "course", "module", "attendance")
)


def _row(
    name: str, records: tuple[str, ...], fact: str, judge: Judge, *, nl: str, en: str, says: tuple[str, str]
) -> RowCondition:
    """A condition on one fact; ``steered_by_office`` and ``attestation_not_obtained`` are about the person."""
    return RowCondition(
        name=name,
        records=records,
        args=(Argument("types", "names", choices=TRAJECTORIES),) if judge is _relevant else (),
        facts=(fact,),
        judge=judge,
        refusal={"nl": nl, "en": en},
        about="person" if fact in ("steered_by_office", "attestation_status") else "entry",
        says={"nl": says[0], "en": says[1]},
    )


def _rows() -> list[RowCondition]:
    return [
        _row(
            "steered_by_office",
            ("integration",),
            "steered_by_office",
            _yes("steered_by_office"),
            nl="De regie ligt niet bij een onthaalbureau.",
            en="The dossier is not steered by a reception office.",
            says=("de regie ligt bij een onthaalbureau", "a reception office steers the dossier"),
        ),
        _row(
            "used_with_office",
            ("integration_language",),
            "used_with_office",
            _yes("used_with_office"),
            nl="De taal wordt niet gebruikt met het onthaalbureau.",
            en="The language is not used with the reception office.",
            says=("de taal wordt gebruikt met het onthaalbureau", "the language is used with the reception office"),
        ),
        _row(
            "by_other_partner",
            ("integration_advice",),
            "given_by",
            _by_other,
            nl="Het advies komt van het onthaalbureau zelf.",
            en="The advice comes from the reception office itself.",
            says=("een andere partner gaf het advies", "another partner gave the advice"),
        ),
        _row(
            "relevant_trajectory",
            _OF_A_TRAJECTORY,
            "trajectory_type",
            _relevant,
            nl="Het traject is voor een OCMW niet relevant.",
            en="The trajectory is not relevant to an OCMW.",
            says=("het traject is van het type {types}", "the trajectory is of type {types}"),
        ),
        _row(
            "primary_trajectory",
            _OF_A_TRAJECTORY,
            "trajectory_type",
            _primary,
            nl="Het traject is geen primair traject.",
            en="The trajectory is not a primary one.",
            says=("het traject is een primair traject", "the trajectory is a primary one"),
        ),
        _row(
            "attestation_not_obtained",
            ("integration_conclusion",),
            "attestation_status",
            _not_obtained,
            nl="Het inburgeringsattest is niet uitdrukkelijk “niet behaald”.",
            en="The integration attestation is not explicitly “not obtained”.",
            says=(
                "het inburgeringsattest is uitdrukkelijk “niet behaald”",
                "the attestation is explicitly “not obtained”",
            ),
        ),
        _row(
            "relevant_infringement_file",
            ("integration_conclusion",),
            "relevant_infringement",
            _yes("relevant_infringement"),
            nl="Er is geen relevant inbreukdossier.",
            en="There is no relevant infringement file.",
            says=("er is een relevant inbreukdossier", "there is a relevant infringement file"),
        ),
        _row(
            "granted_by_office",
            ("integration_deferment",),
            "granted_by_office",
            _yes("granted_by_office"),
            nl="Het onthaalbureau kende de opschorting niet toe.",
            en="The deferment was not granted by the reception office.",
            says=("het onthaalbureau kende de opschorting toe", "the reception office granted the deferment"),
        ),
        _row(
            "marked_relevant_for_ocmw",
            ("integration_conversation",),
            "marked_for_ocmw",
            _yes("marked_for_ocmw"),
            nl="Het gesprek is niet als relevant voor het OCMW gemarkeerd.",
            en="The conversation was not marked as relevant for the OCMW.",
            says=(
                "het gesprek is als relevant voor het OCMW gemarkeerd",
                "the conversation was marked relevant for the OCMW",
            ),
        ),
        _row(
            "entered_in_kbi",
            ("establishment",),
            "entered_in_kbi",
            _yes("entered_in_kbi"),
            nl="Het gegeven komt uit een andere bron dan de KBI.",
            en="The datum comes from another source than the KBI.",
            says=("een medewerker van de KBI voerde het in", "a worker of the KBI entered it"),
        ),
    ]


INTEGRATION = vocabulary(
    *records(),
    *items(),
    *_rows(),
    Fact("steered_by_office", read_yes_or_no, about="person"),
    _words("attestation_status", "person", "obtained", "not_obtained", "open"),
    _words("trajectory_type", "entry", *TRAJECTORIES),
    _words("given_by", "entry", *PARTNERS),
    *(
        Fact(name, read_yes_or_no, about="entry")
        for name in (
            "used_with_office",
            "relevant_infringement",
            "granted_by_office",
            "marked_for_ocmw",
            "entered_in_kbi",
        )
    ),
    *(
        Fact(name, read_day, about="entry")
        for name in ("signed_on", "postponed_since", "registered_on", "decided_on", "perspective_since", "concluded_on")
    ),
    *(Fact(name, read_text, about="entry") for name in ("contract_key", "trajectory_key", "part_key")),
    Event(
        "activation_judged",
        "flows.inburgering",
        {"nl": "beoordeeld is of aan de activeringsverplichting is voldaan", "en": "the activation duty was judged"},
    ),
    Event("attestation_received", "flows.inburgering", {"nl": "het attest is ontvangen", "en": "the attestation came"}),
    Event("dossier_answered", "flows.inburgering", {"nl": "de vraag is beantwoord", "en": "the question was answered"}),
    Event(
        "relevant_change",
        "flows.inburgering",
        {"nl": "een relevant gegeven is gewijzigd", "en": "something relevant changed"},
    ),
    Event(
        "toeleiding_registered",
        "flows.inburgering",
        {"nl": "de toegeleide persoon is aangemeld", "en": "the referred person was registered"},
    ),
    Role("social_worker_assigned", {"nl": "maatschappelijk werker van het dossier", "en": "social worker of the file"}),
    Role("trajectory_counsellor", {"nl": "trajectbegeleider", "en": "trajectory counsellor"}),
    Role("kbi_answer_job", {"nl": "geautomatiseerd antwoord van de KBI", "en": "automated answer of the KBI"}),
    Role("kbi_change_job", {"nl": "geautomatiseerd wijzigingsbericht van de KBI", "en": "automated change notice"}),
    Declaration(
        "eligible_for_integration",
        {
            "nl": "de hulpvrager komt in aanmerking voor een inburgeringstraject",
            "en": "the applicant may follow a trajectory",
        },
    ),
)
