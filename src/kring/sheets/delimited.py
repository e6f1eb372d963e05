"""Text files with separators: which encoding, which separator, where each record and each field begins and ends.

The places are what marking needs: nothing is ever written anew but our own column. source: spike, ".ods and .csv".
"""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from kring.sheets.limits import Limits
from kring.sheets.refused import Refused

_SEPARATORS = ";,\t|"
_SAMPLE = 64 * 1024
_DECLARED = re.compile(r'"?sep=(.)"?(\r\n|\r|\n)', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """One field: where it stands in the text, quotes included, and its value."""

    start: int
    stop: int
    value: str


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its fields, and where it ends (before its line end). A blank line has no fields."""

    fields: tuple[Span, ...]
    stop: int


@dataclass(frozen=True, slots=True)
class Delimited:
    """A decoded file. ``mark`` are the bytes of its byte order mark; ``begin`` is where row 1 begins in ``text``
    (behind a line ``sep=;``)."""

    text: str
    encoding: str
    mark: bytes
    separator: str
    begin: int

    def records(self) -> Iterator[Record]:
        """Every record, blank lines included; refuses (``resave``) a quote that is never closed."""
        return _records(self.text, self.begin, self.separator)

    def encoded(self, text: str) -> bytes:
        """Text in the file's own encoding, behind the file's own mark."""
        return self.mark + text.encode(self.encoding)


def open_delimited(data: bytes, limits: Limits) -> Delimited:
    """Decode and find the separator; refuses what does not come back byte for byte from that decoding."""
    text, encoding, mark = _decoded(data)
    if mark + text.encode(encoding) != data or "\0" in text:
        raise Refused("resave", "encoding")
    if text.count("\n") + text.count("\r") > 4 * limits.rows + 1_000:
        raise Refused("too_big", "rows", what="rows")
    if m := _DECLARED.match(text):
        return Delimited(text, encoding, mark, m[1], m.end())
    return Delimited(text, encoding, mark, _separator(text), 0)


def _decoded(data: bytes) -> tuple[str, str, bytes]:
    """A byte order mark decides; else UTF-8 if it is that and not mere ASCII; else Windows-1252, as Excel opens it."""
    try:
        for mark, encoding in (
            (codecs.BOM_UTF8, "utf-8"),
            (codecs.BOM_UTF16_LE, "utf-16-le"),
            (codecs.BOM_UTF16_BE, "utf-16-be"),
        ):
            if data.startswith(mark):
                return data[len(mark) :].decode(encoding), encoding, mark
        if not data.isascii():
            try:
                return data.decode("utf-8"), "utf-8", b""
            except UnicodeDecodeError:
                pass
        return data.decode("cp1252"), "cp1252", b""
    except UnicodeDecodeError:
        raise Refused("resave", "encoding") from None


def _separator(text: str) -> str:
    """The separator that cuts the first 64 kB most consistently into most fields."""
    sample = text[:_SAMPLE]
    if len(text) > _SAMPLE:
        sample = sample[: max(sample.rfind("\n"), sample.rfind("\r")) + 1] or sample
    best, merit = ";", (0.0, 0)
    for separator in _SEPARATORS:
        widths: dict[int, int] = {}
        try:
            for record in _records(sample, 0, separator):
                if len(record.fields) > 1:
                    widths[len(record.fields)] = widths.get(len(record.fields), 0) + 1
        except Refused:
            continue
        if widths:
            width = max(widths, key=lambda w: (widths[w] * (w - 1), w))
            found = (float(widths[width] * (width - 1)), width)
            if found > merit:
                best, merit = separator, found
    return best


def _records(text: str, begin: int, separator: str) -> Iterator[Record]:
    s = re.escape(separator)
    field = re.compile(rf'("(?:[^"]|"")*+"[^{s}\r\n]*|[^{s}\r\n]*)({s}|\r\n|\r|\n|\Z)')
    fields: list[Span] = []
    at, size = begin, len(text)
    while at < size or fields:
        m = field.match(text, at)
        if m is None:
            raise Refused("resave", "broken_quotes")
        raw = m[1]
        value = _unquoted(raw) if raw.startswith('"') else raw
        fields.append(Span(m.start(1), m.end(1), value))
        at = m.end()
        if m[2] == separator:
            continue
        blank = len(fields) == 1 and fields[0].start == fields[0].stop
        yield Record(() if blank else tuple(fields), m.end(1))
        fields = []
        if m[2] == "":
            return


def _unquoted(raw: str) -> str:
    closing = re.match(r'"((?:[^"]|"")*+)"(.*)', raw, re.DOTALL)
    if closing is None:
        raise Refused("resave", "broken_quotes")
    return closing[1].replace('""', '"') + closing[2]
