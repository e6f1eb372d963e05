"""What a text lets pass that another does not, in the reader's language: for the page of a text, of a pair, and before adopting."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache

from kring.core.vocabulary import Vocabulary
from kring.face.spoken import dutch, reading
from kring.policy.difference import permissions
from kring.policy.difference_terms import Difference, compare, keeping, terms
from kring.policy.difference_words import Teller, ToldChange
from kring.policy.document import Document
from kring.policy.rules import Policy


@dataclass(frozen=True)
class Effect:
    """What one changed piece of the text does by itself; ``does`` empty: nothing."""

    path: str
    does: tuple[str, ...]


@dataclass(frozen=True)
class Told:
    """A comparison as pages show it. ``first``: there was no text before."""

    first: bool
    newly: tuple[ToldChange, ...]
    no_longer: tuple[ToldChange, ...]
    kept: tuple[str, ...]
    terms: tuple[str, ...]
    effects: tuple[Effect, ...]
    cautious: bool

    @property
    def same(self) -> bool:
        """Whether nothing changed in permission."""
        return not (self.newly or self.no_longer or self.kept or self.terms)


def since(
    old: Policy | None, new: Policy, words: Vocabulary, *, texts: Iterable[Document] = (), effects: bool = False
) -> Told:
    """What ``new`` changes, the purposes in the words of ``texts``; with ``effects`` also what each piece of it does by itself."""
    language = "en" if reading() == "en" else "nl"
    purposes = {one.key: one.text.nl for text in texts for one in text.purpose}
    teller, brief = Teller(old, new, words, language, purposes), Teller(old, new, words, language)
    found = _difference(_Pair(old.digest if old else "", new.digest, effects, id(words), old, new))
    return Told(
        first=old is None,
        newly=tuple(_row(teller.change(one)) for one in found.permission.newly),
        no_longer=tuple(_row(teller.change(one)) for one in found.permission.no_longer),
        kept=_lines(map(teller.kept, found.kept)),
        terms=_lines(map(teller.term, found.terms)),
        effects=tuple(Effect(one.path, _lines(brief.effect(one))) for one in found.effects) if effects else (),
        cautious=found.permission.cautious,
    )


def _lines(told: Iterable[str]) -> tuple[str, ...]:
    """Comparisons are told in Dutch and in English; on a page in another language they are marked as Dutch."""
    return tuple(told) if reading() == "en" else tuple(map(dutch, told))


def _row(told: ToldChange) -> ToldChange:
    what, between, roles, values, terms = _lines((told.what, told.between, told.roles, told.values, told.terms))
    items, cases = _lines(told.items), _lines(told.cases)
    return replace(told, what=what, between=between, roles=roles, values=values, terms=terms, items=items, cases=cases)


@dataclass(frozen=True)
class _Pair:
    """Two policies, told apart by the marks of their texts."""

    old_mark: str
    new_mark: str
    effects: bool
    words: int
    old: Policy | None = field(compare=False)
    new: Policy = field(compare=False)


@lru_cache(maxsize=64)
def _difference(pair: _Pair) -> Difference:
    """Computed once: a text never changes, and the comparison of two long ones takes seconds."""
    old, new = pair.old, pair.new
    if old is None:
        return Difference(permissions(None, new), (), (), ())
    if pair.effects:
        return compare(old, new)
    return Difference(permissions(old, new), keeping(old, new), terms(old, new), ())
