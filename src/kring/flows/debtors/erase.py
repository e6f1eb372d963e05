"""Erasers for the sweep of clocks: a case at the OCMW; at the city a round as a whole, with its marks and its file.

source: 002 §8c; REQUIREMENTS E7, D7
"""

from collections.abc import Sequence
from uuid import UUID

from kring.exchange import corrections, investigations
from kring.flows.debtors.models import Case, Round, Upload
from kring.flows.debtors.source import CASES


def erase_cases(cases: Sequence[UUID]) -> None:
    """Delete these cases, with what was reported about them; inside ``acting_for`` of the OCMW."""
    corrections.forget(CASES, cases)
    Case.objects.filter(id__in=cases).delete()


def erase_rounds(rounds: Sequence[UUID]) -> None:
    """Delete these rounds with rows, chunks and uploaded file; inside ``acting_for`` of the city."""
    investigations.forget(rounds)
    gone = Round.objects.filter(id__in=rounds)
    uploads = list(gone.values_list("upload_id", flat=True))
    gone.delete()
    Upload.objects.filter(id__in=uploads).delete()
