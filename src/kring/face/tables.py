"""Tables as values: a view builds one from frozen rows, ``face/parts/table.html`` shows it.

For what does not fit, write the table by hand inside ``{% scroll %}``.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from django_stubs_ext import StrOrPromise

Kind = Literal["good", "wait", "warn", "stop", "info", "none"]
"""What a status means; each has its own shape beside its colour."""


@dataclass(frozen=True)
class Column:
    """A column: its heading, and whether it holds numbers (set right, figures of equal width)."""

    heading: StrOrPromise
    number: bool = False


@dataclass(frozen=True)
class Cell:
    """A cell: text, a link when ``url`` is given, a status tag when ``status`` is given; ``note`` stands below, smaller."""

    text: StrOrPromise
    url: str = ""
    status: Kind | None = None
    note: StrOrPromise = ""


@dataclass(frozen=True)
class Table:
    """A table with a caption. The first cell of each row is its heading."""

    caption: StrOrPromise
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    empty: StrOrPromise = ""

    @property
    def lines(self) -> list[list[tuple[Column, Cell]]]:
        """The rows, each cell beside its column."""
        return [list(zip(self.columns, row, strict=True)) for row in self.rows]
