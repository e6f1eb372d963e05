"""What an instrument asks attention for, in the words of the console."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Final
from uuid import UUID

from kring.instruments.outlook import Ahead
from kring.instruments.queries import Situation, Version
from kring.instruments.standing_moves import CHANGES

_WHY: Final = {
    "term": "de looptijd is dan voorbij",
    "party": "een partij beëindigt het",
    "notice": "het is opgezegd",
    "agreement": "de overeenkomst waarop het rust, loopt dan af",
}


def attention(now: Situation) -> Iterator[str]:
    """One sentence for each thing: what ends soon, what rests on no law, conditions that are open, changes under review."""
    for ahead in now.outlook.ahead:
        yield _ahead(ahead)
    for purpose in now.outlook.lapsed:
        yield f"De wettelijke grondslag van het doeleinde “{purpose}” geldt niet meer: daarvoor passeert niets."
    for one in now.outlook.open_conditions:
        due = one.undertaking.due
        when = f"tegen {due:%d/%m/%Y}" if due else "zo spoedig mogelijk"
        owner = (
            party_key(now.version, one.undertaking.owner) if one.undertaking.owner else "een partij die niet deelneemt"
        )
        late = " TE LAAT." if one.overdue else ""
        yield f"Open voorwaarde “{one.undertaking.key}”, {when}, door {owner}: {one.undertaking.text}{late}"
    for review in now.outlook.reviews:
        waits = ", ".join(sorted(party_key(now.version, party) for party in review.waits_for))
        yield f"Gemelde wijziging ({CHANGES[review.change.key]}), te herzien door {waits}: {review.change.text}"
    for party, ref in now.outlook.dpia.items():
        yield f"Effectbeoordeling van {party_key(now.version, party)}: {ref}"


def party_key(kept: Version, party: UUID) -> str:
    """The key under which an organisation stands in the text."""
    return next(key for key, organisation in kept.parties.items() if organisation == party)


def _ahead(ahead: Ahead) -> str:
    last = ahead.day - timedelta(days=1)
    if ahead.why == "law":
        return (
            f"Loopt tot en met {last:%d/%m/%Y} voor het doeleinde “{ahead.what}”: de wet waarop dat rust, eindigt dan."
        )
    return f"Loopt tot en met {last:%d/%m/%Y}: {_WHY[ahead.why]}."
