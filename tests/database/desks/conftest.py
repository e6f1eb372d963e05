"""Somebody at a desk with a browser; and a database of one's own that may be broken."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from kring.guard.acting import Acting
from kring.parties.identity.actions import open_account, seat
from tests.database.journal.conftest import place  # noqa: F401 - a fixture


@pytest.fixture(autouse=True)
def _second_factor_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kring.config.second_factor.missing", lambda _request: False)


def at(position: Acting, *, raises: bool = True) -> Client:
    """A browser of somebody who is signed in and acts in this position."""
    account = open_account(email=f"{uuid4().hex}@example.org")
    seat(account=account, organisation=position.organisation, position=position.position)
    client = Client(raise_request_exception=raises)
    client.force_login(account)
    return client


def text(response: Any) -> str:
    """The page as people read it, nearly: no tags, one space between words."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body.decode()))
