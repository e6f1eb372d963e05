"""A real browser on the real site: pages are served in this process from the worker's own database.

``live_site``    the address of the site; the demonstration's shortcut is on
``town``         a fictitious city and its OCMW, with people in every function, made by calling the actions
``page``         a browser page at 1280 × 900; at the end: no message in the console, no failing request, no CSP violation
``narrow``       the same at 320 pixels wide
``another``      ``another()`` opens one more browser with cookies of its own
``sign_in``      ``sign_in(page, "An Peeters")`` through the shortcut
``screenshot``   ``screenshot("name")`` writes .test-report/screens/name.png
``assert_accessible(page)`` and ``assert_no_overflow(page)`` can be imported.
"""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
AXE = ROOT / "tests" / "browser" / "vendor" / "axe.min.js"
SCREENS = ROOT / ".test-report" / "screens"
CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@dataclass(frozen=True)
class Town:
    """A city and its OCMW that do not exist, and who works there."""

    city: Any
    ocmw: Any
    positions: dict[str, Any] = field(default_factory=dict)
    accounts: dict[str, Any] = field(default_factory=dict)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of this worker."""
    if not CHROMIUM.exists():
        pytest.skip("Chromium is not installed (Debian package chromium)")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "1"  # Playwright keeps a loop in this thread; nothing runs in it beside us
    )
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def live_site(django_db_setup: None, django_db_blocker: Any, sealer: None) -> Iterator[str]:
    """The site on a free port of this machine, as granian would serve it, with the shortcut of the demonstration."""
    from django.contrib.staticfiles.handlers import StaticFilesHandler  # noqa: PLC0415
    from django.test import override_settings  # noqa: PLC0415
    from django.test.testcases import LiveServerThread  # noqa: PLC0415

    with (
        django_db_blocker.unblock(),
        override_settings(
            ROOT_URLCONF="tests.browser.urls", KRING_DEMO_SIGN_IN=True, ALLOWED_HOSTS=["localhost"], DEBUG=False
        ),
    ):
        thread = LiveServerThread("localhost", StaticFilesHandler)
        thread.daemon = True
        thread.start()
        thread.is_ready.wait(30)
        if thread.error:
            raise thread.error
        yield f"http://localhost:{thread.port}"
        thread.terminate()
        thread.join(10)


@pytest.fixture(scope="session")
def town(live_site: str, django_db_blocker: Any) -> Town:
    """Stad and OCMW Bergwijk: invented, made by the actions; one person works for both (E18)."""
    from kring.core.clock import system_clock  # noqa: PLC0415
    from kring.guard.acting import machine_of  # noqa: PLC0415
    from kring.parties.actions import appoint, found_organisation  # noqa: PLC0415
    from kring.parties.identity.actions import open_account, seat  # noqa: PLC0415

    made = Town(
        found_organisation(
            name="Stad Bergwijk", enterprise_number=invented_number(), kind="city", fictitious=True, clock=system_clock
        ),
        found_organisation(
            name="OCMW Bergwijk", enterprise_number=invented_number(), kind="ocmw", fictitious=True, clock=system_clock
        ),
    )
    staff = [
        (made.city, "An Peeters", "debt_team", "Invordering"),
        (made.city, "Bart Claes", "dpo", ""),
        (made.ocmw, "Chantal Wouters", "social_worker", "Schuldhulp"),
        (made.ocmw, "Dirk Maes", "dpo", ""),
        (made.city, "Els Jacobs", "debt_team", "Financiën (gedeeld)"),
        (made.ocmw, "Els Jacobs", "social_worker", "Financiën (gedeeld)"),
    ]
    for organisation, name, function, team in staff:
        address = f"{name.lower().replace(' ', '.')}.{secrets.token_hex(4)}@bergwijk.example"
        account = made.accounts.get(name) or open_account(email=address, password=secrets.token_hex(8))
        made.accounts[name] = account
        position = appoint(
            by=machine_of(organisation.id),
            name=name,
            function=function,
            team=team,
            valid_from=date(2026, 1, 1),
            account_id=account.id,
        )
        made.positions[f"{name}, {organisation.name}"] = position
        seat(account=account, organisation=organisation.id, position=position.id)
    return made


def invented_number() -> str:
    """A well-formed enterprise number that starts with 19, where none has been given out."""
    body = 19_000_000 + secrets.randbelow(999_999)
    return f"{body:08d}{97 - body % 97:02d}"


def _watched(browser: Browser, base: str, width: int, height: int) -> Iterator[Page]:
    context = browser.new_context(base_url=base, viewport={"width": width, "height": height}, locale="en-GB")
    page = context.new_page()
    page.set_default_timeout(15_000)
    wrong: list[str] = []
    page.on(
        "console",
        lambda said: (
            wrong.append(said.text)
            if said.type in ("error", "warning") and "Failed to load resource" not in said.text
            else None
        ),
    )
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "response",
        lambda answer: (
            wrong.append(f"{answer.status} {answer.url}")
            if answer.status >= 500 or (answer.status >= 400 and "/static/" in answer.url)
            else None
        ),
    )
    yield page
    context.close()
    assert not wrong, f"the browser complained: {wrong}"


@pytest.fixture
def page(browser: Browser, live_site: str, committed: None) -> Iterator[Page]:
    """A page on a desk: 1280 × 900. Fails afterwards on any message in the console (CSP violations among them)."""
    yield from _watched(browser, live_site, 1280, 900)


@pytest.fixture
def narrow(browser: Browser, live_site: str, committed: None) -> Iterator[Page]:
    """A page at 320 pixels wide: a telephone, or a desk at 400 %."""
    yield from _watched(browser, live_site, 320, 640)


@pytest.fixture
def another(browser: Browser, live_site: str, committed: None) -> Iterator[Callable[[], Page]]:
    """``another()``: one more browser on a desk, with cookies of its own; watched like ``page``."""
    with ExitStack() as opened:
        yield lambda: opened.enter_context(contextmanager(_watched)(browser, live_site, 1280, 900))


@pytest.fixture
def sign_in(town: Town) -> Callable[..., None]:
    """Sign in as somebody of the town, through the marked shortcut; ``organisation`` when the person works for two."""

    def enter(page: Page, name: str, organisation: str = "") -> None:
        page.goto("/demo/aanmelden/")
        place = page.locator("section", has=page.get_by_role("heading", name=organisation)) if organisation else page
        place.get_by_role("button", name=name).first.click()
        page.wait_for_url("**/vandaag/")

    return enter


@pytest.fixture
def screenshot(request: pytest.FixtureRequest) -> Callable[..., Path]:
    """Write a picture of a whole page: ``screenshot(page, "name")``."""

    def take(page: Page, name: str) -> Path:
        SCREENS.mkdir(parents=True, exist_ok=True)
        target = SCREENS / f"{name}.png"
        page.screenshot(path=target, full_page=True)
        return target

    return take


def assert_accessible(page: Page, *, only_contrast: bool = False) -> None:
    """No finding of axe under WCAG 2.2 A and AA or its best practices, one h1, a title, a language.

    ``only_contrast``: the page was looked at before, and only its colours are others now.
    """
    if not AXE.exists():
        pytest.skip("axe-core is not fetched (make assets)")
    page.evaluate(AXE.read_text())
    asked = {"type": "rule", "values": ["color-contrast"]} if only_contrast else {"type": "tag", "values": WCAG}
    result = page.evaluate("asked => axe.run(document, {runOnly: asked})", asked)
    found = [
        f"{finding['id']} ({finding['impact']}): {node['target']} {node['failureSummary']}"
        for finding in result["violations"]
        for node in finding["nodes"]
    ]
    assert not found, "axe found on " + page.url + ":\n" + "\n".join(found)
    assert page.locator("h1").count() == 1, f"{page.url} must have one h1"
    assert page.title().strip()
    assert page.locator("html").get_attribute("lang") in ("nl", "fr", "de", "en")


def assert_no_overflow(page: Page) -> None:
    """The page never scrolls sideways; wide tables scroll in a container of their own."""
    wide = page.evaluate(
        """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
        [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1
            && !e.closest('.kr-scroll')).map(e => e.outerHTML.slice(0, 90))"""
    )
    assert not wide, f"{page.url} is wider than the window: {wide[:5]}"
