"""What ``pages.py`` looks at: a city with large rounds and an OCMW with many clients, written straight into the tables.

Each row is what the application itself would have stored: numbers encrypted for their place, pseudonyms of the own organisation,
clocks, and a log of looks. Nobody exists: the month of each number is raised by sixty.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import psycopg
from tests.database.exchange.cast import Desk, Pair

from kring.core.clock import house_clock
from kring.core.days import belgian_day
from kring.core.ssin import check_digits
from kring.flows.debtors.marks import CLIENT, RESUME, ssin_place
from kring.guard.acting import Acting, acting_for, machine_of
from kring.guard.keys import FieldCipher, blind
from kring.journal.append import append
from kring.journal.lines import WHAT, Line
from kring.parties.actions import appoint
from kring.persons.queries import ssin_place as person_place

_AT_ONCE = 20_000
_FIRST = (
    *("Elif", "Jan", "André", "Zoë", "François", "Noor", "Mehmet", "Łucja", "Jürgen"),
    *("Aïcha", "Bram", "Sophie", "Mohamed", "Ines", "Wout", "Fatima", "Søren", "Lotte"),
)
_LAST = (
    *(
        "Yılmaz",
        "Van den Berghe",
        "Vandenberghe",
        "De Smet",
        "D'Hondt",
        "El Amrani",
        "Müller",
        "Peeters",
        "Janssens",
        "Wójcik",
    ),
    *("Öztürk", "Nguyễn", "Claes", "Maes", "Van Damme", "Vander Elst", "Ben Saïd", "Lefèvre", "Dubois", "Goossens"),
    *("Håkansson", "Willems", "Mertens", "Rossi", "García", "Đorđević", "Kaya", "Aydın", "De Wachter", "Verstraeten"),
)
_STREETS = ("Bloemenstraat", "Stationslaan", "Kerkplein", "Winterslagstraat", "Vennestraat")
_PLACES = (("3600", "Genk"), ("3590", "Diepenbeek"), ("3690", "Zutendaal"), ("3665", "As"), ("", ""))
WORKERS, TEAMS = 20, ("Noord", "Zuid", "Oost", "West")


@dataclass(frozen=True)
class Sizes:
    """How much there is."""

    clients: int
    rounds: int
    rows: int
    marked: int
    looks: int


@dataclass(frozen=True)
class Laid:
    """What was laid down: the rounds (newest first), and the worker who is one of twenty."""

    rounds: tuple[UUID, ...]
    worker: Acting


@dataclass(frozen=True)
class _Known:
    """A client: id, number, names, pseudonym at the OCMW."""

    id: UUID
    ssin: str
    first: str
    last: str
    blind: bytes


def number(serial: int) -> str:
    """A number that nobody has, another for each serial below 40 million."""
    rest, tail = divmod(serial, 997)
    rest, day = divmod(rest, 28)
    year, month = divmod(rest, 12)
    nine = f"{year % 100:02d}{61 + month:02d}{day + 1:02d}{tail + 1:03d}"
    return f"{nine}{check_digits(nine, since_2000=False):02d}"


def name(serial: int) -> tuple[str, str]:
    """First and last name; the last one with a part that a few dozen share, so that a search finds some and not all."""
    return _FIRST[serial % len(_FIRST)], f"{_LAST[serial // 7 % len(_LAST)]} {_syllables(serial // 40)}".strip()


def _syllables(serial: int) -> str:
    said = ""
    for _ in range(4):
        serial, at = divmod(serial, 20)
        said += "babecedadofogahejikolumaneporasetuvi"[at * 2 - 4 : at * 2 - 2] or "zo"
    return said.capitalize()


def lay(pair: Pair, sizes: Sizes, superuser: str, *, alone: bool) -> Laid:
    """Fill both sides. ``alone``: the OCMW has one social worker, who sees everybody; else twenty in four teams."""
    with psycopg.connect(superuser) as raw:
        raw.execute("SET search_path = kring, public")
        workers = [pair.ocmw.worker] if alone else _appointed(pair.ocmw)
        marked = _clients(raw, pair.ocmw, sizes, workers, alone=alone)
        rounds = tuple(uuid4() for _ in range(sizes.rounds))
        tx = raw.execute("SELECT pg_current_xact_id()::text::bigint").fetchone()
        assert tx is not None  # noqa: S101
        for age, round_id in enumerate(rounds):
            refs = _round(raw, pair, sizes=sizes, round_id=round_id, age=age, marked=marked, tx=tx[0])
            known = marked if age == 0 else []
            _received(raw, pair, sizes=sizes, round_id=round_id, age=age, marked=known, refs=refs, tx=tx[0])
    with psycopg.connect(superuser, autocommit=True) as raw:
        raw.execute("VACUUM ANALYZE")
    for desk in (pair.city, pair.ocmw):
        _looks(desk, sizes.looks)
    return Laid(rounds, workers[-1])


def _appointed(ocmw: Desk) -> list[Acting]:
    machine, found = machine_of(ocmw.id), []
    for at in range(WORKERS):
        one = appoint(
            by=machine,
            name=f"Maatschappelijk werker {at}",
            function="social_worker",
            valid_from=date(2025, 1, 1),
            team=TEAMS[at % len(TEAMS)],
            territory="3600, Zutendaal" if at % 8 < len(TEAMS) else "3590, As",
        )
        found.append(Acting(ocmw.id, one.id))
    return found


def _copy(raw: psycopg.Connection[Any], table: str, columns: str, rows: Iterator[Sequence[object]]) -> None:
    with raw.cursor() as cursor, cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _sealed(desk: Desk, serials: Sequence[int]) -> list[tuple[int, str, bytes]]:
    """Serial, number and pseudonym, under the keys of this organisation."""
    with acting_for(desk.worker.organisation, desk.worker.position):
        numbers = [number(serial) for serial in serials]
        return list(zip(serials, numbers, blind(numbers), strict=True))


def _cipher(desk: Desk) -> FieldCipher:
    with acting_for(desk.worker.organisation, desk.worker.position):
        return FieldCipher("fields")


def _clients(
    raw: psycopg.Connection[Any], ocmw: Desk, sizes: Sizes, workers: Sequence[Acting], *, alone: bool
) -> list[_Known]:
    """Persons with an enrolment each; answers the first ``marked`` of them, whose files are given or left to a team."""
    cipher, marked = _cipher(ocmw), list[_Known]()
    columns = "id, organisation_id, ssin_sealed, ssin_blind, first_name, last_name, street, house_number, postcode, municipality"
    for start in range(0, sizes.clients, _AT_ONCE):
        ids, people = [], []
        for serial, ssin, known in _sealed(ocmw, range(start, min(sizes.clients, start + _AT_ONCE))):
            person, (first, last) = uuid4(), name(serial)
            if serial < sizes.marked:
                marked.append(_Known(person, ssin, first, last, known))
            ids.append(person)
            where = (_STREETS[serial % len(_STREETS)], str(serial % 200), *_PLACES[serial % len(_PLACES)])
            sealed = cipher.encrypt(ssin.encode(), place=person_place(person))
            people.append((person, ocmw.id, sealed, known, first, last, *where))
        _copy(raw, "persons_person", columns, iter(people))
        rows = ((uuid4(), ocmw.id, person, 2, date(2025, 1, 1), "declared") for person in ids)
        _copy(raw, "clients_enrolment", "id, organisation_id, person_id, capacity, valid_from, provenance", rows)
    if not alone:
        files = (
            (uuid4(), ocmw.id, one.id, date(2025, 2, 1), *_given(at, workers))
            for at, one in enumerate(marked)
            if at % 20
        )
        _copy(raw, "clients_clientfile", "id, organisation_id, person_id, opened_on, team, position_id", files)
    return marked


def _given(at: int, workers: Sequence[Acting]) -> tuple[str, UUID | None]:
    """Four in five are given to a worker, the others to a team."""
    return ("", workers[at // 5 % len(workers)].position) if at % 5 else (TEAMS[at // 5 % len(TEAMS)], None)


def _round(
    raw: psycopg.Connection[Any],
    pair: Pair,
    *,
    sizes: Sizes,
    round_id: UUID,
    age: int,
    marked: Sequence[_Known],
    tx: int,
) -> dict[UUID, tuple[UUID, int]]:
    """One round of the city; answers reference and part of each marked row by client."""
    city, day = pair.city.id, belgian_day(house_clock()) - timedelta(days=20 + 28 * age)
    at, upload, cipher, mix = (
        house_clock() - timedelta(days=20 + 28 * age),
        uuid4(),
        _cipher(pair.city),
        random.Random(age),  # noqa: S311 - the same data each time,
    )
    with acting_for(pair.city.worker.organisation, pair.city.worker.position):
        sealed_name = cipher.encrypt(b"debiteuren.xlsx", place=f"debtors.upload.name.{upload}")
    layout = '{"where": {"sheet": "Debiteuren", "first_row": 2, "header_row": 2, "columns": {}}, "skipped_rows": []}'
    raw.execute(
        "INSERT INTO debtors_upload (id, organisation_id, name_sealed, file_sealed, size, sha256, kind, layout,"
        " dropped_columns, team)"
        " VALUES (%s, %s, %s, %s, 9, 'x', 'xlsx', %s, '[]', '')",
        [upload, city, sealed_name, b"none", layout],
    )
    places: dict[UUID, tuple[UUID, int]] = {}
    every, lines, sent, chunk_size = sizes.rows // max(1, len(marked)), [], 0, 5_000
    known = iter(marked)
    for start in range(0, sizes.rows, _AT_ONCE):
        serials = [3_000_000 + at for at in range(start, min(sizes.rows, start + _AT_ONCE))]
        for serial, ssin, pseudonym in _sealed(pair.city, serials):
            row, place = uuid4(), serial - 3_000_000
            client = next(known, None) if place % every == 0 else None
            first, last = (client.first, client.last) if client else name(serial)
            bad, odd, held = mix.random() < 0.01, mix.random() < 0.01, mix.random() < 0.005
            invalid = bad and client is None
            chunk = None if invalid else sent // chunk_size
            sent += not invalid
            state = "invalid" if invalid else "withheld" if held and client is None else "ready"
            if client:
                places[client.id] = (row, chunk or 0)
            lines.append(
                (
                    *(row, city, round_id, place + 3, chunk, f"D-{place}", first, last),
                    None if invalid else cipher.encrypt(ssin.encode(), place=ssin_place(row)),
                    None if invalid else pseudonym,
                    *(_STREETS[serial % len(_STREETS)], str(serial % 200), state),
                    *("check_digits" if invalid else "", "no_name" if odd else ""),
                    *((CLIENT, day) if client else ("", None)),
                    *((RESUME, day, tx) if client and place % 40 == 0 else ("", None, None)),
                )
            )
        columns = (
            "id, organisation_id, round_id, number, chunk, file_number, first_name, last_name, ssin_sealed, ssin_blind, street,"
            " house_number, state, fault, note, mark, marked_on, signal, signalled_on, signal_tx"
        )
        _copy(raw, "debtors_row", columns, iter(lines))
        lines = []
    chunks = -(-sent // chunk_size)
    raw.execute(
        "INSERT INTO debtors_round (id, organisation_id, upload_id, partner, version, document, digest, disclosure, started_by,"
        " team, started_at, day, answer_by, rows, valid, invalid, chunks)"
        " VALUES (%s, %s, %s, %s, %s, 'Genk', %s, 'list', %s, '', %s, %s, %s, %s, %s, %s, %s)",
        [
            *(round_id, city, upload, pair.ocmw.id, pair.version, pair.digest, pair.city.worker.position),
            *(at, day, day, sizes.rows, sent, sizes.rows - sent, chunks),
        ],
    )
    parts = (
        (uuid4(), city, round_id, part, min(chunk_size, sent - part * chunk_size), "answered", 0, "[]", at, tx)
        for part in range(chunks)
    )
    columns = "id, organisation_id, round_id, number, rows, state, withheld, reasons, answered_at, answered_tx"
    _copy(raw, "debtors_chunk", columns, parts)
    raw.execute(
        "UPDATE debtors_chunk SET marked = (SELECT count(*) FROM debtors_row r WHERE r.round_id = debtors_chunk.round_id"
        " AND r.chunk = debtors_chunk.number AND r.mark <> '') WHERE round_id = %s",
        [round_id],
    )
    _clock(raw, city, pair.digest, holder="debtors.Round", rows=[round_id], day=day)
    return places


def _received(
    raw: psycopg.Connection[Any],
    pair: Pair,
    *,
    sizes: Sizes,
    round_id: UUID,
    age: int,
    marked: Sequence[_Known],
    refs: dict[UUID, tuple[UUID, int]],
    tx: int,
) -> None:
    """The same round at the OCMW: numbers, and a case for each marked client; some talked with, some decided."""
    ocmw, received = pair.ocmw.id, uuid4()
    mix = random.Random(age)  # noqa: S311 - the same data each time
    day = belgian_day(house_clock()) - timedelta(days=20 + 28 * age)
    chunks = -(-sizes.rows // 5_000)
    raw.execute(
        "INSERT INTO debtors_receivedround (id, organisation_id, batch, reply, partner, document, digest, day, chunks)"
        " VALUES (%s, %s, %s, %s, %s, 'Genk', %s, %s, %s)",
        [received, ocmw, round_id, uuid4(), pair.city.id, pair.digest, day, chunks],
    )
    columns = "id, organisation_id, received_id, number, rows, matched, doubtful, withheld, state, reasons, tx"
    each = sizes.marked // chunks
    parts = ((uuid4(), ocmw, received, part, 5_000, each, 3, 0, "answered", "[]", tx) for part in range(chunks))
    _copy(raw, "debtors_receivedchunk", columns, parts)
    cases, talks, signals = [], [], []
    for at, one in enumerate(marked):
        case, (ref, chunk) = uuid4(), refs[one.id]
        words = (f"D-{at}", one.first, one.last, _STREETS[at % len(_STREETS)], str(at % 200), day)
        cases.append((case, ocmw, received, chunk, str(ref), one.id, pair.city.id, *words))
        if mix.random() < 0.4:
            answer = mix.choice(["wants_help", "wants_help", "declines_help", "solution"])
            when = house_clock() - timedelta(days=mix.randrange(1, 19))
            talks.append((uuid4(), ocmw, case, answer, pair.ocmw.worker.position, when))
            if answer == "declines_help":
                signals.append((uuid4(), ocmw, case, pair.ocmw.worker.position, when, "sent", "[]", belgian_day(when)))
    words = "ref, person_id, partner, file_number, first_name, last_name, street, house_number, marked_on"
    _copy(raw, "debtors_case", f"id, organisation_id, received_id, chunk, {words}", iter(cases))
    _copy(raw, "debtors_talk", "id, organisation_id, case_id, answer, position, at", iter(talks))
    columns = "id, organisation_id, case_id, decided_by, decided_at, state, reasons, sent_on"
    _copy(raw, "debtors_signal", columns, iter(signals))
    _clock(raw, ocmw, pair.digest, holder="debtors.Case", rows=[case[0] for case in cases], day=day)


def _clock(
    raw: psycopg.Connection[Any], owner: UUID, digest: str, *, holder: str, rows: Sequence[UUID], day: date
) -> None:
    due = day + timedelta(days=400)
    lines = ((uuid4(), owner, holder, row, digest, "", "keep", day, due) for row in rows)
    columns = "id, organisation_id, holder, row, digest, disclosure, rule, received_on, due_on"
    _copy(raw, "exchange_clock", columns, lines)


def _looks(desk: Desk, many: int) -> None:
    """A log as it grows by looking: fifty people on each page."""
    for start in range(0, many, 50):
        with acting_for(desk.worker.organisation, desk.worker.position):
            people = blind([number(serial) for serial in range(start, min(many, start + 50))])
            append([Line("look", {WHAT: "round.rows"}, subject=person) for person in people])
