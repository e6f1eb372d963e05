"""Reading a list from the bytes of an uploaded file. Call it through ``sandbox``: this opens a stranger's file.

source: the issue, points 3, 7 and 8.
"""

import hashlib
from collections.abc import Sequence

from kring.sheets import read_csv, read_ods, read_xlsx
from kring.sheets.fields import Field
from kring.sheets.grid import Progress, silent, tabulate
from kring.sheets.limits import USUAL, Limits
from kring.sheets.sniff import kind_of
from kring.sheets.table import Table


def read_table(
    data: bytes, filename: str, wanted: Sequence[Field], *, limits: Limits = USUAL, progress: Progress = silent
) -> Table:
    """The list in ``data``: only the ``wanted`` columns; other columns are named, never read into rows.

    ``filename`` decides between text formats only; a workbook is known by its content. Raises ``Refused``.
    """
    kind = kind_of(data, filename, limits)
    grid_of = {"xlsx": read_xlsx.grid_of, "ods": read_ods.grid_of, "csv": read_csv.grid_of}[kind]
    grid, heading = grid_of(data, wanted, limits, progress)
    sha256 = hashlib.sha256(data).hexdigest()
    return tabulate(grid, heading, wanted, sha256=sha256, limits=limits, progress=progress)
