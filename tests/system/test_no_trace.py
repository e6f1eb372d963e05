"""After the end no byte of anybody on the lists is left: planted words are looked for in the server's own files, byte by byte.

On a server of its own, whose data folder is read as a thief would. What the OCMW keeps of its own clients was never the city's.
"""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.test import Client

from kring.clients.debts import add_debt
from kring.exchange import investigations
from kring.exchange.jobs import _deliver_again
from kring.flows.debtors.city import actions, hand_in, workbook
from kring.flows.debtors.city.actions import Started
from kring.flows.debtors.models import Case, Chunk, Row, Upload
from kring.flows.debtors.ocmw.talk import lay_down
from kring.flows.debtors.reported import corrections
from kring.guard.acting import Acting, acting_for
from kring.guard.jobs import order, work_through
from kring.journal import verify
from kring.parties.identity.actions import open_account, seat
from kring.parties.identity.sessions import SessionStore
from tests.database.exchange.cast import Pair, a_pair
from tests.database.flows.pilot import AFTER, LAST_EVENING, Hands, all_sealed, ends
from tests.database.flows.story import Somebody, knows, somebody, written
from tests.database.journal.conftest import verified
from tests.house import House

pytestmark = [pytest.mark.req("D7", "E7"), pytest.mark.timeout(280)]

PLANTED = {
    "a stranger's last name": "Qwaxbergh",
    "a stranger's first name": "Zefirine",
    "a client's street on the list": "Vlokkenpad",
    "the same, mended": "Tjalkhof",
    "a file number": "DOS-XK-77",
    "another column": "schuldreden-pruzzel",
    "the heading of another column": "Opmerkzaak",
    "the name of a file": "lijst-brombaktis",
    "a refused row": "Krommelgers",
    "a note of a talk": "notitie-wollebrand",
    "a list that nobody confirmed": "Ongezienakker",
}
"""Words that stand nowhere else in the world."""
STAYS = "Blijfdaar"
"""The last name of a client in the OCMW's own register, and its own debt: they stay."""
STRANGER, CLIENT = somebody(801, "Zefirine", "Qwaxbergh"), somebody(802, "Elif", STAYS)
NUMBERS = {STRANGER.ssin, CLIENT.ssin}
HEADINGS = ("Dossiernummer", "Naam", "Voornaam", "Rijksregisternummer", "Straat", "Huisnummer", "Opmerkzaak")


def _book(rows: Iterable[tuple[str, ...]]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(HEADINGS))
    for row in rows:
        sheet.append(list(row))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _row(one: Somebody, file_number: str, street: str, number: str = "") -> tuple[str, ...]:
    return (file_number, one.last_name, one.first_name, number or one.ssin, street, "4", PLANTED["another column"])


@contextmanager
def _heard() -> Iterator[list[str]]:
    """Everything that any process's log would hold of this process, down to the least."""
    said: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            said.append(self.format(record))

    ear = Ear(level=logging.DEBUG)
    known = [one for one in logging.root.manager.loggerDict.values() if isinstance(one, logging.Logger)]
    before = [(one, one.level, one.propagate, one.disabled) for one in (logging.root, *known)]
    logging.root.addHandler(ear)
    for one, *_ in before:
        one.setLevel(logging.DEBUG)
        one.propagate, one.disabled = True, False
    try:
        yield said
    finally:
        logging.root.removeHandler(ear)
        for one, level, propagate, disabled in before:
            one.level, one.propagate, one.disabled = level, propagate, disabled
            one.setLevel(level)


@dataclass(frozen=True)
class Thief:
    """Reads the files of the server, and knows what to look for."""

    house: House

    def finds(self, wanted: Mapping[str, bytes], *, wal: bool = False) -> dict[str, list[str]]:
        """Which of these byte strings stand in which files: tables, indexes, TOAST, statistics, logs; or in the write-ahead log."""
        found: dict[str, list[str]] = {}
        for path in sorted(self.house.files.rglob("*")):
            if not path.is_file() or ("pg_wal" in path.parts) != wal:
                continue
            held = path.read_bytes()
            for name, some in wanted.items():
                if some in held:
                    found.setdefault(name, []).append(str(path.relative_to(self.house.files)))
        return found

    def cleans(self) -> None:
        """What the administrator does once after an end (docs/operations.md)."""
        with self.house.superuser() as admin:
            admin.execute("VACUUM (FULL, ANALYZE)")
            admin.execute("CHECKPOINT")

    def sees(self) -> None:
        """Everything is written out, and the planner sampled what it samples."""
        with self.house.superuser() as admin:
            admin.execute("ANALYZE")
            admin.execute("CHECKPOINT")

    def sealed(self) -> dict[str, bytes]:
        """A piece out of the middle of every sealed or keyed value that stands in the flow's tables now."""
        columns = {
            "debtors_upload": ("name_sealed", "file_sealed", "sample_sealed"),
            "debtors_row": ("ssin_sealed", "ssin_blind"),
            "debtors_talk": ("note_sealed",),
        }
        pieces: dict[str, bytes] = {}
        with self.house.superuser() as admin:
            for table, names in columns.items():
                for name in names:
                    values = admin.execute(f"SELECT {name} FROM kring.{table} WHERE {name} IS NOT NULL").fetchall()
                    for place, (value,) in enumerate(values):
                        middle = len(value) // 2
                        pieces[f"{table}.{name} {place}"] = bytes(value[max(0, middle - 8) : middle + 8])
            for place, (value,) in enumerate(
                admin.execute("SELECT sealed FROM guard.envelope WHERE kind = 'disclosure' AND sealed IS NOT NULL")
            ):
                pieces[f"guard.envelope {place}"] = bytes(value[len(value) // 2 :][:16])
        return pieces

    def rows(self, what: str) -> list[str]:
        """Rows of a table as text."""
        with self.house.superuser() as admin:
            return [str(row) for row in admin.execute(what.encode())]


@pytest.fixture
def thief(
    server: Any, database: str, django_db_setup: None, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Thief]:
    """A house of its own, and one who reads its disk."""
    monkeypatch.setattr("kring.config.second_factor.missing", lambda _request: False)
    with django_db_blocker.unblock(), House.standing("no-trace", server, database) as house:
        house.open_sealer()
        yield Thief(house)


def _looks(position: Acting, *addresses: str) -> str:
    """Somebody's browser goes through these pages, so that there is a session that saw them; answers its key."""
    account = open_account(email=f"{position.position.hex}@example.org")
    seat(account=account, organisation=position.organisation, position=position.position)
    client = Client()
    client.force_login(account)
    for address in addresses:
        assert client.get(address).status_code == 200, address
    return str(client.session.session_key)


def _a_pilot(hands: Hands) -> tuple[Pair, list[str]]:
    """One round with everything that can hold a person, up to the last evening; a second list waits, and a job.

    With the keys of the sessions that saw it.
    """
    march = hands.at(datetime(2026, 3, 2, 12, tzinfo=UTC))
    pair = a_pair()
    knows(pair, [CLIENT])
    rows = [
        _row(STRANGER, "DOS-1", "Bloemenstraat"),
        _row(
            written(CLIENT, last_name=STAYS.upper()), PLANTED["a file number"], PLANTED["a client's street on the list"]
        ),
        _row(somebody(803, "Mistikt", PLANTED["a refused row"]), "DOS-3", "Bloemenstraat", "85673080399"),
    ]
    upload = hand_in.hand_in(
        by=pair.city.worker, data=_book(rows), filename=f"{PLANTED['the name of a file']}.xlsx", clock=march
    )
    with acting_for(pair.city.id, pair.city.worker.position):
        seen = workbook.seen_of(Upload.objects.get(id=upload))
    started = hand_in.confirm(
        by=pair.city.worker,
        upload_id=upload,
        version=pair.version,
        declared=True,
        answer_by=None,
        seen=seen,
        clock=march,
    )
    assert isinstance(started, Started), started
    work_through()
    all_sealed(pair)
    _talk_and_mend(pair, hands)
    actions.take_out(by=pair.city.worker, round_id=started.round, clock=march)
    rounds = f"/debiteuren/{started.round}/"
    sessions = [
        _looks(pair.city.worker, "/vandaag/", rounds, f"{rounds}rijen/"),
        _looks(pair.ocmw.worker, "/vandaag/", f"/debiteuren/client/{_only_case(pair)}/"),
    ]
    evening = hands.at(LAST_EVENING)
    left = _book([_row(STRANGER, "DOS-9", PLANTED["a list that nobody confirmed"])])
    hand_in.hand_in(by=pair.city.worker, data=left, filename="later.xlsx", clock=evening)
    with acting_for(pair.city.id, pair.city.worker.position):
        order(actions.SEND, pair.city.worker, batch=str(started.round), chunk=0)
    return pair, sessions


def _only_case(pair: Pair) -> Any:
    with acting_for(pair.ocmw.id, pair.ocmw.worker.position):
        return Case.objects.get().id


def _talk_and_mend(pair: Pair, hands: Hands) -> None:
    """A talk with a note, an own debt, a fault reported and mended, and the signal."""
    clock, case = hands.at(datetime(2026, 3, 9, 12, tzinfo=UTC)), _only_case(pair)
    corrections.report(by=pair.ocmw.worker, case_id=case, items=["person.street"], fault="wrong", clock=clock)
    work_through()
    all_sealed(pair)
    with acting_for(pair.city.id, pair.city.worker.position):
        (task,) = investigations.tasks()
    corrections.correct(
        by=pair.city.worker, task_id=task.id, values={"person.street": PLANTED["the same, mended"]}, clock=clock
    )
    work_through()
    all_sealed(pair)
    with acting_for(pair.ocmw.id, pair.ocmw.worker.position):
        person = Case.objects.get().person_id
    add_debt(by=pair.ocmw.worker, person_id=person, creditor=f"Energie {STAYS}", clock=clock)
    lay_down(
        by=pair.ocmw.worker,
        case_id=case,
        answer="declines_help",
        note=PLANTED["a note of a talk"],
        again_on=date(2026, 4, 1),
        seen=None,
        clock=clock,
    )
    work_through()
    all_sealed(pair)


def test_after_the_end_no_byte_of_them_is_left(thief: Thief) -> None:
    """Before: they stand on the disk. After the end and one clean-up: in no table, index, statistic, session, job, file or log."""
    words = {what: word.encode() for what, word in PLANTED.items()} | {number: number.encode() for number in NUMBERS}
    with pytest.MonkeyPatch.context() as patch, _heard() as heard:
        hands = Hands(patch)
        pair, sessions = _a_pilot(hands)
        thief.sees()
        in_clear, sealed = thief.finds(words), thief.sealed()
        assert in_clear.keys() >= {"a stranger's last name", "the same, mended", "a file number", "a refused row"}
        assert not NUMBERS & in_clear.keys()  # a number never stood there in clear
        assert len(sealed) > 8
        assert thief.finds(sealed).keys() == sealed.keys()  # the thief sees what he looks for
        ends(pair, hands, AFTER)
        _deliver_again(pair.city.id)
        thief.cleans()
        assert thief.finds(words) == {}
        assert thief.finds(sealed) == {}
        assert thief.finds(words, wal=True) != {}  # what is done about that stands in docs/operations.md
        assert thief.finds({"an own client": STAYS.encode()}) != {}  # the OCMW's own client and debt stay
        _no_session_nor_job_holds(thief, words, sessions)
        told = "\n".join(heard)
        assert len(told) > 1_000
        assert not [what for what, word in words.items() if word.decode() in told]
        logs = [Acting(desk.id, desk.dpo.position) for desk in (pair.city, pair.ocmw)]
        report = verified(logs)
        assert (report.exit_code, report.findings) == (verify.VERIFIED, [])
        with acting_for(pair.city.id, pair.city.worker.position):
            assert [model.objects.count() for model in (Row, Upload, Chunk)] == [0, 0, 0]


def test_what_the_write_ahead_log_still_holds_is_written_down() -> None:
    """It does hold them, until its files are used again, and so do archives and backups: the administrator reads what to do."""
    text = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()
    section = text.split("## The end of an instrument")[1].split("\n## ")[0]
    assert re.search(r"VACUUM \(FULL, ANALYZE\)", section)
    assert "write-ahead log" in section
    assert "backup" in section


def _no_session_nor_job_holds(thief: Thief, words: Mapping[str, bytes], sessions: Sequence[str]) -> None:
    """Sessions are packed, so that they are opened, each with its key; jobs hold ids."""
    opened = [str(SessionStore(key).load()) for key in sessions]
    assert all("_auth_user_id" in one for one in opened)
    jobs = thief.rows("SELECT args FROM kring.procrastinate_jobs")
    events = thief.rows("SELECT * FROM kring.procrastinate_events")
    for word in words.values():
        assert not [one for one in (*opened, *jobs, *events) if word.decode() in one]
