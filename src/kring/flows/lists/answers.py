"""Answer a received list, row by row: the reader gives one of the values that the reply lists, and what it rests on.

An answer is a sending like any other: the door judges it under the reply's own conditions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from kring.core.clock import Clock
from kring.core.errors import Fault
from kring.exchange.offers import Offer, offers, usable_first
from kring.flows.lists.actions import Batch, Choice, Handed, NotStarted, Started, keep, may_start
from kring.flows.lists.check import FAULTS, Checked, check_one
from kring.flows.lists.models import ReceivedList, ReceivedRow
from kring.flows.lists.received import the_list, visible_rows
from kring.flows.lists.roles import role_of
from kring.guard.acting import Acting, acting_for
from kring.parties.queries import held_now


@dataclass(frozen=True)
class Answer:
    """What is answered about one person: values by item, and the facts that a person decided about it."""

    values: Mapping[str, str]
    decided: Mapping[str, bool] = field(default_factory=dict)


def replies_to(received: ReceivedList, *, clock: Clock) -> list[Offer]:
    """The disclosures by which the acting position may answer this list, the version in force first. Inside ``acting_for``."""
    position = held_now(clock)
    possible = offers(clock=clock, sender=received.organisation_id, recipient=received.partner)
    mine = [
        one
        for one in possible
        if (one.agreement.document, one.in_reply_to) == (received.document, received.disclosure)
        and one.general
        and role_of(position, one.sender_roles) is not None
    ]
    same_text_first = sorted(mine, key=lambda one: one.agreement.digest != received.digest)
    return usable_first(same_text_first)


def answer(
    *, by: Acting, received_id: UUID, choice: Choice, answers: Mapping[UUID, Answer], clock: Clock
) -> Started | NotStarted:
    """Send these answers (by received row) to whoever sent the list.

    Raises ``Fault``: ``no_such_list``, ``nothing_answered``, ``other_value`` (a value that the reply does not list),
    ``not_your_task``.
    """
    offer = may_start(by=by, choice=choice, clock=clock, replies=True)
    if isinstance(offer, NotStarted):
        return offer
    with acting_for(by.organisation, by.position):
        received = the_list(received_id, clock=clock)
        possible = {(one.agreement.version, one.agreement.disclosure) for one in replies_to(received, clock=clock)}
        if (choice.version, choice.disclosure) not in possible:
            raise Fault("not_your_task", "Met deze mededeling beantwoordt u deze lijst niet.")
        rows = list(visible_rows(received, clock=clock).filter(id__in=list(answers)))
        batch = received.batch
    people = _people(rows, answers, offer)
    if not people:
        raise Fault("nothing_answered", "Er is nog niets geantwoord. Kies bij minstens één persoon een antwoord.")
    return keep(
        by=by,
        offer=offer,
        choice=choice,
        batch=Batch(origin="reply", people=people, in_reply_to=batch),
        clock=clock,
    )


def _people(rows: Sequence[ReceivedRow], answers: Mapping[UUID, Answer], offer: Offer) -> list[Handed]:
    """One per reference of the sender: several entries of one person have one answer."""
    people: dict[str, Handed] = {}
    for number, row in enumerate(sorted(rows, key=lambda one: (one.chunk, one.position)), start=1):
        given = answers[row.id]
        if any(given.values.values()):
            checked = check_one(given.values, offer.items)
            if checked.faults:
                code, item = checked.faults[0]
                name = offer.item[item].text["nl"] if item in offer.item else item
                raise Fault(code, FAULTS[code]["nl"].format(item=name))
            people[row.ref] = Handed(
                Checked(number, None, checked.values, checked.entries),
                ref=row.ref,
                person=bytes(row.blind) if row.blind else None,
                decided={name: given.decided.get(name, False) for name, _ in offer.decided},
            )
    return list(people.values())
