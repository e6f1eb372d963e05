"""The uploaded file: looked at in a child process, kept encrypted, and given back with its added column."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any
from uuid import uuid4

from kring.core.canonical import Json, canonical
from kring.flows.debtors.city.check import Checked, check
from kring.flows.debtors.city.fields import DEBTORS
from kring.flows.debtors.marks import CLIENT
from kring.flows.debtors.models import Upload
from kring.guard.keys import FieldCipher
from kring.sheets import sandbox
from kring.sheets.layout import Outline, Where, where_from_json, where_to_json
from kring.sheets.mark import HEADING
from kring.sheets.table import Table

SAMPLE = 3
"""Rows that are shown before a list leaves, so that a person sees whether the columns were understood."""


@dataclass(frozen=True)
class Looked:
    """A file that was looked at: what it looks like and, once every column is known, its rows with the check of each."""

    outline: Outline
    rows: Sequence[Checked]


def look(data: bytes, filename: str, where: Where | None = None) -> Looked:
    """Look at a file and, if its list can be read, rehearse that it can be given back with a mark on any row.

    Raises ``kring.sheets.refused.Refused`` for a file that cannot be taken: better now than when the answer is there.
    """
    outline = sandbox.look(data, filename, DEBTORS, where=where)
    if outline.table is None:
        return Looked(outline, ())
    rehearsed = {row.number: CLIENT for row in outline.table.rows}
    sandbox.mark(data, outline.table, rehearsed, HEADING)
    return Looked(outline, check(outline.table))


def whole(data: bytes, filename: str) -> Looked:
    """Look at a file that nobody will be asked about; raises ``Refused`` also for a column that is not sure."""
    outline = sandbox.look(data, filename, DEBTORS)
    table = outline.table or sandbox.read_table(data, filename, DEBTORS)  # which says what is not sure
    return Looked(outline, check(table))


def read(data: bytes, filename: str, where: Where) -> Table:
    """The list that stands at ``where``: the same rows as when it was looked at."""
    return sandbox.read_table(data, filename, DEBTORS, where=where)


def marked(data: bytes, filename: str, where: Where, marks: Mapping[int, str]) -> bytes:
    """The same file with ``marks`` (row in the sheet → text) in its column "Stand OCMW", proven before it is handed out."""
    return sandbox.mark(data, read(data, filename, where), marks, HEADING)


def keep(data: bytes, filename: str, looked: Looked) -> Upload:
    """The file as a row, not saved yet; inside ``acting_for``. Its name may say something of people, so it is sealed too."""
    upload, cipher = uuid4(), FieldCipher("fields")
    kept = Upload(
        id=upload,
        name_sealed=cipher.encrypt(filename.encode(), place=f"debtors.upload.name.{upload}"),
        file_sealed=cipher.encrypt(data, place=f"debtors.upload.file.{upload}"),
        size=len(data),
        sha256=sha256(data).hexdigest(),
        kind=looked.outline.kind,
    )
    lay_out(kept, looked)
    return kept


def lay_out(upload: Upload, looked: Looked) -> None:
    """Write on ``upload``, not saved yet, where its list stands; inside ``acting_for``."""
    table = looked.outline.table
    layout: dict[str, Json] = {
        "where": where_to_json(looked.outline.where),
        "headings": dict(table.headings) if table else {},
        "skipped_rows": list(table.skipped_rows) if table else [],
    }
    upload.layout, upload.dropped_columns = layout, list(table.dropped_columns) if table else []


def lay_open(upload: Upload, looked: Looked) -> None:
    """Add what a person needs who is to confirm it: what may be chosen, what the check found, the first rows (sealed)."""
    outline, rows = looked.outline, looked.rows
    upload.layout |= {
        "sheets": list(outline.sheets),
        "choices": [[place, text] for place, text in outline.headings.items()],
        "missing": list(outline.missing),
        "doubled": outline.doubled,
        "rows": len(rows),
        "valid": sum(row.ssin is not None for row in rows),
        "faults": [[row.number, row.fault] for row in rows if row.fault],
        "notes": [[row.number, row.note] for row in rows if row.note],
    }
    sample = json.dumps([asdict(row) for row in rows[:SAMPLE]]).encode()
    upload.sample_sealed = FieldCipher("fields").encrypt(sample, place=f"debtors.upload.sample.{upload.id}")


def close(upload: Upload) -> None:
    """Take off again, not saved yet, what was there to be confirmed."""
    upload.layout = {key: upload.layout[key] for key in ("where", "headings", "skipped_rows")}
    upload.sample_sealed = None


def where_of(upload: Upload) -> Where:
    """Where its list stands, with every column that is known."""
    where = where_from_json(upload.layout["where"])
    if where is None:
        raise ValueError("a list stands somewhere")
    return where


def seen_of(upload: Upload) -> str:
    """A digest of this file and this reading of it: who confirms, confirms what the page showed."""
    return sha256(canonical({"file": upload.sha256, "where": upload.layout["where"]})).hexdigest()


def sample_of(upload: Upload) -> list[Checked]:
    """Its first rows, as they would leave; inside ``acting_for``."""
    if upload.sample_sealed is None:
        return []
    opened = FieldCipher("fields").decrypt(bytes(upload.sample_sealed), place=f"debtors.upload.sample.{upload.id}")
    rows: list[dict[str, Any]] = json.loads(opened)
    return [Checked(**row) for row in rows]


def name_of(upload: Upload) -> str:
    """The name under which the file was handed in; inside ``acting_for``."""
    sealed = bytes(upload.name_sealed)
    return FieldCipher("fields").decrypt(sealed, place=f"debtors.upload.name.{upload.id}").decode()


def bytes_of(upload: Upload) -> bytes:
    """The file as it was handed in; inside ``acting_for``."""
    return FieldCipher("fields").decrypt(bytes(upload.file_sealed), place=f"debtors.upload.file.{upload.id}")
