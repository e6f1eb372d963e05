"""No page is left unlooked at: axe by day and by night, and a telephone's width, on every address that the resolver knows."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from kring.core import clock as clocks
from tests.browser.beside import beside, enter
from tests.browser.conftest import assert_accessible, assert_no_overflow
from tests.browser.ways import GROUPS, NO_PAGE, names_of_all
from tests.database.exchange.cast import CLOCK


def test_every_address_is_looked_at_or_says_why_not() -> None:
    """Whoever adds an address adds it here."""
    looked_at = [name for _, ways in GROUPS.values() for name in ways]
    assert len(looked_at) == len(set(looked_at))
    assert set(looked_at) & set(NO_PAGE) == set()
    assert set(looked_at) | set(NO_PAGE) == names_of_all()


@pytest.mark.timeout(300)
@pytest.mark.parametrize("group", GROUPS)
def test_every_page_is_accessible_by_day_at_night_and_on_a_telephone(
    page: Page, live_site: str, monkeypatch: pytest.MonkeyPatch, screenshot: Callable[[Page, str], Path], group: str
) -> None:
    """One story a group; each page opened by who may. Pictures of all are kept."""
    monkeypatch.setattr(clocks, "_installed", CLOCK)
    make, ways = GROUPS[group]
    story = beside(lambda: make(monkeypatch))
    sitting, wrong = None, {}
    for name, way in ways.items():
        if way.who and way.who != sitting:
            enter(page, live_site, way.position(story))
            sitting = way.who
        page.set_viewport_size({"width": 1280, "height": 900})
        answer = page.goto(reverse(name, kwargs=dict(way.ids(story))))
        assert answer is not None
        assert answer.status == 200, f"{name} answered {answer.status}"
        try:
            _look_at(page, screenshot, f"all-{name.replace(':', '-')}")
        except AssertionError as finding:
            wrong[name] = str(finding)
    assert wrong == {}, "\n".join(f"{name}: {finding}" for name, finding in wrong.items())


def _look_at(page: Page, screenshot: Callable[[Page, str], Path], picture: str) -> None:
    assert_accessible(page)
    screenshot(page, picture)
    page.emulate_media(color_scheme="dark")
    try:
        assert_accessible(page, only_contrast=True)
        page.set_viewport_size({"width": 320, "height": 640})
        assert_no_overflow(page)
        screenshot(page, f"{picture}-320-dark")
    finally:
        page.emulate_media(color_scheme="light")
