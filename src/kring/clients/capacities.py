"""How a register writes a capacity (hoedanigheid): a code of sector 17, its name, or both."""

import re
import unicodedata

from kring.clients.vocabulary import CAPACITIES

_CODE = re.compile(r"0{0,2}([0-9]{1,2})(?:[.,]0+)?(?!\S)")


def read_capacity(text: str) -> int | None:
    """The code that ``text`` means: ``2``, ``02``, ``2 - Leefloon``, ``Leefloon``; ``None`` when it means none."""
    text = text.strip()
    if found := _CODE.match(text):
        code = int(found[1])
        rest = _plain(text[found.end() :])
        return code if code in CAPACITIES and (not rest or rest in _names(code)) else None
    return _BY_NAME.get(_plain(text))


def _plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if c.isalnum())


def _names(code: int) -> set[str]:
    return {_plain(name) for name in CAPACITIES[code].values()}


_BY_NAME = {name: code for code in CAPACITIES for name in _names(code)}
