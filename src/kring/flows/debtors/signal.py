"""That recovery may go on: from the decision of a social worker to the door, the same working day, without a reason.

source: 002 §3b; REQUIREMENTS D4, D9
"""

from uuid import UUID

from kring.core.clock import Clock
from kring.guard.acting import Acting


def send_signal(*, by: Acting, signal_id: UUID, clock: Clock) -> None:
    """Send one signal through the door, as the position that decided; what the door answers is kept by its source. Idempotent."""
    raise NotImplementedError


def signal_again(*, by: Acting, case_id: UUID, clock: Clock) -> bool:
    """Queue a stopped signal again; the door judges it as things stand then. False when there is none that was stopped."""
    raise NotImplementedError
