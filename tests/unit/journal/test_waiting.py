"""Many wait for the seal in one process: one looks for all, and whoever stops looking hands over."""

import time
from collections.abc import Collection
from threading import Thread, get_ident

import pytest

from kring.journal import waiting


def _all_wait(seconds: dict[int, float]) -> dict[int, object]:
    """What each transaction's waiter is answered, or raises."""
    found: dict[int, object] = {}

    def one(tx: int) -> None:
        try:
            found[tx] = waiting.wait(tx, seconds[tx])
        except RuntimeError as raised:
            found[tx] = str(raised)

    threads = [Thread(target=one, args=(tx,)) for tx in seconds]
    for thread in threads:
        thread.start()
        time.sleep(0.01)
    for thread in threads:
        thread.join(20)
    return found


def test_of_many_who_wait_one_looks_at_a_time_and_all_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight wait; the seal comes after a while, for two of them later."""
    began, at_work, together = time.monotonic(), set[int](), []

    def sealed_among(txs: Collection[int]) -> set[int]:
        at_work.add(get_ident())
        together.append(len(at_work))
        time.sleep(0.005)
        at_work.discard(get_ident())
        past = time.monotonic() - began
        return {tx for tx in txs if past > (0.4 if tx > 6 else 0.2)}

    monkeypatch.setattr(waiting, "sealed_among", sealed_among)
    assert _all_wait(dict.fromkeys(range(1, 9), 10.0)) == dict.fromkeys(range(1, 9), True)
    assert max(together) == 1


def test_who_gives_up_or_fails_hands_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first who looks has no time left, the second cannot reach the database once; the third is told."""
    began, failed = time.monotonic(), list[int]()

    def sealed_among(_txs: Collection[int]) -> set[int]:
        past = time.monotonic() - began
        if past > 0.15 and not failed:
            failed.append(1)
            raise RuntimeError("away")
        return {3} if past > 0.4 else set()

    monkeypatch.setattr(waiting, "sealed_among", sealed_among)
    found = _all_wait({1: 0.1, 2: 1.0, 3: 10.0, 4: 0.6})
    assert found[1] is False
    assert sorted(str(one) for one in found.values()).count("away") == 1
    assert found[3] in (True, "away")
    assert waiting._waiting == []
    assert waiting._looking == []


def test_nothing_is_sealed_when_nobody_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "sealed_among", lambda _: set[int]())
    assert _all_wait({1: 0.05, 2: 0.05}) == {1: False, 2: False}
