"""How long a log can be tied to people: then the key of the year goes, and the lines stay as they are. source: REQUIREMENTS E16

The term is dated data with its source (``terms.toml``); an organisation chooses another one only within what that allows.
Everything here runs inside ``acting_for``.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from kring.core.errors import Fault
from kring.guard import keys
from kring.guard.acting import current
from kring.journal.database import cursor
from kring.journal.pseudonym import purpose

_FILE = Path(__file__).with_name("terms.toml")
_PURPOSE = purpose(2000).removesuffix("2000")


@dataclass(frozen=True)
class Term:
    """The usual number of years, the fewest and the most that may be chosen, since when, and where that stands."""

    since: date
    years: int
    least: int
    most: int
    nl: str
    source: str
    mark: str


@cache
def terms() -> Sequence[Term]:
    """Every term that ever held, the newest first."""
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))["term"]
    found = [Term(**{"since": one.pop("from"), **one}) for one in read]
    return sorted(found, key=lambda one: one.since, reverse=True)


def term_on(day: date) -> Term:
    """The term that holds on ``day``; before the first, the first."""
    return next((one for one in terms() if one.since <= day), terms()[-1])


def years_kept(day: date) -> int:
    """For how many years after a line's own year the acting organisation can tie it to people."""
    with cursor() as c:
        chosen = c.execute("SELECT years FROM journal.term WHERE log = %s", [current().organisation]).fetchone()
    term = term_on(day)
    return term.years if chosen is None else min(max(chosen[0], term.least), term.most)


def choose(years: int, day: date) -> None:
    """Let the acting organisation keep to another term; raises ``Fault("wrong_term")`` outside what the law allows.

    A shorter one takes effect at the next sweep, and cannot be undone for the years whose key then goes.
    """
    term = term_on(day)
    if not term.least <= years <= term.most:
        raise Fault(
            "wrong_term",
            f"Kies een termijn van {term.least} tot {term.most} jaar. {term.nl} {term.mark}",
        )
    with cursor() as c:
        c.execute(
            "INSERT INTO journal.term (log, years) VALUES (%s, %s)"
            " ON CONFLICT (log) DO UPDATE SET years = excluded.years, at = clock_timestamp()",
            [current().organisation, years],
        )


def over(day: date) -> list[int]:
    """The years of which the acting organisation still has a key, though their term was over before ``day``."""
    ended = day.year - years_kept(day)
    held = (purpose for purpose in keys.versions() if purpose.startswith(_PURPOSE))
    return sorted(year for year in (int(purpose.removeprefix(_PURPOSE)) for purpose in held) if year < ended)


def destroy(year: int) -> int:
    """Destroy the key of ``year``, with the keys of its persons and the way to their lines; answers how many persons it knew.

    The lines stay, and so does the tree. Backups hold the key until they are gone themselves.
    """
    log = current().organisation
    with cursor() as c:
        c.execute(
            "DELETE FROM journal.entry_person held USING journal.person_key known"
            " WHERE known.log = %(log)s AND known.year = %(year)s AND held.log = known.log AND held.person_ix = known.person_ix",
            {"log": log, "year": year},
        )
        c.execute("DELETE FROM journal.person_key WHERE log = %s AND year = %s", [log, year])
        persons = c.rowcount
    keys.destroy(purpose(year))
    return persons
