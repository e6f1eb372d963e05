"""Conditions, picks and terms in words, for whoever reads a rule: the page beside the text, and the comparison of two texts."""

from collections.abc import Mapping
from datetime import date

from kring.core.days import Duration, is_duration, parse_duration
from kring.core.reasons import Localised
from kring.core.vocabulary import Vocabulary

from .rules import Condition, Every, Pick


def says(condition: Condition, words: Vocabulary) -> Localised:
    """What is so when the condition holds; its refusal denied, where the vocabulary has no words for it."""
    declared = words.rows.get(condition.name) if condition.code == "when_not_met" else words.gates.get(condition.name)
    if declared is None or not declared.says:
        return {"nl": f"niet: “{condition.refusal['nl']}”", "en": f"not: “{_in(condition.refusal, 'en')}”"}
    filled: dict[str, object] = {name: _plain(value) for name, value in condition.args.items()}
    for name, value in condition.args.items():
        if isinstance(value, str) and value in words.declarations:
            said = words.declarations[value].text
            filled |= {f"{name}_nl": said["nl"], f"{name}_en": _in(said, "en")}
    return {language: text.format(**filled) for language, text in declared.says.items()}


def pick_says(
    among: frozenset[str] | None,
    within: Duration | None,
    latest: str | None,
    per: str | None,
    together: str | None = None,
) -> Localised:
    """Which entries are chosen."""
    nl, en = [], []
    if among is not None:
        kinds = ", ".join(sorted(among))
        nl.append(f"van de soort {kinds}")
        en.append(f"of the kind {kinds}")
    if within is not None:
        term = duration_says(within)
        one = term["nl"].isalpha()
        nl.append(f"hoogstens {'één ' if one else ''}{term['nl']} oud")
        en.append(f"at most {'one ' if one else ''}{term['en']} old")
    if latest is not None:
        nl.append(f"de laatste ({latest})" + (f" van elke {per}" if per else ""))
        en.append(f"the latest ({latest})" + (f" of each {per}" if per else ""))
    if together is not None:
        nl.append(f"met alles van dezelfde {together}")
        en.append(f"with everything of the same {together}")
    return {"nl": ", ".join(nl), "en": ", ".join(en)}


def picked_says(pick: Pick) -> Localised:
    """Which entries a pick of a policy chooses."""
    return pick_says(pick.among, pick.within, pick.latest, pick.per, pick.together)


def every_says(every: Every) -> Localised:
    """How often something may go."""
    most = {
        "nl": "hoogstens {} × per {}",
        "fr": "au plus {} × par {}",
        "de": "höchstens {} × pro {}",
        "en": "at most {} × per {}",
    }
    return {language: most[language].format(every.at_most, term) for language, term in duration_says(every.per).items()}


_UNITS: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "years": {"nl": ("jaar", "jaar"), "fr": ("an", "ans"), "de": ("Jahr", "Jahre"), "en": ("year", "years")},
    "months": {
        "nl": ("maand", "maanden"),
        "fr": ("mois", "mois"),
        "de": ("Monat", "Monate"),
        "en": ("month", "months"),
    },
    "days": {"nl": ("dag", "dagen"), "fr": ("jour", "jours"), "de": ("Tag", "Tage"), "en": ("day", "days")},
}
_NONE: Localised = {"nl": "0 dagen", "fr": "0 jour", "de": "0 Tage", "en": "0 days"}


def duration_says(term: Duration) -> Localised:
    """A term: “maand” alone where it is one, else with its number."""
    counted = (("years", term.months // 12), ("months", term.months % 12), ("days", term.days))
    parts = [(unit, count) for unit, count in counted if count]
    if len(parts) == 1 and parts[0][1] == 1:
        return {language: one for language, (one, _many) in _UNITS[parts[0][0]].items()}
    return {
        language: ", ".join(f"{count} {_UNITS[unit][language][count != 1]}" for unit, count in parts) or none
        for language, none in _NONE.items()
    }


def duration_text(text: str) -> Localised:
    """A term as it is written (``P30D``), in words; what is no term stays as it is."""
    return duration_says(parse_duration(text)) if is_duration(text) else dict.fromkeys(_NONE, text)


def day_says(day: date) -> str:
    """A day as people write it."""
    return f"{day.day}/{day.month}/{day.year}"


def _plain(value: object) -> object:
    return ", ".join(map(str, sorted(value))) if isinstance(value, frozenset) else value


def _in(text: Localised, language: str) -> str:
    return text.get(language, text["nl"])
