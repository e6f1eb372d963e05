"""A browser at the register: hand a text in, choose who is who, say something about it; and what the organisation then holds."""

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kring.guard.acting import Acting
from kring.instruments.models import InstrumentVersion, Statement
from tests.database.exchange.cast import Desk
from tests.database.ocmw import within

ADOPT = "/instrumenten/aannemen/"


def hand_in(client: Client, content: str | bytes, name: str = "document.toml") -> Any:
    """Hand in a text."""
    data = content.encode() if isinstance(content, str) else content
    return client.post(ADOPT, {"file": SimpleUploadedFile(name, data)})


def chosen(city: Desk, ocmw: Desk, content: str, step: str) -> dict[str, str]:
    """The form of the later steps."""
    return {"text": content, "step": step, "party_city": str(city.id), "party_ocmw": str(ocmw.id)}


def kept(acting: Acting) -> list[int]:
    """How many copies and statements the organisation holds."""
    return within(acting, lambda: [InstrumentVersion.objects.count(), Statement.objects.count()])


def the_page(client: Client) -> str:
    """The address of the only agreement in the list."""
    listed = client.get("/instrumenten/").content.decode()
    (address,) = set(re.findall(r'href="(/instrumenten/[0-9a-f-]{36}/)"', listed))
    return str(address)


def says(client: Client, kind: str, **words: str) -> Any:
    """Go through both steps of one statement; the answer to the last."""
    address = the_page(client) + f"verklaren/{kind}/"
    form = client.get(address).content.decode()
    filled = {**dict(re.findall(r'type="hidden" name="(about|key)" value="([^"]*)"', form)), **words}
    shown = client.post(address, filled)
    return client.post(address, {**filled, "step": "say"}) if shown.status_code == 200 else shown


def what_can_be_said(client: Client) -> set[str]:
    """The kinds of statement that the page offers."""
    page = client.get(the_page(client)).content.decode()
    return set(re.findall(r'href="/instrumenten/[0-9a-f-]{36}/verklaren/([a-z_]+)/"', page))


def broken(*_lines: object) -> None:
    """In place of the log's write."""
    raise OSError("the log cannot be written")
