"""The verifier, against bundles made by hand: what holds, what was tampered with, and what is not a bundle at all."""

import base64
import io
import json
import shutil
import struct
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kring.cli import verify as command
from kring.journal import verify
from tests.unit.journal import bundles
from tests.unit.journal.bundles import OTHER, Key, body, framed, log, note, zipped

KEY = Key()
LINES = [body(number) for number in range(20)]


def codes(report: verify.Report) -> set[str]:
    return {finding.code for finding in report.findings}


def judged(bundle: io.BytesIO, **more: object) -> verify.Report:
    return verify.verify(bundle, pinned=[KEY.fingerprint], **more)  # type: ignore[arg-type]


@pytest.mark.req("E6")
def test_an_untouched_log_is_verified() -> None:
    """Twenty lines, two older checkpoints, the signer's fingerprint known."""
    report = judged(zipped(log(LINES, KEY, older=[0, 7, 16])))
    assert report.exit_code == verify.VERIFIED
    assert (report.logs[0].count, report.logs[0].sealed_at) == (20, bundles.SEALED_AT)


def test_a_log_that_holds_but_whose_signer_is_not_known_is_not_called_verified() -> None:
    """No fingerprint, or another one: consistent, and no more than that."""
    bundle = zipped(log(LINES, KEY))
    assert verify.verify(bundle).exit_code == verify.UNKNOWN_SIGNER
    assert verify.verify(bundle, pinned=[Key().fingerprint]).exit_code == verify.UNKNOWN_SIGNER


def test_a_log_rewritten_and_signed_with_another_key_is_not_verified() -> None:
    """Whoever re-signs a changed log with a key of his own does not get past a pinned key."""
    assert judged(zipped(log(LINES[:5], Key()))).exit_code == verify.UNKNOWN_SIGNER


TAMPERED: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "changed": lambda x: [*x[:3], body(99), *x[4:]],
    "changed first": lambda x: [body(99), *x[1:]],
    "changed last": lambda x: [*x[:-1], body(99)],
    "deleted": lambda x: [*x[:3], *x[4:]],
    "inserted": lambda x: [*x[:3], body(99), *x[3:]],
    "added": lambda x: [*x, body(99)],
    "moved": lambda x: [*x[:3], x[4], x[3], *x[5:]],
    "truncated": lambda x: x[:-1],
    "emptied": lambda x: x[:0],
}


@pytest.mark.parametrize("how", TAMPERED)
@pytest.mark.req("E6")
def test_a_log_that_was_tampered_with_is_found(how: str) -> None:
    """Change, delete, insert, add, move, truncate: each is a finding, also without a pinned key."""
    parts = log(LINES, KEY, older=[7])
    parts["entries"] = framed(TAMPERED[how](LINES))
    report = verify.verify(zipped(parts))
    assert report.exit_code == verify.FINDING
    assert codes(report) & {"root_differs", "log_shorter", "log_longer"}


@settings(max_examples=60)
@given(st.integers(1, 40), st.data())
def test_no_single_bit_of_the_lines_can_change_unseen(count: int, data: st.DataObject) -> None:
    """Flip any bit in the lines of any log: it is found."""
    lines = [body(number) for number in range(count)]
    parts = log(lines, KEY)
    entries = bytearray(parts["entries"])
    place = data.draw(st.integers(0, len(entries) - 1))
    entries[place] ^= 1 << data.draw(st.integers(0, 7))
    parts["entries"] = bytes(entries)
    assert judged(zipped(parts)).exit_code == verify.FINDING


def test_a_bit_flipped_in_the_file_itself_is_a_finding_in_the_lines() -> None:
    """The tree guards the lines, not the checksum of the zip: the reader is told which checkpoint does not fit."""
    raw = bytearray(zipped(log(LINES, KEY)).getvalue())
    raw[raw.index(b'"number":11') + 9] ^= 1
    assert judged(io.BytesIO(bytes(raw))).exit_code == verify.FINDING


def test_a_false_signature_is_found() -> None:
    """The checkpoint says another size than was signed."""
    parts = log(LINES, KEY)
    parts["checkpoint"] = parts["checkpoint"].replace(b"\n20\n", b"\n19\n")
    assert "bad_signature" in codes(judged(zipped(parts)))


def test_a_false_time_under_a_checkpoint_is_found() -> None:
    """The time of sealing is signed too."""
    signed = note(LINES, KEY)
    other = note(LINES, KEY, at=bundles.SEALED_AT - 10_000)
    swapped = signed.rsplit("\n", 2)[0] + "\n" + "— " + other.rsplit("— ", 1)[1]
    mixed = swapped.replace(other.rsplit(" ", 1)[1][:20], signed.rsplit(" ", 1)[1][:20])
    parts = log(LINES, KEY)
    parts["checkpoint"] = mixed.encode()
    assert "bad_signature" in codes(judged(zipped(parts)))


def test_a_partners_copy_shows_a_log_that_was_rolled_back() -> None:
    """The log was cut back and signed again with the right key; the partner's checkpoint is longer."""
    report = judged(zipped(log(LINES[:10], KEY)), own=[("partner.txt", note(LINES, KEY))])
    assert codes(report) == {"log_shorter"}


def test_a_partners_copy_shows_a_log_that_was_rewritten() -> None:
    """Cut back, grown again to the same size with other lines, signed with the right key: a fork."""
    rewritten = [*LINES[:10], *(body(100 + n) for n in range(10))]
    report = judged(zipped(log(rewritten, KEY)), own=[("partner.txt", note(LINES, KEY))])
    assert codes(report) == {"fork", "root_differs"}


@pytest.mark.req("E6")
def test_a_bundle_taken_out_earlier_shows_a_rollback() -> None:
    """The reader needs no more than the bundle of last month."""
    earlier = zipped(log(LINES, KEY))
    assert codes(judged(zipped(log(LINES[:10], KEY)), earlier=[("before.zip", earlier)])) == {"log_shorter"}
    longer = [*LINES, body(20)]
    assert judged(zipped(log(longer, KEY)), earlier=[("before.zip", earlier)]).exit_code == verify.VERIFIED


def test_the_lines_of_one_log_hold_the_other() -> None:
    """The city's line names the OCMW's checkpoint: the OCMW's log, rewritten and signed again, no longer fits."""
    theirs = [body(n) for n in range(5)]
    peer = {"origin": OTHER, "size": 5, "root": bundles.root(theirs).hex()}
    mine = [*LINES, body(20, peer=peer)]
    assert judged(zipped(log(mine, KEY), log(theirs, KEY, origin=OTHER))).exit_code == verify.VERIFIED
    rewritten = [body(50), *theirs[1:], body(6)]
    report = judged(zipped(log(mine, KEY), log(rewritten, KEY, origin=OTHER)))
    assert codes(report) == {"root_differs"}
    assert "regel 20" in report.findings[0].text(english=False)


def test_a_log_left_out_of_the_bundle_is_missed() -> None:
    """The reader holds a checkpoint of a log that the bundle no longer has."""
    report = judged(zipped(log(LINES, KEY)), own=[("ocmw.txt", note(LINES, KEY, origin=OTHER))])
    assert codes(report) == {"log_missing"}


def test_a_line_that_is_cut_off_is_named() -> None:
    """The last line is torn."""
    parts = log(LINES, KEY)
    parts["entries"] = parts["entries"][:-3]
    assert codes(judged(zipped(parts))) == {"torn_frame", "log_shorter"}


@pytest.mark.parametrize(
    "line",
    [
        b'{"v":1, "kind":"look","time":"2026-11-18T09:46:40.000000Z"}',
        b'{"kind":"look","time":"2026-11-18T09:46:40.000000Z","v":1,"x":1.5}',
        b'{"kind":"look","kind":"look","time":"2026-11-18T09:46:40.000000Z","v":1}',
        b'{"kind":"look","time":"2026-13-18T09:46:40.000000Z","v":1}',
        b'{"kind":"look","time":"gisteren","v":1}',
        b'{"kind":"look","time":"2026-11-18T09:46:40.000000Z","v":true}',
        b'{"kind":7,"time":"2026-11-18T09:46:40.000000Z","v":1}',
        b'{"kind":"\\ud800","time":"2026-11-18T09:46:40.000000Z","v":1}',
        b'{"kind":"look","time":"2026-11-18T09:46:40.000000Z","v":1,"n":' + b"9" * 5000 + b"}",
        b"[" * 60_000,
        b"",
        b"7",
        b"\xff\xfe",
    ],
)
def test_a_line_of_another_form_is_named(line: bytes) -> None:
    """Signed or not: what is not the canonical form of a line is a finding, and never a crash."""
    assert codes(judged(zipped(log([*LINES, line], KEY)))) == {"not_canonical"}


def test_a_line_that_claims_a_time_after_its_seal_is_named() -> None:
    """Its seal was signed on 18 November; the line says December."""
    late = body(20, time="2026-12-18T10:26:40.000000Z")
    assert codes(judged(zipped(log([*LINES, late], KEY)))) == {"time_after"}


def test_a_line_back_dated_behind_a_seal_is_named() -> None:
    """An older checkpoint does not hold the line, yet the line claims to be older than that checkpoint."""
    early = body(20, time="2026-11-01T10:26:40.000000Z")
    assert codes(judged(zipped(log([*LINES, early], KEY, older=[20])))) == {"time_before"}


def unreadable() -> dict[str, bytes]:
    good = zipped(log(LINES, KEY)).getvalue()
    entries = struct.pack(">H", 9) + b"x" * 9
    huge = bytearray(good)
    where = huge.rindex(b"PK\5\6")
    huge[where + 12 : where + 16] = struct.pack("<L", 1 << 30)
    short = log(LINES, KEY)
    short.pop("keys")
    return {
        "nothing": b"",
        "text": b"Beste, hierbij het logboek" * 10,
        "cut off": good[:-30],
        "its middle missing": good[:200] + good[-400:],
        "compressed": zipped(log(LINES, KEY), compression=zipfile.ZIP_DEFLATED).getvalue(),
        "a bomb": zipped(
            {**log(LINES, KEY), "entries": entries * 100_000}, compression=zipfile.ZIP_DEFLATED
        ).getvalue(),
        "a strange file": zipped(log(LINES, KEY), **{"../evil": b"x"}).getvalue(),
        "a huge directory": bytes(huge),
        "no keys": zipped(short).getvalue(),
        "no log": zipped().getvalue(),
        "twice the same log": zipped(log(LINES, KEY), log(LINES, KEY)).getvalue(),
        "keys of another log": zipped({**log(LINES, KEY), "keys": bundles.keys(KEY, OTHER).encode()}).getvalue(),
        "a false key": zipped({**log(LINES, KEY), "keys": b"kring+00000000+AAAA\n"}).getvalue(),
        "a long checkpoint": zipped({**log(LINES, KEY), "checkpoint": b"x" * 100_000}).getvalue(),
        "a checkpoint that is none": zipped({**log(LINES, KEY), "checkpoint": b"x\ny\nz\n\n"}).getvalue(),
        "a name that a terminal obeys": zipped(log(LINES, KEY, origin="kring/\x1b[2J")).getvalue(),
        "a workbook": zipped(**{"xl/workbook.xml": b"<workbook/>"}).getvalue(),
    }


@pytest.mark.parametrize("what", unreadable())
def test_what_is_not_a_bundle_is_refused_plainly(what: str) -> None:
    """Hostile and broken files are unreadable: a plain sentence, never a crash, nothing decompressed."""
    report = judged(io.BytesIO(unreadable()[what]))
    assert report.exit_code == verify.UNREADABLE
    assert report.unreadable
    assert report.unreadable[0]


@settings(max_examples=150)
@given(st.data())
def test_no_damaged_bundle_is_verified_or_crashes(data: st.DataObject) -> None:
    """Overwrite any stretch of the file: never "verified" with other lines, never an exception."""
    raw = bytearray(zipped(log(LINES[:6], KEY, older=[3])).getvalue())
    place = data.draw(st.integers(0, len(raw) - 1))
    raw[place : place + 8] = data.draw(st.binary(min_size=1, max_size=8))
    report = judged(io.BytesIO(bytes(raw)))
    if report.exit_code == verify.VERIFIED:
        assert bundles.root(LINES[:6]) == report.logs[0].root


def run(script: Path, *arguments: object, lang: str = "nl_BE.UTF-8") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", str(script), *map(str, arguments)]
    environment = {"PATH": "/usr/bin", "LANG": lang, "PYTHONUTF8": "1"}
    return subprocess.run(command, capture_output=True, text=True, cwd=script.parent, env=environment, check=False)


@pytest.mark.req("E6")
def test_the_verifier_runs_as_one_file_from_any_folder(tmp_path: Path) -> None:
    """Copied elsewhere, isolated from this project, it gives the four exit codes and speaks two languages."""
    script = Path(shutil.copy(verify.__file__, tmp_path))
    bundle, kept, broken = tmp_path / "log.zip", tmp_path / "kept.txt", tmp_path / "broken.zip"
    bundle.write_bytes(zipped(log(LINES, KEY)).getvalue())
    broken.write_bytes(b"geen zip")
    kept.write_text(note([*LINES, body(20)], KEY), encoding="utf-8")
    assert (done := run(script, bundle, "--key", KEY.fingerprint)).returncode == 0, done.stderr
    assert "Geverifieerd" in done.stdout
    assert "Verified" in run(script, bundle, "--key", KEY.fingerprint, lang="en_GB.UTF-8").stdout
    found = run(script, bundle, "--key", KEY.fingerprint, "--checkpoint", kept, "--json")
    assert found.returncode == 1
    told = json.loads(found.stdout)
    assert (told["verdict"], told["findings"][0]["code"]) == ("finding", "log_shorter")
    assert run(script, broken).returncode == 2
    assert run(script, tmp_path / "nowhere.zip").returncode == 2
    assert run(script, bundle).returncode == 3


@pytest.mark.req("E6")
def test_kring_verify_is_the_same_program(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The house's command gives the same verdicts."""
    bundle = tmp_path / "log.zip"
    bundle.write_bytes(zipped(log(LINES, KEY)).getvalue())
    assert command.main([str(bundle), "--key", KEY.fingerprint.upper(), "--json"]) == verify.VERIFIED
    told = json.loads(capsys.readouterr().out)
    assert (told["verdict"], told["logs"][0]["lines"], told["logs"][0]["keys"]) == ("verified", 20, [KEY.fingerprint])
    assert command.main([str(bundle)]) == verify.UNKNOWN_SIGNER


@pytest.mark.req("E6")
def test_the_command_tells_who_cosigned_and_when_and_misses_a_witness_that_was_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The right fingerprint, another, both: cosigned by one that was named is enough; an unnamed one is told as such."""
    named, other = Key(), Key()
    name, parts = "kring/witness/00000000-0000-4000-8000-000000000003", log(LINES, KEY)
    text = parts["checkpoint"].decode().partition("\n\n")[0] + "\n"
    stamp = named.private.sign(f"cosignature/v1\ntime {bundles.SEALED_AT}\n{text}".encode())
    mark = bundles.key_id(name, b"\4", named.public)
    blob = base64.b64encode(mark + bundles.SEALED_AT.to_bytes(8, "big") + stamp).decode()
    vkey = f"{name}+{mark.hex()}+{base64.b64encode(bytes([4]) + named.public).decode()}\n"
    parts = {
        "checkpoint": parts["checkpoint"] + f"— {name} {blob}\n".encode(),
        "witnesses": vkey.encode(),
        "entries": parts["entries"],
        "keys": parts["keys"],
    }
    bundle = tmp_path / "log.zip"
    bundle.write_bytes(zipped(parts).getvalue())
    asked = [str(bundle), "--key", KEY.fingerprint]
    assert command.main([*asked, "--witness", named.fingerprint]) == verify.VERIFIED
    assert f"medeondertekend door {name} tot en met 20 regels, op 2026-11-18T" in capsys.readouterr().out
    assert command.main([*asked, "--witness", other.fingerprint]) == verify.UNWITNESSED
    assert "niet door u genoemd" in capsys.readouterr().out
    assert command.main([*asked, "--witness", other.fingerprint, "--witness", named.fingerprint]) == verify.VERIFIED
    capsys.readouterr()
    assert command.main([*asked, "--json"]) == verify.VERIFIED
    (told,) = json.loads(capsys.readouterr().out)["logs"][0]["witnesses"]
    assert (told["name"], told["known"], told["lines"]) == (name, False, 20)


def test_many_findings_are_counted_and_the_first_told() -> None:
    """A log of a hundred strange lines does not fill the screen."""
    report = judged(zipped(log([b"x%d" % n for n in range(100)], KEY)))
    assert (report.totals, len(report.findings)) == ({"not_canonical": 100}, verify.MOST_TOLD)
    assert "80" in verify.as_text(report, english=True)


def test_the_verifier_shares_no_code_with_the_writer() -> None:
    """It names no module of Kring."""
    source = Path(verify.__file__).read_text(encoding="utf-8")
    assert "import kring" not in source
    assert "from kring" not in source
