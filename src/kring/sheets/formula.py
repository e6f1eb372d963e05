"""Text that a spreadsheet program would take for a formula.

source: OWASP, CSV injection; the list of first characters is the same one.
"""

from collections.abc import Iterable

_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_WIDE = ("＝", "＋", "－", "＠")


def is_harmless(text: str) -> bool:
    """Whether no spreadsheet program takes ``text`` for a formula."""
    return not text.startswith((*_STARTS, *_WIDE))


def harmless(text: str) -> str:
    """``text`` for a cell of a .csv that *we* compose: prefixed by ``'`` where it would begin like a formula."""
    return text if is_harmless(text) else "'" + text


def harmless_line(cells: Iterable[str], separator: str = ";") -> str:
    """One record of a .csv that we compose, each cell quoted and harmless; without line end."""
    return separator.join('"' + harmless(cell).replace('"', '""') + '"' for cell in cells)
