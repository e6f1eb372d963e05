"""Carry statements on standing to the other parties: no permit, no personal data, in any state of the instrument."""

from uuid import uuid5

from kring.core.events import StatementMade
from kring.exchange import envelope
from kring.exchange.release import DELIVER
from kring.guard.acting import current
from kring.guard.jobs import order
from kring.instruments import queries as instruments
from kring.journal import lines
from kring.journal.append import append
from kring.journal.lines import Line


def carry(event: StatementMade) -> None:
    """Send a statement that was just made to the other parties, in the transaction that made it."""
    content = instruments.statement_content(event.statement)
    for recipient in event.recipients:
        sealed = envelope.seal(
            uuid5(event.statement, str(recipient)), recipient, content, names={"statement": str(event.statement)}
        )
        written = append(
            [
                Line(
                    "standing",
                    {
                        lines.WHAT: "statement.sent",
                        "statement": str(event.statement),
                        lines.RECIPIENT: str(recipient),
                        lines.SEALED: sealed.digest,
                    },
                )
            ]
        )
        envelope.release_statement(sealed, line=written.first)
        order(DELIVER, current(), envelope=str(sealed.envelope), recipient=str(recipient), tx=str(written.tx))
