"""Partners cosign each other's checkpoints: what came in is shown to have grown; a fork or a shrink is not signed, and said."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest

from kring.core.clock import Clock, system_clock
from kring.exchange import witnessing
from kring.exchange.envelope import Opened
from kring.guard.acting import acting_for, machine_of
from kring.guard.jobs import work_through
from kring.guard.keys import data_key
from kring.journal import bundle, note, read, verify, witness
from kring.journal import signer as signers
from kring.journal.note import Checkpoint
from kring.parties import queries as parties
from tests.database.exchange.cast import CLOCK, Desk, Pair, a_desk, a_pair, all_lines
from tests.database.flows.story import knows, run, somebody
from tests.unit.journal import second_verifier as second

pytestmark = pytest.mark.usefixtures("committed")


def in_days(days: int) -> Clock:
    return lambda: system_clock() + timedelta(days=days)


def what(desk: Desk) -> list[str]:
    """What the log says of witnessing, oldest first."""
    said = [str(line.content.get("what", "")) for line in reversed(all_lines(desk))]
    return [one for one in said if one.startswith("witness.")]


def holds(desk: Desk, of: Desk) -> str:
    """The partner's newest checkpoint reaches the desk, as it does with each disclosure."""
    all_lines(of)
    with acting_for(of.id, of.dpo.position):
        handed = read.newest_checkpoint(of.id)
    with acting_for(desk.id, desk.dpo.position):
        read.remember_checkpoint(handed, sender=of.id)
    return handed


def mark_of(desk: Desk) -> str:
    """The fingerprint of the key by which the organisation cosigns."""
    return note.fingerprint(parties.public_key(desk.id, "sign"))


def fingerprints(desk: Desk) -> list[str]:
    with acting_for(desk.id, desk.dpo.position):
        return [note.fingerprint(key) for key in read.signing_keys()]


def judged(desk: Desk, *witnesses: str, data: bytes | None = None) -> verify.Report:
    file = BytesIO(data or bundle.export([desk.dpo]))
    return verify.verify(file, pinned=fingerprints(desk), witnesses=witnesses)


@pytest.fixture
def two() -> tuple[Desk, Desk]:
    """A city and an OCMW, and the city's log in the OCMW's memory."""
    city, ocmw = (
        a_desk("Stad Getuige", "city", "debt_team", CLOCK),
        a_desk("OCMW Getuige", "ocmw", "social_worker", CLOCK),
    )
    holds(ocmw, city)
    return city, ocmw


@pytest.mark.req("E6")
def test_a_partner_cosigns_what_it_saw_grow_and_the_bundle_shows_it(two: tuple[Desk, Desk]) -> None:
    """The OCMW asks, the city shows, the OCMW signs, the city keeps: its bundle and its proofs bear the cosignature."""
    city, ocmw = two
    assert judged(city).logs[0].witnesses == ()
    assert witnessing.ask_all(ocmw.id) == 1
    work_through()
    assert what(ocmw) == ["witness.asked", "witness.cosigned"]
    assert what(city) == ["witness.shown", "witness.kept"]
    report = judged(city, mark_of(ocmw))
    (seen,) = report.logs[0].witnesses
    assert (report.exit_code, seen.name, seen.known) == (verify.VERIFIED, note.witness_of(ocmw.id), True)
    assert abs(datetime.fromtimestamp(seen.time, UTC) - datetime.now(UTC)) < timedelta(minutes=1)
    assert 0 < seen.size <= report.logs[0].count
    assert judged(city, mark_of(city)).exit_code == verify.UNWITNESSED
    small = BytesIO()
    bundle.write_part(city.dpo, [0], small)
    report = judged(city, mark_of(ocmw), data=small.getvalue())
    assert (report.exit_code, report.logs[0].witnesses[0].size) == (verify.VERIFIED, seen.size)


def test_a_witness_asks_once_a_day_and_only_when_something_came_in(two: tuple[Desk, Desk]) -> None:
    """No line for a quiet partner; tomorrow again, once a newer checkpoint was seen; the last one signed is among the sizes."""
    city, ocmw = two
    assert (witnessing.ask_all(ocmw.id), witnessing.ask_all(ocmw.id)) == (1, 0)
    work_through()
    assert witnessing.ask_all(ocmw.id, clock=in_days(1)) == 0
    holds(ocmw, city)
    assert witnessing.ask_all(ocmw.id) == 0
    assert witnessing.ask_all(ocmw.id, clock=in_days(1)) == 1
    work_through()
    assert what(ocmw) == ["witness.asked", "witness.cosigned"] * 2
    with acting_for(city.id, city.dpo.position):
        sizes = [one.size for one in witness.cosignatures(note.origin_of(city.id))]
    assert len(sizes) == len(set(sizes)) == 2


@pytest.mark.req("E6")
def test_a_log_that_was_forked_is_not_cosigned_and_both_officers_read_why(two: tuple[Desk, Desk]) -> None:
    """The OCMW holds a checkpoint, rightly signed, of a history that the city no longer has: refused, and both read it."""
    city, ocmw = two
    forged = _plant(ocmw, city, size=1, root=b"\7" * 32)
    assert witnessing.ask_all(ocmw.id) == 1
    work_through()
    assert what(ocmw) == ["witness.asked", "witness.refused"]
    assert what(city) == ["witness.shown", "witness.refused_us"]
    for desk in (city, ocmw):
        assert [line.content["reasons"] for line in all_lines(desk) if "reasons" in line.content] == [
            ["not_consistent"]
        ]
    with acting_for(city.id, city.dpo.position):
        assert witness.cosignatures(note.origin_of(city.id)) == []
        origin = note.origin_of(city.id)
    assert forged.origin == origin


@pytest.mark.req("E6")
def test_a_log_that_became_shorter_is_not_cosigned(two: tuple[Desk, Desk]) -> None:
    """A checkpoint over more lines than the city's log now has: it was set back."""
    city, ocmw = two
    _plant(ocmw, city, size=10_000, root=b"\7" * 32)
    witnessing.ask_all(ocmw.id)
    work_through()
    assert [line.content["reasons"] for line in all_lines(ocmw) if "reasons" in line.content] == [["shrunk"]]


def _plant(holder: Desk, of: Desk, *, size: int, root: bytes) -> Checkpoint:
    """A checkpoint of another history in the holder's memory, as if the sealing key had signed it once."""
    origin = note.origin_of(of.id)
    stranger = signers.from_seed(bytes(32))
    text = stranger.sign(Checkpoint(origin, size, root), int(system_clock().timestamp()))
    with acting_for(holder.id, holder.dpo.position):
        return read.remember_checkpoint(text, sender=of.id, keys=[stranger.public])


def _arrive(at: Desk, sender: UUID, content: dict[str, Any]) -> None:
    """A statement as if it had come in an envelope."""
    machine = machine_of(at.id)
    with acting_for(machine.organisation, machine.position):
        opened = Opened(
            uuid4(), "standing", sender, "0" * 64, {"schema": witnessing.SCHEMA, "asked": str(uuid4()), **content}
        )
        assert witnessing.is_witnessing(opened.content)
        assert witnessing.take(opened)


@pytest.mark.req("E6")
def test_what_was_not_asked_is_not_cosigned(two: tuple[Desk, Desk]) -> None:
    """A partner that shows by itself, with sizes of its own choosing, gets no signature; nor does one that sends rubbish."""
    city, ocmw = two
    with acting_for(city.id, city.dpo.position):
        shown = witness.growth([1])
    unasked = {"kind": "growth", "sizes": [1], "proof": "0" * 64, "note": shown.note, "paths": {}}
    _arrive(ocmw, city.id, unasked)
    _arrive(ocmw, city.id, {"kind": "growth", "sizes": ["een"], "note": 7})
    _arrive(ocmw, city.id, {"kind": "praise"})
    assert what(ocmw) == ["witness.unasked", "witness.unreadable", "witness.unreadable"]
    with acting_for(ocmw.id, ocmw.dpo.position):
        assert witness.cosignatures(note.origin_of(city.id)) == []


@pytest.mark.req("E6")
def test_a_false_cosignature_is_not_kept(two: tuple[Desk, Desk]) -> None:
    """By another key, on another checkpoint, in another's name: a line says so, and the bundle bears nothing."""
    city, ocmw = two
    all_lines(city)
    with acting_for(city.id, city.dpo.position):
        mine = note.parse(read.newest_checkpoint(city.id)).checkpoint
    with acting_for(ocmw.id, ocmw.dpo.position):
        secret = data_key("sign").secret
    right, other = signers.from_seed(secret).private, signers.from_seed(bytes(32)).private
    far = Checkpoint(mine.origin, mine.size + 100, mine.root)
    for checkpoint, name, key in (
        (mine, note.witness_of(ocmw.id), other),
        (far, note.witness_of(ocmw.id), right),
        (mine, note.witness_of(city.id), right),
        (Checkpoint(note.origin_of(ocmw.id), mine.size, mine.root), note.witness_of(ocmw.id), right),
    ):
        line = note.cosign(checkpoint, name, key, 1_795_000_000)
        said = {"kind": "cosignature", "size": checkpoint.size, "root": checkpoint.root.hex(), "line": line}
        _arrive(city, ocmw.id, said)
    assert what(city) == ["witness.unsound"] * 4
    assert judged(city).logs[0].witnesses == ()


def test_a_round_between_partners_makes_them_witnesses(monkeypatch: pytest.MonkeyPatch) -> None:
    """After real work each holds the other's checkpoint; both ask, both cosign; two logs in one bundle, each with its witness."""
    from kring.core import clock as clocks  # noqa: PLC0415

    monkeypatch.setattr(clocks, "_installed", CLOCK)
    pair: Pair = a_pair()
    knows(pair, [somebody(1)])
    run(pair, [somebody(1), somebody(2)])
    for desk in (pair.city, pair.ocmw):
        assert witnessing.ask_all(desk.id) == 1
    work_through()
    both = bundle.export([pair.city.dpo, pair.ocmw.dpo])
    report = judged(pair.city, mark_of(pair.city), mark_of(pair.ocmw), data=both)
    assert (report.exit_code, report.findings) == (verify.VERIFIED, [])
    assert (
        second.look(both, fingerprints(pair.city), witnesses=[mark_of(pair.city), mark_of(pair.ocmw)])[0] == "verified"
    )
    assert [log.witnesses[0].name for log in report.logs] == [note.witness_of(d.id) for d in (pair.ocmw, pair.city)]


def test_without_its_line_nothing_is_asked(two: tuple[Desk, Desk], monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal cannot be written: no question leaves, and the next minute asks again."""
    _, ocmw = two

    def broken(_: object) -> None:
        raise OSError

    with monkeypatch.context() as patched:
        patched.setattr(witnessing, "append", broken)
        with pytest.raises(OSError):  # noqa: PT011 - the one above
            witnessing.ask_all(ocmw.id)
    assert witnessing.ask_all(ocmw.id) == 1


def test_many_checkpoints_are_compared_by_a_spread(two: tuple[Desk, Desk]) -> None:
    """Of a hundred held checkpoints a score is asked for, the newest always among them."""
    city, ocmw = two
    for size in range(1_000, 1_100):
        _plant(ocmw, city, size=size, root=bytes(32))
    with acting_for(ocmw.id, ocmw.dpo.position):
        sizes = witness.sizes_to_show(note.origin_of(city.id))
    assert 1_099 in sizes
    assert 10 < len(sizes) <= witness.MOST_SIZES
