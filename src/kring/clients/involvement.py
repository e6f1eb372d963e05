"""Whose client somebody is: which social workers of the OCMW are involved, by assignment, team and territory.

A file that is given to somebody is that person's alone. Else the team that works on it decides, and within it whose territory the
client lives in. A step that would leave nobody is passed over: a client without a social worker would be forgotten. So is an
assignment to somebody who holds the function no longer. source: REQUIREMENTS E5, D6; 002 §8a; 003 §76
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from kring.clients.models import ClientFile
from kring.clients.register import SOCIAL_WORKER
from kring.core.clock import Clock
from kring.core.days import belgian_day
from kring.parties.queries import Held, holders
from kring.persons.models import Person
from kring.persons.queries import in_parts

Rows = TypeVar("Rows", bound=Model)
_BETWEEN = re.compile(r"[,;/\n]")


@dataclass(frozen=True)
class Client:
    """What says whose client a person is: to whom and to which team the open file is given, and where the person lives."""

    assignee: UUID | None = None
    team: str = ""
    postcode: str = ""
    municipality: str = ""


def workers_of(client: Client, workers: Sequence[Held]) -> tuple[Held, ...]:
    """Those of ``workers`` who are involved with this client. Pure. Nobody only when there are no workers at all."""
    own = tuple(worker for worker in workers if worker.id == client.assignee)
    if own:
        return own
    of_team = tuple(worker for worker in workers if client.team and worker.team == client.team)
    near = of_team or tuple(workers)
    return tuple(worker for worker in near if covers(worker.territory, client)) or near


def covers(territory: str, client: Client) -> bool:
    """Whether a territory, stated as postcodes or municipalities ("3600, Zutendaal"), holds the client.

    An empty one holds everybody; any holds a client of whom it is not known where the person lives.
    """
    lives = {_plain(place) for place in (client.postcode, client.municipality)} - {""}
    stated = {_plain(part) for part in _BETWEEN.split(territory)} - {""}
    return not stated or not lives or bool(stated & lives)


def involved_with(position: Held | None, persons: Collection[UUID], *, clock: Clock) -> set[UUID]:
    """Those of ``persons`` whose social worker ``position`` is. Inside ``acting_for`` of its organisation."""
    if position is None or position.function != SOCIAL_WORKER:
        return set()
    day = belgian_day(clock())
    workers = holders(SOCIAL_WORKER, day)
    if [worker.id for worker in workers] == [position.id]:
        return set(persons)
    mine: dict[Client, bool] = {}
    given = _given(persons, day)
    found = {person for person, (to, _) in given.items() if to == position.id}
    for person, client in _clients(set(persons) - found, given).items():
        if client not in mine:
            mine[client] = any(worker.id == position.id for worker in workers_of(client, workers))
        if mine[client]:
            found.add(person)
    return found


def perhaps_of(position: Held, rows: QuerySet[Rows], *, clock: Clock) -> QuerySet[Rows]:
    """``rows`` (of a model with a ``person``) without those whose client's open files are all with others than ``position``.

    What the database tells quickly; ``involved_with`` decides of what is left. Inside ``acting_for``.
    """
    day = belgian_day(clock())
    others = [worker for worker in holders(SOCIAL_WORKER, day) if worker.id != position.id]
    if not others:
        return rows
    teams = {worker.team for worker in others} - {position.team, ""}
    with_them = Q(position_id__in=[worker.id for worker in others]) | (Q(team__in=teams) & ~Q(position_id=position.id))
    files = ClientFile.objects.filter(_is_open(day), person=OuterRef("person"))
    return rows.exclude(Exists(files.filter(with_them).exclude(Exists(files.exclude(with_them)))))


def clients(persons: Collection[UUID], day: date) -> Mapping[UUID, Client]:
    """What says whose client each of these persons is on ``day``, known here; in two questions."""
    return _clients(persons, _given(persons, day))


def _given(persons: Collection[UUID], day: date) -> dict[UUID, tuple[UUID | None, str]]:
    """To whom and to which team the open file of each is given; of two that are open the one that was opened last."""
    return {
        person: (to, team)
        for some in in_parts(persons)
        for person, to, team in ClientFile.objects.filter(_is_open(day), person__id__among=some)
        .order_by("opened_on", "id")
        .values_list("person_id", "position_id", "team")
    }


def _clients(persons: Collection[UUID], given: Mapping[UUID, tuple[UUID | None, str]]) -> dict[UUID, Client]:
    found: dict[UUID, Client] = {}
    for some in in_parts(persons):
        for person, postcode, municipality in Person.objects.filter(id__among=some).values_list(
            "id", "postcode", "municipality"
        ):
            assignee, team = given.get(person, (None, ""))
            found[person] = Client(assignee, team, postcode, municipality)
    return found


def _is_open(day: date) -> Q:
    return Q(opened_on__lte=day) & (Q(closed_on__isnull=True) | Q(closed_on__gt=day))


def _plain(place: str) -> str:
    return " ".join(place.casefold().split())
