"""What the integrator's reference directory says of a person and an organisation: enrolled, entitled, in a capacity, over a period.

It holds no content: it answers whether the *recipient* of a disclosure has enrolled this person, in a capacity that the text
names, for the whole period concerned. ``enrolled`` is any enrolment, also one that was only declared (an application for help);
``entitled`` one that rests on a decision or was confirmed. source: 003 §85; REQUIREMENTS E17, K6; DOMAIN §2.1, §2.3
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product
from typing import Final, cast

from kring.clients.vocabulary import CAPACITIES
from kring.core.readers import NotReadable, read_yes_or_no
from kring.core.reasons import Localised
from kring.core.vocabulary import Args, Argument, Context, Fact, Facts, Gate, Judge, Missing, by, vocabulary

OVER: Final = ("period_asked", "today", "round")
"""The period concerned: the one that is asked about, the day of the decision, or the day of the round."""

Key = tuple[frozenset[int], str]
"""Which capacities, over which period: what one question to the directory is about."""


@dataclass(frozen=True, slots=True)
class Answered:
    """Yes or no by question; ``all_alike`` where one answer was given to whatever is asked."""

    by_key: Mapping[Key, bool]
    all_alike: bool | None = None

    def to(self, key: Key) -> bool | None:
        """The answer to this question; None when it was not asked."""
        return self.by_key.get(key, self.all_alike)


def read_answers(raw: object) -> Answered:
    """``true``, ``false``, or ``[{"capacity": [2, 3], "over": "today", "answer": true}]``."""
    if isinstance(raw, Answered):
        return raw
    if isinstance(raw, bool):
        return Answered({}, raw)
    if not isinstance(raw, list | tuple):
        raise NotReadable("true, false of een lijst van antwoorden", "true, false or a list of answers")
    return Answered(dict(map(_read_answer, raw)))


def _read_answer(raw: object) -> tuple[Key, bool]:
    if not isinstance(raw, Mapping) or raw.keys() != {"capacity", "over", "answer"} or raw["over"] not in OVER:
        raise NotReadable(
            'antwoorden met "capacity", "over" en "answer"', 'answers with "capacity", "over" and "answer"'
        )
    return (_codes(raw["capacity"]), str(raw["over"])), read_yes_or_no(raw["answer"])


def key_of(args: Args) -> Key:
    """The question that a gate with these arguments asks."""
    return _codes(args["capacity"]), str(args["over"])


def _codes(raw: object) -> frozenset[int]:
    if not isinstance(raw, list | tuple | frozenset) or not all(type(one) is int for one in raw):
        raise NotReadable("een lijst van hoedanigheidscodes", "a list of capacity codes")
    return frozenset(cast("Iterable[int]", raw))


def _said(fact: str) -> Judge:
    def judge(args: Args, facts: Facts, _context: Context) -> bool | Missing:
        answered = facts.get(fact)
        answer = answered.to(key_of(args)) if isinstance(answered, Answered) else None
        return Missing(fact) if answer is None else answer

    return judge


def _examples(conditions: Sequence[Args], _day: date) -> list[object]:
    """Every yes and no to the questions that these conditions ask."""
    keys = list(dict.fromkeys(key_of(args) for args in conditions))
    return [
        [
            {"capacity": sorted(codes), "over": over, "answer": answer}
            for (codes, over), answer in zip(keys, answers, strict=True)
        ]
        for answers in product((True, False), repeat=len(keys))
    ]


_REFUSAL: Localised = {"nl": "Er zijn geen gegevens beschikbaar.", "en": "No data are available."}
"""Whoever asks reads the same as of somebody who is not known: not that the directory said no."""

_SAYS: Mapping[str, Localised] = {
    "enrolled": {
        "nl": "het verwijzingsrepertorium zegt dat de ontvanger de persoon inschreef met hoedanigheid {capacity} ({over})",
        "en": "the reference directory says that the recipient enrolled the person in capacity {capacity} ({over})",
    },
    "entitled": {
        "nl": "het verwijzingsrepertorium zegt dat de persoon bij de ontvanger recht heeft met hoedanigheid {capacity} ({over})",
        "en": "the reference directory says that the person is entitled with the recipient in capacity {capacity} ({over})",
    },
}
FACTS: Final = tuple(_SAYS)

DIRECTORY = vocabulary(
    *(Fact(name, read_answers, about="person", examples=_examples) for name in FACTS),
    *(
        Gate(
            name=name,
            args=(
                Argument("capacity", "numbers", numbers=tuple(CAPACITIES)),
                Argument("over", "text", choices=OVER),
            ),
            facts=(name,),
            judge=_said(name),
            evaluated_by=by("directory"),
            code="no_data_available",
            refusal=_REFUSAL,
            says=says,
        )
        for name, says in _SAYS.items()
    ),
)
