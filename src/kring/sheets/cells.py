"""One cell as the reader gives it, turned into text and the kind it was.

source: spike workbook, "What calamine returns".
"""

import datetime as dt

from kring.sheets.table import CellKind

_EXACT = 10**15
"""From here on a spreadsheet has replaced the last digits by zeros."""


def text_of(value: object) -> tuple[str | None, CellKind]:
    """The trimmed text of a cell (``None``: blank) and its kind.

    A whole number comes without point or exponent: ``85673003360.0`` is ``85673003360``.
    """
    if isinstance(value, str):
        return value.strip() or None, "text"
    if isinstance(value, bool):
        return ("1" if value else "0"), "truth"
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, dt.datetime):
        midnight = (value.hour, value.minute, value.second, value.microsecond) == (0, 0, 0, 0)
        return (value.date() if midnight else value).isoformat(), "date"
    if isinstance(value, dt.date):
        return value.isoformat(), "date"
    return str(value), "time"


def _number(value: float) -> tuple[str, CellKind]:
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124 - not a number
        return "", "error"
    if abs(value) >= _EXACT:
        return str(int(value)), "digits_lost"
    if value == int(value):
        return str(int(value)), "number"
    return repr(value), "number"
