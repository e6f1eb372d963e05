"""The navigation registry: flows and desks declare their entries, ``config`` wires them, the shell shows them.

An entry that a function may not open is not shown; the page behind it asks again for itself (``face.acting.page``).
"""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Entry:
    """One entry of the main navigation.

    ``url`` is the URL name. ``functions`` may see it (``None``: everybody). ``within`` names the first part of the URL
    names that lie below it, so that it stays marked on the pages behind it (default: the namespace of ``url``).
    ``order`` sorts.
    """

    label: StrOrPromise
    url: str
    functions: frozenset[str] | None
    order: int = 50
    within: str = ""

    def holds(self, view_name: str) -> bool:
        """Whether the page named ``view_name`` lies at or below this entry."""
        namespace, colon, _name = self.url.partition(":")
        below = self.within or (namespace + colon if colon else "")
        return view_name == self.url or bool(below and view_name.startswith(below))


@dataclass(frozen=True)
class Shown:
    """An entry as the shell shows it on one page."""

    label: str
    href: str
    current: bool


_entries: dict[str, Entry] = {}


def register(*entries: Entry) -> None:
    """Declare entries; the same URL name declared twice keeps the last."""
    _entries.update({entry.url: entry for entry in entries})


def shown_to(function: str, view_name: str) -> tuple[Shown, ...]:
    """The entries for someone with ``function``, in order. An entry whose page does not exist here is left out."""
    seen = (entry for entry in _entries.values() if entry.functions is None or function in entry.functions)
    mine = sorted(seen, key=lambda entry: entry.order)
    shown = []
    for entry in mine:
        try:
            href = reverse(entry.url)
        except NoReverseMatch:
            continue
        shown.append(Shown(str(entry.label), href, entry.holds(view_name)))
    return tuple(shown)
