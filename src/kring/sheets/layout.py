"""Where a list stands in its file, as a person confirms it; and what a file looks like before that is settled.

source: REQUIREMENTS D1 - which columns are read is shown before anything leaves, and may be chosen otherwise
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kring.core.canonical import Json
from kring.sheets.table import FileKind, Table, from_json, to_json


@dataclass(frozen=True, slots=True)
class Where:
    """A place in a file: the sheet by its name (``""`` in a text file), its rows of headings (1-based, the lower one is
    ``header_row``), and the 0-based column of each field. ``columns`` None: recognise them in those headings.
    """

    sheet: str
    first_row: int
    header_row: int
    columns: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Outline:
    """What a file looks like, with the list in it as far as it can be read already.

    ``sheets`` are those that may hold the list. ``headings`` are the columns that may be chosen, by place (``""``: no heading
    that can be shown). ``missing`` are required fields that no column was found for, ``doubled`` is a heading that stands
    twice: in either case a person has to choose, and ``table`` is None.
    """

    kind: FileKind
    sheets: tuple[str, ...]
    where: Where
    headings: Mapping[int, str]
    missing: tuple[str, ...]
    doubled: str
    table: Table | None


def where_to_json(where: Where | None) -> Json:
    """The place as JSON."""
    if where is None:
        return None
    columns = None if where.columns is None else dict(where.columns)
    return {"sheet": where.sheet, "first_row": where.first_row, "header_row": where.header_row, "columns": columns}


def where_from_json(value: object) -> Where | None:
    """The place that ``where_to_json`` wrote; raises ``ValueError`` on any other shape."""
    match value:
        case None:
            return None
        case {
            "sheet": str(sheet),
            "first_row": int(first),
            "header_row": int(last),
            "columns": dict() | None as columns,
        }:
            if columns is not None and not all(isinstance(k, str) and isinstance(c, int) for k, c in columns.items()):
                raise ValueError("not columns")
            return Where(sheet, first, last, columns)
    raise ValueError("not a place")


def outline_to_json(outline: Outline) -> Json:
    """The outline as JSON, with its table."""
    return {
        "kind": outline.kind,
        "sheets": list(outline.sheets),
        "where": where_to_json(outline.where),
        "headings": [[place, text] for place, text in outline.headings.items()],
        "missing": list(outline.missing),
        "doubled": outline.doubled,
        "table": None if outline.table is None else to_json(outline.table),
    }


def outline_from_json(value: object) -> Outline:
    """The outline that ``outline_to_json`` wrote; raises ``ValueError`` on any other shape."""
    match value:
        case {
            "kind": "xlsx" | "ods" | "csv" as kind,
            "sheets": list(sheets),
            "where": dict(raw),
            "headings": list(headings),
            "missing": list(missing),
            "doubled": str(doubled),
            "table": dict() | None as table,
        } if all(isinstance(text, str) for text in (*sheets, *missing)):
            where = where_from_json(raw)
            if where is None or where.columns is None:
                raise ValueError("not a place")
            return Outline(
                kind=kind,
                sheets=tuple(sheets),
                where=where,
                headings=dict(_heading(one) for one in headings),
                missing=tuple(missing),
                doubled=doubled,
                table=None if table is None else from_json(table),
            )
    raise ValueError("not an outline")


def _heading(value: object) -> tuple[int, str]:
    match value:
        case [int(place), str(text)]:
            return place, text
    raise ValueError("not a heading")
