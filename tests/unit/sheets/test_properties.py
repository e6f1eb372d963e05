"""Whatever the list looks like: the marks stand exactly where they were asked, and nothing else moved."""

import csv
import io
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kring.sheets import scan
from kring.sheets.archive import Archive
from kring.sheets.limits import USUAL
from kring.sheets.mark import column_for, mark
from kring.sheets.places import Area, area, cell_name, column_name, column_number
from kring.sheets.read import read_table
from kring.sheets.refused import Refused
from kring.sheets.table import Table
from tests.unit.sheets.corpus import (
    HEADINGS,
    PEOPLE,
    TEXT,
    WANTED,
    calamine_rows,
    cell_xml,
    hand_xlsx,
    ods,
    ods_cell,
    openpyxl_rows,
    parts,
    text_file,
    with_parts,
    xlsx,
)

SHEET = "xl/worksheets/sheet1.xml"
QUIET = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None)

words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), min_size=1, max_size=8
).filter(lambda t: t.strip() == t and not re.search(r"_x[0-9A-Fa-f]{4}_", t))
cells = st.one_of(st.none(), words, st.integers(0, 10**11), st.floats(0, 1e6).map(lambda x: round(x, 2)))


@st.composite
def sheets(draw: st.DrawFn) -> tuple[str, dict[int, list[Any]]]:
    """A worksheet with a heading row somewhere, rows with holes, with or without references, any prefix."""
    top = draw(st.integers(1, 4))
    prefix = draw(st.sampled_from(["", "x:", "main.a-b:"]))
    referenced = draw(st.booleans())
    rows: dict[int, list[Any]] = {}
    number = 0
    for _ in range(draw(st.integers(1, 8))):
        number += 1 if not referenced else draw(st.integers(1, 3))
        person = [draw(words), *draw(st.lists(cells, min_size=6, max_size=6)), *draw(st.lists(cells, max_size=3))]
        rows[top + number] = person
    lines = []
    before = {n: ["titel"] for n in range(1, top)} if not referenced else {}
    for n, values in {**before, top: list(HEADINGS), **rows}.items():
        at = f' r="{n}"' if referenced else ""
        spans = draw(st.sampled_from(["", f' spans="1:{len(values)}"', ' ht="15" customHeight="1"']))
        written = [
            cell_xml(n, c, v, referenced=referenced, prefix=prefix)
            for c, v in enumerate(values)
            if not (referenced and v is None and draw(st.booleans()))
        ]
        space = draw(st.sampled_from(["", "\n  "]))
        lines.append(f"<{prefix}row{at}{spans}>{space}{space.join(written)}{space}</{prefix}row>")
    name = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    merged = f'<{prefix}mergeCells count="1"><{prefix}mergeCell ref="A1:C1"/></{prefix}mergeCells>'
    merges = merged if top > 1 and draw(st.booleans()) else ""
    body = "".join(lines)
    sheet = (
        f'<{prefix}worksheet {name}="{main}"><{prefix}sheetData>{body}</{prefix}sheetData>{merges}</{prefix}worksheet>'
    )
    return sheet, rows


def in_pieces(size: int) -> Any:
    """``Archive.pieces``, but in pieces of that many bytes."""
    real = Archive.pieces

    def pieces(self: Archive, name: str) -> Iterator[bytes]:
        whole = b"".join(real(self, name))
        return iter([whole[k : k + size] for k in range(0, len(whole), size)])

    return pieces


@QUIET
@given(made=sheets(), size=st.sampled_from([1, 7, 64, 1000, 65536]), data=st.data())
def test_marks_stand_where_they_were_asked_and_nothing_moved(
    made: tuple[str, dict[int, list[Any]]], size: int, data: st.DataObject
) -> None:
    """For any grid, reference style, prefix and piece size; unmarked rows are the same bytes."""
    sheet, _rows = made
    file = hand_xlsx(sheet)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Archive, "pieces", in_pieces(size))
        table = read_table(file, "x.xlsx", WANTED)
        chosen = data.draw(st.sets(st.sampled_from([row.number for row in table.rows])))
        after = mark(file, table, dict.fromkeys(chosen, TEXT))
    column, _ = column_for(table, "Stand OCMW")
    old, new = calamine_rows(file), calamine_rows(after)

    for n, row in enumerate(new, start=1):
        was = old[n - 1] if n <= len(old) else []
        expected = {**dict(enumerate(was)), **({column: TEXT} if n in chosen else {})}
        if n == table.header_row:
            expected[column] = "Stand OCMW"
        assert {c: v for c, v in enumerate(row) if v != ""} == {c: v for c, v in expected.items() if v != ""}
    assert openpyxl_rows(after) == without_blank_edges(new)
    assert unmarked(file, table, chosen) == unmarked(after, table, chosen)


def without_blank_edges(rows: list[list[Any]]) -> list[list[Any]]:
    """The rows as the corpus' other reader gives them."""
    rows = list(rows)
    while rows and not any(v != "" for v in rows[-1]):
        rows.pop()
    width = max((k + 1 for row in rows for k, v in enumerate(row) if v != ""), default=0)
    return [row[:width] for row in rows]


def unmarked(file: bytes, table: Table, chosen: set[int]) -> list[bytes]:
    """The row elements that nobody asked a mark for, as bytes."""
    rows = re.findall(rb"<(?:[\w.-]+:)?row(?=[\s>]).*?</(?:[\w.-]+:)?row>", parts(file)[SHEET], re.DOTALL)
    found, number = [], 0
    for row in rows:
        r = re.search(rb'^<[^>]*\sr="(\d+)"', row)
        number = int(r[1]) if r else number + 1
        if number not in chosen and number != table.header_row:
            found.append(row)
    return found


@QUIET
@given(
    repeats=st.lists(st.integers(1, 4), min_size=1, max_size=6),
    filler=st.integers(0, 5),
    size=st.sampled_from([1, 50, 65536]),
    data=st.data(),
)
def test_repeats_in_an_ods_are_split_exactly(repeats: list[int], filler: int, size: int, data: st.DataObject) -> None:
    """However rows and cells are folded together, the marks stand where asked and all else reads the same."""
    after_cells = ods_cell(None, f' table:number-columns-repeated="{filler}"') if filler else ""
    rows = [f"<table:table-row>{''.join(map(ods_cell, HEADINGS))}{after_cells}</table:table-row>"]
    for k, times in enumerate(repeats):
        fold = f' table:number-rows-repeated="{times}"' if times > 1 else ""
        values = "".join(map(ods_cell, (f"D{k}", *PEOPLE[k % 4][1:])))
        rows.append(f"<table:table-row{fold}>{values}{after_cells}</table:table-row>")
    file = ods("".join(rows))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Archive, "pieces", in_pieces(size))
        table = read_table(file, "x.ods", WANTED)
        chosen = data.draw(st.sets(st.sampled_from([row.number for row in table.rows])))
        after = mark(file, table, dict.fromkeys(chosen, TEXT))

    assert [row[7] for row in calamine_rows(after)] == [
        "Stand OCMW", *(TEXT if n in chosen else "" for n in range(2, 2 + sum(repeats))),
    ]  # fmt: skip
    assert [row[:7] for row in calamine_rows(after)] == calamine_rows(file)


fields = st.text(st.sampled_from('ab;"\n é'), max_size=6)


@QUIET
@given(grid=st.lists(st.lists(fields, min_size=7, max_size=7), min_size=1, max_size=6), data=st.data())
def test_records_of_a_csv_keep_their_bytes(grid: list[list[str]], data: st.DataObject) -> None:
    """Quotes, separators and line breaks within fields: the same records, one field more."""
    grid = [[f"D{k}", *row[1:]] for k, row in enumerate(grid)]
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=";").writerows([HEADINGS, *grid])
    file = out.getvalue().encode()
    table = read_table(file, "x.csv", WANTED)
    chosen = data.draw(st.sets(st.sampled_from([row.number for row in table.rows])))
    after = mark(file, table, dict.fromkeys(chosen, TEXT)).decode("cp1252" if file.isascii() else "utf-8")
    again = list(csv.reader(io.StringIO(after, newline=""), delimiter=";"))

    assert [row[:7] for row in again] == [list(HEADINGS), *grid]
    assert {n for n, row in enumerate(again, start=1) if row[7:] == [TEXT]} == chosen


@given(column=st.integers(0, 16_383), row=st.integers(1, 1_048_576))
def test_places_are_written_as_they_are_read(column: int, row: int) -> None:
    """Columns by letter, areas with and without dollar signs."""
    assert column_number(column_name(column)) == column
    assert area(cell_name(row, column)) == Area(row, column, row, column)
    assert area(Area(1, 0, row, column).fixed) == Area(1, 0, row, column)


SOURCES: dict[str, Callable[[], bytes]] = {
    "xlsx": lambda: xlsx(PEOPLE * 3),
    "ods": ods,
    "csv": lambda: text_file(PEOPLE * 3).encode(),
}


def outcome(data: bytes, name: str) -> object:
    """What comes of a file: the code of its refusal, or its rows; a marked file must come of those as well."""
    try:
        table = read_table(data, name, WANTED)
        mark(data, table, {table.rows[0].number: TEXT})
    except Refused as refused:
        return refused.code
    return {row.number: row.values for row in table.rows}


@pytest.mark.parametrize("kind", SOURCES)
def test_a_damaged_file_is_refused_or_reads_the_same(kind: str) -> None:
    """Cut at any place or with any bit turned over: a refusal or the very same rows, never a trace."""
    data, name = SOURCES[kind](), f"lijst.{kind}"
    chance = random.Random(7)
    whole = outcome(data, name)
    found = [outcome(data[:cut], name) for cut in range(0, len(data), max(1, len(data) // 80))]
    for _ in range(300):
        damaged = bytearray(data)
        damaged[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        found.append(outcome(bytes(damaged), name))

    assert isinstance(whole, dict)
    if kind != "csv":  # text has no sums: another letter is another list
        assert all(isinstance(result, str) or result == whole for result in found)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_damaged_xml_is_refused_or_still_reads(kind: str) -> None:
    """The same within the parts, where the sums of the archive are right."""
    data = xlsx(PEOPLE * 2) if kind == "xlsx" else ods()
    members = parts(data)
    chance = random.Random(11)
    for part in [n for n in members if n.endswith((".xml", ".rels"))]:
        for _ in range(25):
            damaged = bytearray(members[part])
            at = chance.randrange(len(damaged))
            if chance.random() < 0.5:
                damaged[at] ^= 1 << chance.randrange(7)
            else:
                damaged[at : at + chance.randrange(1, 30)] = chance.choice([b"", b'"', b"<", b"/>", b"</row>", b"&#1;"])
            assert outcome(with_parts(data, {part: bytes(damaged)}), f"lijst.{kind}")


def _sheet() -> str:
    return parts(xlsx())[SHEET].decode()


def test_a_tail_or_a_head_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A part that never comes to its rows, or never to an end, is not held in memory."""
    monkeypatch.setattr(scan, "_HEAD_MOST", 1000)
    monkeypatch.setattr(scan, "_TAIL_MOST", 1000)
    for sheet in (_sheet().replace("<sheetData>", "<x/>" * 1000 + "<sheetData>"), _sheet() + "<!-- -->" * 1000):
        with (
            pytest.raises(Refused),
            pytest.MonkeyPatch.context() as patch,
        ):
            patch.setattr(Archive, "pieces", in_pieces(500))
            read_table(hand_xlsx(sheet), "x.xlsx", WANTED)
    assert USUAL.rows == 250_000
