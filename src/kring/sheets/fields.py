"""Finding the heading row of a list, by the words that the caller gives for each field.

source: spike workbook, step 5.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kring.sheets.layout import Where
from kring.sheets.limits import HEADING_ROWS, LAST_COLUMN
from kring.sheets.refused import Refused

Value = object
"""What a reader gives for a cell: text, number, date, truth; ``""`` for a blank."""

_DIGITS_MOST = 5


@dataclass(frozen=True, slots=True)
class Field:
    """One thing wanted of each row.

    ``synonyms`` are headings it may stand under, the likeliest first (case, accents and punctuation do not matter).
    ``label`` is its name in Dutch for messages (default: the first synonym). A row is somebody's when a field with
    ``names_row`` has a value, or two fields have.
    """

    key: str
    synonyms: tuple[str, ...]
    required: bool = True
    label: str = ""
    names_row: bool = False

    @property
    def told(self) -> str:
        """Its name in messages."""
        return self.label or self.synonyms[0]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading row: ``row`` 1-based (the lower one of two), ``first_row`` the upper one, columns 0-based by field."""

    row: int
    first_row: int
    columns: Mapping[str, int]
    texts: Mapping[int, str]
    missing: tuple[Field, ...]
    doubled: str | None

    @property
    def merit(self) -> tuple[bool, int]:
        """Complete ones first, then by how many different fields were recognised."""
        return (not self.missing, len(self.columns))


def normalised(text: str) -> str:
    """Lower case, no accents, letters and digits only: ``Rijksregister-nr.`` becomes ``rijksregisternr``."""
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if c.isalnum())


def find_heading(rows: Sequence[Sequence[Value]], wanted: Sequence[Field]) -> Heading | None:
    """The row with most different fields among the first 60; ``None`` when no row has at least two (or all).

    Title blocks above do no harm. A second heading row (below or above) fills in what the row itself does not name.
    """
    words = _words(wanted)
    rows = rows[: HEADING_ROWS + 1]
    found = [_recognised(row, words) for row in rows[:HEADING_ROWS]]
    if not found:
        return None
    best = max(range(len(found)), key=lambda i: (len(found[i]), -i))
    if len(found[best]) < min(2, len(wanted)):
        return None
    columns, first, last = _with_neighbours(rows, best, dict(found[best]), words)
    texts = _texts(rows, range(first, last + 1))
    return Heading(
        row=last + 1,
        first_row=first + 1,
        columns=columns,
        texts=texts,
        missing=tuple(f for f in wanted if f.required and f.key not in columns),
        doubled=_doubled(rows[best], columns, words),
    )


def heading_at(rows: Sequence[Sequence[Value]], where: Where, wanted: Sequence[Field]) -> Heading:
    """The headings in the rows that a person pointed at, with the columns that were chosen or, without a choice, recognised.

    Whoever points may point at a person's row: what holds more than a few digits is shown as no heading.
    """
    if not 1 <= where.first_row <= where.header_row <= HEADING_ROWS:
        raise Refused("no_header", "row", headings=", ".join(f.told for f in wanted if f.required))
    words = _words(wanted)
    row: Sequence[Value] = rows[where.header_row - 1] if where.header_row <= len(rows) else ()
    chosen = where.columns
    columns = _recognised(row, words) if chosen is None else {f.key: chosen[f.key] for f in wanted if f.key in chosen}
    if len(set(columns.values())) < len(columns) or not all(0 <= c < LAST_COLUMN for c in columns.values()):
        raise ValueError("a column for each field, and each its own")
    texts = _texts(rows, range(where.first_row - 1, min(where.header_row, len(rows))))
    return Heading(
        row=where.header_row,
        first_row=where.first_row,
        columns=columns,
        texts={column: text for column, text in texts.items() if sum(map(str.isdigit, text)) <= _DIGITS_MOST},
        missing=tuple(f for f in wanted if f.required and f.key not in columns),
        doubled=_doubled(row, columns, words) if chosen is None else None,
    )


def settled(heading: Heading | None, wanted: Sequence[Field], sheet: str) -> Heading:
    """The heading, or the refusal that says what is wrong with it."""
    if heading is None:
        raise Refused("no_header", headings=", ".join(f.told for f in wanted if f.required))
    if heading.missing:
        names = ", ".join(f.told for f in heading.missing)
        raise Refused("missing_column", headings=names, row=heading.row, sheet=sheet)
    if heading.doubled is not None:
        raise Refused("double_column", heading=heading.doubled, row=heading.row, sheet=sheet)
    return heading


def _words(wanted: Sequence[Field]) -> dict[str, tuple[str, int]]:
    words: dict[str, tuple[str, int]] = {}
    for field in wanted:
        for rank, synonym in enumerate(field.synonyms):
            words.setdefault(normalised(synonym), (field.key, rank))
    return words


def _recognised(row: Sequence[Value], words: Mapping[str, tuple[str, int]]) -> dict[str, int]:
    """The column of each field in this row; of several synonyms the likeliest, of equals the leftmost."""
    best: dict[str, tuple[int, int]] = {}
    for column, value in enumerate(row):
        if isinstance(value, str) and value and (hit := words.get(normalised(value))):
            key, rank = hit
            if key not in best or rank < best[key][0]:
                best[key] = (rank, column)
    return {key: column for key, (_, column) in best.items()}


def _with_neighbours(
    rows: Sequence[Sequence[Value]], best: int, columns: dict[str, int], words: Mapping[str, tuple[str, int]]
) -> tuple[dict[str, int], int, int]:
    """Add what a second heading row says; answers the columns and the indices of the first and last heading row."""
    first = last = best
    if best + 1 < len(rows) and _is_second(rows[best + 1], columns, words):
        last = best + 1
        columns.update(_recognised(rows[last], words))
    if best > 0:
        taken = set(columns.values())
        for key, column in _recognised(rows[best - 1], words).items():
            if key not in columns and column not in taken and _blank(rows[best], column):
                columns[key], first = column, best - 1
    return columns, first, last


def _is_second(row: Sequence[Value], columns: Mapping[str, int], words: Mapping[str, tuple[str, int]]) -> bool:
    """A second heading row recognises a word and holds nothing but such words in the columns already known."""
    if not _recognised(row, words):
        return False
    ours = [row[c] for c in columns.values() if not _blank(row, c)]
    return all(isinstance(v, str) and normalised(v) in words for v in ours) and len(ours) < max(2, len(columns) - 1)


def _blank(row: Sequence[Value], column: int) -> bool:
    return column >= len(row) or row[column] == ""


def _texts(rows: Sequence[Sequence[Value]], indices: range) -> dict[int, str]:
    texts: dict[int, str] = {}
    for index in indices:
        for column, value in enumerate(rows[index]):
            if isinstance(value, str) and value.strip():
                texts[column] = " ".join(value.split())
    return texts


def _doubled(row: Sequence[Value], columns: Mapping[str, int], words: Mapping[str, tuple[str, int]]) -> str | None:
    """A heading of ours that stands twice in the same words: nobody can say which of the two counts."""
    for key, column in columns.items():
        if _blank(row, column):
            continue
        own = normalised(str(row[column]))
        if words.get(own, ("", 0))[0] != key:
            continue
        for other, value in enumerate(row):
            if other != column and isinstance(value, str) and normalised(value) == own:
                return " ".join(value.split())
    return None
