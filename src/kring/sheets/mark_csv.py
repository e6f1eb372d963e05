"""Adding the column of marks to a text file: a separator and a text put behind each record, no other byte touched."""

from collections.abc import Mapping

from kring.sheets.delimited import Delimited, Record, open_delimited
from kring.sheets.limits import Limits
from kring.sheets.refused import Refused
from kring.sheets.table import Table


def mark_csv(
    data: bytes, table: Table, texts: Mapping[int, str], column: int, heading: str, *, replace: bool, limits: Limits
) -> bytes:
    """The file with ``texts`` (by row, the heading among them) in ``column``; all other bytes as they were.

    A record of the list without a mark gets the separator only when it is as wide as the list, so that it stays so.
    """
    del heading
    file = open_delimited(data, limits)
    out: list[str] = []
    copied = 0
    done: set[int] = set()
    for number, record in enumerate(file.records(), start=1):
        text = texts.get(number)
        if text is not None:
            done.add(number)
        elif replace or len(record.fields) != column or not table.header_row < number <= table.last_row:
            continue
        start, stop, new = _change(file, record, column, text or "")
        out += (file.text[copied:start], new)
        copied = stop
    gone = texts.keys() - done
    if gone:
        raise Refused("row_gone", row=min(gone))
    out.append(file.text[copied:])
    try:
        return file.encoded("".join(out))
    except UnicodeEncodeError:
        raise Refused("resave", "mark_encoding") from None


def _change(file: Delimited, record: Record, column: int, text: str) -> tuple[int, int, str]:
    """Which characters make way, and what comes there."""
    written = _written(text, file.separator)
    width = len(record.fields)
    if column < width:
        span = record.fields[column]
        return span.start, span.stop, written
    return record.stop, record.stop, file.separator * (column - max(width, 1) + 1) + written


def _written(text: str, separator: str) -> str:
    if separator in text or '"' in text:
        return '"' + text.replace('"', '""') + '"'
    return text
