"""The officer takes out the proof of one disclosure and one person's extract, and verifies beside what was kept elsewhere."""

import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kring.core import clock as clocks
from kring.guard.acting import acting_for
from kring.journal import bundle, note, read, verify
from kring.journal.read import LogLine
from tests.database.desks.conftest import at, text
from tests.database.exchange.cast import CLOCK, Desk, Pair, a_pair, all_lines
from tests.database.flows.story import knows, run, somebody
from tests.database.journal.conftest import Place
from tests.unit.journal import second_verifier as second


@pytest.fixture
def pair(committed: None, monkeypatch: pytest.MonkeyPatch) -> Pair:
    """A round of two people, one of them a client; an officer on each side."""
    monkeypatch.setattr(clocks, "_installed", CLOCK)
    pair = a_pair()
    knows(pair, [somebody(1)])
    run(pair, [somebody(1), somebody(2)])
    return pair


def fingerprint(desk: Desk) -> str:
    with acting_for(desk.id, desk.dpo.position):
        return note.fingerprint(read.signing_keys()[-1])


def content(response: Any) -> bytes:
    assert response.status_code == 200, text(response)
    return b"".join(response.streaming_content)


def judged(desk: Desk, data: bytes, **more: Any) -> verify.Report:
    return verify.verify(io.BytesIO(data), pinned=[fingerprint(desk)], **more)


def mine(desk: Desk, what: str) -> list[LogLine]:
    return [line for line in reversed(all_lines(desk)) if line.content.get("what") == what]


def line_of(desk: Desk, kind: str) -> int:
    place = next(line.place for line in all_lines(desk) if line.kind == kind)
    assert place is not None
    return place


@pytest.mark.req("E6")
def test_each_side_proves_the_disclosure_by_itself(pair: Pair) -> None:
    """From the release in the city, from the receipt in the OCMW: a file that holds, for both verifiers, and a line about it."""
    for desk, kind in ((pair.city, "release"), (pair.ocmw, "receive")):
        place = line_of(desk, kind)
        officer = at(desk.dpo)
        assert "Bewijs van deze doorgifte" in text(officer.get(f"/logboek/regel/{place}/"))
        answer = officer.post(f"/logboek/regel/{place}/bewijs/")
        assert answer["Content-Disposition"].startswith(f'attachment; filename="bewijs-{desk.number}-')
        small = content(answer)
        every = content(officer.post(f"/logboek/regel/{place}/bewijs/", {"allen": "on"}))
        report = judged(desk, small)
        assert (report.exit_code, place in (report.logs[0].places or ())) == (verify.VERIFIED, True)
        assert len(judged(desk, every).logs[0].places or ()) > len(report.logs[0].places or ())
        assert second.look(every, [fingerprint(desk)]) == ("verified", set())
        assert [line.content["line"] for line in mine(desk, "log.proof_taken_out")] == [place, place]


def test_a_line_of_no_disclosure_has_no_proof(pair: Pair) -> None:
    """A look: the page offers none, and asked for all the same it says so."""
    officer = at(pair.city.dpo)
    officer.get("/logboek/")
    place = line_of(pair.city, "look")
    assert "Bewijs van deze doorgifte" not in text(officer.get(f"/logboek/regel/{place}/"))
    answer = officer.post(f"/logboek/regel/{place}/bewijs/")
    assert answer.status_code == 302
    assert "hoort bij geen doorgifte" in text(officer.get(answer["Location"]))
    assert mine(pair.city, "log.proof_taken_out") == []


@pytest.mark.req("V4")
@pytest.mark.req("V6")
@pytest.mark.req("E4")
def test_one_person_s_extract_is_found_by_number_and_the_number_stays_in_the_file(pair: Pair) -> None:
    """The number is typed on the page and stands in no address, no file name and no line; who looked is not in the file."""
    ssin = somebody(1).ssin
    officer = at(pair.city.dpo)
    answer = officer.post("/logboek/persoon/", {"nummer": f"{ssin[:6]} {ssin[6:]}"})
    taken = content(answer)
    assert ssin not in str(answer.headers)
    report = judged(pair.city, taken)
    assert (report.exit_code, report.logs[0].ssin) == (verify.VERIFIED, ssin)
    assert second.look(taken, [fingerprint(pair.city)]) == ("verified", set())
    assert str(pair.city.worker.position).encode() not in taken
    (line,) = mine(pair.city, "log.person_taken_out")
    assert line.subject is not None
    whole = bundle.export([pair.city.dpo])
    assert ssin.encode() not in whole
    with_who = content(officer.post("/logboek/persoon/", {"nummer": ssin, "met_wie": "on"}))
    assert judged(pair.city, with_who).exit_code == verify.VERIFIED
    assert second.look(with_who, [fingerprint(pair.city)]) == ("verified", set())
    assert str(pair.city.worker.position).encode() in with_who


def test_nobody_and_no_number_are_told_without_repeating_it(pair: Pair) -> None:
    """Somebody about whom there is nothing; a number that is none: 422, a sentence, and the number is not in the page's words."""
    officer = at(pair.city.dpo)
    nobody = somebody(77).ssin
    answer = officer.post("/logboek/persoon/", {"nummer": nobody})
    assert answer.status_code == 422
    assert "staat niets in het logboek" in text(answer)
    assert len(mine(pair.city, "log.person")) == 1
    assert "te weinig cijfers" in text(officer.post("/logboek/persoon/", {"nummer": "12"}))
    assert officer.get("/logboek/persoon/").status_code == 200
    assert at(pair.city.worker).get("/logboek/persoon/").status_code == 403
    assert mine(pair.city, "log.person_taken_out") == []


def check(officer: Client, **brought: Any) -> str:
    return text(officer.post("/logboek/nakijken/", brought))


@pytest.mark.req("E6")
def test_the_officer_verifies_with_the_fingerprint_that_was_kept_on_paper(pair: Pair) -> None:
    """The right one, with colons and capitals; another one; and one that is none."""
    officer, right = at(pair.city.dpo), fingerprint(pair.city)
    shown = check(officer, vingerafdruk=":".join(right[at_ : at_ + 2] for at_ in range(0, 64, 2)).upper())
    assert "Het logboek klopt" in shown
    assert "met de vingerafdruk die u gaf" in shown
    assert "niet met de sleutel die u gaf" in check(officer, vingerafdruk="ab" * 32)
    assert "Kijk ze na" in check(officer, vingerafdruk="abc")
    told = [(line.content["outcome"], line.content.get("pinned")) for line in mine(pair.city, "log.verified")]
    assert told == [("verified", True), ("unknown_signer", True)]


@pytest.mark.req("E6")
def test_the_officer_verifies_beside_an_earlier_bundle(pair: Pair) -> None:
    """One of this log fits, also as a proof of one disclosure; another organisation's does not; a text is no bundle."""
    officer = at(pair.city.dpo)
    kept = content(officer.post("/logboek/bundel/"))
    shown = check(officer, eerder=SimpleUploadedFile("log.zip", kept))
    assert "is het begin van dit logboek" in shown
    assert "Het logboek klopt niet" not in shown
    small = content(officer.post(f"/logboek/regel/{line_of(pair.city, 'release')}/bewijs/"))
    assert "is het begin van dit logboek" in check(officer, eerder=SimpleUploadedFile("bewijs.zip", small))
    strange = bundle.export([pair.ocmw.dpo])
    assert "log_missing" in check(officer, eerder=SimpleUploadedFile("log.zip", strange))
    assert "kon niet gelezen worden" in check(officer, eerder=SimpleUploadedFile("log.zip", b"geen zip"))
    assert [line.content.get("compared") for line in mine(pair.city, "log.verified")] == [True] * 4


@pytest.mark.req("E6")
def test_a_log_set_back_is_seen_on_the_page_beside_the_bundle_that_was_kept(place: Place) -> None:
    """Database and anchor set back and grown again: the page alone is content, with the earlier bundle it is not."""
    from kring.journal.append import append  # noqa: PLC0415
    from kring.journal.lines import Line  # noqa: PLC0415
    from tests.database.exchange.cast import a_desk  # noqa: PLC0415

    desk = a_desk("Stad Terug", "city", "debt_team", CLOCK)
    place.round()
    place.copy_to(place.name + "_old")
    anchor = place.anchor.read_bytes()
    with acting_for(desk.id, desk.worker.position):
        append([Line("action", {"what": "inconvenient"})])
    place.round()
    kept = bundle.export([desk.dpo])
    place.become(place.name + "_old")
    place.anchor.write_bytes(anchor)
    with acting_for(desk.id, desk.worker.position):
        append([Line("action", {"what": "something else"}), Line("action", {"what": "and more"})])
    place.round()
    officer = at(desk.dpo)
    assert "Het logboek klopt niet" not in check(officer)
    shown = check(officer, eerder=SimpleUploadedFile("log.zip", kept))
    assert "Het logboek klopt niet" in shown
    assert "er zijn twee versies" in shown.lower() or "gewijzigd" in shown


@pytest.mark.req("E6")
def test_reading_and_taking_out_are_lines_of_the_log(pair: Pair) -> None:
    """Each page of the log and each file taken out of it leaves a line under the officer's position."""
    officer = at(pair.city.dpo)
    place = line_of(pair.city, "release")
    seen = len(all_lines(pair.city))
    for page in ("", f"regel/{place}/", f"regel/{place}/samen/"):
        assert officer.get(f"/logboek/{page}").status_code == 200
    assert officer.post("/logboek/nakijken/").status_code == 200
    for page in ("bundel/", f"regel/{place}/bewijs/"):
        assert content(officer.post(f"/logboek/{page}"))
    assert content(officer.post("/logboek/persoon/", {"nummer": somebody(1).ssin}))
    written = [line for line in reversed(all_lines(pair.city)) if line.position == pair.city.dpo.position][-7:]
    assert len(all_lines(pair.city)) == seen + 7
    assert [line.content["what"] for line in written] == [
        "log",
        "log.line",
        "log.together",
        "log.verified",
        "log.taken_out",
        "log.proof_taken_out",
        "log.person_taken_out",
    ]


@pytest.mark.req("E6")
def test_a_refusal_to_cosign_stands_on_the_page(pair: Pair) -> None:
    """The OCMW holds a seal of the city that the city's log does not follow: both officers read it when they verify."""
    from kring.exchange import witnessing  # noqa: PLC0415
    from kring.guard.jobs import work_through  # noqa: PLC0415
    from kring.journal import signer  # noqa: PLC0415

    stranger = signer.from_seed(bytes(32))
    text_ = stranger.sign(note.Checkpoint(note.origin_of(pair.city.id), 2, bytes(32)), 1_795_000_000)
    with acting_for(pair.ocmw.id, pair.ocmw.dpo.position):
        read.remember_checkpoint(text_, sender=pair.city.id, keys=[stranger.public])
    witnessing.ask_all(pair.ocmw.id)
    work_through()
    all_lines(pair.city)
    assert "OCMW Ergens weigerde dit logboek mee te ondertekenen" in check(at(pair.city.dpo))
    assert "het logboek van Stad Ergens is niet wat er eerder van gezien werd" in check(at(pair.ocmw.dpo))


def test_a_cosignature_stands_on_the_page(pair: Pair) -> None:
    """After the partner cosigned: who, up to how many lines."""
    from kring.exchange import witnessing  # noqa: PLC0415
    from kring.guard.jobs import work_through  # noqa: PLC0415

    assert witnessing.ask_all(pair.ocmw.id) == 1
    work_through()
    all_lines(pair.city)
    assert "Medeondertekend door OCMW Ergens" in check(at(pair.city.dpo))
    assert json.dumps(judged(pair.city, bundle.export([pair.city.dpo])).totals) == "{}"
