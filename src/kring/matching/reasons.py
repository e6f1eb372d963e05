"""Why a person is proposed, in words that whoever decides understands. A code and texts; never what stands in a record."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from kring.core.reasons import Localised
from kring.matching.alike import DIFFERENT, MISSING, PART, SAME, SLIP, SLIPS, SOUND
from kring.matching.evidence import Evidence
from kring.matching.judge import Stories
from kring.matching.people import ADDRESS, KIND, Pair

Side = Literal["for", "against", "doubt"]

RARE: Final = 3
"""A name that so many in the register bear at most is called rare."""

TEXTS: Final[Mapping[str, tuple[Side, Localised]]] = {
    "name_same": ("for", {"nl": "zelfde voornaam en familienaam", "en": "same first and last name"}),
    "name_crossed": (
        "for",
        {"nl": "voornaam en familienaam staan omgewisseld", "en": "first and last name are in each other's place"},
    ),
    "name_rare": ("for", {"nl": "een zeldzame familienaam", "en": "a rare family name"}),
    "first_slip": ("for", {"nl": "één tikfout in de voornaam", "en": "one typing slip in the first name"}),
    "last_slip": ("for", {"nl": "één tikfout in de familienaam", "en": "one typing slip in the family name"}),
    "first_slips": ("for", {"nl": "enkele tikfouten in de voornaam", "en": "some typing slips in the first name"}),
    "last_slips": ("for", {"nl": "enkele tikfouten in de familienaam", "en": "some typing slips in the family name"}),
    "first_sound": (
        "for",
        {
            "nl": "de voornaam klinkt hetzelfde, anders gespeld",
            "en": "the first name sounds the same, spelled otherwise",
        },
    ),
    "last_sound": (
        "for",
        {
            "nl": "de familienaam klinkt hetzelfde, anders gespeld",
            "en": "the family name sounds the same, spelled otherwise",
        },
    ),
    "last_particle": (
        "for",
        {
            "nl": "zelfde familienaam, met of zonder voorvoegsel (van, de, el, ben)",
            "en": "same family name, with or without its particle (van, de, el, ben)",
        },
    ),
    "first_initial": ("for", {"nl": "de voorletter past bij de voornaam", "en": "the initial fits the first name"}),
    "first_part": ("for", {"nl": "één van meerdere voornamen", "en": "one of several first names"}),
    "last_part": ("for", {"nl": "één van meerdere familienamen", "en": "one of several family names"}),
    "first_other": ("against", {"nl": "een andere voornaam", "en": "another first name"}),
    "last_other": ("against", {"nl": "een andere familienaam", "en": "another family name"}),
    "address_same": ("for", {"nl": "zelfde adres", "en": "same address"}),
    "address_slip": ("for", {"nl": "bijna hetzelfde adres: een tikfout", "en": "nearly the same address: a slip"}),
    "house_other": ("doubt", {"nl": "zelfde straat, ander huisnummer", "en": "same street, another house number"}),
    "box_other": ("doubt", {"nl": "zelfde gebouw, andere bus", "en": "same building, another box"}),
    "address_other": ("against", {"nl": "een ander adres: verhuisd?", "en": "another address: moved?"}),
    "birth_same": ("for", {"nl": "zelfde geboortedatum", "en": "same date of birth"}),
    "birth_slip": ("for", {"nl": "bijna dezelfde geboortedatum", "en": "nearly the same date of birth"}),
    "birth_other": ("against", {"nl": "een andere geboortedatum", "en": "another date of birth"}),
    "number_swapped": (
        "for",
        {"nl": "twee cijfers van het nummer verwisseld", "en": "two digits of the number in each other's place"},
    ),
    "number_digit": ("for", {"nl": "één cijfer van het nummer verschilt", "en": "one digit of the number differs"}),
    "number_lost": (
        "for",
        {"nl": "één cijfer van het nummer te veel of te weinig", "en": "one digit of the number too many or too few"},
    ),
    "number_slips": ("for", {"nl": "twee cijfers van het nummer verschillen", "en": "two digits of the number differ"}),
    "number_part": ("for", {"nl": "een deel van het nummer klopt", "en": "part of the number is right"}),
    "number_same": ("for", {"nl": "zelfde rijksregisternummer", "en": "same national register number"}),
    "number_missing": ("doubt", {"nl": "er is geen nummer om te vergelijken", "en": "there is no number to compare"}),
    "number_other": (
        "against",
        {"nl": "een ander nummer: van een familielid?", "en": "another number: a relative's?"},
    ),
    "family": (
        "doubt",
        {
            "nl": "vader en zoon, of zussen, op hetzelfde adres?",
            "en": "father and son, or sisters, at the same address?",
        },
    ),
    "twins": (
        "doubt",
        {
            "nl": "tweelingen? Zelfde geboortedatum, andere voornaam",
            "en": "twins? Same date of birth, another first name",
        },
    ),
    "rivals": ("doubt", {"nl": "er komen nog anderen in aanmerking", "en": "others are in question too"}),
}
"""Every reason: whether it speaks for, against, or leaves doubt, and what is said."""

_STEP_OF = {SLIP: "slip", SLIPS: "slips", SOUND: "sound", PART: "part", DIFFERENT: "other"}


@dataclass(frozen=True)
class Grounds:
    """One reason with a stable ``code``."""

    code: str

    @property
    def side(self) -> Side:
        """Whether it speaks for or against, or leaves doubt."""
        return TEXTS[self.code][0]

    @property
    def text(self) -> Localised:
        """What is said, per language."""
        return TEXTS[self.code][1]


@dataclass(frozen=True)
class Reading:
    """One pair among those that were compared, and how many others were proposed for the same row."""

    pair: Pair
    evidence: Evidence
    stories: Stories
    at: int
    rivals: int

    def step(self, field: str) -> int:
        """How much the pair looks alike in ``field``, columns put right."""
        crossed = self.crossed("names") if field in ("first", "last") else self.crossed("places")
        held = self.evidence.crossed_step if crossed and field in self.evidence.crossed_step else self.evidence.step
        return int(held[field][self.at]) if field in held else MISSING

    def crossed(self, what: Literal["names", "places"]) -> bool:
        """Whether the two columns stand in each other's place."""
        return bool((self.stories.crossed_names if what == "names" else self.stories.crossed_places)[self.at])

    def spellings(self, field: str) -> tuple[int, int]:
        """The codes in the list and in the register, columns put right."""
        mine = {"first": "last", "last": "first"}.get(field, field) if self.crossed("names") else field
        ours = self.pair.rows.codes[mine][self.evidence.rows[self.at]]
        return int(ours), int(self.pair.register.codes[field][self.evidence.persons[self.at]])


def grounds(reading: Reading) -> tuple[Grounds, ...]:
    """The reasons of one proposal: name, address, birth, number, and what leaves doubt."""
    codes = (*_name(reading), *_address(reading), *_birth(reading), *_number(reading), *_doubt(reading))
    return tuple(Grounds(code) for code in dict.fromkeys(codes))


def _name(reading: Reading) -> Iterator[str]:
    first, last = reading.step("first"), reading.step("last")
    if reading.crossed("names"):
        yield "name_crossed"
    if first == last == SAME:
        yield "name_same"
    for field, step in (("first", first), ("last", last)):
        if step in _STEP_OF:
            yield _spelled(reading, field, step)
    if last >= SLIPS and last != MISSING and _is_rare(reading):
        yield "name_rare"


def _spelled(reading: Reading, field: str, step: int) -> str:
    book = reading.pair.books[KIND[field]]
    ours, theirs = reading.spellings(field)
    if field == "last" and step == SOUND and book.core_of[ours] == book.core_of[theirs]:
        return "last_particle"
    if field == "first" and step == PART and min(book.size[ours], book.size[theirs]) == 1:
        return "first_initial"
    return f"{field}_{_STEP_OF[step]}"


def _is_rare(reading: Reading) -> bool:
    _, theirs = reading.spellings("last")
    return bool((reading.pair.register.codes["last"] == theirs).sum() <= RARE)


def _address(reading: Reading) -> Iterator[str]:
    steps = {field: reading.step(field) for field in ADDRESS}
    told = {field: step for field, step in steps.items() if step != MISSING and field != "box"}
    if not told:
        return
    street, house = steps["street"], steps["house"]
    if all(step == SAME for step in told.values()):
        yield "box_other" if steps["box"] < SAME else "address_same"
    elif reading.stories.moved[reading.at] > 0.5:
        yield "address_other"
    elif street >= SLIPS and house < SAME:
        yield "house_other"
    else:
        yield "address_slip"


def _birth(reading: Reading) -> Iterator[str]:
    step = reading.step("birth")
    if step != MISSING:
        yield "birth_same" if step == SAME else "birth_slip" if step >= SLIPS else "birth_other"


def _number(reading: Reading) -> Iterator[str]:
    step = reading.step("number")
    if "number" not in reading.evidence.step:
        return
    if step == SLIP:
        yield _slip_of_number(*(reading.pair.books["number"].tight[code] for code in reading.spellings("number")))
    elif step == MISSING:
        yield "number_other" if reading.spellings("number")[0] else "number_missing"
    else:
        yield {SAME: "number_same", SLIPS: "number_slips", PART: "number_part"}.get(step, "number_other")


def _slip_of_number(ours: str, theirs: str) -> str:
    if len(ours) != len(theirs):
        return "number_lost"
    return "number_digit" if sum(a != b for a, b in zip(ours, theirs, strict=True)) == 1 else "number_swapped"


def _doubt(reading: Reading) -> Iterator[str]:
    first, last = reading.step("first"), reading.step("last")
    at_home = reading.stories.moved[reading.at] <= 0.5 and reading.step("street") >= SLIPS
    if reading.step("birth") == SAME and first <= PART:
        yield "twins"
    elif (
        at_home and last >= SLIP and (first <= PART or reading.step("number") in (MISSING, DIFFERENT)) and first < SAME
    ):
        yield "family"
    if reading.rivals:
        yield "rivals"
