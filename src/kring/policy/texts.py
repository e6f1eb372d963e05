"""The text of every reason, by its code: words that a social worker understands, in Dutch and English.

source: REQUIREMENTS E2. Codes are stable; who reads a reason is said where it is made.
"""

from datetime import date

from kring.core.reasons import Audience, Localised, Reason

_TEXTS: dict[str, tuple[str, str]] = {
    "not_in_force": (
        "Het instrument is niet van kracht: {statement_nl}.",
        "The instrument is not in force: {statement_en}.",
    ),
    "suspended": ("Het instrument is opgeschort sinds {day}.", "The instrument has been suspended since {day}."),
    "ended": ("Het instrument is beëindigd op {day}.", "The instrument was ended on {day}."),
    "ended_by_notice": (
        "Het instrument is opgezegd en eindigde op {day}.",
        "Notice was given; the instrument ended on {day}.",
    ),
    "ended_with_agreement": (
        "De overeenkomst waarop het instrument rust, loopt niet meer sinds {day}.",
        "The agreement on which the instrument rests has not been running since {day}.",
    ),
    "not_yet_in_force": ("Het instrument geldt pas vanaf {day}.", "The instrument applies only from {day}."),
    "no_longer_in_force": (
        "Het instrument gold tot en met {day}.",
        "The instrument applied up to and including {day}.",
    ),
    "disclosure_not_listed": (
        "Het instrument kent de mededeling “{name}” niet.",
        "The instrument does not know the disclosure “{name}”.",
    ),
    "role_not_allowed": (
        "Wie optreedt als “{name}” mag deze mededeling niet doen.",
        "Whoever acts as “{name}” may not make this disclosure.",
    ),
    "purpose_not_listed": (
        "Deze mededeling dient het doeleinde “{name}” niet.",
        "This disclosure does not serve the purpose “{name}”.",
    ),
    "purpose_missing": ("Er is niet gezegd voor welk doeleinde.", "It was not said for which purpose."),
    "item_not_listed": (
        "Het gegeven “{name}” staat niet in deze mededeling.",
        "The item “{name}” is not listed in this disclosure.",
    ),
    "item_not_for_purpose": (
        "Het gegeven “{name}” dient een ander doeleinde dan dat van deze vraag.",
        "The item “{name}” serves another purpose than that of this request.",
    ),
    "basis_lapsed": (
        "De wettelijke grondslag van het doeleinde “{name}” geldt niet op deze dag.",
        "The legal basis of the purpose “{name}” is not in force on this day.",
    ),
    "replaced": (
        "Sinds {day} geldt een nieuwere versie van dit instrument.",
        "A newer version of this instrument has been in force since {day}.",
    ),
    "nothing_asked": ("Er is geen enkel gegeven gevraagd.", "Not a single item was asked for."),
    "too_soon": (
        "Dit mag hoogstens {at_most} keer per {per_nl}. Het mag opnieuw vanaf {day}.",
        "This may be done at most {at_most} times per {per_en}. It may be done again from {day}.",
    ),
    "fact_missing": (
        "Het gegeven “{name}” dat nodig is om te beslissen, is niet bekend.",
        "The fact “{name}”, needed to decide, is not known.",
    ),
    "restricted": (
        "De verwerking van de gegevens van deze persoon is beperkt.",
        "The processing of this person's data is restricted.",
    ),
    "objection": ("Deze persoon heeft bezwaar gemaakt.", "This person has objected."),
}

_STATEMENTS = {
    "advised": (
        "nog niet elke functionaris voor gegevensbescherming gaf advies",
        "not every data protection officer has advised yet",
    ),
    "signed": ("nog niet elke partij heeft getekend", "not every party has signed yet"),
    "published": ("nog niet elke partij heeft het bekendgemaakt", "not every party has published it yet"),
    "decided": (
        "de beslissing van de overheid is nog niet vastgelegd",
        "the authority's decision is not on record yet",
    ),
    "advised_late": ("er werd getekend voor elk advies er was", "it was signed before every advice was there"),
}


def reason(code: str, element: str, audience: Audience = "both", **words: object) -> Reason:
    """A reason with the house's own text for ``code``. Days are given as ``date`` and written as people do."""
    nl, en = _TEXTS[code]
    if "statement" in words:
        words["statement_nl"], words["statement_en"] = _STATEMENTS[str(words["statement"])]
    said = {key: _day(value) if isinstance(value, date) else value for key, value in words.items()}
    return Reason(code, element, {"nl": nl.format(**said), "en": en.format(**said)}, audience)


def joined(texts: tuple[Localised, ...]) -> Localised:
    """Several sentences as one text."""
    return {language: " ".join(text[language] for text in texts) for language in ("nl", "en")}


def term(text: str) -> tuple[str, str]:
    """A term such as ``P1M`` as people say it, in Dutch and English; an uncommon one stays as it is written."""
    return _TERMS.get(text, (text, text))


_TERMS = {
    "P1D": ("dag", "day"),
    "P1W": ("week", "week"),
    "P1M": ("maand", "month"),
    "P3M": ("drie maanden", "three months"),
    "P6M": ("zes maanden", "six months"),
    "P1Y": ("jaar", "year"),
}


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"
