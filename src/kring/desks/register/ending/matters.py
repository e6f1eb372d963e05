"""The end of an agreement on the start page: told beforehand to those whose work it stops, and afterwards what there is to read.

The warning comes when the text says (``warn:P30D``). Officers and secretaries hear of a coming end with all else that agreements
ask of them (``waiting``); here they hear what came of it.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kring.core.clock import house_clock
from kring.core.days import belgian_day
from kring.desks.register.ending import closing
from kring.desks.register.ending import over as ends
from kring.desks.register.models import Erasure, Evaluation
from kring.face.today import Matter
from kring.guard.acting import Acting
from kring.instruments import queries as instruments
from kring.instruments.queries import Version
from kring.parties.queries import held_now

WORKERS: Final = frozenset({"debt_team", "social_worker"})
GUARDIANS: Final = frozenset({"dpo", "secretary_general"})
_TOLD_FOR: Final = timedelta(days=60)
"""How long after it was made an evaluation is told of."""


def matters(acting: Acting) -> list[Matter]:
    """What ends soon, is over and not closed, or was evaluated; inside the page's ``acting_for``. No persons are shown."""
    position, now = held_now(house_clock), house_clock()
    if position is None or position.function not in WORKERS | GUARDIANS:
        return []
    found: list[Matter] = []
    for kept in instruments.versions():
        if position.function in WORKERS and _works_under(kept, acting, position.function):
            found += _coming(kept, now)
        found += _past(kept, now)
    return found


def _works_under(kept: Version, acting: Acting, function: str) -> bool:
    """Whether this function, or a role of it (a social worker *involved*), sends or reads: another end is no news for its work."""
    for rule in instruments.compiled(kept).disclosures.values():
        sides = zip(kept.between(rule), (rule.sender_roles, rule.reader_roles), strict=True)
        for organisation, roles in sides:
            if organisation == acting.organisation and any(
                role == function or role.startswith(f"{function}_") for role in roles
            ):
                return True
    return False


def _coming(kept: Version, now: datetime) -> Iterator[Matter]:
    """A line from the day of the warning until the last day."""
    today = belgian_day(now)
    for ahead in instruments.situation(kept, now).outlook.ahead:
        if not ahead.what and ahead.day > today:
            yield Matter(
                _("“%(title)s” stops after %(day)s: see what stops, what is erased and what to take out before")
                % {"title": kept.title, "day": _day(ahead.day - timedelta(days=1))},
                reverse("register:end", args=[kept.id]),
                until=ahead.day - timedelta(days=1),
                urgent=ahead.day - today <= timedelta(days=7),
            )


def _past(kept: Version, now: datetime) -> Iterator[Matter]:
    over = ends.over(kept, now)
    if over is None:
        return
    if closing.not_closed(kept, now) is not None:
        what = _("“%(title)s” is over and not closed yet: nothing is shown of it, and it is not erased")
        yield Matter(what % {"title": kept.title}, reverse("register:end", args=[kept.id]), urgent=True)
        return
    made = Evaluation.objects.filter(digest=kept.digest, made_at__gte=now - _TOLD_FOR).first()
    if made is None:
        return
    if Erasure.objects.filter(digest=kept.digest).exists():
        what = _("“%(title)s” is over and erased: read the evaluation and the certificate")
    else:
        what = _("“%(title)s” is over: read the evaluation")
    yield Matter(what % {"title": kept.title}, reverse("register:end", args=[kept.id]))


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
