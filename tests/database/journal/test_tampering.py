"""What the database's owner can do to a log, and who finds it: verifier, anchor, a partner's copy, an earlier bundle."""

from io import BytesIO
from typing import Any

import psycopg
import pytest

from kring.core.errors import Fault
from kring.guard.acting import Acting, acting_for
from kring.journal import bundle, handover, read, seal, signer, verify
from kring.journal.lines import Line
from tests.database.journal.conftest import Logs, Place, as_owner, verified

Owner = psycopg.Connection[tuple[Any, ...]]


@pytest.fixture
def us(place: Place) -> Acting:
    """A log of thirty sealed lines, in a database of this test alone."""
    logs = Logs()
    acting = logs.new()
    for _ in range(3):
        logs.write(acting, *(Line("action", {"what": "test", "n": n}) for n in range(10)))
        place.round()
    assert verified([acting]).exit_code == verify.VERIFIED
    return acting


def body_at(place: int) -> str:
    return f"(tx, n) = (SELECT tx, n FROM journal.leaf WHERE idx = {place})"


LATER = "convert_to(replace(convert_from(body, 'UTF8'), '\"what\":\"test\"', '\"what\":\"niet\"'), 'UTF8')"
TAMPERING: dict[str, list[str]] = {
    "a line changed": [f"UPDATE journal.entry SET body = {LATER} WHERE {body_at(3)}"],
    "the last line changed": [f"UPDATE journal.entry SET body = {LATER} WHERE {body_at(29)}"],
    "a line deleted": [f"DELETE FROM journal.entry WHERE {body_at(3)}"],
    "a line deleted with its place, the others moved up": [
        f"DELETE FROM journal.entry WHERE {body_at(3)}",
        "DELETE FROM journal.leaf WHERE idx = 3",
        "UPDATE journal.leaf SET idx = idx + 1000 WHERE idx > 3",
        "UPDATE journal.leaf SET idx = idx - 1001 WHERE idx > 1000",
    ],
    "a line inserted": [
        "UPDATE journal.leaf SET idx = idx + 1000 WHERE idx >= 3",
        "UPDATE journal.leaf SET idx = idx - 999 WHERE idx >= 1000",
        "INSERT INTO journal.entry (tx, n, log, at, body) SELECT '7', 0, log, at, body FROM journal.entry LIMIT 1",
        "INSERT INTO journal.leaf (log, idx, tx, n, hash) SELECT log, 3, '7', 0, hash FROM journal.leaf LIMIT 1",
    ],
    "two lines swapped": [
        "UPDATE journal.leaf SET idx = 1000 WHERE idx = 3",
        "UPDATE journal.leaf SET idx = 3 WHERE idx = 4",
        "UPDATE journal.leaf SET idx = 4 WHERE idx = 1000",
    ],
    "the tail cut off": [
        "DELETE FROM journal.entry WHERE (tx, n) IN (SELECT tx, n FROM journal.leaf WHERE idx >= 25)",
        "DELETE FROM journal.leaf WHERE idx >= 25",
    ],
    "emptied": ["TRUNCATE journal.entry, journal.leaf"],
    "the newest checkpoint replaced by an older one": [
        "UPDATE journal.head SET size = c.size, note = c.note FROM journal.checkpoint c WHERE c.log = head.log",
    ],
}


@pytest.mark.parametrize("how", [name for name in TAMPERING if "checkpoint" not in name])
@pytest.mark.req("E6")
def test_the_verifier_finds_what_the_owner_did(place: Place, us: Acting, how: str) -> None:
    """Change, delete, insert, reorder, truncate in the database itself: the export no longer verifies."""
    with as_owner(place) as owner:
        for statement in TAMPERING[how]:
            owner.execute(statement.encode())
    assert verified([us]).exit_code == verify.FINDING


def test_a_sealer_that_comes_back_does_not_sign_over_a_stand_that_is_none(place: Place, us: Acting) -> None:
    """Whoever writes nonsense where the newest signed note of a log stands: the sealer says so and ends."""
    with as_owner(place) as owner:
        owner.execute("UPDATE journal.head SET note = 'niets' WHERE log = %s", [us.organisation])
    with place.connect() as conn, pytest.raises(Fault, match="onleesbaar") as refused:
        handover.sign_again(conn, signer.read(place.key))
    assert refused.value.code == "tree_out_of_step"


def test_a_log_set_back_to_an_older_checkpoint_is_found_by_the_anchor_and_by_an_earlier_bundle(
    place: Place, us: Acting
) -> None:
    """The database alone cannot tell; what left it before can."""
    earlier = bundle.export([us])
    with as_owner(place) as owner:
        for statement in TAMPERING["the newest checkpoint replaced by an older one"]:
            owner.execute(statement.encode())
    assert verified([us]).exit_code == verify.VERIFIED
    assert verified([us], earlier=[("before.zip", BytesIO(earlier))]).exit_code == verify.FINDING
    with pytest.raises(Fault, match="rollback"):
        place.round()


@pytest.mark.parametrize("how", ["leaves", "edge", "nothing left"])
def test_the_sealer_does_not_sign_over_a_tree_that_was_changed(place: Place, us: Acting, how: str) -> None:
    """Hashes replaced, an edge replaced, a head removed: at its start the sealer compares, and refuses."""
    change = {
        "leaves": "UPDATE journal.leaf SET hash = sha256('x') WHERE idx = 3",
        "edge": "UPDATE journal.head SET edge = sha256('x') || substr(edge, 33)",
        "nothing left": "DELETE FROM journal.head",
    }
    with as_owner(place) as owner:
        owner.execute(change[how].encode())
    with pytest.raises(Fault, match="rollback"):
        place.round()


def test_a_sealer_at_work_notices_at_once_that_a_log_went_back(place: Place, us: Acting) -> None:
    """Without a restart: what it signed itself must still be there when the log grows."""
    anchor = seal.Anchor(place.anchor)
    anchor.read()
    with as_owner(place) as owner:
        owner.execute("DELETE FROM journal.leaf WHERE idx >= 20")
        owner.execute("UPDATE journal.head SET size = 20")
    Logs().write(us)
    with place.connect() as conn, pytest.raises(Fault, match="rollback"):
        seal.seal_round(conn, signer.read(place.key), known=anchor.newest)


@pytest.mark.req("E6")
def test_a_whole_database_set_back_is_refused_by_the_sealer(place: Place, us: Acting) -> None:
    """A backup of yesterday is restored: the anchor, outside the database, has signed more. Nothing is signed any more."""
    place.copy_to(place.name + "_old")
    logs = Logs()
    logs.write(us, Line("action", {"what": "inconvenient"}))
    place.round()
    place.become(place.name + "_old")
    logs.write(us, Line("action", {"what": "something else"}))
    with pytest.raises(Fault, match="rollback") as found:
        place.round()
    assert found.value.detail == {"log": str(us.organisation), "signed": 31, "found": 30}


@pytest.mark.req("E6")
def test_with_the_anchor_set_back_too_a_bundle_taken_out_earlier_shows_it(place: Place, us: Acting) -> None:
    """Database and anchor are both of yesterday, and the log grew on: consistent in itself, not with what left before."""
    old_anchor = place.anchor.read_bytes()
    place.copy_to(place.name + "_old")
    logs = Logs()
    logs.write(us, Line("action", {"what": "inconvenient"}))
    place.round()
    taken_out = bundle.export([us])
    with acting_for(us.organisation, us.position):
        handed = read.newest_checkpoint(us.organisation)
    place.become(place.name + "_old")
    place.anchor.write_bytes(old_anchor)
    logs.write(us, Line("action", {"what": "something else"}))
    place.round()
    assert verified([us]).exit_code == verify.VERIFIED
    report = verified([us], earlier=[("before.zip", BytesIO(taken_out))])
    assert {finding.code for finding in report.findings} == {"fork", "root_differs"}
    assert verified([us], own=[("what the partner has", handed)]).exit_code == verify.FINDING


def test_a_missing_or_damaged_anchor_stops_the_sealer(place: Place, us: Acting) -> None:
    """Whoever removes the anchor does not get past it either; a new place for it is a decision, made explicitly."""
    kept = place.anchor.read_bytes()
    dsn = place.server.url("kring_sealer", place.name)
    place.anchor.unlink()
    with pytest.raises(Fault, match="anchor_missing"):
        seal.run(dsn, place.key, place.anchor)
    place.anchor.write_bytes(b"rommel\n" + kept)
    with pytest.raises(Fault, match="anchor_unreadable"):
        seal.run(dsn, place.key, place.anchor)
    place.anchor.write_bytes(kept + kept[:40])  # half a line: a crash while writing, harmless
    place.round()
    assert place.anchor.read_bytes().endswith(b"\n")


def test_a_dump_moved_to_another_cluster_is_refused(place: Place, us: Acting) -> None:
    """There, transaction numbers begin anew and new lines would never be sealed: a clear fault instead."""
    with as_owner(place) as owner:
        owner.execute("UPDATE journal.seal SET cluster = cluster + 1")
    with pytest.raises(Fault, match="other_cluster"):
        seal.run(place.server.url("kring_sealer", place.name), place.key, place.anchor)


@pytest.mark.parametrize("snap", ["1:1:", "999999999:999999999:"])
def test_a_seal_set_back_or_forward_never_seals_a_line_twice(place: Place, us: Acting, snap: str) -> None:
    """Back: the next round fails. Forward: new lines stay unsealed, and are seen as such."""
    with as_owner(place) as owner:
        owner.execute("UPDATE journal.seal SET snap = %s", [snap])
    written = Logs().write(us)
    if snap == "1:1:":
        with pytest.raises(psycopg.errors.UniqueViolation):
            place.round()
    else:
        assert place.round() == {}
    with acting_for(us.organisation, us.position):
        assert [line.tx for line in read.unsealed()] == [written.tx]


def test_without_a_key_file_no_key_is_made_silently(place: Place) -> None:
    """The key is made by an explicit command, once, and never overwritten."""
    with pytest.raises(Fault, match="sealer_key_missing"):
        seal.run("unused", place.key.with_name("none"), place.anchor)
    with pytest.raises(Fault, match="sealer_key_exists"):
        signer.new_key(place.key)
    broken = place.key.with_name("broken")
    broken.write_text("abc")
    with pytest.raises(Fault, match="sealer_key_unsound"):
        signer.read(broken)
    assert place.key.stat().st_mode & 0o077 == 0
