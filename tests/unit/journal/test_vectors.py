"""docs/vectors: made anew they are the same bytes; our verifier and one written from the page alone say what the vectors say."""

import io
import json
import subprocess
import sys
import zipfile
from base64 import b64decode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kring.core.canonical import canonical
from kring.journal import merkle, note, pseudonym, verify
from tests.unit.journal import second_reading
from tests.unit.journal import second_verifier as second
from tests.unit.journal.bundles import member

ROOT = Path(__file__).parents[3]
VECTORS = ROOT / "docs" / "vectors"
CASES = json.loads((VECTORS / "cases.json").read_text(encoding="utf-8"))
TABLES = json.loads((VECTORS / "tables.json").read_text(encoding="utf-8"))
BY_NAME = {case["bundle"].removesuffix(".zip"): case for case in CASES}
SMALL = ("one", "handover", "cut-grown", "receipt-witnessed", "person", "person-who")


def data(name: str) -> bytes:
    return (VECTORS / "bundles" / name).read_bytes()


def brought(case: dict[str, Any]) -> tuple[list[tuple[str, str]], list[tuple[str, bytes]]]:
    notes = [(name, data(name).decode()) for name in case.get("checkpoints", [])]
    return notes, [(name, data(name)) for name in case.get("earlier", [])]


def ours(case: dict[str, Any], bundle: bytes | None = None) -> verify.Report:
    notes, earlier = brought(case)
    return verify.verify(
        io.BytesIO(data(case["bundle"]) if bundle is None else bundle),
        pinned=case["keys"],
        own=notes,
        earlier=[(name, io.BytesIO(its)) for name, its in earlier],
        witnesses=case.get("witnesses", ()),
    )


def theirs(case: dict[str, Any], bundle: bytes | None = None) -> tuple[str, set[str]]:
    notes, earlier = brought(case)
    raw = data(case["bundle"]) if bundle is None else bundle
    kept = [text for _, text in notes]
    return second.look(raw, case["keys"], kept, [its for _, its in earlier], case.get("witnesses", []))


def said(report: verify.Report) -> tuple[str, set[str]]:
    return verify.VERDICTS[report.exit_code], set() if report.unreadable else set(report.totals)


@pytest.mark.parametrize("name", BY_NAME)
@pytest.mark.req("E6")
def test_both_verifiers_say_of_each_bundle_what_the_vectors_say(name: str) -> None:
    """Ours, and the one that was written from the page without our code."""
    case = BY_NAME[name]
    expected = (case["verdict"], set(case["findings"]))
    assert said(ours(case)) == expected
    assert theirs(case) == expected


def test_the_second_verifier_knows_nothing_of_ours() -> None:
    """It names no module of Kring, nor does what it reads with."""
    for half in (second, second_reading):
        source = Path(half.__file__).read_text(encoding="utf-8")
        assert "import kring" not in source
        assert "from kring" not in source


def test_the_vectors_are_what_the_tool_makes(tmp_path: Path) -> None:
    """Made anew in another folder: the same files, byte for byte."""
    subprocess.run([sys.executable, str(ROOT / "tools" / "vectors.py"), str(tmp_path)], check=True, capture_output=True)
    made = {str(path.relative_to(tmp_path)): path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    kept = {str(path.relative_to(VECTORS)): path.read_bytes() for path in VECTORS.rglob("*") if path.is_file()}
    kept.pop("README.md")
    assert made.keys() == kept.keys()
    assert [name for name in made if made[name] != kept[name]] == []


def test_every_finding_has_a_case_and_every_verdict_too() -> None:
    """No finding of the verifier that the vectors do not show, none that it does not know."""
    assert {code for case in CASES for code in case["findings"]} == verify.TEXTS.keys()
    assert {case["verdict"] for case in CASES} == set(verify.VERDICTS.values())


def test_the_page_names_every_finding_and_every_file_of_a_bundle() -> None:
    """docs/journal.md is what a stranger has."""
    page = (ROOT / "docs" / "journal.md").read_text(encoding="utf-8")
    assert [code for code in verify.TEXTS if f"`{code}`" not in page] == []
    assert [kind for kind in verify._KINDS if f"`logs/<n>/{kind}" not in page] == []


@pytest.mark.req("E6")
def test_the_tables_hold() -> None:
    """Canonical lines, leaves, nodes, roots for 0 to 12, every path of inclusion and of consistency."""
    lines = [entry["line"].encode() for entry in TABLES["lines"]]
    leaves = [bytes.fromhex(entry["leaf"]) for entry in TABLES["lines"]]
    assert [canonical(json.loads(line)) for line in lines] == lines
    assert [sha256(b"\0" + line).digest() for line in lines] == leaves
    assert [second.root(leaves[:size]).hex() for size in range(len(leaves) + 1)] == TABLES["roots"]
    for node in TABLES["nodes"]:
        low = node["index"] << node["level"]
        assert second.root(leaves[low : low + (1 << node["level"])]).hex() == node["hash"]
    for one in TABLES["inclusion"]:
        leaf, path, root = (
            bytes.fromhex(one["leaf"]),
            [bytes.fromhex(p) for p in one["path"]],
            bytes.fromhex(one["root"]),
        )
        assert merkle.includes(leaf, one["place"], one["size"], path, root)
        assert second.included(leaf, one["place"], one["size"], path, root)
        assert verify._includes(leaf, one["place"], one["size"], path, root)
    for one in TABLES["consistency"]:
        old, new, path = (
            bytes.fromhex(one["old_root"]),
            bytes.fromhex(one["new_root"]),
            [bytes.fromhex(p) for p in one["path"]],
        )
        for holds in (merkle.extends, second.consistent, verify._extends):
            assert holds(one["old"], old, one["new"], new, path)
            assert not holds(one["old"], old, one["new"], old, path)


def test_notes_and_what_follows_from_a_persons_key_hold() -> None:
    """Signatures and times of notes, a cosignature, the pseudonym and the own part of a line."""
    sealer, witness = (bytes.fromhex(TABLES["keys"][name]["public"]) for name in ("sealer", "witness"))
    for entry in TABLES["notes"]:
        parsed = note.parse(entry["note"])
        assert (parsed.checkpoint.size, note.time_signed(parsed, sealer)) == (entry["size"], entry["time"])
        assert note.signed_by(parsed, sealer)
    marked = TABLES["cosignature"]
    line = marked["note"].splitlines(keepends=True)[-1]
    checkpoint = note.parse(marked["note"]).checkpoint
    assert note.cosigned_at(checkpoint, line, marked["name"], witness) == marked["time"]
    one = TABLES["subject"]
    key = pseudonym.PersonKey(b"", bytes.fromhex(one["person_key"]))
    assert (pseudonym.subject_key(key).hex(), pseudonym.own_key(key).hex()) == (one["subject_key"], one["own_key"])
    body = json.loads(one["line"])
    named = pseudonym.pseudonym(key, body["exchange"], UUID(one["log"]))
    assert named.hex() == body["subject"]
    assert json.loads(pseudonym.open_own(key, b64decode(body["own"]), named) or b"") == one["own"]


def reading(report: verify.Report) -> dict[str, Any]:
    return verify.as_json(report, english=True)


@cache
def as_it_is(name: str) -> dict[str, Any]:
    return reading(ours(BY_NAME[name]))


@pytest.mark.parametrize("name", SMALL)
@pytest.mark.req("E6")
def test_no_byte_of_a_bundle_can_change_unseen(name: str) -> None:
    """Every byte, headers and names of signatures too, one bit of it flipped: something is said, or the reading is identical."""
    whole = data(BY_NAME[name]["bundle"])
    unseen = []
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1 << place % 7
        if not seen_or_the_same(name, bytes(changed)):
            unseen.append(place)
    assert unseen == []


@pytest.mark.parametrize("name", SMALL)
@pytest.mark.req("E6")
def test_no_byte_of_its_content_can_change_unseen_either_when_the_zip_is_made_anew(name: str) -> None:
    """The same by somebody who knows zips: every byte of every file, with the checksums made right again."""
    files, _ = second_reading.unzip(data(BY_NAME[name]["bundle"]))
    unseen = []
    for number, (kind, body) in enumerate(files):
        for place in range(len(body)):
            changed = bytearray(body)
            changed[place] ^= 1 << place % 7
            again = [*files[:number], (kind, bytes(changed)), *files[number + 1 :]]
            if not seen_or_the_same(name, zipped_again(again)):
                unseen.append((kind, place))
    assert unseen == []


def seen_or_the_same(name: str, changed: bytes) -> bool:
    report = ours(BY_NAME[name], changed)
    return report.exit_code != verify.VERIFIED or reading(report) == as_it_is(name)


def zipped_again(files: list[tuple[str, bytes]]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, body in files:
            archive.writestr(member(name), body)
    return file.getvalue()


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(list(BY_NAME)), st.data())
def test_both_verifiers_agree_on_damaged_bundles(name: str, draw: st.DataObject) -> None:
    """A stretch of a file overwritten, taken out or doubled, the zip made right again or not: one verdict, no exception."""
    whole = data(BY_NAME[name]["bundle"])
    if draw.draw(st.booleans()) or BY_NAME[name]["verdict"] == "unreadable":
        changed = damaged(whole, draw)
    else:
        files, _ = second_reading.unzip(whole)
        at = draw.draw(st.integers(0, len(files) - 1))
        changed = zipped_again([*files[:at], (files[at][0], damaged(files[at][1], draw)), *files[at + 1 :]])
    assert said(ours(BY_NAME[name], changed)) == theirs(BY_NAME[name], changed)


def damaged(whole: bytes, draw: st.DataObject) -> bytes:
    place, length = draw.draw(st.integers(0, len(whole))), draw.draw(st.integers(0, 8))
    put = draw.draw(
        st.one_of(st.binary(max_size=8), st.sampled_from([b"\n", b"0", b"A", b'"', b" ", whole[place : place + 40]]))
    )
    return whole[:place] + put + whole[place + length :]
