"""The Belgian identification number of a person (INSZ, NISS, SSIN): eleven digits, read strictly.

``YYMMDD SSS CC``. The month tells the register: 00-12 the national register, 20-32 BIS, 40-52 TER.
Fictitious people have 60 added to the month, so 60-72 (national) and 80-92 (BIS);
TER + 60 would need three digits and does not exist.
The check digits are ``97 - (first nine digits mod 97)``, with a 2 before the nine digits for those born since 2000; the number
itself does not say which, so either will do.

source: DOMAIN §2.5 (KSZ CommonV3, MAGDA KBI-02.00); the habit of month + 60 is MAGDA-Mock's, not an official rule.
"""

from dataclasses import dataclass, field
from typing import Literal

Register = Literal["national", "bis", "ter"]

_MONTHS: tuple[tuple[range, Register, bool], ...] = (
    (range(13), "national", False),
    (range(20, 33), "bis", False),
    (range(40, 53), "ter", False),
    (range(60, 73), "national", True),
    (range(80, 93), "bis", True),
)
_PUNCTUATION = " .-/'’_\t\u00a0\u2007\u2009\u202f\u2010\u2011\u2012\u2013\u2014"
_DROP = str.maketrans("", "", _PUNCTUATION)
_LENGTH = 11
_SHORTEST = 8
"""Born in 2000, month below ten: a spreadsheet drops three zeros and no more. A shorter number is not repaired."""


@dataclass(frozen=True, slots=True)
class Ssin:
    """A number whose form and check digits are right; that proves nothing about whose it is."""

    number: str = field(repr=False)

    @property
    def register(self) -> Register:
        """Which register gave the number."""
        return _kind_of(self.number)[0]

    @property
    def is_fictitious(self) -> bool:
        """Whether the month says that nobody can bear this number."""
        return _kind_of(self.number)[1]

    def __str__(self) -> str:
        """Never the number: a message or a log line may be made from this."""
        return "Ssin(…)"


@dataclass(frozen=True, slots=True)
class SsinFault:
    """Why something is not a number of a person. The text never repeats what was read."""

    code: str
    nl: str
    en: str


_FAULTS = {
    "empty": ("Er staat geen rijksregisternummer.", "There is no national register number."),
    "not_digits": (
        "Het rijksregisternummer bevat andere tekens dan cijfers en leestekens.",
        "The national register number holds other signs than digits and punctuation.",
    ),
    "too_short": (
        "Het rijksregisternummer heeft te weinig cijfers.",
        "The national register number has too few digits.",
    ),
    "too_long": (
        "Het rijksregisternummer heeft meer dan elf cijfers.",
        "The national register number has over eleven digits.",
    ),
    "month": (
        "De maand in het rijksregisternummer bestaat in geen enkel register.",
        "The month in the national register number exists in no register.",
    ),
    "day": (
        "De dag in het rijksregisternummer bestaat niet.",
        "The day in the national register number does not exist.",
    ),
    "check_digits": (
        "De controlecijfers van het rijksregisternummer kloppen niet.",
        "The check digits of the national register number are wrong.",
    ),
}


def read_ssin(raw: object) -> Ssin | SsinFault:
    """The number in ``raw`` (text, or the whole number of a spreadsheet cell), or why there is none.

    Repaired are punctuation, spaces and leading zeros that a number cell lost; nothing else, ever.
    """
    digits = _digits(raw)
    if isinstance(digits, SsinFault):
        return digits
    wrong = _wrong_with(digits)
    return fault(wrong) if wrong else Ssin(digits.zfill(_LENGTH))


def has_right_check_digits(number: str) -> bool:
    """Whether the last two of eleven digits fit the first nine, by the rule before or since 2000."""
    return int(number[9:]) in (check_digits(number[:9], since_2000=False), check_digits(number[:9], since_2000=True))


def check_digits(nine: str, *, since_2000: bool) -> int:
    """The check digits (1-97) that belong to the first nine digits."""
    return 97 - int(("2" if since_2000 else "") + nine) % 97


def _wrong_with(digits: str) -> str | None:
    if len(digits) > _LENGTH:
        return "too_long"
    if len(digits) < _SHORTEST:
        return "too_short"
    number = digits.zfill(_LENGTH)
    if _register(int(number[2:4])) is None:
        return "month"
    if int(number[4:6]) > 31:
        return "day"
    return None if has_right_check_digits(number) else "check_digits"


def _digits(raw: object) -> str | SsinFault:
    if raw is None or raw == "":
        return fault("empty")
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    if isinstance(raw, int) and not isinstance(raw, bool) and raw >= 0:
        return str(raw)
    if not isinstance(raw, str):
        return fault("not_digits")
    digits = raw.translate(_DROP)
    if digits == "":
        return fault("empty")
    return digits if digits.isascii() and digits.isdigit() else fault("not_digits")


def _register(month: int) -> tuple[Register, bool] | None:
    return next(((register, fictitious) for months, register, fictitious in _MONTHS if month in months), None)


def _kind_of(number: str) -> tuple[Register, bool]:
    found = _register(int(number[2:4]))
    if found is None:
        raise ValueError("an Ssin is made by read_ssin")
    return found


def fault(code: str) -> SsinFault:
    """What is said of a number under this code of ours."""
    return SsinFault(code, *_FAULTS[code])
