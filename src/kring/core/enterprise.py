"""The number of an organisation in the Crossroads Bank for Enterprises (KBO): ten digits, the first 0 or 1.

The check digits are ``97 - (first eight digits mod 97)``. source: DOMAIN §2.5.
"""

from dataclasses import dataclass

_DROP = str.maketrans("", "", " .-\u00a0")


@dataclass(frozen=True, slots=True)
class EnterpriseNumber:
    """Ten digits whose check digits are right."""

    number: str

    def __str__(self) -> str:
        """As people write it: 0123.456.789."""
        return f"{self.number[:4]}.{self.number[4:7]}.{self.number[7:]}"


@dataclass(frozen=True, slots=True)
class EnterpriseFault:
    """Why something is not an enterprise number."""

    code: str
    nl: str
    en: str


def read_enterprise_number(raw: str) -> EnterpriseNumber | EnterpriseFault:
    """The number in ``raw`` (``BE 0123.456.789``, ``0123456789``, or nine digits as before 2008), or why there is none."""
    digits = raw.translate(_DROP).removeprefix("BE")
    if len(digits) == 9:
        digits = "0" + digits
    if len(digits) != 10 or not (digits.isascii() and digits.isdigit()) or digits[0] not in "01":
        return EnterpriseFault(
            "form",
            "Een ondernemingsnummer heeft tien cijfers en begint met 0 of 1.",
            "An enterprise number has ten digits, the first 0 or 1.",
        )
    if int(digits[8:]) != 97 - int(digits[:8]) % 97:
        return EnterpriseFault(
            "check_digits",
            "De controlecijfers van het ondernemingsnummer kloppen niet.",
            "The check digits of the enterprise number are wrong.",
        )
    return EnterpriseNumber(digits)
