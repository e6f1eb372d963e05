"""What leaves the log in small: the proof of one disclosure, one person's extract, a log from some place on."""

import json
import time
from collections.abc import Collection
from io import BytesIO
from typing import Any

import pytest

from kring.core.errors import Fault
from kring.guard.acting import Acting, acting_for
from kring.journal import bundle, extract, lines, note, pseudonym, read, receipts, verify, waiting
from kring.journal.lines import Line
from tests.database.journal.conftest import Logs, Place, as_owner
from tests.unit.journal import second_verifier as second

AN, BO = b"the row of An, who does not exist", b"the row of Bo, who does not exist"
SSIN = "85731512388"
PERMIT = "0d0b8a5e-7a7e-4b7c-9b0a-6f1f5c1d2e3f"


def part(acting: Acting, places: Collection[int], person: bytes | None = None) -> bytes:
    file = BytesIO()
    bundle.write_part(acting, places, file, person=person)
    return file.getvalue()


def judged(acting: Acting, data: bytes, **more: Any) -> verify.Report:
    with acting_for(acting.organisation, acting.position):
        pinned = [note.fingerprint(key) for key in read.signing_keys()]
    return verify.verify(BytesIO(data), pinned=pinned, **more)


def disclosed(logs: Logs, acting: Acting, permit: str = PERMIT) -> None:
    """A permit with a line for An and one for Bo, something else in between, then the release."""
    mark = {lines.PERMIT: permit}
    subjects = [Line("subject", mark, subject=who, exchange="e", own={"ref": "7"}) for who in (AN, BO)]
    logs.write(acting, Line("permit", mark), *subjects)
    logs.write(acting, Line("look", subject=AN))
    logs.seal(acting, Line("release", mark))


@pytest.mark.req("E6")
def test_the_discloser_proves_one_disclosure_without_its_log(logs: Logs) -> None:
    """Permit, release and An's line are taken out; they verify by themselves, and Bo's line is not in the file."""
    us = logs.new()
    disclosed(logs, us, "11111111-1111-4111-8111-111111111111")
    disclosed(logs, us)
    with acting_for(us.organisation, us.position):
        found = receipts.disclosure_of(5)
        assert receipts.disclosure_of(9) == found
        assert receipts.disclosure_of(8) is None  # a look is no disclosure
        bo = read.body(7)
    assert found == receipts.Disclosure(lines=(5, 9), persons=(6, 7))
    taken = part(us, [*found.lines, found.persons[0]])
    report = judged(us, taken)
    assert (report.exit_code, report.logs[0].places, report.logs[0].count) == (verify.VERIFIED, (5, 6, 9), 10)
    assert bo is not None
    assert bo not in taken
    assert part(us, [5, 6, 9]) == taken  # the same state, the same bytes


@pytest.mark.req("E6")
def test_the_recipient_proves_what_came_in(logs: Logs) -> None:
    """Its lines of one envelope, though another came in with the same transaction."""
    us = logs.new()
    first, second = ({lines.ENVELOPE: f"{n}{n}111111-1111-4111-8111-111111111111"} for n in (1, 2))
    logs.seal(
        us,
        Line("receive", first),
        Line("subject", first, subject=AN, exchange="e"),
        Line("receive", second),
        Line("subject", second, subject=BO, exchange="f"),
    )
    with acting_for(us.organisation, us.position):
        assert receipts.disclosure_of(3) == receipts.Disclosure((2,), (3,))
    assert judged(us, part(us, [2, 3])).exit_code == verify.VERIFIED


def test_a_line_that_is_not_there_is_not_proven(logs: Logs) -> None:
    """Past the end, nothing asked, or nothing sealed: a fault, no file."""
    us, nobody = logs.new(), logs.new()
    logs.seal(us)
    for places in ([1], [0, 7], []):
        with pytest.raises(Fault, match="no_such_line"):
            part(us, places)
    with pytest.raises(Fault, match="nothing_sealed"):
        part(nobody, [0])


@pytest.mark.req("E6")
def test_a_changed_line_no_longer_leads_to_the_seal(place: Place) -> None:
    """The owner changes a line after it was sealed: the proof that is taken out of it is a finding."""
    logs = Logs()
    us = logs.new()
    logs.write(us, *(Line("action", {"what": "test", "n": n}) for n in range(5)))
    place.round()
    changed = "convert_to(replace(convert_from(body, 'UTF8'), '\"n\":3', '\"n\":4'), 'UTF8')"
    with as_owner(place) as owner:
        owner.execute(f"UPDATE journal.entry SET body = {changed}".encode())
    assert judged(us, part(us, [1])).exit_code == verify.VERIFIED
    assert judged(us, part(us, [3])).totals == {"not_in_tree": 1}


@pytest.mark.req("E6")
def test_a_proof_is_compared_with_a_seal_that_somebody_kept(logs: Logs) -> None:
    """The seal that was kept over all its lines comes along with a path; another needs the whole log beside the proof."""
    us = logs.new()
    logs.seal(us, *(Line("action", {"n": n}) for n in range(300)))
    with acting_for(us.organisation, us.position):
        handed = read.newest_checkpoint(us.organisation)
    logs.seal(us, *(Line("action", {"n": n}) for n in range(50)))
    taken = part(us, [17])
    assert judged(us, taken, own=[("kept", handed)]).exit_code == verify.VERIFIED
    far = part(us, [340])
    report = judged(us, far, own=[("kept", handed)])
    assert report.totals == {"not_compared": 1}
    whole = BytesIO(bundle.export([us]))
    assert judged(us, far, own=[("kept", handed)], earlier=[("all", whole)]).exit_code == verify.VERIFIED


@pytest.mark.req("E16")
def test_a_log_from_some_place_on_verifies_and_older_seals_above_the_cut_still_fit(logs: Logs) -> None:
    """What comes before is left out, as after its destruction; a seal over fewer lines can no longer be compared."""
    us = logs.new()
    notes = {}
    for size in (100, 270, 400):
        logs.seal(us, *(Line("action", {"n": n}) for n in range(size - max(notes, default=0))))
        with acting_for(us.organisation, us.position):
            notes[size] = read.newest_checkpoint(us.organisation)
    for start in (1, 255, 256, 270, 399, 400):
        taken = bundle.export([us], start=start)
        kept = [(str(size), text) for size, text in notes.items() if size >= start]
        report = judged(us, taken, own=kept)
        assert (report.exit_code, report.logs[0].first, report.logs[0].count) == (verify.VERIFIED, start, 400)
    assert judged(us, bundle.export([us], start=256), own=[("kept", notes[100])]).totals == {"not_compared": 1}
    with pytest.raises(Fault, match="nothing_sealed"):
        bundle.export([us], start=401)


def extracted(logs: Logs, acting: Acting, subject: bytes, *, with_who: bool = False) -> tuple[bytes, bytes]:
    with acting_for(acting.organisation, acting.position):
        begun = extract.begin(subject=subject, ssin=SSIN, with_who=with_who)
    assert begun is not None
    assert waiting.wait(begun.written.tx, 20)
    with acting_for(acting.organisation, acting.position):
        place = extract.place_of(begun.written)
    assert place is not None
    return part(acting, {*begun.places, place}, begun.person), begun.person


@pytest.mark.req("V4")
@pytest.mark.req("V6")
@pytest.mark.req("E4")
def test_a_person_gets_every_line_about_them_and_a_stranger_can_check_whose_they_are(logs: Logs) -> None:
    """Three lines about An, one about Bo: An's and the line of the taking out; who looked is neither told nor to be opened."""
    us = logs.new()
    disclosed(logs, us)
    taken, person = extracted(logs, us, AN)
    report = judged(us, taken)
    assert (report.exit_code, report.logs[0].ssin, report.logs[0].places) == (verify.VERIFIED, SSIN, (1, 3, 5))
    said = json.loads(person)
    assert said["told"] == {"1": {"ref": "7"}, "3": {}}
    assert "own_keys" not in said
    for secret in (str(us.position), us.position.hex):
        assert secret.encode() not in taken
    with acting_for(us.organisation, us.position):
        (key,) = pseudonym.keys_for({AN}, 2026, us.organisation, pseudonym.year_cipher(2026)).values()  # type: ignore[arg-type]
    assert key.secret.hex() not in person.decode()
    assert pseudonym.own_key(key).hex() not in person.decode()


@pytest.mark.req("E4")
def test_the_officer_may_take_out_who_acted_and_then_that_is_proven_too(logs: Logs) -> None:
    """For an inquiry inside the organisation: the own parts whole, opened by the verifier; the line says so."""
    us = logs.new()
    disclosed(logs, us)
    taken, person = extracted(logs, us, AN, with_who=True)
    assert judged(us, taken).exit_code == verify.VERIFIED
    assert json.loads(person)["told"]["3"] == {"position": str(us.position)}
    with acting_for(us.organisation, us.position):
        assert [line.content["with_who"] for line in read.lines(limit=1)] == [True]
    lied = taken.replace(str(us.position).encode(), str(us.organisation).encode())
    assert lied != taken
    assert judged(us, lied).exit_code != verify.VERIFIED


def test_somebody_about_whom_the_log_says_nothing_gets_no_extract_and_no_line(logs: Logs) -> None:
    """Unknown, or erased: nothing is written about somebody about whom nothing stood there."""
    us = logs.new()
    disclosed(logs, us)
    with acting_for(us.organisation, us.position):
        assert extract.begin(subject=b"nobody", ssin=SSIN, with_who=False) is None
        pseudonym.forget([BO], us.organisation)
        assert extract.begin(subject=BO, ssin=SSIN, with_who=False) is None
        assert read.size() == 5


@pytest.mark.req("E6")
def test_an_extract_about_one_person_cannot_be_given_for_another(logs: Logs) -> None:
    """The person file of Bo beside the lines of An, or another number in it: named by the verifier."""
    us = logs.new()
    disclosed(logs, us)
    _, of_bo = extracted(logs, us, BO)
    taken, of_an = extracted(logs, us, AN)
    places = judged(us, taken).logs[0].places
    assert places is not None
    assert judged(us, part(us, places, of_bo)).totals == {"not_this_person": 3, "person_differs": 1}
    renamed = of_an.replace(SSIN.encode(), b"85731512487")
    assert judged(us, part(us, places, renamed)).exit_code == verify.FINDING


def test_without_its_line_there_is_no_extract(logs: Logs, monkeypatch: pytest.MonkeyPatch) -> None:
    """The journal cannot be written: nothing comes out."""
    us = logs.new()
    disclosed(logs, us)

    def broken(*_: object, **__: object) -> None:
        raise Fault("broken", "stuk")

    monkeypatch.setattr(extract, "append", broken)
    with pytest.raises(Fault, match="broken"), acting_for(us.organisation, us.position):
        extract.begin(subject=AN, ssin=SSIN, with_who=False)


@pytest.mark.req("E6")
def test_a_verifier_that_knows_only_the_page_reads_real_bundles_alike(logs: Logs) -> None:
    """Whole, from some place on, one disclosure and one person, out of this database: both say the same, good and spoilt."""
    us = logs.new()
    disclosed(logs, us)
    with acting_for(us.organisation, us.position):
        handed = read.newest_checkpoint(us.organisation)
        pinned = [note.fingerprint(key) for key in read.signing_keys()]
    person, _ = extracted(logs, us, AN, with_who=True)
    for data in (bundle.export([us]), bundle.export([us], start=3), part(us, [0, 4]), person):
        for raw in (data, data.replace(b'"kind":"permit"', b'"kind":"refuse"', 1)):
            report = judged(us, raw, own=[("kept", handed)])
            told = (verify.VERDICTS[report.exit_code], set() if report.unreadable else set(report.totals))
            assert second.look(raw, pinned, [handed]) == told
    assert second.look(person, pinned) == ("verified", set())


def test_a_proof_takes_milliseconds_however_long_the_log_is(logs: Logs) -> None:
    """A path is computed from stored blocks, never by reading the log (reported, and bounded loosely)."""
    us = logs.new()
    logs.seal(us, *(Line("action", {"n": n}) for n in range(60_000)))
    part(us, [5])
    began = time.perf_counter()
    part(us, [31_234])
    took = time.perf_counter() - began
    print(f"the proof of one line out of 60 000: {took * 1000:.0f} ms")
    assert took < 1
