"""The port's implementation: a question to the directory is an ask like any other, under the duty that lets one ask. source: E17"""

import logging
from uuid import UUID, uuid4

from kring.core.clock import Clock
from kring.core.errors import Fault
from kring.directory.port import Enquiry, Reply, Verdict
from kring.exchange.agreements import Agreement, carrying
from kring.exchange.ask import Answer, InMemory, ask
from kring.exchange.door import Order
from kring.flows.directory.answering import ROLE
from kring.flows.directory.texts import NO, YES, write_codes, write_period
from kring.guard.acting import Acting, acting_for
from kring.parties import queries as parties
from kring.persons.queries import pseudonym

KEY_ITEM = "directory.instrument"
_REF = "person"
_told = logging.getLogger("kring.directory")


class ExchangeDirectory:
    """Asks the integrator with whom this organisation has a text in force; keeps to the contract of ``directory.port``."""

    def ask(self, enquiry: Enquiry, *, by: Acting, clock: Clock, within: float) -> Reply:
        """Each time a question of its own; what comes back is used and not kept."""
        try:
            return Reply(enquiry.id, _ask(enquiry, by, clock, within))
        except Exception as fault:  # noqa: BLE001 - whatever it is: nothing is known, and nothing leaves
            code = fault.code if isinstance(fault, Fault) else type(fault).__name__
            _told.warning("directory_left: %s: %s", enquiry.request, code)
            return Reply(enquiry.id, "unavailable")


def _ask(enquiry: Enquiry, by: Acting, clock: Clock, within: float) -> Verdict:
    with acting_for(by.organisation, by.position):
        text = _in_force(by.organisation, clock)
        person = pseudonym(enquiry.person)
        recipient = parties.organisation(enquiry.recipient)
    if text is None:
        return "unavailable"
    values = {
        "person.ssin": enquiry.person,
        "directory.instrument": enquiry.digest,
        "directory.disclosure": enquiry.disclosure,
        "directory.request": str(enquiry.request),
        "directory.recipient": recipient.enterprise_number,
        "directory.fact": enquiry.fact,
        "directory.capacity": write_codes(enquiry.capacity),
        "directory.over": enquiry.over,
        "directory.period": write_period(enquiry.period.first, enquiry.period.last),
    }
    answer = ask(
        Order(
            acting=by,
            version=text.version,
            disclosure=text.disclosure,
            recipient=text.recipient,
            batch=uuid4(),
            chunk=0,
            chunks=1,
            refs=(_REF,),
            role=ROLE,
            source=InMemory({_REF: person}, {_REF: values}),
        ),
        clock=clock,
        within=within,
    )
    return _said(answer) if isinstance(answer, Answer) else "unavailable"


def _said(answer: Answer) -> Verdict:
    said = [row.get("directory.answer") for row in answer.rows if row["ref"] == _REF]
    return {YES: "yes", NO: "no"}.get(str(said[0]), "unavailable") if len(said) == 1 else "unavailable"  # type: ignore[return-value]


def _in_force(organisation: UUID, clock: Clock) -> Agreement | None:
    found = carrying(KEY_ITEM, clock=clock, sender=organisation)
    return next((one for one in found if one.in_force), None)
