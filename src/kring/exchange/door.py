"""The one door. Whatever leaves an organisation passes here: decide, write down, decide again, minimise, seal, release.

source: REQUIREMENTS E1; docs/life-of-a-disclosure.md
"""

from kring.core.clock import Clock
from kring.core.errors import Fault
from kring.exchange import gather
from kring.exchange.envelope import posted
from kring.exchange.judge import NOTHING, Order
from kring.exchange.permit import Stopped, permit
from kring.exchange.release import Sent, release
from kring.guard.acting import acting_for

__all__ = ["Order", "Sent", "Stopped", "send"]

_TRIES = 3


def send(order: Order, *, clock: Clock) -> Sent | Stopped:
    """Send one part of a batch: gather, permit (committed), release (committed), delivery queued.

    Sending a part again that has left already finds its envelope and sends nothing twice. When facts change between permit
    and release the permit is abandoned, with a line, and decided anew. Raises ``Fault("unsteady")`` after three of those.
    """
    envelope = order.envelope
    gathered = NOTHING
    if gather.may_ask(order):
        with acting_for(order.acting.organisation, order.acting.position):
            if posted(envelope) is not None:
                return Sent(envelope, 0)
            asking = gather.enquiries(order, clock())
        gathered = gather.answers(asking, order, clock=clock)  # used for this one send, and kept nowhere
    for _ in range(_TRIES):
        permitted = permit(order, clock=clock, gathered=gathered)
        if permitted is None:
            return Sent(envelope, 0)
        if isinstance(permitted, Stopped):
            return permitted
        sent = release(order, permitted, clock=clock, gathered=gathered)
        if sent is not None:
            return sent
    raise Fault(
        "unsteady", "De gegevens veranderen terwijl ze verstuurd worden. Er is niets verstuurd; probeer straks opnieuw."
    )
