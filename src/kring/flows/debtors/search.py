"""Search on part of a name: accents, case, hyphens, apostrophes, particles and the order of the words do not matter.

The database keeps each name folded (migration ``0005_long_lists``), words of a column run together: "berghe", "Van den Berghe" and
"vandenberghe" all find Vandenberghe. An index cannot help: row security is applied before any comparison of texts that might tell
something of a row, so what is searched is one round or one worker's cases, never a whole table.
"""

from typing import TypeVar, cast

from django.db.models import Model, Q, QuerySet, TextField
from django.db.models.expressions import RawSQL

from kring.flows.debtors.names import words_of

LONGEST = 100
"""Letters of a search; more is no name."""
_AS_UMLAUT = (("ae", "a"), ("oe", "o"), ("ue", "u"))
Rows = TypeVar("Rows", bound=Model)


def named(rows: QuerySet[Rows, Rows], name: str) -> QuerySet[Rows, Rows]:
    """Those of ``rows`` (``Row`` or ``Case``) in whose name each word of ``name`` stands, whole or not; without a letter none."""
    words = words_of(name[:LONGEST])
    if not words:
        return rows.none()
    column = RawSQL(f'"{rows.model._meta.db_table}"."folded"', (), output_field=TextField())  # noqa: S611 - our own table's name
    found = cast("QuerySet[Rows, Rows]", rows.alias(folded=column))
    for word in words:
        either = Q()
        for spelling in _spellings(word):
            either |= Q(folded__contains=spelling)
        found = found.filter(either)
    return found


def _spellings(word: tuple[str, ...]) -> set[str]:
    """Also the umlaut that a register may have where somebody types Mueller."""
    return {*word, *(word[0].replace(two, one) for two, one in _AS_UMLAUT if two in word[0])}
