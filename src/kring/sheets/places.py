"""Cell references: ``F7`` is column 5, row 7 (columns 0-based within this package, rows as people see them)."""

import re
from dataclasses import dataclass

_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})(?::\$?([A-Z]{1,3})\$?([0-9]{1,7}))?")


def column_name(column: int) -> str:
    """``0`` is A, ``25`` Z, ``26`` AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def column_number(letters: str | bytes) -> int:
    """``A`` is 0; the inverse of ``column_name``."""
    text = letters.decode("ascii") if isinstance(letters, bytes) else letters
    number = 0
    for letter in text:
        number = number * 26 + ord(letter) - 64
    return number - 1


def cell_name(row: int, column: int) -> str:
    """How a person finds the cell: ``F7``."""
    return f"{column_name(column)}{row}"


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of cells, both corners included; rows 1-based, columns 0-based."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{cell_name(self.top, self.left)}:{cell_name(self.bottom, self.right)}"

    def holds(self, row: int, column: int) -> bool:
        """Whether the cell lies within."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right

    def widened(self, column: int) -> "Area":
        """The same rectangle, reaching at least to ``column`` on the right."""
        return Area(self.top, self.left, self.bottom, max(self.right, column))

    @property
    def fixed(self) -> str:
        """Written with dollar signs, as names of a workbook are."""
        return f"${column_name(self.left)}${self.top}:${column_name(self.right)}${self.bottom}"


def area(reference: str) -> Area | None:
    """The rectangle that ``A5:E100`` (or ``A5``) means; ``None`` if it is no such reference."""
    m = _RANGE.fullmatch(reference.strip())
    if not m:
        return None
    left, top = column_number(m[1]), int(m[2])
    right, bottom = (column_number(m[3]), int(m[4])) if m[3] else (left, top)
    return Area(top, left, bottom, right)
