"""The sealer gets another key, and whoever pinned the old one follows by proof."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from kring.cli import sealer as command
from kring.core.errors import Fault
from kring.guard.acting import Acting
from kring.journal import bundle, handover, seal, signer, verify
from tests.database.journal.conftest import Logs, Place


@contextmanager
def sealing(place: Place, **how: Any) -> Iterator[None]:
    """A sealer at work with the key that is in place; what stops it is raised at the end."""
    stop = threading.Event()
    dsn = place.server.url("kring_sealer", place.name)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(seal.run, dsn, place.key, place.anchor, stop, **how)
        try:
            yield
        finally:
            stop.set()
            running.result(20)


def hand_over(place: Place, file: Path) -> int:
    """What the administrator types."""
    desk = command.Desk(place.server.url("kring_sealer", place.name), place.key, place.anchor)
    return command.main(["--successor", str(file)], desk=lambda: desk, key_file=str(place.key))


def judged(logs: list[Acting], fingerprint: str, **more: Any) -> verify.Report:
    return verify.verify(BytesIO(bundle.export(logs)), pinned=[fingerprint], **more)


@pytest.mark.req("E6")
def test_who_pinned_the_old_key_follows_to_the_new_one(place: Place, capsys: pytest.CaptureFixture[str]) -> None:
    """One log goes on, another stays quiet: both verify with the old fingerprint and with the new, also beside an older bundle."""
    logs = Logs()
    busy, quiet = logs.new(), logs.new()
    old = signer.read(place.key)
    with sealing(place):
        logs.seal(quiet)
        logs.seal(busy)
        before = bundle.export([busy, quiet])
        place.key = place.key.with_name("key-2")
        assert hand_over(Place(place.server, place.name, place.key.with_name("key"), place.anchor), place.key) == 0
        logs.seal(busy)  # the sealer at work goes on under the old key
    new = signer.read(place.key)
    assert capsys.readouterr().out.splitlines()[0] == f"{old.fingerprint} draagt over aan {new.fingerprint}"
    with sealing(place):
        logs.seal(busy)
        for fingerprint in (old.fingerprint, new.fingerprint):
            report = judged([busy, quiet], fingerprint, earlier=[("kept.zip", BytesIO(before))])
            assert (report.exit_code, report.findings) == (verify.VERIFIED, [])
    signers = {log.origin: set(log.signers) for log in report.logs}
    assert signers[f"kring/log/{quiet.organisation}"] == {old.fingerprint, new.fingerprint}
    assert signers[f"kring/log/{busy.organisation}"] == {new.fingerprint}


def test_without_the_handover_the_new_key_is_unknown_to_who_pinned_the_old_one(place: Place) -> None:
    """Somebody with the database adds a key of his own and leaves the proof out, or makes one up: not followed."""
    logs = Logs()
    us = logs.new()
    old = signer.read(place.key)
    with sealing(place):
        logs.seal(us)
    signer.new_key(place.key.with_name("thief"))
    place.key = place.key.with_name("thief")
    thief = signer.read(place.key)
    with sealing(place, unrelated_key=True):
        logs.seal(us)
        assert judged([us], old.fingerprint).exit_code == verify.UNKNOWN_SIGNER
        made_up = handover.Handover(old.public, thief.public, 1, thief.private.sign(b"x"), thief.private.sign(b"x"))
        with place.superuser() as admin:
            admin.execute("UPDATE journal.seal SET handovers = ARRAY[%s]", [made_up.line])
        assert judged([us], old.fingerprint).exit_code == verify.UNKNOWN_SIGNER
        assert judged([us], thief.fingerprint).exit_code == verify.VERIFIED


def test_a_key_that_nobody_handed_over_to_seals_nothing(place: Place) -> None:
    """The wrong key file by mistake: told, and no note is signed with it."""
    logs = Logs()
    us = logs.new()
    with sealing(place):
        logs.seal(us)
    signer.new_key(place.key.with_name("wrong"))
    place.key = place.key.with_name("wrong")
    with pytest.raises(Fault) as refused:
        seal.run(place.server.url("kring_sealer", place.name), place.key, place.anchor)
    assert refused.value.code == "sealer_key_unrelated"


def test_the_old_key_rests_once_the_new_one_has_sealed(place: Place) -> None:
    """A second machine that still has the old file stops, and an old key does not hand over twice."""
    logs = Logs()
    us = logs.new()
    first, second = place.key, place.key.with_name("key-2")
    with sealing(place):
        logs.seal(us)
    hand_over(place, second)
    with sealing(place):
        logs.seal(us)  # not yet: the successor has not begun
    place.key = second
    with sealing(place):
        logs.seal(us)
    place.key = first
    with pytest.raises(Fault) as refused:
        seal.run(place.server.url("kring_sealer", place.name), place.key, place.anchor)
    assert refused.value.code == "sealer_key_retired"
    with pytest.raises(Fault) as refused:
        hand_over(place, place.key.with_name("key-3"))
    assert refused.value.code == "sealer_key_retired"


def test_a_handover_by_a_key_that_never_sealed_is_refused(place: Place) -> None:
    """Nothing is recorded; the same command with the right key works afterwards."""
    logs = Logs()
    with sealing(place):
        logs.seal(logs.new())
    right, place.key = place.key, place.key.with_name("stranger")
    signer.new_key(place.key)
    with pytest.raises(Fault) as refused:
        hand_over(place, place.key.with_name("key-2"))
    assert refused.value.code == "handover_of_a_stranger"
    place.key = right
    assert hand_over(place, place.key.with_name("key-2")) == 0
    assert hand_over(place, place.key.with_name("key-2")) == 0  # given again: the same
