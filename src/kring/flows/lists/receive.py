"""The recipient's half: what arrived as own rows, each with its clock. Registered for what no key item claims."""

from collections.abc import Mapping, Sequence
from uuid import uuid4

from kring.core.clock import Clock, house_clock
from kring.core.registry import Arrived, Receipt, Taken
from kring.core.ssin import Ssin, read_ssin
from kring.exchange import clocks
from kring.exchange.offers import Offer, offer_of
from kring.exchange.record import this_transaction
from kring.flows.lists.fields import SSIN
from kring.flows.lists.models import ReceivedList, ReceivedPart, ReceivedRow, Sending, SentRow
from kring.flows.lists.values import close, received_place, sealed_items
from kring.guard.keys import FieldCipher, blind

ROWS = "lists.ReceivedRow"
"""The holder of the recipient's clocks."""

_Row = Mapping[str, str]


class AnyReceiver:
    """Takes in whatever an instrument lists. ``clock`` says which words hold today."""

    def __init__(self, clock: Clock = house_clock) -> None:
        self.clock = clock

    def receive(self, arrived: Arrived) -> Receipt:
        """Every row as an own row; of an answer only rows that answer one of ours. Idempotent."""
        received = _received(arrived)
        if ReceivedPart.objects.filter(received=received, number=arrived.chunk).exists():
            return _receipt_again(received, arrived)
        offer = offer_of(arrived.digest, arrived.disclosure, clock=self.clock)
        persons = _persons(arrived, offer)
        rows = [(place, row) for place, row in enumerate(arrived.rows) if row["ref"] in persons]
        ReceivedPart.objects.create(received=received, number=arrived.chunk, rows=len(rows), tx=this_transaction())
        stored = _stored(received, arrived, rows, persons, offer)
        ReceivedRow.objects.bulk_create(stored, batch_size=1_000)
        if arrived.keep:
            clocks.start(
                holder=ROWS,
                rows=[row.id for row in stored],
                digest=arrived.digest,
                rule=arrived.keep,
                received_on=arrived.day,
                disclosure=arrived.disclosure,
            )
        return _receipt(arrived, stored)


def pseudonym(row: ReceivedRow) -> bytes:
    """The pseudonym that the log knows the person by; who has no number is known by the row alone."""
    return bytes(row.blind) if row.blind else str(row.id).encode()


def _persons(arrived: Arrived, offer: Offer | None) -> dict[str, bytes | None]:
    """Own pseudonym by ref, of each row that is kept: by its number; in an answer to an own sending by the row that it answers."""
    if arrived.in_reply_to is not None and (offer is None or offer.by == "send"):
        asked = Sending.objects.filter(id=arrived.in_reply_to, partner=arrived.sender).first()
        refs = {row["ref"] for row in arrived.rows}
        mine = SentRow.objects.filter(sending=asked, state="sent").values_list("ref", "blind") if asked else ()
        return {ref: bytes(known) if known else None for ref, known in mine if ref in refs}
    numbered = [
        (row["ref"], number.number) for row in arrived.rows if isinstance(number := read_ssin(row.get(SSIN)), Ssin)
    ]
    own = dict(zip([ref for ref, _ in numbered], blind([number for _, number in numbered]), strict=True))
    return {row["ref"]: own.get(row["ref"]) for row in arrived.rows}


def _received(arrived: Arrived) -> ReceivedList:
    ReceivedList.objects.bulk_create(
        [
            ReceivedList(
                batch=arrived.batch,
                partner=arrived.sender,
                document=arrived.document,
                digest=arrived.digest,
                disclosure=arrived.disclosure,
                purpose=arrived.purpose or "",
                day=arrived.day,
                chunks=arrived.chunks,
                in_reply_to=arrived.in_reply_to,
            )
        ],
        ignore_conflicts=True,
    )
    # Locked: parts of one list come in one after the other.
    return ReceivedList.objects.select_for_update().get(
        partner=arrived.sender, batch=arrived.batch, disclosure=arrived.disclosure
    )


def _stored(
    received: ReceivedList,
    arrived: Arrived,
    rows: Sequence[tuple[int, _Row]],
    persons: Mapping[str, bytes | None],
    offer: Offer | None,
) -> list[ReceivedRow]:
    cipher = FieldCipher("fields")
    hidden = sealed_items(offer.items) if offer else frozenset(name for _, row in rows for name in row)
    stored = []
    for place, row in rows:
        made = ReceivedRow(
            id=uuid4(),
            received=received,
            chunk=arrived.chunk,
            position=place,
            ref=row["ref"],
            blind=persons[row["ref"]],
        )
        values = {name: text for name, text in row.items() if name != "ref"}
        kept = close(values, hidden, cipher, place=received_place(made.id))
        made.plain, made.sealed = kept.plain, kept.sealed
        stored.append(made)
    return stored


def _receipt(arrived: Arrived, stored: Sequence[ReceivedRow]) -> Receipt:
    taken = [
        Taken(pseudonym(row), tuple(name for name in arrived.rows[row.position] if name != "ref"), row.ref)
        for row in stored
    ]
    return Receipt(taken=taken, not_kept=len(arrived.rows) - len(taken))


def _receipt_again(received: ReceivedList, arrived: Arrived) -> Receipt:
    """The same for a part that comes a second time: those who are still kept."""
    kept = ReceivedRow.objects.filter(received=received, chunk=arrived.chunk, position__lt=len(arrived.rows))
    return _receipt(arrived, list(kept.order_by("position")))
