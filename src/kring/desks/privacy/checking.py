"""Verify the own log with the public verifier, beside what the officer kept: a fingerprint, an earlier bundle.

``journal.bundle`` reads each log in an ``acting_for`` of its own, so everything here runs outside any. The verification is
written down with its outcome before it is shown.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import IO, Any, Literal

from django.utils.translation import gettext as _

from kring.core.clock import Clock, system_clock
from kring.core.errors import Fault
from kring.desks.privacy.words import FINDINGS
from kring.face.spoken import spoken
from kring.guard.acting import Acting, acting_for
from kring.journal import acts, bundle, note, read, verify
from kring.journal import lines as names
from kring.journal.append import append
from kring.journal.lines import Line
from kring.parties import queries as parties

LARGEST = 128 << 20
"""Bytes that a page verifies while somebody waits: some three hundred thousand lines. A bundle may be larger."""
_IN_MEMORY = 8 << 20
_REMEMBERED = timedelta(days=31)
_SEALED_WITHIN = timedelta(minutes=1)  # it takes a second; past this no sealer is at work

Verdict = Literal["verified", "finding", "unreadable", "unknown_signer", "too_large", "nothing_sealed"]
_VERDICTS: dict[int, Verdict] = {
    verify.VERIFIED: "verified",
    verify.FINDING: "finding",
    verify.UNREADABLE: "unreadable",
    verify.UNKNOWN_SIGNER: "unknown_signer",
}


@dataclass(frozen=True)
class Against:
    """What the officer kept elsewhere: the fingerprint of the sealing key ("": trust the one in use), and an earlier bundle."""

    fingerprint: str = ""
    earlier: IO[bytes] | None = None


@dataclass(frozen=True)
class Cosigned:
    """A partner that cosigned this log: its name where known here, up to how many lines, and when."""

    name: str
    lines: int
    at: datetime


@dataclass(frozen=True)
class Refused:
    """That a log was not cosigned: ours by a partner (``ours``), or a partner's by us; when, whose, and the line's place."""

    ours: bool
    partner: str
    at: datetime
    place: int | None


@dataclass(frozen=True)
class Trouble:
    """One finding: its code, what it means, and the verifier's own sentence."""

    code: str
    means: str
    text: str


@dataclass(frozen=True)
class Outcome:
    """What the verifier said. ``unsealed`` lines have no place yet; ``stalled`` is since when, if that is too long ago.

    ``more`` findings are not told one by one. ``pinned`` and ``compared`` say whether it was held against a fingerprint and an
    earlier bundle that the officer brought.
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
    pinned: bool
    compared: bool
    witnesses: tuple[Cosigned, ...]
    refused: tuple[Refused, ...]


_ALONE = Against()


def check(by: Acting, against: Against = _ALONE, *, largest: int = LARGEST, clock: Clock = system_clock) -> Outcome:
    """Take the acting organisation's log out, verify it, write down that this was done and what came out."""
    with acting_for(by.organisation, by.position):
        pinned = [against.fingerprint] if against.fingerprint else list(map(note.fingerprint, read.signing_keys()))
    report = _report(by, pinned, against, largest)
    verdict: Verdict = report if isinstance(report, str) else _VERDICTS[report.exit_code]
    told = verify.Report() if isinstance(report, str) else report
    log = told.logs[0] if told.logs else None
    with acting_for(by.organisation, by.position):
        unsealed, oldest = read.count_unsealed()
        refused = _refused(clock())
        append(
            [
                Line(
                    "action",
                    {
                        names.WHAT: "log.verified",
                        "outcome": verdict,
                        "lines": log.count if log else 0,
                        **({"findings": sorted(told.totals)} if told.totals else {}),
                        **({"pinned": True} if against.fingerprint else {}),
                        **({"compared": True} if against.earlier else {}),
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
        pinned=bool(against.fingerprint),
        compared=against.earlier is not None,
        witnesses=_witnesses(log),
        refused=refused,
    )


def _refused(now: datetime) -> tuple[Refused, ...]:
    """What partners and we refused to cosign in the last month, newest first."""
    found = acts.acts(kinds={"standing"}, since=now - _REMEMBERED, limit=500).acts
    known = {str(party.id): party.name for party in parties.organisations()}
    return tuple(
        Refused(
            ours=line.content[names.WHAT] == "witness.refused_us",
            partner=known.get(str(line.content.get(names.DISCLOSER) or line.content.get(names.RECIPIENT)), ""),
            at=line.time,
            place=line.place,
        )
        for line in (act.line for act in found)
        if line.content.get(names.WHAT) in ("witness.refused", "witness.refused_us")
    )


def _witnesses(log: verify.Log | None) -> tuple[Cosigned, ...]:
    known = {note.witness_of(party.id): party.name for party in parties.organisations()}
    return tuple(
        Cosigned(known.get(one.name, one.name), one.size, datetime.fromtimestamp(one.time, UTC))
        for one in (log.witnesses if log else ())
    )


def _report(
    by: Acting, pinned: list[str], against: Against, largest: int
) -> verify.Report | Literal["too_large", "nothing_sealed"]:
    with _temporary() as file:
        try:
            bundle.write([by], file, largest=largest)
        except Fault as fault:
            if fault.code == "bundle_too_large":
                return "too_large"
            if fault.code == "nothing_sealed":
                return "nothing_sealed"
            raise
        its: Any = file  # a spooled file does all that is asked of it
        kept: Any = against.earlier
        return verify.verify(its, pinned=pinned, earlier=[(_("the bundle that you kept"), kept)] if kept else [])


@contextmanager
def _temporary() -> Iterator[IO[bytes]]:
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as file:
        yield file


def _troubles(report: verify.Report) -> tuple[Trouble, ...]:
    return tuple(
        Trouble(found.code, str(FINDINGS.get(found.code, found.code)), _said(found)) for found in report.findings
    )


def _said(found: verify.Finding) -> str:
    return spoken({"nl": found.text(english=False), "en": found.text(english=True)})
