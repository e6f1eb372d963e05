"""The envelope of a correction: codes let out with their line, taken in with theirs. No permit, no value, no free text."""

from typing import Final
from uuid import UUID, uuid5

from kring.core.canonical import Json
from kring.exchange import envelope
from kring.exchange.envelope import Codes, Opened
from kring.exchange.release import DELIVER
from kring.guard.acting import current
from kring.guard.jobs import order
from kring.instruments import queries as instruments
from kring.journal import lines
from kring.journal.append import append
from kring.journal.lines import Line

KIND: Final = "correction"


def envelope_for(report: UUID, said: str, ref: UUID) -> UUID:
    """The one envelope of this report, or of its outcome for this row."""
    return uuid5(report, f"{said}/{ref}")


def let_out(said: Codes, other: UUID, *, what: str, person: bytes | None, nobody: bool = False) -> None:
    """Let it out to ``other``, with its line and the job that delivers it, in the open transaction.

    ``nobody``: the line says neither which row nor which person: there is none here that it could be about.
    """
    sealed = envelope.seal(
        envelope_for(said.report, said.said, said.ref),
        other,
        {"codes": said.digested()},
        names={"report": str(said.report)},
    )
    about: dict[str, Json] = {
        lines.WHAT: what,
        lines.RECIPIENT: str(other),
        lines.ENVELOPE: str(sealed.envelope),
        lines.SEALED: sealed.digest,
        "report": str(said.report),
        "code": said.code,
    }
    written = append([Line(KIND, about) if nobody else _line({**about, **_row(said)}, said, person)])
    envelope.release_correction(sealed, said, line=written.first)
    order(DELIVER, current(), envelope=str(sealed.envelope), recipient=str(other), tx=str(written.tx))


def taken(opened: Opened, said: Codes, *, what: str, person: bytes | None) -> None:
    """The line of a correction that came in."""
    about: dict[str, Json] = {
        lines.WHAT: what,
        lines.DISCLOSER: str(opened.sender),
        lines.ENVELOPE: str(opened.envelope),
        lines.SEALED: opened.digest,
        "report": str(said.report),
        "code": said.code,
    }
    append([_line({**about, **_row(said)}, said, person)])


def refuse(opened: Opened, code: str) -> None:
    """The line of one that is not taken in. It says nothing of any row: that somebody named it could tell who is known."""
    append(
        [
            Line(
                "refused",
                {
                    lines.WHAT: "correction.refused",
                    lines.DISCLOSER: str(opened.sender),
                    lines.ENVELOPE: str(opened.envelope),
                    lines.SEALED: opened.digest,
                    lines.REASONS: [code],
                },
            )
        ]
    )


def _row(said: Codes) -> dict[str, Json]:
    version = instruments.version_by_digest(said.digest)
    return {
        **({lines.INSTRUMENT: version.document_id} if version else {}),
        lines.INSTRUMENT_HASH: said.digest,
        lines.DISCLOSURE: said.disclosure,
        lines.BATCH: str(said.batch),
        "chunk": said.chunk,
        lines.ITEMS: sorted(said.items),
    }


def _line(content: dict[str, Json], said: Codes, person: bytes | None) -> Line:
    ref = str(said.ref)
    return Line(KIND, content, subject=person or ref.encode(), exchange=str(said.batch), own={"ref": ref})
