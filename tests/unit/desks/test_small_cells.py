"""Small groups in figures: nobody, not even who knows how they are protected and holds every page, works one out.

The attacker is exhaustive: of every small table there is, all those are put together that look the same once published. What the
attacker then knows of a part is the set of numbers that it has in them.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import product

import pytest

from kring.core.ending import Figures, Group, Part, Spread
from kring.desks.register.ending.small_cells import LARGE, SMALL, Protected, Shown, Taken, protect, rows_told
from kring.desks.register.ending.thresholds import threshold_on, thresholds

pytestmark = pytest.mark.req("D7")
LEAVES = ("declines", "no_solution", "solution", "helping", "open")


def _part(key: str, count: int) -> Part:
    return Part(key, {"nl": key}, count)


def _group(key: str, whole: str, **counts: int) -> Group:
    return Group(key, {"nl": key}, tuple(_part(name, count) for name, count in counts.items()), whole)


def _centre(leaves: tuple[int, ...], *, days: bool = False) -> Figures:
    """An OCMW's table: marked, of whom resumed or not, of whom why, and how long it took."""
    declines, no_solution, solution, helping, open_ = leaves
    resumed, other = declines + no_solution, solution + helping + open_
    taken = tuple(range(resumed + solution)) if days else ()
    return Figures(
        groups=(
            _group("all", "", marked=resumed + other),
            _group("what", "marked", resumed=resumed, other=other),
            _group("why", "resumed", declines=declines, no_solution=no_solution),
            _group("help", "other", solution=solution, helping=helping, open=open_),
        ),
        spreads=(Spread("outcome", {"nl": "uitkomst"}, taken, ("resumed", "solution")),),
    )


def _true(figures: Figures) -> dict[str, int]:
    return {part.key: part.count for group in figures.groups for part in group.parts}


def _sums(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """Every way to spread ``total`` over ``parts``."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in _sums(total - first, parts - 1):
            yield (first, *rest)


def _attacked(worlds: Mapping[object, list[dict[str, int]]], seen: Mapping[object, Protected], least: int) -> None:
    """For everything that can be published: what is small stays wholly open, what is hidden stays N numbers wide."""
    for published, alike in worlds.items():
        for key, shown in seen[published].parts.items():
            may_be = {world[key] for world in alike}
            if shown == SMALL:
                assert may_be == set(range(least)), (published, key, may_be)
            elif not isinstance(shown, int):
                assert shown != LARGE or min(may_be) >= least
                assert len(may_be) >= least, (published, key, may_be)
            else:
                assert may_be == {shown}  # and what is told is true


@pytest.mark.parametrize(("least", "most"), [(2, 12), (3, 15)])
def test_of_a_centre_s_whole_table_with_its_certificate_nothing_small_is_worked_out(least: int, most: int) -> None:
    """Every table of up to so many clients: figures, days and the counts of the certificate, held side by side."""
    worlds: dict[object, list[dict[str, int]]] = defaultdict(list)
    seen: dict[object, Protected] = {}
    for total in range(most + 1):
        for leaves in _sums(total, len(LEAVES)):
            figures = _centre(leaves)
            told, true = protect(figures, least=least, spread=2 * least), _true(figures)
            rows = {"case": true["marked"], "talk": total - leaves[4], "signal": true["resumed"], "rounds": 4}
            certificate = tuple(rows_told(n, told, least, people=name != "rounds") for name, n in rows.items())
            days_told = told.parts["resumed"], told.parts["solution"]
            published = (tuple(told.parts.items()), certificate, days_told)
            worlds[published].append(true)
            seen[published] = told
    assert len(worlds) > 20
    _attacked(worlds, seen, least)


@pytest.mark.parametrize(("least", "parts", "most"), [(5, 2, 60), (5, 3, 40), (3, 4, 16), (5, 4, 24)])
def test_of_one_partition_nothing_small_is_worked_out(least: int, parts: int, most: int) -> None:
    """The usual threshold, over two, three and four parts: rounds, say, of one pilot."""
    worlds: dict[object, list[dict[str, int]]] = defaultdict(list)
    seen: dict[object, Protected] = {}
    for total in range(most + 1):
        for counts in _sums(total, parts):
            by_round = {f"round{n}": count for n, count in enumerate(counts)}
            figures = Figures(groups=(_group("all", "", marked=total), _group("rounds", "marked", **by_round)))
            told = protect(figures, least=least, spread=10)
            published = tuple(told.parts.items())
            worlds[published].append(_true(figures))
            seen[published] = told
    _attacked(worlds, seen, least)


def _city(unmarked: int, resumed: int, paused: int) -> Figures:
    """A city's table: its debtors, marked or not, and what became of those who were."""
    parts = (_part("marked", resumed + paused), _part("unmarked", unmarked))
    return Figures(
        groups=(
            Group("all", {"nl": "all"}, parts, total=_part("debtors", unmarked + resumed + paused)),
            _group("what", "marked", resumed=resumed, other=paused),
        )
    )


def test_a_city_s_and_a_centre_s_pages_together_tell_no_more_than_each() -> None:
    """What both tell (marked, resumed or not) they tell alike; and who holds both works nothing out of either."""
    worlds: dict[object, list[dict[str, int]]] = defaultdict(list)
    seen: dict[object, Protected] = {}
    for unmarked, leaves in product(range(9), (sums for total in range(13) for sums in _sums(total, 5))):
        figures = _centre(leaves), _city(unmarked, sum(leaves[:2]), sum(leaves[2:]))
        centre, city = (protect(one, least=3, spread=6) for one in figures)
        assert {key: city.parts[key] for key in ("marked", "resumed", "other")} == {
            key: centre.parts[key] for key in ("marked", "resumed", "other")
        }
        both = Protected({**centre.parts, **city.parts}, {})
        published = tuple(both.parts.items())
        worlds[published].append({**_true(figures[0]), **_true(figures[1]), "debtors": unmarked + sum(leaves)})
        seen[published] = both
    _attacked(worlds, seen, 3)


def test_an_unprotected_table_falls_to_this_attacker() -> None:
    """The attack works: hide only what is small, and it is found by subtraction."""
    worlds: dict[object, list[dict[str, int]]] = defaultdict(list)
    seen: dict[object, Protected] = {}
    for total in range(13):
        for counts in _sums(total, 2):
            shown: dict[str, Shown] = {"whole": total}
            shown |= {str(n): count if count >= 3 else SMALL for n, count in enumerate(counts)}
            published = tuple(shown.items())
            worlds[published].append({"whole": total, "0": counts[0], "1": counts[1]})
            seen[published] = Protected(shown, {})
    with pytest.raises(AssertionError):
        _attacked(worlds, seen, 3)


def test_zero_is_told_as_any_small_number_and_never_as_zero() -> None:
    """Nobody and four people read the same."""
    of_none, of_four = (protect(_centre((0, 9, 9, 9, n)), least=5, spread=10).parts for n in (0, 4))
    assert of_none["open"] == of_four["open"] == SMALL
    assert 0 not in of_none.values()


def test_large_groups_are_told_as_they_are() -> None:
    """Nothing is held back that need not be."""
    told = protect(_centre((7, 8, 9, 10, 11)), least=5, spread=10)
    assert told.whole
    assert told.parts == {"marked": 45, "resumed": 15, "other": 30, **dict(zip(LEAVES, (7, 8, 9, 10, 11), strict=True))}


def test_days_are_told_only_of_enough_people_that_are_told_anyway() -> None:
    """Quartiles of ten or more; each is the days of somebody, so that they do not tell odd from even."""
    enough = protect(_centre((6, 5, 7, 9, 9), days=True), least=5, spread=10)
    assert enough.spreads == {"outcome": Taken(4, 8, 13)}
    assert protect(_centre((5, 4, 4, 9, 9), days=True), least=5, spread=10).spreads == {"outcome": None}


def test_the_threshold_is_dated_and_says_where_it_comes_from() -> None:
    """An unconfirmed number carries its mark."""
    now = threshold_on(date(2028, 1, 1))
    assert now in thresholds()
    assert (now.least, now.spread, now.mark) == (5, 10, "[?]")
    assert now.source
    assert threshold_on(date(1999, 1, 1)) == thresholds()[-1]


def test_figures_that_do_not_add_up_are_a_fault() -> None:
    """A flow that counts somebody twice is found before anything is published."""
    wrong = Figures(groups=(_group("all", "", marked=20), _group("what", "marked", resumed=9, other=9)))
    with pytest.raises(ValueError, match="what"):
        protect(wrong, least=5, spread=10)
