"""Carry statements on standing to the other parties: no permit, no personal data, in any state of the instrument."""

from functools import partial
from typing import Final
from uuid import UUID, uuid5

from django.db import transaction

from kring.core.clock import house_clock
from kring.core.events import StatementMade
from kring.exchange import deposits, envelope, transport
from kring.exchange.release import DELIVER
from kring.guard.acting import current
from kring.guard.jobs import order
from kring.instruments import queries as instruments
from kring.journal import lines, waiting
from kring.journal.append import append
from kring.journal.lines import Line

_AT_ONCE: Final = 2.0  # seconds that who stops an instrument waits for the seal; after that the queued work carries it


def carry(event: StatementMade) -> None:
    """Send a statement that was just made to the other parties, in the transaction that made it.

    What stops an instrument does not queue behind other work: whoever hosts the other party too hands it over right after the
    commit. The queued delivery stays, for when that does not succeed. source: REQUIREMENTS P7 - suspended at once
    """
    content = instruments.statement_content(event.statement)
    for recipient in (*event.recipients, *deposits.evaluators_told(content)):
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
        if event.urgent:
            transaction.on_commit(partial(_hand_over, sealed.envelope, recipient, written.tx), robust=True)


def _hand_over(sealed: UUID, recipient: UUID, tx: int) -> None:
    if waiting.wait(tx, _AT_ONCE):
        transport.receive(sealed, recipient, clock=house_clock)
