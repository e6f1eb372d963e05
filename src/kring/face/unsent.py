"""A form that was sent after the session had ended: nothing of it is done, and what was typed is not lost.

It is held sealed in the browser's new, still nameless session, in the database and never in an address or a log, for half an
hour; after signing in it goes back to the very same account in the very same position, and to nobody else. Files are not held.
source: docs/decisions/0023-unsent-forms.md
"""

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpRequest

from kring.core.clock import house_clock
from kring.face.language import safe_next
from kring.face.seats import Sitting, sitting_of, sittings_of
from kring.face.whose import FIELD as WHOSE
from kring.face.whose import Whose, opened, read_mark, sealed, whose_of
from kring.parties.identity.models import Account

FIELD: Final = "kr-unsent"
"""In a form that is sent again: which held one it is, so that it is held no longer."""
SESSION_KEY: Final = "unsent"
HELD_FOR: Final = timedelta(minutes=30)
LARGEST: Final = 64 * 1024
"""Bytes of one form; what is larger is not held, and that is said."""
MOST: Final = 3
"""Forms of one browser; a fourth takes the place of the oldest."""
_OWN: Final = frozenset({"csrfmiddlewaretoken", WHOSE, FIELD})

Held = Literal["held", "too_large", "nobodys"]


@dataclass(frozen=True)
class Unsent:
    """One form that waits: where it was going, from which page, what was filled in, whether files were left out.

    ``again`` replaces fields when it is sent again, so that the page comes back filled in rather than that something is done.
    """

    id: str
    at: datetime
    to: str
    page: str
    fields: tuple[tuple[str, str], ...]
    files: bool
    again: bool

    @property
    def typed(self) -> tuple[str, ...]:
        """What people can recognise: the sentences, not the codes and marks."""
        return tuple(value for _, value in self.fields if _is_sentence(value))


def hold(request: HttpRequest) -> Held:
    """Hold what was sent with this request, if it is a form that this installation made for somebody."""
    whose = read_mark(request.POST.get(WHOSE, ""))
    if whose is None or request.method != "POST":
        return "nobodys"
    again = again_of(request)
    fields = [
        [name, value] for name, values in request.POST.lists() if name not in _OWN | again.keys() for value in values
    ]
    content = {
        "id": secrets.token_hex(8),
        "at": house_clock().timestamp(),
        "whose": [str(one) for one in asdict(whose).values()],
        "to": request.get_full_path(),
        "page": page_before(request),
        "fields": [*fields, *([name, value] for name, value in again.items())],
        "files": bool(request.FILES),
        "again": bool(again),
    }
    text = json.dumps(content).encode()
    if len(text) > LARGEST:
        return "too_large"
    if not request.user.is_authenticated:
        request.session.set_expiry(int(HELD_FOR.total_seconds()))  # then the whole nameless session goes
    request.session[SESSION_KEY] = [*request.session.get(SESSION_KEY, [])[1 - MOST :], sealed(text, FIELD)]
    return "held"


def may_be_of(request: HttpRequest) -> bool:
    """Whether nobody is signed in, or the very account that this form was made for."""
    whose = read_mark(request.POST.get(WHOSE, ""))
    return whose is not None and (not request.user.is_authenticated or whose.account == request.user.pk)


def again_of(request: HttpRequest) -> Mapping[str, str]:
    """What the view that was asked for says about sending its form again (``page(again=…)``)."""
    view = request.resolver_match.func if request.resolver_match else None
    return getattr(view, "again", None) or {}


def page_before(request: HttpRequest) -> str:
    """The page on which the form stood, as the browser tells; the start page when it does not."""
    parts = urlsplit(request.headers.get("Referer", ""))
    if parts.netloc != request.get_host():
        return "/vandaag/"
    return safe_next(request, parts._replace(scheme="", netloc="", fragment="").geturl(), "/vandaag/")


def waiting(request: HttpRequest) -> tuple[tuple[Unsent, ...], bool]:
    """What is held for who acts now, the newest first, and whether something waits for another position of the same account.

    What is over, was tampered with, or belongs to another account or to a position that ended, is gone after this.
    """
    sitting, user = sitting_of(request), request.user
    if not isinstance(sitting, Sitting) or not isinstance(user, Account):
        return (), False
    me = whose_of(user, sitting)
    mine, stay, others = [], [], False
    for text in request.session.get(SESSION_KEY, []):
        found = _read(text)
        if found is None or found[0].account != me.account:
            continue
        whose, form = found
        if whose == me:
            mine.append(form)
        elif sitting.several and whose in {whose_of(user, one) for one in sittings_of(user)}:
            others = True
        else:
            continue
        stay.append(text)
    _keep(request, stay)
    return tuple(reversed(mine)), others


def let_go(request: HttpRequest, which: str) -> None:
    """It was sent again, or thrown away: hold it no longer."""
    texts = request.session.get(SESSION_KEY, []) if which else []
    _keep(request, [text for text in texts if (found := _read(text)) is not None and found[1].id != which])


def let_all_go(request: HttpRequest) -> None:
    """Hold nothing any longer: whoever signed in holds no position today."""
    _keep(request, [])


def same_origin(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent it; a page elsewhere cannot say so."""
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _keep(request: HttpRequest, texts: list[str]) -> None:
    if texts == request.session.get(SESSION_KEY, []):
        return
    if texts:
        request.session[SESSION_KEY] = texts
    else:
        request.session.pop(SESSION_KEY, None)


def _read(text: str) -> tuple[Whose, Unsent] | None:
    raw = opened(text, FIELD)
    if raw is None:
        return None
    content: dict[str, Any] = json.loads(raw)
    at = datetime.fromtimestamp(content["at"], UTC)
    if house_clock() - at > HELD_FOR:
        return None
    fields = tuple((name, value) for name, value in content["fields"])
    form = Unsent(content["id"], at, content["to"], content["page"], fields, content["files"], content["again"])
    return Whose(*(UUID(one) for one in content["whose"])), form


def _is_sentence(value: str) -> bool:
    """Words that somebody typed: with a space between them. Codes, numbers and marks have none."""
    return len(value.split()) > 1 and any(letter.isalpha() for letter in value)
