"""The cases of the test vectors: good bundles and bad ones, each with what a verifier must say. See ``vectors.py``."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from vector_parts import (
    CITY,
    NEXT,
    OCMW,
    OTHER,
    PERMIT,
    SEALER,
    STRANGER,
    WITNESS,
    Files,
    city_lines,
    cosigned,
    cut,
    keys,
    line,
    ocmw_lines,
    part,
    person_file,
    point,
    seconds,
    signed,
    whole,
    witnesses,
    zipped,
)

from kring.core.canonical import canonical
from kring.journal import handover

PERSON, PERSON_WHO = person_file(), person_file(who=True)
LINES = city_lines(sha256(PERSON).hexdigest())
WHO_LINES = city_lines(sha256(PERSON_WHO).hexdigest())
CITY_NOW = point(CITY, LINES[:6])
THEIRS = ocmw_lines(CITY_NOW)
FORGED = [*LINES[:3], line(CITY, 3, "subject", "bo", {"ref": "7"}, permit=PERMIT, exchange="e1"), *LINES[4:]]


def spoilt(parts: Files, name: str, change: Callable[[bytes], bytes]) -> Files:
    return {**parts, name: change(parts[name])}


def with_marks(parts: Files, marks: dict[str, str], **files: bytes) -> Files:
    return {**parts, **{name: parts[name] + mark.encode() for name, mark in marks.items()}, **files}


def replaced(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        if old not in data:
            raise ValueError(old)
        return data.replace(old, new, 1)

    return change


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


def resigned(lines: Sequence[bytes], **more: Any) -> Files:
    """The same lines, but one of them changed before it was sealed."""
    return {**whole(CITY, lines), **more}


def relabelled(text: bytes) -> bytes:
    """Another name before the second signature of a note."""
    head, _, last = text.decode().rpartition("— kring/log/")
    return f"{head}— kring/lag/{last}".encode()


def changed_path(data: bytes) -> bytes:
    said = json.loads(data)
    said[0]["path"][0] = "00" * 32
    return canonical(said)


def moved_place(data: bytes) -> bytes:
    said = json.loads(data)
    said[-1]["place"] += 1
    return canonical(said)


def handed_over() -> Files:
    at = seconds(20)
    given = handover.make(SEALER, NEXT, clock=lambda: datetime.fromtimestamp(at, UTC))
    return {**whole(CITY, LINES, key=NEXT), "keys": keys(CITY, SEALER, NEXT) + f"{given.line}\n".encode()}


class Cases:
    """What a verifier is tried on: a bundle, what the reader brings (notes and bundles by name of a file), what must be said."""

    def __init__(self) -> None:
        self.all: list[dict[str, Any]] = []

    def case(self, name: str, data: bytes, verdict: str, *codes: str, says: str, **brings: Any) -> None:
        case = {"name": name, "data": data, "verdict": verdict, "findings": sorted(codes), "says": says}
        self.all.append({**case, **brings})

    def good(self, name: str, data: bytes, says: str, **brings: Any) -> None:
        self.case(name, data, "verified", says=says, **brings)

    def bad(self, name: str, data: bytes, *codes: str, says: str, **brings: Any) -> None:
        self.case(name, data, "finding", *codes, says=says, **brings)

    def unreadable(self, name: str, data: bytes, says: str) -> None:
        self.case(name, data, "unreadable", says=says)


LOG = whole(CITY, LINES, [0, 6, 7])
PROOF = part(CITY, LINES, [2, 3, 5], [6, 7])


def good_logs(cases: Cases) -> None:
    """Whole logs, and logs without their beginning, that hold."""
    cases.good("whole", zipped(LOG), "Twelve lines, older notes over 0, 6 and 7.")
    cases.good("empty", zipped(whole(CITY, [])), "A log without lines.")
    cases.good("one", zipped(whole(CITY, LINES[:1])), "A log of one line.")
    cases.good(
        "two-logs", zipped(LOG, whole(OCMW, THEIRS)), "The OCMW's first line names the city's checkpoint over 6 lines."
    )
    cases.good(
        "kept", zipped(LOG), "A note over 8 lines that the reader kept fits.", notes={"kept-8": signed(CITY, LINES[:8])}
    )
    cases.good(
        "earlier",
        zipped(LOG),
        "A bundle of 8 lines that was taken out before fits.",
        bundles={"of-8": zipped(whole(CITY, LINES[:8]))},
    )
    marked = with_marks(LOG, {"checkpoints/7": cosigned(CITY, LINES[:7])}, witnesses=witnesses())
    cases.good("witnessed", zipped(marked), "Cosigned by the OCMW over 7 lines.", witnesses=[WITNESS.fingerprint])
    cases.case(
        "unwitnessed",
        zipped(marked),
        "unwitnessed",
        says="The reader asks for another witness.",
        witnesses=[STRANGER.fingerprint],
    )
    cases.good("handover", zipped(handed_over()), "Sealed by a key to which the pinned one handed over.")
    unsound = spoilt(
        handed_over(), "keys", lambda data: data[:-20] + (b"A" if data[-20:-19] != b"A" else b"B") + data[-19:]
    )
    cases.case(
        "handover-unsound", zipped(unsound), "unknown_signer", says="The handover is not signed: it says nothing."
    )
    cases.good("cut", zipped(cut(CITY, LINES, 5, [6, 7])), "The first five lines are left out.")
    cases.good("cut-grown", zipped(cut(CITY, LINES, 8, [3, 4, 9])), "Notes over 3 and 4 lines are compared by a path.")
    cases.good("cut-all", zipped(cut(CITY, LINES, 12)), "All lines are left out: only the seal is left.")


def good_parts(cases: Cases) -> None:
    """Proofs and extracts that hold."""
    cases.good("receipt", zipped(PROOF), "Permit, one person, release; older notes by a path.")
    cases.good("receipt-of-recipient", zipped(part(OCMW, THEIRS, [0, 1])), "What came in, and of whom.")
    cases.good("receipt-of-one", zipped(part(CITY, LINES[:1], [0])), "The only line of a log: the path is empty.")
    mark = with_marks(PROOF, {"checkpoints/7": cosigned(CITY, LINES[:7])}, witnesses=witnesses())
    cases.good("receipt-witnessed", zipped(mark), "A proof that bears a cosignature.", witnesses=[WITNESS.fingerprint])
    cases.good(
        "receipt-kept",
        zipped(PROOF),
        "A kept note of 7 lines, to which there is a path.",
        notes={"kept-7": signed(CITY, LINES[:7])},
    )
    cases.good(
        "receipt-beside-whole",
        zipped(PROOF),
        "A kept note of 9 lines has no path, but the whole log lies beside.",
        notes={"kept-9": signed(CITY, LINES[:9])},
        bundles={"of-12": zipped(whole(CITY, LINES))},
    )
    cases.good(
        "person", zipped(part(CITY, LINES, [1, 3, 7, 11], [7], PERSON)), "All about one person, without who acted."
    )
    cases.good("person-who", zipped(part(CITY, WHO_LINES, [1, 3, 7, 11], (), PERSON_WHO)), "The same with who acted.")
    cases.case(
        "unknown-signer",
        zipped(whole(CITY, LINES, key=OTHER)),
        "unknown_signer",
        says="Sealed by a key that was not pinned.",
    )
