"""The views that ``over_http.py`` measures: one whole disclosure per request, and a trivial one beside it."""

import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from kring.core.clock import house_clock
from kring.core.reasons import Reason
from kring.core.registry import Arrived, Entry, Part, Receipt, Subject, Taken, receivers, sources
from kring.exchange import door, transport
from kring.exchange.permit import permit
from kring.exchange.release import release
from kring.guard.acting import Acting
from kring.journal import waiting

KEY = "debt.recovery_signal"
WAIT = 30.0


def prepare() -> str:
    """A city and its OCMW under an instrument in force; what the served processes must know of them, as JSON."""
    from tests.database.exchange import cast  # noqa: PLC0415

    pair = cast.a_pair(clock=house_clock)
    return json.dumps(
        {
            "organisation": str(pair.ocmw.id),
            "position": str(pair.ocmw.worker.position),
            "version": str(pair.ocmw_version),
            "recipient": str(pair.city.id),
        }
    )


class OnePerson:
    """A flow of one person about whom something may be told; the recipient keeps nothing but its lines."""

    def subjects(self, part: Part) -> Sequence[Subject]:
        return [
            Subject(ref, ref.encode()[:32].ljust(32, b"0"), {"help_declined": True, "no_solution": False})
            for ref in part.refs
        ]

    def records(self, part: Part) -> Mapping[str, Sequence[Entry]]:
        return {ref: [Entry({KEY: "invorderingsprocedure voortzetten"})] for ref in part.refs}

    def released(self, part: Part, withheld: Mapping[str, tuple[Reason, ...]]) -> None:
        """Nothing to note."""

    def stopped(self, part: Part, reasons: tuple[Reason, ...]) -> None:  # noqa: ARG002 - the protocol names it
        raise AssertionError(reasons)

    def receive(self, arrived: Arrived) -> Receipt:
        return Receipt([Taken(None, (KEY,), row["ref"]) for row in arrived.rows])


def _order() -> door.Order:
    told = json.loads(os.environ["KRING_BENCH"])
    return door.Order(
        acting=Acting(UUID(told["organisation"]), UUID(told["position"])),
        version=UUID(told["version"]),
        disclosure="signal",
        recipient=UUID(told["recipient"]),
        batch=uuid4(),
        chunk=0,
        chunks=1,
        refs=(str(uuid4()),),
        role="social_worker_involved",
    )


def disclosure(_request: HttpRequest) -> HttpResponse:
    """One person, through the door and in at the other side, both seals awaited."""
    order = _order()
    sent = door.send(order, clock=house_clock)
    assert isinstance(sent, door.Sent), sent  # noqa: S101 - a benchmark of refusals says nothing
    assert waiting.wait(sent.tx, WAIT)  # noqa: S101
    taken = transport.take_in(sent.envelope, order.recipient, clock=house_clock)
    assert taken is not None  # noqa: S101
    assert waiting.wait(taken.tx, WAIT)  # noqa: S101
    return HttpResponse("1")


def steps(_request: HttpRequest) -> HttpResponse:
    """The same, with the time of each step."""
    found: dict[str, Any] = {}
    order = _order()
    permitted = _timed(found, "permit", lambda: permit(order, clock=house_clock))
    sent: Any = _timed(found, "release", lambda: release(order, permitted, clock=house_clock))
    _timed(found, "seal", lambda: waiting.wait(sent.tx, WAIT))
    taken: Any = _timed(found, "receive", lambda: transport.take_in(sent.envelope, order.recipient, clock=house_clock))
    _timed(found, "seal again", lambda: waiting.wait(taken.tx, WAIT))
    return JsonResponse(found)


def _timed(found: dict[str, Any], name: str, do: Callable[[], Any]) -> Any:
    asked = 0

    def counting(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 - Django's own form
        nonlocal asked
        asked += 1
        return execute(sql, params, many, context)

    began = time.perf_counter()
    with connection.execute_wrapper(counting):
        result = do()
    found[name] = {"ms": (time.perf_counter() - began) * 1e3, "questions": asked}
    return result


def plain(_request: HttpRequest) -> HttpResponse:
    """One SELECT and one INSERT with COMMIT."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, name, enterprise_number FROM parties_organisation LIMIT 1")
        row = cursor.fetchone()
        cursor.execute("INSERT INTO bench_plain (what) VALUES (%s)", ["test"])
    return HttpResponse(str(row))


sources[KEY] = OnePerson()
receivers[KEY] = OnePerson()
urlpatterns = [path("disclosure", disclosure), path("steps", steps), path("plain", plain)]
