"""Every odd or hostile file ends in a right table, marked in the right place, or in a refusal that says what to do."""

import resource
from dataclasses import replace

import pytest

from kring.sheets import sandbox
from kring.sheets.limits import USUAL
from kring.sheets.mark import mark
from kring.sheets.read import read_table
from kring.sheets.refused import Refused
from tests.unit.sheets import odd_hostile, odd_lists, odd_programs, odd_texts
from tests.unit.sheets.corpus import TEXT, WANTED, parts
from tests.unit.sheets.odd import ODD, Odd

LIMITS = replace(USUAL, memory=512 << 20, seconds=20.0, part=32 << 20, unpacked=64 << 20)
CASES = {odd.name: odd for odd in ODD}
assert all((odd_hostile, odd_lists, odd_programs, odd_texts)), "each adds its files"


@pytest.mark.req("D1", "D5")
@pytest.mark.parametrize("odd", CASES.values(), ids=CASES.keys())
def test_an_odd_file_is_taken_rightly_or_refused_plainly(odd: Odd) -> None:
    """In a child of 512 MiB and 20 seconds.

    Who is read is who stands there; a mark stands beside its person, and is the same when given twice.
    """
    data = odd.make()
    if odd.rows is None:
        with pytest.raises(Refused) as refused:
            sandbox.read_table(data, odd.filename, WANTED, limits=LIMITS)
        assert refused.value.code == odd.code
        assert odd.says in refused.value.message["nl"]
        assert not any(name in str(refused.value.message) for name in ("Peeters", "Janssens", "Maes", "De Smet"))
        return
    table = sandbox.read_table(data, odd.filename, WANTED, limits=LIMITS)
    assert {row.number: row.values["file_number"] for row in table.rows} == odd.rows
    last = max(odd.rows)
    marked = mark(data, table, {last: TEXT}, limits=LIMITS)
    again = read_table(marked, odd.filename, WANTED, limits=LIMITS)
    assert [row.values for row in again.rows] == [row.values for row in table.rows]
    assert mark(marked, again, {last: TEXT}, limits=LIMITS) == marked
    if table.kind != "csv":
        before, after = parts(data), parts(marked)
        assert list(before) == list(after)
        changed = {name for name in before if before[name] != after[name]}
        assert all(
            name.startswith(("xl/worksheets/", "xl/tables/", "xl/workbook.xml", "content.xml")) for name in changed
        )


def test_there_are_more_than_fifty() -> None:
    """As many as were asked for, half of them taken; and no child was left behind."""
    assert len(CASES) == len(ODD) >= 70
    assert sum(odd.rows is not None for odd in CASES.values()) >= 35
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1 << 20
