"""Text with separators."""

from collections.abc import Callable

from tests.unit.sheets.corpus import (
    HEADINGS,
    PEOPLE,
    text_file,
)
from tests.unit.sheets.odd import refused, taken


def _text(name: str, data: Callable[[], bytes], *, first: int = 2, rows: dict[int, str | None] | None = None) -> None:
    taken(name, "lijst.csv", first=first, rows=rows)(data)


_text("UTF-8 with two marks before it", lambda: b"\xef\xbb\xbf\xef\xbb\xbf" + text_file().encode())
_text("UTF-16 with tabs, as Excel's own text", lambda: text_file(separator="\t").encode("utf-16"))
_text("Windows-1252 with curly quotes", lambda: text_file([(p[0], "D’Hondt", *p[2:]) for p in PEOPLE]).encode("cp1252"))
_text(
    "a comma between, and commas in quotes",
    lambda: text_file([(*p[:4], f'"{p[4]}, bus"', p[5], "1") for p in PEOPLE], ",").encode(),
)
_text(
    "blank lines between the people", lambda: text_file(end="\n\n").encode(), rows={3: "D1", 5: "D2", 7: "D3", 9: "D4"}
)
_text("a title and a line of dashes above", ("Lijst\r\n-----\r\n" + text_file()).encode, first=4)
_text(
    "quotes inside quotes and a line break",
    lambda: text_file([(p[0], '"van ""de"" \r\nBerg"', *p[2:]) for p in PEOPLE]).encode(),
)
_text("names that would be formulas", lambda: text_file([(p[0], "=1+1", "@x", *p[3:]) for p in PEOPLE]).encode())
_text(
    "everything in quotes",
    lambda: ("\r\n".join(";".join(f'"{v}"' for v in row) for row in [HEADINGS, *PEOPLE])).encode(),
)
_text("a line that says which separator", lambda: b"sep=;\n" + text_file().encode())


@refused("text with NUL bytes", "not_workbook", "Bewaar", "lijst.csv")
def _nul() -> bytes:
    return text_file().replace("Peeters", "Pee\0ters").encode()


@refused("UTF-16 that does not say so", "not_workbook", "Bewaar", "lijst.csv")
def _unmarked_utf16() -> bytes:
    return text_file().encode("utf-16-le")


@refused("a quote that is never closed", "resave", "opnieuw", "lijst.csv")
def _unclosed() -> bytes:
    return (text_file() + '"D9;x').encode()


@refused("one column of text", "no_header", "koppen", "lijst.csv")
def _one_text_column() -> bytes:
    return b"Naam\r\nPeeters\r\n"


@refused("text named .xlsx", "not_workbook", "tekst")
def _text_as_book() -> bytes:
    return text_file().encode()


@refused("headings only, as text", "no_rows", "niemand", "lijst.csv")
def _text_nobody() -> bytes:
    return (";".join(HEADINGS) + "\r\n").encode()


@refused("nothing at all", "not_workbook", "leeg", "lijst.csv")
def _empty_text() -> bytes:
    return b""
