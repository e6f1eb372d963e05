"""Verify the own log with the public verifier, and take it out as a bundle.

``journal.bundle`` reads each log in an ``acting_for`` of its own, so everything here runs outside any. The verification is
written down with its outcome before it is shown; taking out is written down, and if possible sealed, before the bundle is
made, so that the bundle holds its own line.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import IO, Literal

from django.conf import settings
from django.utils.translation import get_language

from kring.core.clock import Clock, system_clock
from kring.core.errors import Fault
from kring.desks.privacy.words import FINDINGS
from kring.guard.acting import Acting, acting_for
from kring.journal import bundle, note, read, verify, waiting
from kring.journal import lines as names
from kring.journal.append import append
from kring.journal.lines import Line

LARGEST = 128 << 20
"""Bytes that a page verifies while somebody waits: some three hundred thousand lines. A bundle may be larger."""
_IN_MEMORY = 8 << 20
_SEALED_WITHIN = timedelta(minutes=1)  # it takes a second; past this no sealer is at work

Verdict = Literal["verified", "finding", "unreadable", "unknown_signer", "too_large", "nothing_sealed"]
_VERDICTS: dict[int, Verdict] = {
    verify.VERIFIED: "verified",
    verify.FINDING: "finding",
    verify.UNREADABLE: "unreadable",
    verify.UNKNOWN_SIGNER: "unknown_signer",
}


@dataclass(frozen=True)
class Trouble:
    """One finding: its code, what it means, and the verifier's own sentence."""

    code: str
    means: str
    text: str


@dataclass(frozen=True)
class Outcome:
    """What the verifier said. ``unsealed`` lines have no place yet; ``stalled`` is since when, if that is too long ago.

    ``more`` findings are not told one by one.
    """

    verdict: Verdict
    lines: int
    sealed_at: datetime | None
    fingerprints: tuple[str, ...]
    unsealed: int
    stalled: datetime | None
    troubles: tuple[Trouble, ...]
    more: int
    at: datetime


def check(by: Acting, *, largest: int = LARGEST, clock: Clock = system_clock) -> Outcome:
    """Take the acting organisation's log out, verify it, write down that this was done and what came out."""
    with acting_for(by.organisation, by.position):
        pinned = [note.fingerprint(key) for key in read.signing_keys()]
    report = _report(by, pinned, largest)
    verdict: Verdict = report if isinstance(report, str) else _VERDICTS[report.exit_code]
    told = verify.Report() if isinstance(report, str) else report
    log = told.logs[0] if told.logs else None
    with acting_for(by.organisation, by.position):
        unsealed, oldest = read.count_unsealed()
        append(
            [
                Line(
                    "action",
                    {
                        names.WHAT: "log.verified",
                        "outcome": verdict,
                        "lines": log.count if log else 0,
                        **({"findings": sorted(told.totals)} if told.totals else {}),
                    },
                )
            ]
        )
    return Outcome(
        verdict=verdict,
        lines=log.count if log else 0,
        sealed_at=datetime.fromtimestamp(log.sealed_at, UTC) if log and log.sealed_at else None,
        fingerprints=log.signers if log else (),
        unsealed=unsealed,
        stalled=oldest if oldest and clock() - oldest > _SEALED_WITHIN else None,
        troubles=_troubles(told),
        more=sum(told.totals.values()) - len(told.findings),
        at=clock(),
    )


def take_out(by: Acting) -> IO[bytes]:
    """The bundle of the own log, as a file that goes when it is closed. Raises ``Fault``: ``nothing_sealed``, ``bundle_too_large``.

    A log that is no longer sealed can be taken out all the same: that is when somebody most needs to.
    """
    with acting_for(by.organisation, by.position):
        written = append([Line("action", {names.WHAT: "log.taken_out"})])
    waiting.wait(written.tx, settings.KRING_SEAL_WAIT)
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 - closed by the response
    try:
        bundle.write([by], file)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file


def _report(by: Acting, pinned: list[str], largest: int) -> verify.Report | Literal["too_large", "nothing_sealed"]:
    with _temporary() as file:
        try:
            bundle.write([by], file, largest=largest)
        except Fault as fault:
            if fault.code == "bundle_too_large":
                return "too_large"
            if fault.code == "nothing_sealed":
                return "nothing_sealed"
            raise
        return verify.verify(file, pinned=pinned)  # type: ignore[arg-type]  # a spooled file does all that is asked of it


@contextmanager
def _temporary() -> Iterator[IO[bytes]]:
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        yield file


def _troubles(report: verify.Report) -> tuple[Trouble, ...]:
    english = (get_language() or "nl").startswith("en")
    return tuple(
        Trouble(found.code, str(FINDINGS.get(found.code, found.code)), found.text(english=english))
        for found in report.findings
    )
