"""What a table keeps on a person: declared beside the table in ``personal_records.py``, read by access reports and erasure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

ANY_ITEM: Final = "*"
"""In the place of an item's name: a column that holds values by the names of whatever items an instrument lists."""


@dataclass(frozen=True)
class PersonalRecord:
    """One table with data on persons. Every column stands in ``items`` or in ``beside``; a test fails on one that does not.

    ``table`` is ``app_label.Model``; ``found_by`` the column through which the person is found: a pseudonym (``blind``),
    the person's row (``person``), a row that hangs on the person (``case``) or the row itself (``id``). ``items`` gives the
    vocabulary's name of what a column holds;
    ``beside`` are columns that hold no datum on the person: keys, periods, who decided.
    """

    table: str
    found_by: str
    items: Mapping[str, str]
    beside: tuple[str, ...]
