"""The officer has the log verified and takes it out: what the page says after real work, and after tampering."""

import io
import json
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from kring.core import clock as clocks
from kring.core.clock import system_clock
from kring.desks.privacy import checking
from kring.guard.acting import Acting, acting_for
from kring.journal import note, read, verify
from kring.journal.append import append
from kring.journal.lines import Line
from tests.database.desks.conftest import at, text
from tests.database.exchange.cast import CLOCK, Desk, a_desk, a_pair, all_lines
from tests.database.flows.story import knows, run, somebody
from tests.database.journal.conftest import Place

VERIFY = Path(verify.__file__)


def fingerprint(of: Acting) -> str:
    """The installation's key, as its administrator writes it down."""
    with acting_for(of.organisation, of.position):
        return note.fingerprint(read.signing_keys()[-1])


def taken(response: Any, folder: Path) -> Path:
    """The bundle that came, as a file."""
    file = folder / "bundel.zip"
    file.write_bytes(b"".join(response.streaming_content))
    return file


def _in_two_minutes() -> datetime:
    return system_clock() + timedelta(minutes=2)


@pytest.fixture
def ours(place: Place) -> Desk:
    """An organisation in a database of this test alone, whose log a sealer came to seal."""
    desk = a_desk("Stad Breekbaar", "city", "debt_team", CLOCK)
    with acting_for(desk.id, desk.worker.position):
        append([Line("action", {"what": "round.started", "n": n}) for n in range(10)])
    place.round()
    return desk


@pytest.mark.req("E6")
def test_after_real_work_both_officers_read_that_their_log_holds(
    committed: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A round between both; each officer's page says it holds, how long it is and by which key; the bundle says so elsewhere."""
    monkeypatch.setattr(clocks, "_installed", CLOCK)
    pair = a_pair()
    knows(pair, [somebody(1)])
    run(pair, [somebody(1), somebody(2)])
    for desk in (pair.city, pair.ocmw):
        size = len(all_lines(desk))
        officer = at(desk.dpo)
        shown = text(officer.post("/logboek/nakijken/"))
        assert "Het logboek klopt" in shown
        assert f"{size} regels: niets gewijzigd" in shown
        assert fingerprint(desk.dpo) in shown
        assert "Alleen een bundel die elders bewaard is" in shown
        answer = officer.post("/logboek/bundel/")
        assert answer["Content-Disposition"].startswith(f'attachment; filename="logboek-{desk.number}-')
        assert "no-store" in answer["Cache-Control"]
        file = taken(answer, tmp_path)
        command = [sys.executable, str(VERIFY), str(file), "--key", fingerprint(desk.dpo), "--json"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
        assert done.returncode == verify.VERIFIED, done.stdout
        assert json.loads(done.stdout)["logs"][0]["lines"] == size + 2  # verified and taken out: both are in it
        mine = [line for line in reversed(all_lines(desk)) if line.position == desk.dpo.position][-2:]
        assert [line.content["what"] for line in mine] == ["log.verified", "log.taken_out"]
        assert (mine[0].content["outcome"], mine[0].content["lines"]) == ("verified", size)


@pytest.mark.req("E6")
def test_tampering_by_the_superuser_is_named(place: Place, ours: Desk) -> None:
    """The trigger off, one line changed: the page says so, names the finding, and the line's own page does not hold."""
    officer = at(ours.dpo)
    assert "Het logboek klopt" in text(officer.post("/logboek/nakijken/"))
    place.round()
    with place.superuser() as root:
        root.execute("SET session_replication_role = replica")
        root.execute("ALTER TABLE journal.entry DISABLE TRIGGER ALL")
        root.execute(
            "UPDATE journal.entry SET body = convert_to(replace(convert_from(body, 'UTF8'), '\"n\":3', '\"n\":4'), 'UTF8')"
            " WHERE log = %s",
            [ours.id],
        )
        root.execute("ALTER TABLE journal.entry ENABLE ALWAYS TRIGGER keep_rows")
    shown = text(officer.post("/logboek/nakijken/"))
    assert "Het logboek klopt niet" in shown
    assert "root_differs" in shown
    assert "Minstens één regel is gewijzigd" in shown
    assert "neem de bewijsbundel mee en bewaar hem, verander niets" in shown
    place.round()
    with acting_for(ours.id, ours.dpo.position):
        told = {line.place: line.content for line in read.lines(limit=100)}
    assert [said["findings"] for said in told.values() if said.get("outcome") == "finding"] == [["root_differs"]]
    changed, whole = (min(p for p, said in told.items() if p is not None and said.get("n") == n) for n in (4, 5))
    assert "Deze regel klopt niet" in text(officer.get(f"/logboek/regel/{changed}/"))
    assert "Deze regel klopt niet" not in text(officer.get(f"/logboek/regel/{whole}/"))


def test_lines_deleted_by_the_superuser_are_named(place: Place, ours: Desk) -> None:
    """The last lines gone from the table: fewer than were sealed."""
    officer = at(ours.dpo)
    with place.superuser() as root:
        root.execute("SET session_replication_role = replica")
        root.execute("ALTER TABLE journal.entry DISABLE TRIGGER ALL")
        root.execute(
            "DELETE FROM journal.entry WHERE log = %s AND convert_from(body, 'UTF8') LIKE '%%\"n\":9%%'", [ours.id]
        )
        root.execute("ALTER TABLE journal.entry ENABLE ALWAYS TRIGGER keep_rows")
    shown = text(officer.post("/logboek/nakijken/"))
    assert "Regels die gezegeld waren, zijn verdwenen." in shown
    assert "log_shorter" in shown
    assert officer.get("/logboek/").status_code == 200


@override_settings(KRING_SEAL_WAIT=0.05)
@pytest.mark.req("E6")
def test_a_bundle_kept_elsewhere_shows_that_the_log_was_set_back(place: Place, ours: Desk, tmp_path: Path) -> None:
    """The database and the sealer's anchor set back and grown again: the page is content, the earlier bundle is not."""
    name = place.name + "_old"
    place.copy_to(name)
    old_anchor = place.anchor.read_bytes()
    officer = at(ours.dpo)
    officer.get("/logboek/")
    place.round()
    earlier = taken(officer.post("/logboek/bundel/"), tmp_path)
    place.become(name)
    place.anchor.write_bytes(old_anchor)
    officer = at(ours.dpo)
    for _ in range(3):
        officer.get("/logboek/")
    place.round()
    assert "Het logboek klopt" in text(officer.post("/logboek/nakijken/"))
    again = b"".join(officer.post("/logboek/bundel/").streaming_content)
    with earlier.open("rb") as kept:
        report = verify.verify(io.BytesIO(again), pinned=[fingerprint(ours.dpo)], earlier=[("bewaard", kept)])
    assert report.exit_code == verify.FINDING


def test_without_a_line_there_is_no_page(place: Place, ours: Desk) -> None:
    """The journal cannot be written: no list, no line, no verdict and no bundle comes, and nothing is sealed."""
    officer = at(ours.dpo, raises=False)
    assert officer.get("/logboek/").status_code == 200
    with place.superuser() as root:
        root.execute("REVOKE INSERT ON journal.entry FROM kring_app")
        root.execute("REVOKE INSERT (n, log, body) ON journal.entry FROM kring_app")
    for page in ("", "regel/3/", "regel/3/samen/"):
        answer = officer.get(f"/logboek/{page}")
        assert answer.status_code == 500
        assert "Startte een ronde" not in text(answer)
        assert "Stad Breekbaar" not in text(answer)
    for page in ("nakijken/", "bundel/"):
        answer = officer.post(f"/logboek/{page}")
        assert answer.status_code == 500
        assert "Het logboek klopt" not in text(answer)


@override_settings(KRING_SEAL_WAIT=0.05)
def test_a_log_that_was_never_sealed_says_so(place: Place) -> None:
    """No sealer came yet: nothing to verify, no bundle, and what to do."""
    desk = a_desk("Stad Ongezegeld", "city", "debt_team", CLOCK)
    officer = at(desk.dpo)
    assert "Er is nog niets gezegeld" in text(officer.post("/logboek/nakijken/"))
    answer = officer.post("/logboek/bundel/")
    assert answer.status_code == 302
    assert "nog niets gezegeld" in text(officer.get(answer["Location"]))


@override_settings(KRING_SEAL_WAIT=0.05)
def test_lines_that_wait_for_their_seal_are_counted_and_the_log_can_still_be_taken_out(
    place: Place, ours: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sealer is gone: the page tells how many lines are not sealed; the bundle of what was sealed comes all the same."""
    with acting_for(ours.id, ours.worker.position):
        append([Line("action", {"what": "round.started"}) for _ in range(4)])
    officer = at(ours.dpo)
    shown = text(officer.post("/logboek/nakijken/"))
    assert "4 regels van de laatste seconden" in shown
    assert "Nieuwe regels worden niet gezegeld" not in shown
    monkeypatch.setattr(checking.check, "__kwdefaults__", {"largest": checking.LARGEST, "clock": _in_two_minutes})
    assert "Nieuwe regels worden niet gezegeld" in text(officer.post("/logboek/nakijken/"))
    file = taken(officer.post("/logboek/bundel/"), tmp_path)
    with file.open("rb") as bundle:
        assert verify.verify(bundle, pinned=[fingerprint(ours.dpo)]).exit_code == verify.VERIFIED


def test_a_log_too_large_for_a_page_is_not_half_verified(
    committed: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Past the bound nothing is said of it; the bundle comes, to be verified elsewhere."""
    desk = a_desk("Stad Groot", "city", "debt_team", CLOCK)
    all_lines(desk)
    assert checking.check(desk.dpo, largest=100).verdict == "too_large"
    monkeypatch.setattr(checking.check, "__kwdefaults__", {"largest": 100, "clock": system_clock})
    officer = at(desk.dpo)
    shown = text(officer.post("/logboek/nakijken/"))
    assert "te groot om op een bladzijde na te kijken" in shown
    assert "Het logboek klopt" not in shown
    with taken(officer.post("/logboek/bundel/"), tmp_path).open("rb") as bundle:
        assert verify.verify(bundle, pinned=[fingerprint(desk.dpo)]).exit_code == verify.VERIFIED


def test_a_seal_by_a_key_that_is_not_ours_is_told(place: Place, ours: Desk) -> None:
    """The key in the database is not the one that signed: the page does not call that verified."""
    with place.superuser() as root:
        root.execute("UPDATE journal.seal SET keys = ARRAY[decode(repeat('ab', 32), 'hex')]")
    shown = text(at(ours.dpo).post("/logboek/nakijken/"))
    assert "de ondertekenaar is hier niet bekend" in shown
    assert "onbekend" in shown
