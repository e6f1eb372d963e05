"""An organisation gets new keys, and the installation a new master key, while everything goes on."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connections, models

from kring.core.errors import Fault
from kring.exchange import envelope
from kring.flows.debtors.city.workbook import bytes_of, name_of
from kring.flows.debtors.models import Row, Upload
from kring.guard.jobs import work_through
from kring.guard.keys import FieldCipher, blind, blind_ever, versions
from kring.guard.models import OwnRow
from kring.journal import read
from kring.parties import keys
from kring.parties.queries import public_key, public_keys
from kring.persons import queries as persons
from kring.persons.actions import place_restriction
from kring.persons.models import Person, Restriction
from tests.database.exchange.cast import CLOCK, NOON, Pair, a_desk, all_lines
from tests.database.flows.story import begin, knows, marks_of, run, somebody
from tests.database.journal.renewing import CLIENTS, MARK, NoLogError, as_, everything_of

pytestmark = pytest.mark.usefixtures("committed", "in_march")


# ----- What each renewal must leave as it was.


@pytest.mark.parametrize("use", ["seal", "sign"])
def test_a_list_on_its_way_is_opened_with_the_key_that_it_was_sealed_to(pair: Pair, use: Any) -> None:
    """Statements and envelopes made before the change arrive after it; those made after it use the new key."""
    assert begin(pair, CLIENTS[:3])
    before = public_key(pair.ocmw.id, use)
    assert keys.new_pair(by=pair.ocmw.dpo, use=use, clock=CLOCK).version == 2
    assert public_key(pair.ocmw.id, use) != before
    assert public_keys(pair.ocmw.id, use) == [public_key(pair.ocmw.id, use), before]
    work_through()
    with as_(pair.city):
        assert set(Row.objects.values_list("mark", flat=True)) == {MARK}
    line = next(line for line in all_lines(pair.ocmw) if line.content.get("what") == "key.renewed")
    assert line.content["public"] == public_key(pair.ocmw.id, use).hex()
    assert line.position == pair.ocmw.dpo.position


def test_an_envelope_sealed_to_the_old_key_is_opened_after_the_change(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list was released; before it is collected, the recipient gets another key."""
    collected = []
    honest = envelope.collect

    def first_another_key(waiting: Any) -> Any:
        if not collected:
            collected.append(waiting)
            return None  # it stays where it is, and is delivered again
        return honest(waiting)

    monkeypatch.setattr(envelope, "collect", first_another_key)
    assert begin(pair, CLIENTS[:1])
    work_through()
    assert collected
    keys.new_pair(by=pair.ocmw.dpo, use="seal", clock=CLOCK)
    with as_(pair.ocmw):
        opened = honest(collected[0])
    assert opened is not None
    assert len(opened.content["rows"]) == 1


def test_a_stolen_key_counts_for_nothing_any_more(pair: Pair) -> None:
    """It is published no longer, so what a thief signs with it is signed by nobody."""
    stolen = public_key(pair.city.id, "sign")
    keys.new_pair(by=pair.city.dpo, use="sign", clock=CLOCK, stolen=True)
    assert public_keys(pair.city.id, "sign") == [public_key(pair.city.id, "sign")]
    assert stolen not in public_keys(pair.city.id, "sign")


def test_encrypted_fields_are_renewed_a_part_at_a_time_and_then_the_old_key_goes(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read throughout; afterwards nothing is under the old key, and the old key is no more."""
    round_ = run(pair, CLIENTS)
    monkeypatch.setattr(keys, "_AT_ONCE", 2)
    for desk in (pair.city, pair.ocmw):
        assert keys.new_fields_key(by=desk.dpo, clock=CLOCK).version == 2
    with as_(pair.ocmw):
        people = {row.id for row in Person.objects.all()}
        numbers = persons.ssins_of(people)  # still under the old key
        assert set(numbers.values()) == {one.ssin for one in CLIENTS}
        cipher = FieldCipher("fields")
        assert cipher.encrypt(b"x", place="y").startswith(b"\x00\x02")
    assert keys.reseal(by=pair.city.dpo, clock=CLOCK).values == len(CLIENTS) + 2  # rows, the file and its name
    assert keys.reseal(by=pair.ocmw.dpo, clock=CLOCK).values == len(CLIENTS)
    assert keys.reseal(by=pair.ocmw.dpo, clock=CLOCK).values == 0
    for desk in (pair.city, pair.ocmw):
        with as_(desk):
            assert versions()["fields"] == [2]
    with as_(pair.ocmw):
        assert persons.ssins_of(people) == numbers
    with as_(pair.city):
        upload = Upload.objects.get()
        assert name_of(upload).endswith(".xlsx")
        assert bytes_of(upload).startswith(b"PK")
    assert set(marks_of(pair, round_).values()) == {MARK}


def test_pseudonyms_are_renewed_all_at_once_with_the_way_to_the_log(pair: Pair) -> None:
    """Everybody is still found, a restriction still holds for somebody who is not kept, and the log still tells who saw whom."""
    stranger = somebody(77)
    place_restriction(by=pair.ocmw.dpo, ssin=stranger.ssin, ground="accuracy_contested", valid_from=NOON.date())
    run(pair, CLIENTS[:2])
    with as_(pair.ocmw):
        (old,) = blind([CLIENTS[0].ssin])
        lines_before = [(line.tx, line.n, line.own) for line in read.lines(subject=old)]
        assert lines_before
    renewed = keys.new_index_key(by=pair.ocmw.dpo, clock=CLOCK)
    assert (renewed.version, renewed.values) == (2, len(CLIENTS) + 1)
    with as_(pair.ocmw):
        (new,) = blind([CLIENTS[0].ssin])
        assert new != old
        assert blind_ever(CLIENTS[0].ssin) == [new, old]
        assert set(persons.by_blinds(blind([one.ssin for one in CLIENTS])).keys()) == set(
            blind([one.ssin for one in CLIENTS])
        )
        assert persons.by_blinds([old]) == {}
        assert persons.restricted(blind([stranger.ssin]), NOON.date()) == set(blind([stranger.ssin]))
        assert [(line.tx, line.n, line.own) for line in read.lines(subject=new)] == lines_before
        assert read.lines(subject=old) == []
    knows(pair, CLIENTS)  # the register comes in again: nobody is new
    with as_(pair.ocmw):
        assert Person.objects.count() == len(CLIENTS)


@pytest.mark.req("E1")
def test_a_round_begun_before_every_renewal_ends_after_it(pair: Pair) -> None:
    """List released under the old keys of both, marks given under the new ones."""
    assert begin(pair, CLIENTS)
    for desk in (pair.city, pair.ocmw):
        keys.new_pair(by=desk.dpo, use="seal", clock=CLOCK)
        keys.new_pair(by=desk.dpo, use="sign", clock=CLOCK)
        keys.new_fields_key(by=desk.dpo, clock=CLOCK)
        keys.new_index_key(by=desk.dpo, clock=CLOCK)
    work_through()
    for desk in (pair.city, pair.ocmw):
        keys.reseal(by=desk.dpo, clock=CLOCK)
    with as_(pair.city):
        assert set(Row.objects.values_list("mark", flat=True)) == {MARK}


# ----- Nothing without its line.


@pytest.mark.req("E6")
@pytest.mark.parametrize("renewal", ["seal", "sign", "fields", "index"])
def test_a_renewal_that_cannot_be_logged_changes_nothing(
    pair: Pair, monkeypatch: pytest.MonkeyPatch, renewal: Any
) -> None:
    """The journal write breaks: keys, pseudonyms, ciphertexts and lines are as they were."""
    before = everything_of(pair.ocmw)

    def broken(*_: object, **__: object) -> None:
        raise NoLogError

    monkeypatch.setattr(keys, "append", broken)
    verbs = {"fields": keys.new_fields_key, "index": keys.new_index_key}
    with pytest.raises(NoLogError):
        if renewal in verbs:
            verbs[renewal](by=pair.ocmw.dpo, clock=CLOCK)
        else:
            keys.new_pair(by=pair.ocmw.dpo, use=renewal, clock=CLOCK)
    assert everything_of(pair.ocmw) == before


@pytest.mark.req("E6")
def test_old_keys_are_not_destroyed_without_a_line(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was encrypted again stays so, which changes no datum; the old key stays until a line says that it goes."""
    keys.new_fields_key(by=pair.ocmw.dpo, clock=CLOCK)

    def broken(*_: object, **__: object) -> None:
        raise NoLogError

    with monkeypatch.context() as patched:
        patched.setattr(keys, "append", broken)
        with pytest.raises(NoLogError):
            keys.reseal(by=pair.ocmw.dpo, clock=CLOCK)
    with as_(pair.ocmw):
        assert versions()["fields"] == [1, 2]
    keys.reseal(by=pair.ocmw.dpo, clock=CLOCK)
    with as_(pair.ocmw):
        assert versions()["fields"] == [2]
    assert [
        line.content["destroyed"] for line in all_lines(pair.ocmw) if line.content.get("what") == "key.old_destroyed"
    ] == [1]


def test_a_social_worker_gives_no_keys(pair: Pair) -> None:
    """Only the officer and the secretary general."""
    with pytest.raises(Fault) as refused:
        keys.new_fields_key(by=pair.ocmw.worker, clock=CLOCK)
    assert refused.value.code == "other_function"


# ----- While others work.


def test_who_writes_under_the_old_key_is_waited_for(pair: Pair) -> None:
    """A transaction that holds the old key ends first; so nothing is ever written under a key that is gone."""
    holds, go_on = threading.Event(), threading.Event()
    place = f"persons.person.ssin.{uuid4()}"

    def writing() -> bytes:
        try:
            with as_(pair.ocmw):
                sealed = FieldCipher("fields").encrypt(b"x", place=place)
                holds.set()
                assert go_on.wait(30)
            return sealed
        finally:
            connections.close_all()

    def renewing() -> int:
        try:
            return keys.new_fields_key(by=pair.ocmw.dpo, clock=CLOCK).version
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        writer = pool.submit(writing)
        assert holds.wait(30)
        renewal = pool.submit(renewing)
        with pytest.raises(TimeoutError):
            renewal.result(0.3)
        go_on.set()
        assert writer.result(30).startswith(b"\x00\x01")
        assert renewal.result(30) == 2


# ----- Nobody forgets a column.

NEITHER = {
    ("guard.DataKey", "wrapped"),
    ("instruments.Statement", "signed"),
    ("instruments.PairRecord", "signed"),
}
"""Columns of bytes that no key of an organisation makes: wrapped keys and signatures."""


def test_every_column_of_bytes_says_whether_a_new_key_concerns_it() -> None:
    """Else a renewal would pass over it, and destroy the key that reads it."""
    found = {
        (model._meta.label, field.name)
        for model in apps.get_models()
        if issubclass(model, OwnRow)
        for field in model._meta.concrete_fields
        if isinstance(field, models.BinaryField) and field.name not in {*model.SEALED, *model.BLIND}
    }
    assert found <= NEITHER, "name it in SEALED or BLIND of its model"


def test_a_desk_is_founded_with_keys_of_its_own() -> None:
    """Four uses at most, a first version each."""
    desk = a_desk("Stad Sleutel", "city", "debt_team", CLOCK)
    assert set(keys.kept(desk.dpo)) <= {"seal", "sign", "fields", "index", "journal-2026"}
    assert Restriction.BLIND == ("blind",)
