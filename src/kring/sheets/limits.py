"""How big a file may be. Every number is counted before the work it bounds is done."""

from dataclasses import dataclass

MEBIBYTE = 1 << 20


@dataclass(frozen=True)
class Limits:
    """Bounds on one uploaded file and on the child that reads it. Sizes in bytes, times in seconds."""

    file: int = 60 * MEBIBYTE
    members: int = 5_000
    part: int = 400 * MEBIBYTE
    unpacked: int = 600 * MEBIBYTE
    sheets: int = 200
    rows: int = 250_000
    """Rows in the list, not in the sheet."""
    cells: int = 8_000_000
    """The rectangle from A1 to the last cell with content: what a reader allocates."""
    texts: int = 4_000_000
    """Shared strings in the workbook."""
    memory: int = 1024 * MEBIBYTE
    """Address space of the child."""
    seconds: float = 120.0
    """Wall clock of the child; its processor time is bounded by the same number."""


USUAL = Limits()
"""The limits in service. source: the issue, point 8; measured at 250 000 rows."""

HEADING_ROWS = 60
"""How far down a heading row is looked for."""
LAST_ROW = 1_048_576
LAST_COLUMN = 16_384
