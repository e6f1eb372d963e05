"""Play a ``standing.toml`` through the same actions that people use: each party says its own, in its own transaction."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from kring.core.clock import Clock
from kring.core.errors import Fault
from kring.guard.acting import Acting
from kring.instruments import actions
from kring.instruments.queries import Version
from kring.policy.standing_file import StandingFile

Seats = Mapping[str, Mapping[str, Acting]]
"""Who acts for each party, by function: ``{"city": {"dpo": …, "secretary_general": …}, …}``."""
_BOARD = "secretary_general"


def play_standing(
    version: Version, file: StandingFile, acting_by_party: Seats, *, clock: Clock, settled: Callable[[], None]
) -> tuple[Fault, ...]:
    """Make every statement of ``file`` about ``version``: step by step, then the conditions that were met.

    ``settled`` is called after each one and returns when the other parties have taken it in. Answers the refusals, in order:
    a file that says what cannot be (a signature before the last advice) is played as far as it goes, and what it leaves
    missing keeps the instrument out of force. Raises ``Fault("wrong_party")`` or ``Fault("standing_of_another")``.
    """
    if (file.instrument, file.version) != (version.document_id, version.version):
        raise Fault("standing_of_another", "standing.toml gaat over een ander instrument of een andere versie.")
    refused = []
    for say in _steps(version.digest, file, acting_by_party, clock):
        try:
            say()
        except Fault as fault:
            refused.append(fault)
        else:
            settled()
    return tuple(refused)


def _steps(digest: str, file: StandingFile, seats: Seats, clock: Clock) -> Iterator[Callable[[], object]]:
    for advice in file.advice:
        yield partial(
            actions.give_advice,
            by=_seat(seats, advice.party, "dpo"),
            digest=digest,
            office=advice.office,
            outcome=advice.verdict,
            text=advice.text.nl,
            on=advice.on,
            fictitious=advice.fictitious,
            clock=clock,
        )
    for decision in file.decision:
        yield partial(
            actions.record_decision,
            by=_seat(seats, decision.party, _BOARD),
            digest=digest,
            ref=decision.reference,
            on=decision.on,
            fictitious=decision.fictitious,
            clock=clock,
        )
    aside = {advice.party: advice.set_aside.nl for advice in file.advice if advice.set_aside}
    for signature in file.signature:
        yield partial(
            actions.record_paper_signature,
            by=_seat(seats, signature.party, _BOARD),
            digest=digest,
            offices=", ".join(signature.offices),
            ref="op papier" if signature.paper else "elektronisch, buiten Kring",
            set_aside=aside.get(signature.party, ""),
            on=signature.on,
            fictitious=signature.fictitious,
            clock=clock,
        )
    for publication in file.publication:
        yield partial(
            actions.publish,
            by=_seat(seats, publication.party, _BOARD),
            digest=digest,
            ref=publication.place,
            on=publication.on,
            fictitious=publication.fictitious,
            clock=clock,
        )
    for met in file.condition_met:
        yield partial(
            actions.meet_condition,
            by=_seat(seats, met.party, _BOARD),
            digest=digest,
            key=met.key,
            evidence=met.evidence,
            on=met.on,
            fictitious=met.fictitious,
            clock=clock,
        )


def _seat(seats: Seats, party: str, function: str) -> Acting:
    try:
        return seats[party][function]
    except KeyError:
        raise Fault(
            "wrong_party",
            f"standing.toml noemt een partij “{party}” waarvoor hier niemand kan optreden als {function}.",
        ) from None
