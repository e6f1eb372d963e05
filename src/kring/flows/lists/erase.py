"""Erasers for the sweep of clocks: a received row, with the list when it was the last; a sending as a whole.

source: REQUIREMENTS E7
"""

from collections.abc import Sequence
from uuid import UUID

from kring.flows.lists.models import ReceivedList, ReceivedRow, Sending


def erase_received(rows: Sequence[UUID]) -> None:
    """Delete these rows, and what is then an empty list that came in whole; inside ``acting_for`` of the recipient."""
    gone = ReceivedRow.objects.filter(id__in=rows)
    lists = set(gone.values_list("received_id", flat=True))
    gone.delete()
    for received in ReceivedList.objects.filter(id__in=lists):
        if received.parts.count() == received.chunks and not received.people.exists():
            received.delete()


def erase_sendings(sendings: Sequence[UUID]) -> None:
    """Delete these sendings with parts and rows; inside ``acting_for`` of the discloser."""
    Sending.objects.filter(id__in=sendings).delete()
