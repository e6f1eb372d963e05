"""Whether two spellings can be the name of one person: the second half of an exact comparison (equal number *and* this).

Accents, case, spaces, hyphens, apostrophes, particles (van, de, el, ben), the order of first and last name, initials and
double names do not matter. A differing first name does, and so does a differing spelling: Mohamed is not Mohammed here,
for a person looks at such rows later; nothing is marked on a guess. source: the issue, point 7; REQUIREMENTS D8
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

_SMALL_WORDS = """
    van vande vanden vander der den de het op aan in uit over onder bij voor ter ten te tot t s sint saint st santa san
    von vom zu zum zur af av del della delle delli degli dei da do dos das di du d l la le les lo los las y e i o mac mc
    el al ul ed ibn ben bin bint bent bou abu abou abd abdel abdul abdal abdoul ould oulad ait
"""
_PARTICLES = frozenset(_SMALL_WORDS.split())
"""Words that one register writes, another leaves out or puts behind the name."""
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_APOSTROPHES = re.compile("['’‘ʼʾʿ`´′]")
_WORD = re.compile(r"[^\W\d_]+")
_INITIALS = re.compile(r"[b-df-hj-np-tv-z]{2,3}")
_MOST_WORDS = 8
"""In one column; a longer name is no name, and the words behind it are not looked at."""

_Word = tuple[str, ...]
"""One word without accents, in the one or two ways that an umlaut is written: ``("ozturk", "oeztuerk")``."""
_Fields = tuple[tuple[_Word, ...], tuple[_Word, ...]]


@dataclass(frozen=True, slots=True)
class Name:
    """A name as a list or register gives it. Either part may be empty; a list with one column puts all in ``last``."""

    first: str
    last: str


@dataclass(frozen=True, slots=True)
class _Token:
    """One word of a name, and whether the other name may do without it."""

    word: _Word
    may_miss: bool


def compatible(one: Name, other: Name) -> bool:
    """Whether both can be the same person's name. Symmetric; an empty name is compatible with none, not even itself.

    Either both say the same, however they space and order it; or all words of the one stand in the other: at least two of them, of
    which one written in full. Particles are not counted.
    """
    ours, theirs = _fields(one), _fields(other)
    if not any(ours) or not any(theirs):
        return False
    if _same(ours, theirs):
        return True
    pairs = product(_readings(_joined(ours, theirs)), _readings(_joined(theirs, ours)))
    return any(_lies_within(a, b) or _lies_within(b, a) for a, b in pairs)


def words_of(text: str) -> tuple[_Word, ...]:
    """The words to look for in a name, each in the one or two ways that an umlaut is written; particles if there is no other."""
    words = _words(text)
    return tuple(word for word in words if word[0] not in _PARTICLES) or words


def _same(ours: _Fields, theirs: _Fields) -> bool:
    """Letter by letter the same in both columns, swapped or not; or the same words, whatever the column."""
    (a, b), (c, d) = map(_run_together, ours), map(_run_together, theirs)
    return bool((a & c and b & d) or (a & d and b & c) or _sorted(ours) & _sorted(theirs))


def _sorted(fields: _Fields) -> frozenset[tuple[str, ...]]:
    words = [word for field in fields for word in field]
    return frozenset((tuple(sorted(word[0] for word in words)), tuple(sorted(word[-1] for word in words))))


def _run_together(words: Sequence[_Word]) -> frozenset[str]:
    return frozenset(("".join(word[0] for word in words), "".join(word[-1] for word in words)))


def _joined(ours: _Fields, theirs: _Fields) -> list[tuple[_Word, ...]]:
    """Our columns with words run together where the other runs them together: Van den Berghe beside Vandenberghe."""
    written = {spelling for field in theirs for word in field for spelling in word}
    return [tuple(_join(field, written)) for field in ours]


def _join(words: Sequence[_Word], written: set[str]) -> Iterator[_Word]:
    start = 0
    while start < len(words):
        ends = range(len(words), start + 1, -1)
        end = next((end for end in ends if _run_together(words[start:end]) & written), start + 1)
        yield tuple(sorted(_run_together(words[start:end]))) if end > start + 1 else words[start]
        start = end


def _readings(fields: Sequence[Sequence[_Word]]) -> list[list[_Token]]:
    """The words of both columns; and once more with ``JP`` read as the initials J. P., if there is such a word."""
    plain = [token for field in fields for token in _tokens(field)]
    if not any(_INITIALS.fullmatch(token.word[0]) for token in plain):
        return [plain]
    split = [
        [_Token((letter,), token.may_miss) for letter in token.word[0]]
        if _INITIALS.fullmatch(token.word[0])
        else [token]
        for token in plain
    ]
    return [plain, [token for tokens in split for token in tokens]]


def _tokens(field: Sequence[_Word]) -> list[_Token]:
    """A particle belongs to the word behind it; alone, or last in its column, it is a name: Ben, Le, Van."""
    last = len(field) - 1
    return [_Token(word, may_miss=index < last and word[0] in _PARTICLES) for index, word in enumerate(field)]


def _lies_within(small: Sequence[_Token], big: Sequence[_Token]) -> bool:
    """Whether each word of ``small`` that matters finds a word of its own in ``big``."""
    pairs = _pairing(small, big)
    if any(index not in pairs and not token.may_miss for index, token in enumerate(small)):
        return False
    counted = [(small[i], big[j]) for i, j in pairs.items() if not (small[i].may_miss or big[j].may_miss)]
    return len(counted) >= 2 and any(_in_full(a, b) for a, b in counted)


def _pairing(small: Sequence[_Token], big: Sequence[_Token]) -> dict[int, int]:
    """As many pairs of words as there can be, words that matter first: index in ``small`` → index in ``big``."""
    taken: dict[int, int] = {}

    def place(index: int, seen: set[int]) -> bool:
        choices = [j for j in range(len(big)) if _meet(small[index], big[j])]
        for j in sorted(choices, key=lambda j: (not _in_full(small[index], big[j]), big[j].may_miss)):
            if j in seen:
                continue
            seen.add(j)
            if j not in taken or place(taken[j], seen):
                taken[j] = index
                return True
        return False

    for index in sorted(range(len(small)), key=lambda i: small[i].may_miss):
        place(index, set())
    return {index: j for j, index in taken.items()}


def _meet(a: _Token, b: _Token) -> bool:
    return _in_full(a, b) or _initial_of(a, b) or _initial_of(b, a)


def _in_full(a: _Token, b: _Token) -> bool:
    return any(len(spelling) > 1 and spelling in b.word for spelling in a.word)


def _initial_of(a: _Token, b: _Token) -> bool:
    return len(a.word[0]) == 1 and any(spelling.startswith(a.word[0]) for spelling in b.word)


@lru_cache(maxsize=50_000)
def _fields(name: Name) -> _Fields:
    return _words(name.first), _words(name.last)


def _words(text: str) -> tuple[_Word, ...]:
    folded = unicodedata.normalize("NFKC", text).casefold().replace("i\u0307", "i")
    composed = unicodedata.normalize("NFC", _APOSTROPHES.sub("", folded))
    words = (_spellings(word) for word in _WORD.findall(composed))
    return tuple(word for word in words if word[0])[:_MOST_WORDS]


def _spellings(word: str) -> _Word:
    bare, umlauts_written = _bare(word), _bare(word.translate(_UMLAUTS))
    return (bare,) if bare == umlauts_written else (bare, umlauts_written)


def _bare(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.translate(_LETTERS))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
