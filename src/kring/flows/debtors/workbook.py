"""The uploaded file: read in a child process, kept encrypted, and given back with its added column."""

from collections.abc import Mapping
from uuid import uuid4

from kring.core.canonical import Json
from kring.flows.debtors.fields import DEBTORS
from kring.flows.debtors.models import Upload
from kring.guard.keys import FieldCipher
from kring.sheets import sandbox
from kring.sheets.mark import HEADING
from kring.sheets.table import Table


def read(data: bytes, filename: str) -> Table:
    """The debtor list in ``data``; raises ``kring.sheets.refused.Refused`` for a file that cannot be taken."""
    return sandbox.read_table(data, filename, DEBTORS)


def marked(data: bytes, filename: str, marks: Mapping[int, str]) -> bytes:
    """The same file with ``marks`` (row in the sheet → text) in its column "Stand OCMW", proven before it is handed out."""
    return sandbox.mark(data, read(data, filename), marks, HEADING)


def keep(data: bytes, filename: str, table: Table) -> Upload:
    """The file as a row, not saved yet; inside ``acting_for``. Its name may say something of people, so it is sealed too."""
    upload, cipher = uuid4(), FieldCipher("fields")
    layout: dict[str, Json] = {
        "sheet": table.sheet,
        "header_row": table.header_row,
        "headings": dict(table.headings),
        "skipped_rows": list(table.skipped_rows),
    }
    return Upload(
        id=upload,
        name_sealed=cipher.encrypt(filename.encode(), place=f"debtors.upload.name.{upload}"),
        file_sealed=cipher.encrypt(data, place=f"debtors.upload.file.{upload}"),
        size=len(data),
        sha256=table.sha256,
        kind=table.kind,
        layout=layout,
        dropped_columns=list(table.dropped_columns),
    )


def name_of(upload: Upload) -> str:
    """The name under which the file was handed in; inside ``acting_for``."""
    sealed = bytes(upload.name_sealed)
    return FieldCipher("fields").decrypt(sealed, place=f"debtors.upload.name.{upload.id}").decode()


def bytes_of(upload: Upload) -> bytes:
    """The file as it was handed in; inside ``acting_for``."""
    return FieldCipher("fields").decrypt(bytes(upload.file_sealed), place=f"debtors.upload.file.{upload.id}")
