"""The bad cases of the test vectors: one thing wrong in each. See ``vectors.py``."""

import zipfile
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from vector_cases import (
    FORGED,
    LINES,
    LOG,
    PERSON,
    PERSON_WHO,
    PROOF,
    THEIRS,
    Cases,
    changed_path,
    flipped,
    good_logs,
    good_parts,
    moved_place,
    relabelled,
    replaced,
    resigned,
    spoilt,
    with_marks,
)
from vector_parts import (
    CITY,
    OCMW,
    OTHER_SSIN,
    STRANGER,
    WITNESS,
    b64,
    chosen,
    city_lines,
    cosigned,
    cut,
    framed,
    keys,
    line,
    part,
    person_file,
    signed,
    when,
    whole,
    witnesses,
    zipped,
)


def bad_logs(cases: Cases) -> None:
    """Whole logs that do not hold."""

    def of(lines: Sequence[bytes]) -> bytes:
        return zipped({**LOG, "entries": framed(lines)})

    cases.bad("changed", of(FORGED), "root_differs", says="Line 3 is another one.")
    cases.bad("deleted", of([*LINES[:3], *LINES[4:]]), "root_differs", "log_shorter", says="Line 3 is gone.")
    cases.bad(
        "inserted", of([*LINES[:3], LINES[0], *LINES[3:]]), "root_differs", "log_longer", says="A line was put in at 3."
    )
    cases.bad(
        "moved", of([*LINES[:3], LINES[4], LINES[3], *LINES[5:]]), "root_differs", says="Lines 3 and 4 changed places."
    )
    cases.bad("truncated", of(LINES[:-1]), "log_shorter", says="The last line is gone.")
    cases.bad("emptied", of([]), "log_shorter", says="No line is left.")
    cases.bad(
        "torn",
        zipped({**LOG, "entries": framed(LINES)[:-3]}),
        "torn_frame",
        "log_shorter",
        says="The last line is cut off.",
    )
    cases.bad(
        "set-back",
        zipped(whole(CITY, LINES[:8])),
        "log_shorter",
        says="Eight lines, well signed; the reader has a note over 12.",
        notes={"kept-12": signed(CITY, LINES)},
    )
    cases.bad(
        "forked",
        zipped(whole(CITY, FORGED)),
        "fork",
        "root_differs",
        says="Rewritten and signed again; the reader has a note.",
        notes={"kept-12": signed(CITY, LINES)},
    )
    cases.bad(
        "rewritten",
        zipped(whole(CITY, FORGED)),
        "root_differs",
        says="The same; the reader has a bundle of 8 lines.",
        bundles={"of-8": zipped(whole(CITY, LINES[:8]))},
    )
    cases.bad(
        "peer-differs",
        zipped(whole(CITY, FORGED), whole(OCMW, THEIRS)),
        "root_differs",
        says="The OCMW's line shows that the city's log was rewritten.",
    )
    cases.bad(
        "log-missing",
        zipped(LOG),
        "log_missing",
        says="The reader has a note of another log.",
        notes={"kept-ocmw": signed(OCMW, THEIRS)},
    )
    cases.bad(
        "size-forged",
        zipped(spoilt(LOG, "checkpoint", replaced(b"\n12\n", b"\n11\n"))),
        "bad_signature",
        "log_longer",
        "root_differs",
        says="The newest note says 11 lines.",
    )
    cases.bad(
        "name-changed",
        zipped(spoilt(LOG, "checkpoint", relabelled)),
        "bad_signature",
        says="The second signature bears another name.",
    )
    cases.bad(
        "one-signature",
        zipped(spoilt(LOG, "checkpoints/7", lambda data: data[: data.rindex("— ".encode())])),
        "bad_signature",
        says="An older note is signed one way only.",
    )
    falsely = with_marks(LOG, {"checkpoints/7": cosigned(CITY, LINES[:6])}, witnesses=witnesses())
    cases.bad(
        "cosignature-false",
        zipped(falsely),
        "bad_signature",
        says="A cosignature of another checkpoint.",
        witnesses=[WITNESS.fingerprint],
    )
    unlisted = with_marks(LOG, {"checkpoints/7": cosigned(CITY, LINES[:7], STRANGER)}, witnesses=witnesses())
    cases.bad(
        "cosignature-unlisted", zipped(unlisted), "bad_signature", says="A cosignature by a key that is not listed."
    )


def bad_lines(cases: Cases) -> None:
    """Lines of another form, or of another time."""
    for name, body in {
        "spaces": LINES[6].replace(b'":"', b'": "', 1),
        "order": b'{"v":1,"time":"' + when(6).encode() + b'","kind":"look"}',
        "twice": b'{"kind":"look","kind":"look","time":"' + when(6).encode() + b'","v":1}',
        "escaped": b'{"kind":"look","note":"\\u00e9","time":"' + when(6).encode() + b'","v":1}',
        "slash": b'{"kind":"look","note":"\\/","time":"' + when(6).encode() + b'","v":1}',
        "fraction": b'{"kind":"look","n":1.0,"time":"' + when(6).encode() + b'","v":1}',
        "minus-zero": b'{"kind":"look","n":-0,"time":"' + when(6).encode() + b'","v":1}',
        "version": b'{"kind":"look","time":"' + when(6).encode() + b'","v":2}',
        "true": b'{"kind":"look","time":"' + when(6).encode() + b'","v":true}',
        "day": b'{"kind":"look","time":"2026-02-30T09:06:00.000000Z","v":1}',
        "surrogate": b'{"kind":"look","note":"\\ud800","time":"' + when(6).encode() + b'","v":1}',
        "list": b"[]",
        "bytes": b"\xff\xfe",
    }.items():
        cases.bad(
            f"line-{name}",
            zipped(resigned([*LINES[:6], body, *LINES[7:]])),
            "not_canonical",
            says=f"Line 6 is no canonical line: {name}.",
        )
    cases.bad(
        "time-before",
        zipped(whole(CITY, [*LINES[:7], line(CITY, -61, "action"), *LINES[8:]], [7])),
        "time_before",
        says="Line 7 claims to be older than the seal over the lines before it.",
    )
    cases.bad(
        "time-after",
        zipped(whole(CITY, [*LINES[:7], line(CITY, 22, "action"), *LINES[8:]])),
        "time_after",
        says="Line 7 claims to be younger than the seal over it.",
    )


def bad_parts(cases: Cases) -> None:
    """Beginnings, proofs and extracts that do not hold."""
    cases.bad(
        "cut-edge",
        zipped(spoilt(cut(CITY, LINES, 5), "start", lambda data: data[:2] + b64([bytes(32)]) + data[47:])),
        "root_differs",
        says="The edge is another one.",
    )
    cases.bad(
        "cut-not-compared",
        zipped(cut(CITY, LINES, 5)),
        "not_compared",
        says="The reader has a note over 3 lines, to which there is no path.",
        notes={"kept-3": signed(CITY, LINES[:3])},
    )
    cases.bad(
        "cut-growth",
        zipped(spoilt(cut(CITY, LINES, 8, [3]), "growth/3", lambda data: b64([bytes(32)]) + data[45:])),
        "root_differs",
        says="The path from 3 lines does not lead there.",
    )
    cases.bad(
        "receipt-changed",
        zipped({**PROOF, "lines": chosen(LINES, [2, 3, 5]).replace(b"debt.client_mark", b"debt.file_number")}),
        "not_in_tree",
        says="A line of the proof was changed.",
    )
    cases.bad(
        "receipt-path",
        zipped(spoilt(PROOF, "lines", changed_path)),
        "not_in_tree",
        says="A hash of a path is another one.",
    )
    cases.bad(
        "receipt-place", zipped(spoilt(PROOF, "lines", moved_place)), "not_in_tree", says="A line claims another place."
    )
    cases.bad(
        "receipt-growth",
        zipped(spoilt(PROOF, "growth/7", lambda data: b64([bytes(32)]) + data[45:])),
        "root_differs",
        says="The path from 7 lines does not lead there.",
    )
    cases.bad(
        "receipt-not-compared",
        zipped(PROOF),
        "not_compared",
        says="The reader has a note over 9 lines.",
        notes={"kept-9": signed(CITY, LINES[:9])},
    )
    cases.bad(
        "receipt-forked",
        zipped(PROOF),
        "fork",
        says="The reader has another note over 12 lines.",
        notes={"kept-12": signed(CITY, FORGED)},
    )
    cases.bad(
        "receipt-rewritten",
        zipped(PROOF),
        "root_differs",
        says="The reader has another note over 7 lines.",
        notes={"kept-7": signed(CITY, FORGED[:7])},
    )
    cases.bad(
        "person-renamed",
        zipped(part(CITY, LINES, [1, 3, 7, 11], (), person_file(ssin=OTHER_SSIN))),
        "person_differs",
        says="Another number in the extract.",
    )
    cases.bad(
        "person-mixed",
        zipped(part(CITY, LINES, [1, 3, 8, 11], (), PERSON)),
        "not_this_person",
        "person_differs",
        says="A line about somebody else.",
    )
    cases.bad(
        "person-short",
        zipped(part(CITY, LINES, [1, 3, 11], (), PERSON)),
        "person_differs",
        says="A line that the extract tells of is not there.",
    )
    cases.bad(
        "person-unvouched",
        zipped(part(CITY, LINES, [1, 3, 7], (), PERSON)),
        "person_differs",
        says="The line about the taking out is not there.",
    )
    lied = PERSON_WHO.replace(b'{"position"', b'{"file":"9","position"', 1)
    cases.bad(
        "person-own",
        zipped(part(CITY, city_lines(sha256(lied).hexdigest()), [1, 3, 7, 11], (), lied)),
        "own_differs",
        says="What is told of line 1 does not stand in it.",
    )


def no_bundles(cases: Cases) -> None:
    """What is not a bundle, or is damaged."""
    data = zipped(LOG)
    cases.bad(
        "damaged",
        flipped(data, data.index(b'"what":"round.row"') + 9),
        "damaged",
        "root_differs",
        says="A byte of a line changed in the file.",
    )
    cases.unreadable("header", flipped(data, 10), "A byte of the first header changed.")
    cases.unreadable("table", flipped(data, data.index(b"PK\1\2") + 4), "A byte of the table changed.")
    cases.unreadable("compressed", zipped(LOG, compression=zipfile.ZIP_DEFLATED), "Compressed.")
    cases.unreadable("cut-off", data[:-30], "The end is gone.")
    cases.unreadable("no-keys", zipped({name: part_ for name, part_ in LOG.items() if name != "keys"}), "No keys.")
    cases.unreadable("two-forms", zipped({**LOG, "lines": chosen(LINES, [0])}), "Whole and chosen lines at once.")
    cases.unreadable("stranger", zipped(LOG, **{"logs/1/more": b"x"}), "A file that does not belong.")
    cases.unreadable("twice", zipped(LOG, LOG), "One log twice.")
    cases.unreadable("other-keys", zipped({**LOG, "keys": keys(OCMW)}), "The keys of another log.")
    cases.unreadable(
        "false-key", zipped(spoilt(LOG, "keys", lambda text: flipped(text, 44))), "A key whose id is wrong."
    )
    cases.unreadable(
        "misplaced-note", zipped({**LOG, "checkpoints/5": LOG["checkpoints/6"]}), "A note of 6 lines in the place of 5."
    )
    cases.unreadable(
        "not-base64",
        zipped(
            spoilt(LOG, "checkpoint", lambda text: text[:-2] + b"\n" if text[-3:-2] == b"=" else text[:-3] + b"==\n")
        ),
        "A signature that is no base64.",
    )
    cases.unreadable(
        "person-spaced",
        zipped(part(CITY, LINES, [1, 3, 7, 11], (), PERSON.replace(b":", b": ", 1))),
        "The extract is not canonical JSON.",
    )


def cases() -> list[dict[str, Any]]:
    """All of them."""
    found = Cases()
    for group in (good_logs, good_parts, bad_logs, bad_lines, bad_parts, no_bundles):
        group(found)
    return found.all
