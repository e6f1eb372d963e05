"""From a sheet's rows of values to a table: find the heading, keep our columns only, note what stands beside them.

Works on any source of rows; the formats give it theirs.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kring.sheets.cells import text_of
from kring.sheets.fields import Field, Heading, Value, normalised
from kring.sheets.limits import LAST_COLUMN, Limits
from kring.sheets.places import Area, column_name
from kring.sheets.refused import Refused
from kring.sheets.table import CellKind, FileKind, Table, TableRow

Progress = Callable[[str, float], None]
"""Called with a stage (``check``, ``read``, ``mark``, ``proof``) and how much of it is done, 0 to 1."""

_STEP = 10_000
_NO_KINDS: Mapping[str, CellKind] = {}


def silent(_stage: str, _share: float) -> None:
    """No progress is told."""


@dataclass(slots=True)
class Grid:
    """One sheet's rows in order (row 1 first), and what the bytes say about it that the values do not."""

    kind: FileKind
    sheet: str
    rows: Iterable[Sequence[Value]]
    about: int
    """Roughly how many rows, for progress."""
    odd: Mapping[tuple[int, int], CellKind] = field(default_factory=dict)
    merges: Sequence[Area] = ()
    totals: frozenset[int] = frozenset()
    """Rows that are a table's totals."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a reader found: the sheet with the list, its heading (complete or not), the sheets that may be chosen and the
    first rows of this one.
    """

    grid: Grid
    heading: Heading
    sheets: tuple[str, ...]
    first: Sequence[Sequence[Value]]


@dataclass(slots=True)
class _Occupied:
    """Which columns hold something between the heading and the last person's row."""

    columns: set[int] = field(default_factory=set)
    waiting: set[int] = field(default_factory=set)

    def note(self, row: Sequence[Value], *, somebody: bool) -> None:
        new = {c for c, v in enumerate(row) if v != "" and c not in self.columns}
        if somebody:
            self.columns |= new | self.waiting
            self.waiting = set()
        elif new:
            self.waiting |= new


def tabulate(
    grid: Grid, heading: Heading, wanted: Sequence[Field], *, sha256: str, limits: Limits, progress: Progress
) -> Table:
    """The table under ``heading``; refuses ``no_rows`` and a list that is too long."""
    columns = {f.key: heading.columns[f.key] for f in wanted if f.key in heading.columns}
    naming = [f.key for f in wanted if f.names_row and f.key in columns]
    rows: list[TableRow] = []
    skipped: list[int] = []
    occupied = _Occupied()
    for number, row in _numbered(grid, progress):
        if number < heading.first_row:
            continue
        if number <= heading.row:
            occupied.note(row, somebody=True)
            continue
        read = _read(number, row, columns, grid.odd)
        somebody = _somebody(read, naming) and number not in grid.totals and not _repeats(read, heading, columns)
        occupied.note(row, somebody=somebody)
        if somebody:
            rows.append(read)
            if len(rows) > limits.rows:
                raise Refused("too_big", "rows", what="rows")
        elif any(v is not None for v in read.values.values()):
            skipped.append(number)
    if not rows:
        raise Refused("no_rows", row=heading.row, sheet=grid.sheet)
    last = rows[-1].number
    occupied.columns.update(c for r, c in grid.odd if heading.first_row <= r <= last)  # the reader sees a blank there
    merged = _merged(grid.merges, heading.first_row, last)
    others = sorted((occupied.columns | set(heading.texts)) - set(columns.values()))
    return Table(
        kind=grid.kind,
        sheet=grid.sheet,
        header_row=heading.row,
        last_row=last,
        columns=columns,
        headings={key: heading.texts.get(c, "") for key, c in columns.items()},
        rows=tuple(rows),
        dropped_columns=tuple(heading.texts.get(c) or f"kolom {column_name(c)}" for c in others),
        dropped_places=tuple(others),
        skipped_rows=tuple(skipped),
        free_column=_free(max(columns.values()) + 1, occupied.columns | merged),
        sha256=sha256,
    )


def _numbered(grid: Grid, progress: Progress) -> Iterable[tuple[int, Sequence[Value]]]:
    """Row numbers with their rows; odd cells behind the reader's last row get a blank row to stand in."""
    number = 0
    for number, row in enumerate(grid.rows, start=1):
        if number % _STEP == 0:
            progress("read", min(1.0, number / max(grid.about, 1)))
        yield number, row
    for behind in sorted({r for r, _ in grid.odd if r > number}):
        yield behind, ()


def _read(
    number: int, row: Sequence[Value], columns: Mapping[str, int], odd: Mapping[tuple[int, int], CellKind]
) -> TableRow:
    values: dict[str, str | None] = {}
    kinds: dict[str, CellKind] | None = None
    width = len(row)
    for key, column in columns.items():
        value = row[column] if column < width else ""
        if value.__class__ is str and value:
            values[key] = value.strip() or None
            continue
        kind: CellKind = "text"
        text: str | None = None
        if value != "":
            text, kind = text_of(value)
        elif odd:
            kind = odd.get((number, column), "text")
        values[key] = text
        if kind != "text":
            kinds = kinds or {}
            kinds[key] = kind
    return TableRow(number, values, kinds or _NO_KINDS)


def _somebody(row: TableRow, naming: Sequence[str]) -> bool:
    if any(row.values[key] is not None or key in row.kinds for key in naming):
        return True
    needed = 2 if naming else 1
    return sum(v is not None or k in row.kinds for k, v in row.values.items()) >= needed


def _repeats(row: TableRow, heading: Heading, columns: Mapping[str, int]) -> bool:
    """A heading row that a printer's layout repeats further down."""
    ours = [(v, heading.texts.get(columns[k], "")) for k, v in row.values.items() if v is not None]
    return len(ours) > 1 and all(v == t for v, t in ours) and bool(normalised(ours[0][1]))


def _merged(merges: Sequence[Area], top: int, bottom: int) -> set[int]:
    covered: set[int] = set()
    for m in merges:
        if m.top <= bottom and m.bottom >= top and m.right - m.left < LAST_COLUMN:
            covered.update(range(m.left, m.right + 1))
    return covered


def _free(column: int, taken: set[int]) -> int | None:
    while column in taken:
        column += 1
    return column if column < LAST_COLUMN else None
