"""The drawn circle: everybody stays on the sheet, and who exchanges more is drawn thicker."""

from datetime import date
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from kring.site.circle import Month, Partner
from kring.site.circle_picture import HEIGHT, SIZE, bars, spokes

counts = st.integers(min_value=0, max_value=1_000_000)
partners = st.lists(
    st.builds(
        Partner,
        id=st.builds(uuid4),
        name=st.text(max_size=60),
        in_force=counts,
        disclosures_out=counts,
        disclosures_in=counts,
        persons_out=counts,
        persons_in=counts,
    ),
    max_size=20,
)


@given(partners)
def test_every_party_stands_on_the_sheet_and_at_most_a_dozen_are_drawn(found: list[Partner]) -> None:
    drawn = spokes(found)
    assert len(drawn) == min(12, len(found))
    assert all(92 <= one.x <= SIZE - 92 and 24 <= one.y <= HEIGHT - 24 for one in drawn)
    assert all(1 <= len(one.lines) <= 2 for one in drawn)


@given(partners)
def test_who_sends_more_is_never_drawn_thinner_and_nothing_is_drawn_as_nothing(found: list[Partner]) -> None:
    drawn = sorted(spokes(found), key=lambda one: one.partner.disclosures_out)
    widths = [one.out for one in drawn]
    assert widths == sorted(widths)
    assert all((one.out == 0) == (one.partner.disclosures_out == 0) for one in drawn)


@given(st.lists(st.builds(Month, first=st.just(date(2026, 1, 1)), out=counts, in_=counts), min_size=1, max_size=12))
def test_bars_stand_on_one_line_and_the_month_with_most_is_the_tallest(months: list[Month]) -> None:
    drawn = bars(months)
    feet = {round(one.out_y + one.out_height, 1) for one in drawn} | {
        round(one.in_y + one.in_height, 1) for one in drawn
    }
    assert feet == {176.0}
    most = max(months, key=lambda one: one.out)
    assert max(one.out_height for one in drawn) == next(one.out_height for one in drawn if one.month is most)
