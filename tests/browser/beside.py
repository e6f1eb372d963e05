"""What a browser test does beside its browser: work in another thread, and sitting down as somebody."""

import threading
from collections.abc import Callable
from queue import Queue
from typing import TypeVar
from uuid import uuid4

from django.conf import settings
from django.db import connections
from django.test import Client
from playwright.sync_api import Page

from kring.face.seats import DEMO_SESSION_KEY
from kring.guard.acting import Acting
from kring.parties.identity.actions import open_account, seat
from kring.parties.identity.models import Account

Result = TypeVar("Result")
SEATED: dict[Acting, Account] = {}
"""Who sits where, of those who sat down before."""


def beside(work: Callable[[], Result]) -> Result:
    """Do ``work`` in another thread: the browser's own loop runs in this one, and the queue needs one too.

    A thread that nobody waits for at the end: work that never ends fails this test, not all that follow.
    """
    done: Queue[tuple[Result | None, BaseException | None]] = Queue()

    def do() -> None:
        try:
            done.put((work(), None))
        except BaseException as wrong:  # noqa: BLE001 - raised again where it is waited for
            done.put((None, wrong))
        finally:
            connections.close_all()

    threading.Thread(target=do, daemon=True).start()
    result, wrong = done.get(timeout=120)
    if wrong is not None:
        raise wrong
    return result  # type: ignore[return-value]  # what work gave, whatever that is


def enter(page: Page, live_site: str, position: Acting) -> None:
    """Sit down as somebody in this position, as the demonstration's shortcut would."""
    account = SEATED.get(position)
    if account is None:
        account = SEATED[position] = open_account(email=f"{uuid4().hex}@lindedal.example")
        seat(account=account, organisation=position.organisation, position=position.position)
    client = Client()
    client.force_login(account)
    session = client.session
    session[DEMO_SESSION_KEY] = True
    session.save()
    page.goto("about:blank")  # a page that follows a sending asks on, and would ask for somebody else
    page.context.clear_cookies()
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_site}])
