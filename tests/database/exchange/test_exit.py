"""Attacks on the exit: whoever can run SQL as the application still lets nothing out that no recorded permit covers."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.db import DatabaseError, connection

from kring.core.canonical import canonical
from kring.core.registry import receivers, sources
from kring.exchange import envelope, permit
from kring.exchange.envelope import Sealed
from kring.exchange.permit import Permitted
from kring.guard.acting import acting_for
from kring.journal.append import append
from kring.journal.lines import Line
from tests.database.exchange.cast import CLOCK, Pair, Toy, a_list_of, a_pair, an_order

pytestmark = [pytest.mark.usefixtures("committed", "in_march"), pytest.mark.req("E1")]


@pytest.fixture
def toy(monkeypatch: pytest.MonkeyPatch) -> Toy:
    flow = a_list_of("a")
    monkeypatch.setitem(sources, "debt.file_number", flow)  # type: ignore[arg-type]
    monkeypatch.setitem(receivers, "debt.file_number", flow)  # type: ignore[arg-type]
    return flow


@pytest.fixture
def pair(toy: Toy) -> Pair:
    return a_pair()


def _permitted(pair: Pair) -> Permitted:
    given = permit.permit(an_order(pair, "a"), clock=CLOCK)
    assert isinstance(given, Permitted)
    return given


def _sealed(pair: Pair, given: Permitted, **names: Any) -> Sealed:
    return envelope.seal(uuid4(), pair.ocmw.id, {"rows": []}, names={"permit": str(given.permit), **names})


def _line(given: Permitted, sealed: Sealed) -> int:
    return append([Line("release", {"permit": str(given.permit), "sealed": sealed.digest})]).first


def test_a_permit_lets_out_one_envelope_once(pair: Pair) -> None:
    """The honest way works; the same permit a second time does not."""
    given = _permitted(pair)
    with acting_for(pair.city.id, pair.city.worker.position):
        sealed = _sealed(pair, given)
        envelope.release(sealed, permit=given.permit, line=_line(given, sealed), items=given.items)
    with pytest.raises(DatabaseError), acting_for(pair.city.id, pair.city.worker.position):
        again = _sealed(pair, given)
        envelope.release(again, permit=given.permit, line=_line(given, again), items=given.items)


def test_permit_and_release_in_one_transaction_are_refused(pair: Pair) -> None:
    """An uncommitted permit could be rolled back after reading: it opens nothing."""
    order = an_order(pair, "a")
    with pytest.raises(DatabaseError, match="no permit"), acting_for(pair.city.id, pair.city.worker.position):
        verdict = permit.judge(order, CLOCK())
        given = permit._write(order, verdict)
        sealed = _sealed(pair, given)
        envelope.release(sealed, permit=given.permit, line=_line(given, sealed), items=given.items)


def test_a_stale_permit_is_refused(pair: Pair, server: Any, database: str) -> None:
    """Older than five minutes: decide anew."""
    given = _permitted(pair)
    with psycopg.connect(server.conninfo(database)) as admin:
        admin.execute("UPDATE kring.exchange_permit SET at = at - interval '301 seconds' WHERE id = %s", [given.permit])
    with pytest.raises(DatabaseError, match="no permit"), acting_for(pair.city.id, pair.city.worker.position):
        sealed = _sealed(pair, given)
        envelope.release(sealed, permit=given.permit, line=_line(given, sealed), items=given.items)


def test_another_organisation_cannot_use_the_permit(pair: Pair) -> None:
    """The OCMW, with the city's permit in its hands."""
    given = _permitted(pair)
    with pytest.raises(DatabaseError), acting_for(pair.ocmw.id, pair.ocmw.worker.position):
        sealed = _sealed(pair, given)
        envelope.release(sealed, permit=given.permit, line=_line(given, sealed), items=given.items)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda given: {"items": (*given.items, "debt.amount")}, "more than the permit"),
        (lambda _: {"line": 7}, "not in the log"),
        (lambda _: {"permit": uuid4()}, "no permit"),
    ],
)
def test_what_the_permit_does_not_cover_stays_inside(
    pair: Pair, change: Callable[[Permitted], dict[str, Any]], why: str
) -> None:
    """More items, no release line, a permit that does not exist: refused by the database, with the application's proof or not."""
    given = _permitted(pair)
    with pytest.raises(DatabaseError, match=why), acting_for(pair.city.id, pair.city.worker.position):
        sealed = _sealed(pair, given)
        honest: dict[str, Any] = {"permit": given.permit, "line": _line(given, sealed), "items": given.items}
        envelope.release(sealed, **{**honest, **change(given)})


def test_sql_alone_cannot_release(pair: Pair) -> None:
    """Everything right but the application's proof: an injected statement cannot make one."""
    given = _permitted(pair)
    for proof in ("", "0" * 64):
        with pytest.raises(DatabaseError, match="not proven"), acting_for(pair.city.id, pair.city.worker.position):
            sealed = _sealed(pair, given)
            line = _line(given, sealed)
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT guard.release(%s, %s, %s::int, %s::text[], %s, %s, %s)",
                    [given.permit, sealed.envelope, line, list(given.items), sealed.body, sealed.ciphertext, proof],
                )


def test_a_body_that_names_something_else_is_refused(pair: Pair) -> None:
    """Another recipient, another digest, another permit in the body than in the envelope."""
    given = _permitted(pair)
    for wrong in (
        {"recipient": str(uuid4())},
        {"sealed": "0" * 64},
        {"permit": str(uuid4())},
        {"sender": str(uuid4())},
    ):
        with pytest.raises(DatabaseError, match="does not name"), acting_for(pair.city.id, pair.city.worker.position):
            sealed = _sealed(pair, given, **wrong)
            if wrong.keys() & {"recipient", "sealed", "sender"}:
                body = {
                    "v": 1,
                    "permit": str(given.permit),
                    "envelope": str(sealed.envelope),
                    "sender": str(pair.city.id),
                }
                body |= {"recipient": str(pair.ocmw.id), "sealed": sealed.digest, **wrong}
                sealed = Sealed(sealed.envelope, sealed.recipient, sealed.ciphertext, sealed.digest, canonical(body))
            envelope.release(sealed, permit=given.permit, line=_line(given, sealed), items=given.items)


def test_only_the_recipient_collects_and_settles(pair: Pair) -> None:
    """A third party, and the sender itself, get nothing and change nothing."""
    given = _permitted(pair)
    with acting_for(pair.city.id, pair.city.worker.position):
        sealed = _sealed(pair, given)
        envelope.release(sealed, permit=given.permit, line=_line(given, sealed), items=given.items)
    for stranger in (pair.city.id, uuid4()):
        with acting_for(stranger, uuid4()):
            assert envelope.collect(sealed.envelope) is None
            assert envelope.settle(sealed.envelope) is False
            assert envelope.waiting() == []


def test_before_its_seal_nobody_collects(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the transaction that releases, and until a checkpoint covers it, the envelope cannot be had."""
    given = _permitted(pair)
    with acting_for(pair.city.id, pair.city.worker.position):
        sealed = envelope.seal(uuid4(), pair.city.id, {"rows": []}, names={"permit": str(given.permit)})
        with suppress(DatabaseError):
            assert envelope.collect(sealed.envelope) is None


def test_a_changed_ciphertext_is_not_opened(pair: Pair, server: Any, database: str) -> None:
    """The owner of the database changes a byte: the recipient says so and takes nothing in."""
    from kring.core.errors import Fault  # noqa: PLC0415
    from kring.journal import waiting  # noqa: PLC0415

    given = _permitted(pair)
    with acting_for(pair.city.id, pair.city.worker.position):
        sealed = _sealed(pair, given)
        line = append([Line("release", {"permit": str(given.permit), "sealed": sealed.digest})])
        envelope.release(sealed, permit=given.permit, line=line.first, items=given.items)
    assert waiting.wait(line.tx, 20)
    with psycopg.connect(server.conninfo(database)) as admin:
        changed = sealed.ciphertext[:-1] + bytes([sealed.ciphertext[-1] ^ 1])
        admin.execute("UPDATE guard.envelope SET sealed = %s WHERE id = %s", [changed, sealed.envelope])
    with pytest.raises(Fault, match="damaged_envelope"), acting_for(pair.ocmw.id, pair.ocmw.worker.position):
        envelope.collect(sealed.envelope)
    assert hashlib.sha256(changed).hexdigest() != sealed.digest
