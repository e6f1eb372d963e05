"""The installation gets a new master key, one organisation at a time, while everything goes on."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.db import connection

from kring.cli import keys as command
from kring.core.errors import Fault
from kring.flows.debtors.city.actions import Started
from kring.guard import keys as guard_keys
from kring.guard.acting import acting_organisation
from kring.guard.jobs import work_through
from kring.guard.keys import blind, data_key
from kring.guard.models import DataKey
from kring.parties import keys
from kring.parties.identity import admission, second_factors
from kring.parties.queries import organisations
from kring.persons import queries as persons
from tests.database.exchange.cast import Desk, Pair, all_lines
from tests.database.flows.story import begin, marks_of, run
from tests.database.journal.renewing import CLIENTS, MARK, NoLogError, as_, everything_of

pytestmark = [pytest.mark.usefixtures("committed", "in_march"), pytest.mark.req("E6")]


class Masters:
    """The two master keys of this process, as its environment would give them."""

    def __init__(self, patch: pytest.MonkeyPatch, old: bytes, new: bytes) -> None:
        self.patch, self.old, self.new = patch, old, new

    def are(self, first: bytes, other: bytes) -> None:
        """A process that starts with these remembers nothing of before."""
        self.patch.setattr(settings, "KRING_MASTER_KEY", first)
        self.patch.setattr(settings, "KRING_MASTER_KEY_OTHER", other)
        guard_keys._unwrap.cache_clear()
        guard_keys._lasting.clear()


@pytest.fixture
def masters(monkeypatch: pytest.MonkeyPatch) -> Iterator[Masters]:
    """A new master key in force, the old one still read with; at the end all is wrapped by the old one again."""
    both = Masters(monkeypatch, settings.KRING_MASTER_KEY, b"\x33" * 32)
    both.are(both.new, both.old)
    yield both
    both.are(both.old, both.new)
    assert not [one for one in keys.wrap_again() if one.fault]
    second_factors.rewrap()
    assert keys.under_another() == {}
    both.are(both.old, b"")


def in_turn(pair: Pair) -> tuple[Desk, Desk]:
    """The two, the one whose turn comes first first."""
    order = [party.id for party in organisations()]
    first, second = sorted((pair.city, pair.ocmw), key=lambda desk: order.index(desk.id))
    return first, second


def stop_at(desk: Desk, patch: pytest.MonkeyPatch) -> None:
    """The line of this organisation cannot be written."""
    honest = keys.append

    def broken(*args: Any, **known: Any) -> Any:
        if acting_organisation() == desk.id:
            raise NoLogError
        return honest(*args, **known)

    patch.setattr(keys, "append", broken)


def told_by(desk: Desk) -> list[Any]:
    return [line.content["count"] for line in all_lines(desk) if line.content.get("what") == "key.master"]


def test_every_key_is_wrapped_again_and_no_datum_touched(pair: Pair, masters: Masters) -> None:
    """Afterwards the old key opens nothing and is needed for nothing, and each organisation's log has its line."""
    before = {desk.id: everything_of(desk) for desk in (pair.city, pair.ocmw)}
    assert sum(keys.under_another().values()) >= sum(len(kept["keys"]) for kept in before.values())
    done = list(keys.wrap_again())
    assert sum(one.keys for one in done) >= sum(len(kept["keys"]) for kept in before.values())
    assert keys.under_another() == {}
    assert sum(one.keys for one in keys.wrap_again()) == 0
    masters.are(masters.new, b"")
    for desk in (pair.city, pair.ocmw):
        after = everything_of(desk)
        assert after["persons"] == before[desk.id]["persons"]
        assert [key[:2] for key in after["keys"]] == [key[:2] for key in before[desk.id]["keys"]]
        assert not {key[2] for key in after["keys"]} & {key[2] for key in before[desk.id]["keys"]}
        assert told_by(desk) == [len(after["keys"])]
    assert set(marks_of(pair, run(pair, CLIENTS)).values()) == {MARK}
    masters.are(masters.old, b"")
    with as_(pair.ocmw), pytest.raises(Fault) as refused:
        blind([CLIENTS[0].ssin])
    assert refused.value.code == "wrong_master_key"


def test_each_organisation_has_a_transaction_of_its_own(
    pair: Pair, masters: Masters, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No transaction acts for two, not even for this: each line stands in another one."""
    assert masters.new
    honest, seen = keys.append, {}

    def noted(*args: Any, **known: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()::text")
            seen.setdefault(cursor.fetchone()[0], []).append(acting_organisation())
        return honest(*args, **known)

    monkeypatch.setattr(keys, "append", noted)
    list(keys.wrap_again())
    assert all(len(acted) == 1 for acted in seen.values())
    assert {pair.city.id, pair.ocmw.id} <= {one for acted in seen.values() for one in acted}


def test_stopped_half_way_everything_works_and_it_goes_on_where_it_was(
    pair: Pair, masters: Masters, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second's line breaks: its wrapping stays, the first's is done, pages and worker go on. Given again, it does the rest."""
    first, second = in_turn(pair)
    before = {desk.id: everything_of(desk) for desk in (first, second)}
    with monkeypatch.context() as patched:
        stop_at(second, patched)
        with pytest.raises(NoLogError):
            list(keys.wrap_again())
    assert everything_of(second) == before[second.id]
    done = everything_of(first)
    assert not {key[2] for key in done["keys"]} & {key[2] for key in before[first.id]["keys"]}
    assert told_by(first) == [len(done["keys"])]
    masters.are(masters.old, masters.new)  # pages that were not restarted since the two were exchanged
    started = begin(pair, CLIENTS)
    assert isinstance(started, Started)
    masters.are(masters.new, masters.old)  # a worker that was
    work_through()
    assert set(marks_of(pair, started.round).values()) == {MARK}
    masters.are(masters.old, masters.new)
    assert set(marks_of(pair, started.round).values()) == {MARK}
    with as_(pair.ocmw):
        assert len(persons.by_blinds(blind([one.ssin for one in CLIENTS]))) == len(CLIENTS)
    masters.are(masters.new, masters.old)
    list(keys.wrap_again())
    assert keys.under_another() == {}
    assert told_by(first)[0] == len(done["keys"])
    assert len(told_by(second)) == 1


def test_the_command_says_who_is_left_and_keeps_the_old_key_until_nobody_is(
    pair: Pair, masters: Masters, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A process that was not restarted makes a key under the old one after the organisation's turn: that one is named."""
    honest = keys.under_another

    def as_one_makes_another() -> dict[str, int]:
        masters.are(masters.old, masters.new)
        with as_(pair.city):
            data_key(f"proof-{uuid4().hex[:8]}")
        masters.are(masters.new, masters.old)
        return honest()

    def given() -> tuple[int, str]:
        capsys.readouterr()
        return command.main(["master"], problems=list), capsys.readouterr().out

    with monkeypatch.context() as patched:
        patched.setattr(keys, "under_another", as_one_makes_another)
        code, told = given()
    assert (code, "Laat KRING_MASTER_KEY_OTHER staan" in told, "overal weg" in told) == (2, True, False)
    assert told.split("Er rest:")[1].split("\n")[1] == "     1  Stad Ergens"
    code, told = given()
    assert (code, "Neem KRING_MASTER_KEY_OTHER nu overal weg." in told) == (0, True)
    masters.are(masters.new, b"")
    code, told = given()
    assert (code, "overal weg" in told) == (0, False)


def test_a_key_that_neither_opens_holds_up_that_organisation_only(
    pair: Pair, masters: Masters, capsys: pytest.CaptureFixture[str]
) -> None:
    """None of its keys changes, the next one's turn comes, and the command says which is left."""
    first, second = in_turn(pair)
    with as_(first):
        row = DataKey.objects.order_by("-id").first()
        assert row is not None
        honest, row.wrapped = bytes(row.wrapped), b"\x00" * len(row.wrapped)
        row.save(update_fields=["wrapped"])
        before = sorted(bytes(one.wrapped) for one in DataKey.objects.all())
    try:
        capsys.readouterr()
        assert command.main(["master"], problems=list) == 2
        assert f"{len(before):>6}  {'Stad' if first is pair.city else 'OCMW'} Ergens" in capsys.readouterr().out
        with as_(first):
            assert sorted(bytes(one.wrapped) for one in DataKey.objects.all()) == before
        with as_(second):
            assert guard_keys.under_another() == 0
    finally:
        with as_(first):
            row.wrapped = honest
            row.save(update_fields=["wrapped"])
    assert masters.new


def test_second_factors_go_with_it(masters: Masters) -> None:
    """The same code signs in before, between and after; what is left of them is said too."""
    secret = "JBSWY3DPEHPK3PXP"
    masters.are(masters.old, b"")
    account = admission.admit(email=f"{uuid4().hex}@proef.example")
    number = TOTP.activate(account, secret).instance.pk

    def kept() -> str:
        return str(Authenticator.objects.get(pk=number).data["secret"])

    before = kept()
    masters.are(masters.new, masters.old)
    assert second_factors.decrypt(before) == secret
    assert second_factors.under_another() >= 1
    assert second_factors.rewrap() >= 1
    assert (second_factors.rewrap(), second_factors.under_another()) == (0, 0)
    masters.are(masters.new, b"")
    assert kept() != before
    assert second_factors.decrypt(kept()) == secret
    masters.are(masters.old, masters.new)
    assert second_factors.decrypt(kept()) == secret
