"""What ``kring compare`` says of one row, from what both sides' halves told while they worked. No database."""

import pytest

from kring.cli.compare import Judged, Seen, _counts, _status


@pytest.mark.parametrize(
    ("seen", "fault", "mark", "expected"),
    [
        (Seen(), "", "cliënt OCMW", ("marked", None)),
        (Seen(), "", "", ("not_marked", None)),
        (Seen(), "check_digits", "", ("invalid", "check_digits")),
        (Seen(doubtful={"r"}), "", "", ("proposed", "name_not_compatible")),
        (Seen(withheld={"r": ("when_not_met",)}), "", "", ("not_marked", None)),
        (Seen(withheld={"r": ("when_not_met",)}), "when_not_met", "", ("not_marked", None)),
        (Seen(withheld={"r": ("objection",)}), "", "", ("not_marked", "objection")),
        (Seen(withheld={"r": ("restricted",)}), "restricted", "", ("not_marked", "restricted")),
        (Seen(withheld={"r": ("when_not_met", "fact_missing")}), "", "", ("not_marked", "fact_missing")),
    ],
)
def test_a_row_ends_by_what_happened_to_it(seen: Seen, fault: str, mark: str, expected: tuple[str, str | None]) -> None:
    """A gate, restriction or objection of either side refuses; not being a client is no refusal."""
    assert _status(seen, "r", fault, mark) == expected


def test_valid_and_invalid_rows_are_all_rows_and_only_refusals_count_as_refused() -> None:
    """``rows = valid + invalid``; a row that was refused is valid."""
    rows = [
        Judged(2, "A", "marked", None),
        Judged(3, "B", "not_marked", None),
        Judged(4, "C", "not_marked", "objection"),
        Judged(5, "D", "invalid", "empty"),
        Judged(6, "E", "proposed", "name_not_compatible"),
    ]
    assert _counts(rows) == {"rows": 5, "valid": 4, "invalid": 1, "marked": 1, "proposed": 1, "refused": 1}
