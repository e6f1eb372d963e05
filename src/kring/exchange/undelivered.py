"""What was on its way to the acting organisation when its text ended: never taken in, and emptied.

An envelope stays in its sender's custody until the recipient settles it. After the end nobody will, so the recipient does it
here without opening anything to its flows: the ciphertext goes, and a line says so. source: REQUIREMENTS P7, D7
"""

from collections.abc import Collection, Iterator
from uuid import UUID

from kring.core.errors import Fault
from kring.exchange import envelope
from kring.exchange.envelope import Opened
from kring.instruments import queries as instruments
from kring.journal import lines
from kring.journal.append import append
from kring.journal.lines import Line


def waiting(digests: Collection[str]) -> int:
    """How many envelopes wait for the acting organisation under these texts."""
    return sum(1 for _ in _under(digests))


def discard(digests: Collection[str]) -> int:
    """Empty every envelope that waits for the acting organisation under these texts, with a line each; answers how many."""
    found = list(_under(digests))
    for opened in found:
        envelope.settle(opened.envelope)
        append(
            [
                Line(
                    "refused",
                    {
                        lines.WHAT: "envelope.discarded",
                        lines.DISCLOSER: str(opened.sender),
                        lines.ENVELOPE: str(opened.envelope),
                        lines.SEALED: opened.digest,
                        lines.INSTRUMENT_HASH: str(opened.content["digest"]),
                        lines.REASONS: ["no_longer_in_force"],
                    },
                )
            ]
        )
    return len(found)


def _under(digests: Collection[str]) -> Iterator[Opened]:
    for envelope_id in envelope.waiting() if digests else ():
        opened = _opened(envelope_id)
        if opened is None or opened.kind != "disclosure" or opened.content.get("digest") not in digests:
            continue
        if not _survives(str(opened.content["digest"]), str(opened.content.get("disclosure"))):
            yield opened


def _opened(envelope_id: UUID) -> Opened | None:
    try:
        return envelope.collect(envelope_id)
    except Fault:
        return None  # damaged: it stays where it is, and the tick says so


def _survives(digest: str, disclosure: str) -> bool:
    """What earlier disclosures oblige to (corrections, withdrawals) is taken in after the end too."""
    version = instruments.version_by_digest(digest)
    rule = instruments.compiled(version).disclosures.get(disclosure) if version else None
    return rule is not None and rule.after_end
