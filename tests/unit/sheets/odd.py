"""Odd and hostile files that people hand in, each made by a function of its own: what it is called, its bytes, what becomes of it.

The files themselves stand in ``odd_lists``, ``odd_programs``, ``odd_hostile`` and ``odd_texts``.
"""

from collections.abc import Callable
from dataclasses import dataclass

USUAL = ("D1", "D2", "D3", "D4")


@dataclass(frozen=True)
class Odd:
    """One file. Either ``rows`` (file numbers by row in the sheet) or ``code``, with a word that its Dutch message must say."""

    name: str
    make: Callable[[], bytes]
    filename: str = "lijst.xlsx"
    rows: dict[int, str | None] | None = None
    code: str = ""
    says: str = ""


def usual(first: int = 2, names: tuple[str | None, ...] = USUAL) -> dict[int, str | None]:
    return dict(enumerate(names, start=first))


ODD: list[Odd] = []


def taken(
    name: str, filename: str = "lijst.xlsx", *, first: int = 2, rows: dict[int, str | None] | None = None
) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """This file gives a right table: the usual four people from row ``first``, or ``rows``."""

    def register(make: Callable[[], bytes]) -> Callable[[], bytes]:
        ODD.append(Odd(name, make, filename, usual(first) if rows is None else rows))
        return make

    return register


def refused(
    name: str, code: str, says: str, filename: str = "lijst.xlsx"
) -> Callable[[Callable[[], bytes]], Callable[[], bytes]]:
    """This file is refused under ``code``, and the message says what to do."""

    def register(make: Callable[[], bytes]) -> Callable[[], bytes]:
        ODD.append(Odd(name, make, filename, code=code, says=says))
        return make

    return register
