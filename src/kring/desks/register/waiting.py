"""What agreements ask of the data protection officer and of the secretary-general, for their start page.

Each line is one agreement, what is asked of this function and until when; it opens the page where that is done. What waits
for the other party is no task here, save that the officer is told of a signature that the own organisation still owes.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrPromise

from kring.core.clock import house_clock
from kring.core.days import belgian_day
from kring.desks.register.words import CHANGES, ENDS, KINDS
from kring.face.today import Matter, Quiet
from kring.guard.acting import Acting
from kring.instruments import queries as instruments
from kring.instruments.queries import Situation
from kring.instruments.standing_moves import BEFORE_RESUMPTION, MOVES, Kind, State
from kring.parties.queries import held_now

READERS: Final = frozenset({"dpo", "secretary_general"})
QUIET: Final = Quiet(
    gettext_lazy("Agreements that wait for your advice or signature, that are suspended or that end come here."),
    gettext_lazy("To the agreements"),
    "register:list",
)
_SOON: Final = timedelta(days=31)
"""An end nearer than this is told as urgent: what comes after it takes advice, signatures and publication."""
_OVER: Final[frozenset[State]] = frozenset({"ended", "replaced"})
_ASKED: Final[Mapping[Kind, StrPromise]] = {
    "advice": gettext_lazy("Your advice is asked on “%(title)s”"),
    "decision": gettext_lazy("The decision of the authority on “%(title)s” is to be recorded"),
    "signature": gettext_lazy("“%(title)s” is ready to be signed"),
    "publication": gettext_lazy("“%(title)s” is signed and is to be published"),
}


def matters(acting: Acting) -> list[Matter]:
    """Everything that agreements ask of whoever acts; runs inside the page's ``acting_for``. No persons are shown."""
    position, now = held_now(house_clock), house_clock()
    if position is None or position.function not in READERS:
        return []
    found: list[Matter] = []
    for kept in instruments.versions():
        situation = instruments.situation(kept, now)
        if situation.state not in _OVER:
            found += _of(situation, acting.organisation, position.function, belgian_day(now))
    return found


def _of(now: Situation, own: UUID, function: str, day: date) -> Iterator[Matter]:
    if now.state == "suspended":
        yield _suspended(now, own)
    yield from _asked(now, own, function)
    yield from _conditions(now, own)
    yield from _reviews(now, own)
    yield from _ends(now, day)


def _asked(now: Situation, own: UUID, function: str) -> Iterator[Matter]:
    """The next statement that the text needs, if the own organisation still has to make it."""
    if now.awaited is None or own not in now.awaited.of:
        return
    kind, title = now.awaited.kind, {"title": now.version.title}
    if function in MOVES[kind].functions:
        # Advice is given at the clauses, on the page of the text itself. source: SCREENS 5
        url = _page(now) if kind == "advice" else _say(now, kind)
        yield Matter(str(_ASKED[kind]) % title, url)
    elif function == "dpo" and kind == "signature":
        yield Matter(_("“%(title)s” waits for the signature of your organisation") % title, _page(now))


def _suspended(now: Situation, own: UUID) -> Matter:
    """Nothing passes: urgent for the organisation that suspended, the line opens its next step; to the others it is told."""
    title, step = {"title": now.version.title}, _next_step(now, own)
    if step is None:
        return Matter(_("Suspended, nothing leaves under it: “%(title)s”") % title, _page(now))
    what = _("Suspended, nothing leaves under it: “%(title)s”. Next: %(step)s") % {**title, "step": KINDS[step]}
    return Matter(what, _say(now, step), urgent=True)


def _next_step(now: Situation, own: UUID) -> Kind | None:
    """What the own open suspension still needs before, or for, its end; None when the own organisation suspended nothing."""
    said = now.statements
    lifted = {one.about for one in said if one.kind == "resumption" and one.made_by == own}
    mine = [one.id for one in said if one.kind == "suspension" and one.made_by == own and one.id not in lifted]
    if not mine:
        return None
    done = {one.kind for one in said if one.about == mine[0]}
    return next((kind for kind in BEFORE_RESUMPTION if kind not in done), "resumption")


def _conditions(now: Situation, own: UUID) -> Iterator[Matter]:
    for one in now.outlook.open_conditions:
        undertaking = one.undertaking
        if undertaking.owner in (own, None):
            what = _("Condition of “%(title)s”: %(text)s") % {"title": now.version.title, "text": undertaking.text}
            yield Matter(what, _say(now, "condition_met"), until=undertaking.due, urgent=one.overdue)


def _reviews(now: Situation, own: UUID) -> Iterator[Matter]:
    for review in now.outlook.reviews:
        if own in review.waits_for:
            what = _("A change of %(what)s under “%(title)s” is to be reviewed") % {
                "what": CHANGES.get(review.change.key, review.change.key),
                "title": now.version.title,
            }
            yield Matter(what, _say(now, "review_closed"))


def _ends(now: Situation, day: date) -> Iterator[Matter]:
    """What ends within the term of warning of the text, each once, with the last day on which something passes."""
    for ahead in now.outlook.ahead:
        why = f"{ENDS[ahead.why]}: {ahead.what}" if ahead.what else str(ENDS[ahead.why])
        what = _("“%(title)s” lets nothing pass any more from %(day)s (%(why)s)") % {
            "title": now.version.title,
            "day": date_format(ahead.day, "DATE_FORMAT"),
            "why": why,
        }
        url = _page(now) if ahead.what else reverse("register:end", args=[now.version.id])
        yield Matter(what, url, until=ahead.day - timedelta(days=1), urgent=ahead.day - day <= _SOON)


def _page(now: Situation) -> str:
    return reverse("register:instrument", args=[now.version.id])


def _say(now: Situation, kind: Kind) -> str:
    return reverse("register:say", args=[now.version.id, kind])
