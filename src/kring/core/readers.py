"""Reading single facts from JSON, strictly: what is not exactly of the form is refused, never guessed."""

import re
from datetime import date

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class NotReadable(ValueError):  # noqa: N818 - named for what it says of the value
    """A value has not the form it should have. Says which form, never what was read."""

    def __init__(self, nl: str, en: str) -> None:
        super().__init__(nl)
        self.nl = nl
        self.en = en


def read_yes_or_no(raw: object) -> bool:
    """A boolean and nothing that resembles one."""
    if not isinstance(raw, bool):
        raise NotReadable("true of false", "true or false")
    return raw


def read_names(raw: object) -> frozenset[str]:
    """A list of names."""
    if isinstance(raw, frozenset):
        return raw
    if not isinstance(raw, list | tuple) or not all(isinstance(name, str) for name in raw):
        raise NotReadable("een lijst van namen", "a list of names")
    return frozenset(raw)


def read_day(raw: object) -> date:
    """One day, as ``2026-03-02`` or as a date."""
    if type(raw) is date:
        return raw
    if isinstance(raw, str) and _DAY.fullmatch(raw):
        try:
            return date.fromisoformat(raw)
        except ValueError:
            pass
    raise NotReadable("een dag als 2026-03-02", "a day such as 2026-03-02")


def read_days(raw: object) -> tuple[date, ...]:
    """A list of days."""
    if not isinstance(raw, list | tuple):
        raise NotReadable("een lijst van dagen", "a list of days")
    return tuple(map(read_day, raw))
