"""The recipients' halves: the OCMW takes in a list and compares it in memory, the city takes in marks and what follows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from kring.clients.queries import Candidate, RawEnrolment, candidates, enrolments
from kring.core.clock import Clock, house_clock
from kring.core.errors import Fault
from kring.core.events import ListCompared, tell
from kring.core.registry import Arrived, Receipt, Taken
from kring.core.ssin import Ssin, read_ssin
from kring.exchange import clocks
from kring.flows.debtors.marks import CLIENT, RESUME, this_transaction
from kring.flows.debtors.models import Case, Chunk, ReceivedChunk, ReceivedRound, Row
from kring.flows.debtors.names import Name, compatible
from kring.flows.debtors.source import CASES, blinds_of
from kring.guard.acting import current
from kring.guard.jobs import order
from kring.guard.keys import blind
from kring.guard.rows import insert_all

REPLY = "debtors.reply"
ROUNDS = "debtors.Round"
"""The holder of the city's clocks: a round with its rows, marks and file goes as one."""

_SSIN = "person.ssin"
_MARK = "debt.client_mark"
_SIGNAL = "debt.recovery_signal"
_FIRST, _LAST, _STREET, _HOUSE, _FILE = (
    "person.first_name",
    "person.last_name",
    "person.street",
    "person.house_number",
    "debt.file_number",
)

_Row = Mapping[str, str]


@dataclass(frozen=True)
class Compared:
    """A comparison in memory: rows of clients with the person found, and refs whose name does not fit the number."""

    found: tuple[tuple[_Row, Candidate], ...]
    doubtful: tuple[str, ...]


class ListReceiver:
    """OCMW: compare the list with the own clients, keep what concerns them, and nothing of anybody else.

    Registered under ``debt.file_number``. source: D2; traps 9, 10
    """

    def receive(self, arrived: Arrived) -> Receipt:
        """Exact comparison: equal valid number *and* compatible name. Of a doubtful row only that there was one is kept."""
        received = _received_round(arrived)
        if ReceivedChunk.objects.filter(received=received, number=arrived.chunk).exists():
            return _receipt_again(received, arrived)
        compared = compare(arrived)
        _keep(received, arrived, compared)
        tell(
            ListCompared(
                arrived.batch, arrived.chunk, tuple(row["ref"] for row, _ in compared.found), compared.doubtful
            )
        )
        order(REPLY, current(), received=str(received.id), chunk=arrived.chunk)
        return _receipt(arrived, [(candidate.blind, row["ref"]) for row, candidate in compared.found])


class MarkReceiver:
    """City: put the marks beside the rows that were sent. Registered under ``debt.client_mark``. source: D2

    ``clock`` says when an answer came in.
    """

    def __init__(self, clock: Clock = house_clock) -> None:
        self.clock = clock

    def receive(self, arrived: Arrived) -> Receipt:
        """Mark the rows of this chunk; a mark that stands already stays as it is. What fits no row of ours is not kept."""
        if arrived.in_reply_to is None:
            return Receipt(taken=(), not_kept=len(arrived.rows))
        chunk = (
            Chunk.objects.select_for_update(of=("self",))
            .filter(round_id=arrived.in_reply_to, round__partner=arrived.sender, number=arrived.chunk)
            .first()
        )
        if chunk is None:
            return Receipt(
                taken=(), not_kept=len(arrived.rows)
            )  # the round was erased, or was never sent to this sender
        refs = [ref for row in arrived.rows if row.get(_MARK) == CLIENT and (ref := _uuid(row["ref"]))]
        rows = Row.objects.filter(round_id=chunk.round_id, chunk=chunk.number, state="ready", id__among=refs)
        taken = [
            Taken(bytes(person or b""), (_MARK,), str(row)) for row, person in rows.values_list("id", "ssin_blind")
        ]
        rows.filter(mark="").update(mark=CLIENT, marked_on=arrived.day)
        chunk.marked = Row.objects.filter(round_id=chunk.round_id, chunk=chunk.number).exclude(mark="").count()
        if chunk.state != "answered":
            chunk.state, chunk.answered_at, chunk.answered_tx = "answered", self.clock(), this_transaction()
        chunk.save(update_fields=["state", "answered_at", "answered_tx", "marked"])
        clocks.start(
            holder=ROUNDS,
            rows=[chunk.round_id],
            digest=arrived.digest,
            rule=arrived.keep,
            received_on=arrived.day,
            disclosure=arrived.disclosure,
        )
        return Receipt(taken=taken, not_kept=len(arrived.rows) - len(taken))


class SignalReceiver:
    """City: put beside a mark that recovery may go on; the mark stays. Registered under ``debt.recovery_signal``. source: D4"""

    def receive(self, arrived: Arrived) -> Receipt:
        """What fits no row that was sent to this sender is not kept; a signal that stands already stays as it is.

        Raises ``Fault("mark_not_here")`` while the mark that it follows is still on its way: then it waits for it.
        """
        refs = [ref for row in arrived.rows if row.get(_SIGNAL) == RESUME and (ref := _uuid(row["ref"]))]
        rows = Row.objects.select_for_update(of=("self",)).filter(id__among=refs, round__partner=arrived.sender)
        found = list(rows.filter(state="ready").order_by("id"))
        if any(not row.mark for row in found):
            raise Fault("mark_not_here", "Een bericht over een invordering kwam voor de vermelding die het volgt.")
        fresh = [row.id for row in found if not row.signal]
        Row.objects.filter(id__in=fresh).update(signal=RESUME, signalled_on=arrived.day, signal_tx=this_transaction())
        clocks.start(
            holder=ROUNDS,
            rows=list({row.round_id for row in found}),
            digest=arrived.digest,
            rule=arrived.keep,
            received_on=arrived.day,
            disclosure=arrived.disclosure,
        )
        taken = [Taken(bytes(row.ssin_blind or b""), (_SIGNAL,), str(row.id)) for row in found]
        return Receipt(taken=taken, not_kept=len(arrived.rows) - len(taken))


def compare(arrived: Arrived) -> Compared:
    """The rows of ``arrived`` beside the own clients, in set queries; writes nothing.

    An equal number under a name that does not fit is doubtful whatever the enrolment: whose number it is, is the question.
    """
    rows = [(row, number.number) for row in arrived.rows if isinstance(number := read_ssin(row.get(_SSIN)), Ssin)]
    own = blind([number for _, number in rows])  # re-keyed: the city's pseudonyms mean nothing here
    known = candidates(set(own))
    periods = enrolments(known.keys())
    marked = _marked_before(arrived.sender, known)
    found: list[tuple[_Row, Candidate]] = []
    doubtful: list[str] = []
    for (row, _), person in zip(rows, own, strict=True):
        candidate = known.get(person)
        if candidate is None:
            continue
        if not compatible(_name(row), Name(candidate.first_name, candidate.last_name)):
            doubtful.append(row["ref"])
        elif candidate.person_id in marked or _not_past(periods.get(person, ()), arrived.day):
            found.append((row, candidate))
    return Compared(tuple(found), tuple(doubtful))


def _name(row: _Row) -> Name:
    return Name(row.get(_FIRST, ""), row.get(_LAST, ""))


def _marked_before(partner: UUID, known: Mapping[bytes, Candidate]) -> set[UUID]:
    persons = [candidate.person_id for candidate in known.values()]
    cases = Case.objects.filter(partner=partner, person__id__among=persons, marked_on__isnull=False)
    return set(cases.values_list("person_id", flat=True))


def _not_past(periods: Sequence[RawEnrolment], day: date) -> bool:
    """Whether an enrolment holds on ``day`` or later: of who is a client no more nothing is kept, not even for the answer."""
    return any(period["until"] is None or period["until"] >= day.isoformat() for period in periods)


def _received_round(arrived: Arrived) -> ReceivedRound:
    ReceivedRound.objects.bulk_create(
        [
            ReceivedRound(
                batch=arrived.batch,
                reply=uuid5(arrived.batch, f"reply/{current().organisation}"),
                partner=arrived.sender,
                document=arrived.document,
                digest=arrived.digest,
                day=arrived.day,
                chunks=arrived.chunks,
            )
        ],
        ignore_conflicts=True,
    )
    # Locked: chunks of one round come in one after the other.
    return ReceivedRound.objects.select_for_update().get(partner=arrived.sender, batch=arrived.batch)


def _keep(received: ReceivedRound, arrived: Arrived, compared: Compared) -> None:
    ReceivedChunk.objects.create(
        received=received,
        number=arrived.chunk,
        rows=len(arrived.rows),
        matched=len(compared.found),
        doubtful=len(compared.doubtful),
        tx=this_transaction(),
    )
    cases = [
        Case(
            received=received,
            chunk=arrived.chunk,
            ref=row["ref"],
            person_id=candidate.person_id,
            partner=arrived.sender,
            file_number=row.get(_FILE, ""),
            first_name=row.get(_FIRST, ""),
            last_name=row.get(_LAST, ""),
            street=row.get(_STREET, ""),
            house_number=row.get(_HOUSE, ""),
        )
        for row, candidate in compared.found
    ]
    insert_all(cases)
    clocks.start(
        holder=CASES,
        rows=[case.id for case in cases],
        digest=arrived.digest,
        rule=arrived.keep,
        received_on=arrived.day,
        disclosure=arrived.disclosure,
    )


def _receipt(arrived: Arrived, found: Sequence[tuple[bytes, str]]) -> Receipt:
    """Who was taken in, with what arrived of them."""
    items = {row["ref"]: tuple(name for name in row if name != "ref") for row in arrived.rows}
    taken = [Taken(person, items.get(ref, ()), ref) for person, ref in found]
    return Receipt(taken=taken, not_kept=len(arrived.rows) - len(taken))


def _receipt_again(received: ReceivedRound, arrived: Arrived) -> Receipt:
    """The same for a chunk that comes a second time: those who are still kept."""
    cases = dict(Case.objects.filter(received=received, chunk=arrived.chunk).values_list("ref", "person_id"))
    blinds = blinds_of(set(cases.values()))
    kept = {ref: blinds[person] for ref, person in cases.items() if person in blinds}
    return _receipt(arrived, [(kept[row["ref"]], row["ref"]) for row in arrived.rows if row["ref"] in kept])


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
