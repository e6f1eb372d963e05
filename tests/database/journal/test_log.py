"""The log of an organisation: written with the change, sealed, read by its own people, erasable, taken out and verified."""

import json
import time
from datetime import UTC, datetime, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.db import connections, transaction

from kring.core.errors import Fault
from kring.guard.acting import acting_for
from kring.guard.models import DataKey
from kring.journal import bundle, lines, merkle, note, pseudonym, read, signer, verify, waiting
from kring.journal.append import append
from kring.journal.lines import Line
from tests.database.journal.conftest import Logs, verified

AN = b"the row of An, who does not exist"
BO = b"the row of Bo, who does not exist"


@pytest.mark.req("E6")
def test_an_organisation_reads_what_its_people_did(logs: Logs) -> None:
    """A look at An by one employee: place, time, kind, the employee and the row, for her own organisation only."""
    us, them = logs.new(), logs.new()
    logs.seal(us, Line("look", {"what": "round.row"}, subject=AN, own={"row": 7}))
    with acting_for(us.organisation, us.position):
        (line,) = read.lines()
    assert (line.place, line.kind, line.content, line.own) == (0, "look", {"what": "round.row"}, {"row": 7})
    assert line.position == us.position
    assert abs(line.time - datetime.now(UTC)) < timedelta(minutes=1)
    with acting_for(them.organisation, them.position):
        assert read.lines() == []
        assert read.looks_at(AN) == []


def test_no_line_without_the_change_and_no_change_without_the_line(logs: Logs) -> None:
    """The caller's transaction fails after the line: the line is gone too, and the tree has no gap."""
    us = logs.new()
    with pytest.raises(ZeroDivisionError), acting_for(us.organisation, us.position):
        append([Line("action", {"what": "test"})])
        raise ZeroDivisionError
    logs.seal(us)
    with acting_for(us.organisation, us.position):
        assert [line.place for line in read.lines()] == [0]


def test_lines_of_one_transaction_are_numbered_on(logs: Logs) -> None:
    """Two calls in one transaction: 0, 1 and then 2; the order of the tree is the order of writing."""
    us = logs.new()
    with acting_for(us.organisation, us.position):
        first = append([Line("action", {"what": "a"}), Line("action", {"what": "b"})])
        second = append([Line("action", {"what": "c"})])
    assert (first.first, first.count, second.first, second.tx) == (0, 2, 2, first.tx)
    assert waiting.wait(first.tx, 20)
    with acting_for(us.organisation, us.position):
        assert [line.content["what"] for line in read.lines()] == ["c", "b", "a"]
        assert [line.content["what"] for line in read.lines(before=2, limit=1)] == ["b"]


@pytest.mark.req("D6")
def test_one_sees_who_looked_at_a_person_and_nobody_elses_looks(logs: Logs) -> None:
    """Two looks at An, one at Bo: each is found under its own person, newest first."""
    us = logs.new()
    logs.write(us, Line("look", {"what": "list"}, subject=AN), Line("look", {"what": "list"}, subject=BO))
    logs.write(us, Line("look", {"what": "row"}, subject=AN), Line("action", {"what": "other"}, subject=AN))
    with acting_for(us.organisation, us.position):
        assert [line.content["what"] for line in read.looks_at(AN)] == ["row", "list"]
        assert len(read.looks_at(BO)) == 1
        assert read.looks_at(b"nobody") == []
    logs.seal(us)
    with acting_for(us.organisation, us.position):
        assert [line.kind for line in read.lines(subject=AN)] == ["action", "look", "look"]
        assert [line.kind for line in read.lines(subject=AN, kinds=["action"])] == ["action"]


def test_a_person_has_another_pseudonym_in_every_exchange_and_log(logs: Logs) -> None:
    """Without the key no two lines can be joined; within one exchange they can."""
    us, them = logs.new(), logs.new()
    about = [Line("look", subject=AN), Line("look", subject=AN)]
    about += [Line("subject", subject=AN, exchange=e) for e in ("one", "two", "two")]
    logs.seal(us, *about)
    logs.seal(them, *about)
    seen = []
    for acting in (us, them):
        with acting_for(acting.organisation, acting.position):
            seen += [line.subject for line in reversed(read.lines())]
    assert seen[3] == seen[4]
    assert len(set(seen)) == 8
    assert not any(AN.hex() in str(subject) for subject in seen)


@pytest.mark.req("E6")
def test_erasing_a_person_leaves_the_tree_whole(logs: Logs) -> None:
    """The key goes, with the way to the lines: nothing says who it was or who looked; the verifier finds nothing."""
    us = logs.new()
    logs.seal(us, Line("look", subject=AN, own={"row": 1}), Line("look", subject=BO, own={"row": 2}))
    with acting_for(us.organisation, us.position):
        assert pseudonym.forget([AN], us.organisation) == 1
    with acting_for(us.organisation, us.position):
        assert read.looks_at(AN) == []
        bo, an = read.lines()
        assert (an.own, an.position, an.place) == (None, None, 0)
        assert bo.own == {"row": 2}
    assert verified([us]).exit_code == verify.VERIFIED


def test_destroying_the_key_of_a_year_makes_all_its_lines_unreadable_and_leaves_the_tree(logs: Logs) -> None:
    """After the log's own retention: neither persons nor employees can be read, and no key is made anew by reading."""
    us = logs.new()
    logs.seal(us, Line("look", subject=AN), Line("action", {"what": "x"}))
    with acting_for(us.organisation, us.position):
        DataKey.objects.filter(purpose__startswith="journal-").delete()
    with acting_for(us.organisation, us.position):
        assert [line.position for line in read.lines()] == [None, None]
        assert read.looks_at(AN) == []
        assert not DataKey.objects.filter(purpose__startswith="journal-").exists()
    assert verified([us]).exit_code == verify.VERIFIED


@pytest.mark.parametrize(
    "line",
    [
        Line("gossip"),  # type: ignore[arg-type]
        Line("action", {"time": "2020-01-01T00:00:00.000000Z"}),
        Line("action", {"subject": "00"}),
        Line("action", own={"position": "x"}),
        Line("action", {"what": "x" * 70_000}),
    ],
)
def test_a_line_of_no_known_form_is_refused_and_nothing_happens(logs: Logs, line: Line) -> None:
    """An unknown kind, a reserved name, too long: a fault, so that the caller's change does not happen either."""
    us = logs.new()
    with pytest.raises(Fault, match="line_"), acting_for(us.organisation, us.position):
        append([line])


def test_outside_acting_for_nothing_can_be_written(logs: Logs) -> None:
    """There is no log of nobody."""
    with pytest.raises(Fault, match="not_acting"), transaction.atomic():
        append([Line("action")])


def test_a_line_cannot_be_back_dated(logs: Logs) -> None:
    """The time in a line must be the time of writing: the database compares."""
    us = logs.new()
    then = datetime.now(UTC) - timedelta(days=3)
    with pytest.raises(Exception, match="entry_time_is_now"), acting_for(us.organisation, us.position):
        append([Line("action")], clock=lambda: then)


def test_waiting_holds_no_transaction_and_fails_closed(logs: Logs) -> None:
    """A transaction that is still open is not sealed; waiting inside one is a mistake; time out means no."""
    us = logs.new()
    with acting_for(us.organisation, us.position):
        written = append([Line("action")])
        assert not waiting.sealed(written.tx)
        with pytest.raises(Fault, match="waits_in_transaction"):
            waiting.wait(written.tx, 1)
    assert waiting.wait(written.tx, 20)
    assert not connections["default"].in_atomic_block
    assert not waiting.wait(written.tx + 1_000_000, 0.05)


def test_a_checkpoint_handed_out_is_kept_and_comes_along_in_the_bundle(logs: Logs) -> None:
    """Each receipt carries the newest checkpoint; the bundle shows the older ones."""
    us = logs.new()
    with acting_for(us.organisation, us.position):
        assert read.newest_checkpoint(us.organisation) == ""
    logs.seal(us)
    with acting_for(us.organisation, us.position):
        handed = read.newest_checkpoint(us.organisation)
        assert read.newest_checkpoint(us.organisation) == handed
    checkpoint = note.parse(handed).checkpoint
    assert (checkpoint.origin, checkpoint.size) == (note.origin_of(us.organisation), 1)
    logs.seal(us)
    assert verified([us], own=[("what the partner has", handed)]).exit_code == verify.VERIFIED
    with acting_for(us.organisation, us.position), pytest.raises(Fault, match="not_acting"):
        read.newest_checkpoint(uuid4())


def test_partners_remember_each_others_checkpoints(logs: Logs) -> None:
    """The receive line names the discloser's checkpoint; two logs in one bundle hold each other."""
    city, ocmw = logs.new(), logs.new()
    logs.seal(city)
    with acting_for(city.organisation, city.position):
        handed = read.newest_checkpoint(city.organisation)
    logs.write(ocmw, Line("receive", {lines.PEER: lines.peer(handed)}))
    with acting_for(ocmw.organisation, ocmw.position):
        assert read.remember_checkpoint(handed, sender=city.organisation).size == 1
        assert read.remembered() == [handed]
        with pytest.raises(ValueError, match="note"):
            read.remember_checkpoint("geen zegel", sender=city.organisation)
    logs.seal(ocmw)
    report = verified([city, ocmw])
    assert (report.exit_code, [log.count for log in report.logs]) == (verify.VERIFIED, [1, 2])


@pytest.mark.req("E6")
def test_a_partner_cannot_plant_false_evidence(logs: Logs) -> None:
    """A checkpoint of our own log, of a third's, or that nobody we know signed, is not taken from a partner."""
    city, ocmw, third = logs.new(), logs.new(), logs.new()
    forger = signer.from_seed(bytes(32))
    for log, pattern in ((ocmw, "another log"), (third, "another log"), (city, "no known key")):
        forged = forger.sign(note.Checkpoint(note.origin_of(log.organisation), 1, bytes(32)), 1_795_000_000)
        with acting_for(ocmw.organisation, ocmw.position), pytest.raises(ValueError, match=pattern):
            read.remember_checkpoint(forged, sender=city.organisation)
    with acting_for(ocmw.organisation, ocmw.position):
        assert read.remembered() == []


def test_proofs_of_lines_and_of_growth_hold(logs: Logs) -> None:
    """Over more lines than one block of the stored tree: each path leads to the signed root."""
    us = logs.new()
    logs.seal(us, *(Line("action", {"n": n}) for n in range(300)))
    with acting_for(us.organisation, us.position):
        small = note.parse(read.newest_checkpoint(us.organisation)).checkpoint
    logs.seal(us, *(Line("action", {"n": n}) for n in range(300, 700)))
    with acting_for(us.organisation, us.position):
        assert read.size() == 700
        for place in (0, 1, 255, 256, 511, 512, 699):
            proof = read.inclusion(place)
            with connections["default"].cursor() as c:
                c.execute(
                    "SELECT body FROM journal.entry e JOIN journal.leaf l ON l.tx = e.tx AND l.n = e.n WHERE l.idx = %s",
                    [place],
                )
                leaf = merkle.leaf_hash(bytes(c.fetchone()[0]))
            assert merkle.includes(leaf, place, proof.size, proof.path, proof.root)
        newest = note.parse(read.newest_checkpoint(us.organisation)).checkpoint
        path = read.consistency(small.size, newest.size)
        assert merkle.extends(small.size, small.root, newest.size, newest.root, path)
        with pytest.raises(ValueError, match="outside"):
            read.inclusion(700)


def test_the_same_log_gives_the_same_bundle_and_no_empty_one(logs: Logs) -> None:
    """Bytes are the same as long as nothing was added; a log without a seal cannot be taken out; size is bounded."""
    us = logs.new()
    with pytest.raises(Fault, match="nothing_sealed"):
        bundle.export([us])
    logs.seal(us)
    taken = bundle.export([us])
    assert bundle.export([us]) == taken
    with pytest.raises(Fault, match="bundle_too_large"):
        bundle.export([us], largest=100)
    logs.seal(us)
    report = verified([us], earlier=[("before.zip", BytesIO(taken))])
    assert report.exit_code == verify.VERIFIED


def test_a_bundle_says_nothing_of_people(logs: Logs) -> None:
    """Neither the reference to the person, nor the employee, nor the row can be found in what is taken out."""
    us = logs.new()
    logs.seal(us, Line("look", {"what": "row"}, subject=AN, own={"file": "2026/0042"}))
    taken = bundle.export([us])
    for secret in (AN, AN.hex().encode(), str(us.position).encode(), us.position.hex.encode(), b"2026/0042"):
        assert secret not in taken
    start = taken.index(b'{"kind"')
    said = json.loads(taken[start : taken.index(b"}", start) + 1])
    assert {"v", "time", "kind", "what", "subject", "own", "nonce"} == said.keys()


def test_ten_thousand_lines_about_as_many_people_are_quick(logs: Logs) -> None:
    """A round of ten thousand rows: well under the time that people notice (reported, and bounded very loosely)."""
    us = logs.new()
    batch = [Line("subject", {"items": ["a"]}, subject=b"%d" % n, exchange="round") for n in range(10_000)]
    with acting_for(us.organisation, us.position):
        began = time.perf_counter()
        written = append(batch)
        first = time.perf_counter() - began
    with acting_for(us.organisation, us.position):
        began = time.perf_counter()
        append(batch)
        again = time.perf_counter() - began
    assert waiting.wait(written.tx, 20)
    print(f"10 000 lines: {first:.2f} s with new keys, {again:.2f} s with known ones")
    assert max(first, again) < 10
