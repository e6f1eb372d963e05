"""PostgreSQL goes down at once in the middle of the work, and comes back: all are told in plain words, all goes on by itself."""

import itertools
import os
import re
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http.client import HTTPMessage
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPCookieProcessor, HTTPRedirectHandler, Request, build_opener
from uuid import UUID, uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from procrastinate.contrib.django import app as queue
from procrastinate.exceptions import AlreadyEnqueued

from kring.clients.models import Enrolment, ImportReport, RegisterImport
from kring.config.house import command
from kring.core.clock import system_clock
from kring.flows.debtors.city import actions
from kring.flows.debtors.city.actions import Started
from kring.flows.debtors.models import Chunk
from kring.guard.acting import acting_for, machine_of
from kring.journal import verify
from kring.local.family import Family, wait_for
from kring.local.postgres import free_port
from kring.parties.actions import appoint
from kring.parties.identity.actions import open_account, seat
from tests.database.exchange.cast import Pair, a_pair, all_lines
from tests.database.exchange.promises import promised
from tests.database.flows.story import Somebody, a_register, begin, knows, marks_of, somebody
from tests.database.journal.conftest import verified
from tests.house import House
from tests.outside import outside

pytestmark = [pytest.mark.req("E1", "E4", "E6"), pytest.mark.timeout(180)]

DOWN = 7.0
"""Seconds: longer than a request waits for a connection."""
PEOPLE, CHUNKS = 40, 10
MARK = "cliënt OCMW"
AWAY = {"nl": "Kring is even weg", "en": "Kring is away for a moment"}


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: HTTPMessage
    text: str


class Browser:
    """Somebody at a desk, without scripts, in one language."""

    def __init__(self, base: str, language: str, seat_id: UUID) -> None:
        self.base, self.language = base, language
        self._opener = build_opener(_NoRedirect, HTTPCookieProcessor(CookieJar()))
        assert self.post("/demo/aanmelden/", to="/taal/", language=language).status == 302
        assert self.post("/demo/aanmelden/", seat=str(seat_id)).status == 302

    def get(self, path: str) -> Answer:
        """A page."""
        return self._ask(Request(self.base + path))  # noqa: S310 - our own address

    def reads(self) -> Answer:
        """What waits for this person today."""
        return self.get("/vandaag/")

    def post(self, path: str, *, to: str = "", **fields: object) -> Answer:
        """A form of the page at ``path``, with the mark that the page gave it; the page itself when it gave none."""
        page = self.get(path)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        if token is None:
            return page
        body = encode_multipart(BOUNDARY, {"csrfmiddlewaretoken": token[1], **fields})
        form = Request(self.base + (to or path), body, {"Content-Type": MULTIPART_CONTENT})  # noqa: S310 - as above
        return self._ask(form)

    def _ask(self, request: Request) -> Answer:
        try:
            got = self._opener.open(request, timeout=30)
        except HTTPError as refused:
            got = refused
        with got:
            return Answer(got.status, got.headers, got.read().decode())


@dataclass
class Load:
    """People who go on with what they do, whatever they are answered, for as long as the block lasts; a thread each."""

    do: dict[str, Callable[[], Answer]]
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    broken: list[BaseException] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> None:
        self.answers = {name: [] for name in self.do}
        self._threads = [threading.Thread(target=self._goes_on, args=[name], daemon=True) for name in self.do]
        for thread in self._threads:
            thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(60)
        assert not self.broken, self.broken

    def goes_well(self) -> bool:
        """Whether everybody was away from a page once, and was answered since."""
        return all(mine[-1].status != 503 and any(one.status == 503 for one in mine) for mine in self.answers.values())

    def _goes_on(self, name: str) -> None:
        try:
            while not self._over.wait(0.02):
                self.answers[name].append(self.do[name]())
        except BaseException as fault:  # noqa: BLE001 - told to the test
            self.broken.append(fault)


@dataclass
class Service:
    """The processes of an installation, each as its service manager would start it."""

    house: House
    family: Family
    port: int
    pairs: Sequence[Pair]

    def ready(self) -> bool:
        """Whether pages can be had."""
        try:
            return build_opener().open(f"http://localhost:{self.port}/health/ready", timeout=30).status == 200
        except OSError:  # also HTTPError: 503
            return False

    def told(self) -> str:
        """What the processes wrote about themselves."""
        return "\n".join(f"{path.name}: {path.read_text()}" for path in sorted(self.family.logs.glob("*.log")))

    def browser(self, language: str, pair: Pair) -> Browser:
        """A social worker of the OCMW of ``pair``."""
        position = appoint(
            by=machine_of(pair.ocmw.id), name="Mia Stas", function="social_worker", valid_from=date(2025, 1, 1)
        )
        account = open_account(email=f"{uuid4()}@ergens.example", password=None)
        taken = seat(account=account, organisation=pair.ocmw.id, position=position.id)
        return Browser(f"http://localhost:{self.port}", language, taken.id)


@pytest.fixture
def service(
    server: Any, database: str, django_db_setup: None, django_db_blocker: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Service]:
    """A sealer, a worker and pages on a server of their own."""
    monkeypatch.setattr(actions, "CHUNK", PEOPLE // CHUNKS)
    with django_db_blocker.unblock(), House.standing("restart", server, database) as house:
        port, family = free_port(), Family(house.files / "logs")
        demo = {"KRING_MODE": "demo", "KRING_DEMO_SIGN_IN": "1", "KRING_ORIGIN": f"http://localhost:{port}"}
        environment = {**outside(), **house.environment(**demo), **house.sealing()}
        try:
            family.start("sealer", command("sealer"), environment)
            pairs = [a_pair(clock=system_clock) for _ in range(2)]
            family.start("worker", command("worker"), environment)
            family.start("web", command("serve", "--port", str(port)), environment, orphaned=signal.SIGTERM)
            running = Service(house, family, port, pairs)
            assert wait_for(running.ready, seconds=60), running.told()
            yield running
        finally:
            family.stop()


def _hands_in(browser: Browser) -> Callable[[], Answer]:
    """Three new clients each time."""
    serials = itertools.count(100, 3)

    def hand_in() -> Answer:
        first = next(serials)
        file = SimpleUploadedFile("clienten.csv", a_register([somebody(first + one) for one in range(3)]))
        return browser.post("/clienten/", register=file)

    return hand_in


def _begun(pair: Pair, people: Sequence[Somebody]) -> UUID:
    started = begin(pair, people, clock=system_clock)
    assert isinstance(started, Started), started
    return started.round


def _answered(pairs: Sequence[Pair]) -> int:
    """How many chunks of the rounds of these cities came back."""
    found = 0
    for pair in pairs:
        with acting_for(pair.city.id, pair.city.worker.position):
            found += Chunk.objects.filter(state="answered").count()
    return found


def _works_again(house: House, stopped: datetime) -> bool:
    """A worker gave a sign of life since."""
    with house.superuser() as admin:
        found = admin.execute("SELECT FROM kring.procrastinate_workers WHERE last_heartbeat > %s", [stopped])
        return found.fetchone() is not None


def _as_told(answers: Sequence[Answer], language: str) -> int:
    """Every answer was a page, or said in this language that Kring is away; answers how many were taken."""
    for one in answers:
        assert one.status in (200, 302, 503), one.text
        if one.status == 503:
            assert one.headers["Content-Language"] == language
            assert one.headers["Retry-After"]
            assert AWAY[language] in one.text
            assert "Error" not in one.text
    return sum(one.status == 302 for one in answers)


def _nothing_by_half(pair: Pair, told: int) -> None:
    """Each register is there with its report, its clients and their lines, or nothing of it is; at least those that were told."""
    with acting_for(pair.ocmw.id, pair.ocmw.worker.position):
        imports = set(RegisterImport.objects.values_list("id", flat=True))
        clients = Counter(Enrolment.objects.values_list("source_import_id", flat=True))
        assert set(ImportReport.objects.values_list("source_import_id", flat=True)) == imports
        assert set(clients) == imports
    assert told < len(imports)  # the first was there before
    assert sorted(clients.values()) == [3] * (len(imports) - 1) + [PEOPLE // 4]
    lines = Counter(line.content.get("what") for line in all_lines(pair.ocmw))
    assert lines["client_register.imported"] == len(imports)
    assert lines["client_register.taken"] == sum(clients.values())


def test_the_server_stops_under_load_and_everything_goes_on_by_itself(service: Service) -> None:
    """Nobody reads a fault, nothing is done by half, no process has to be started again, and both logs tell it all."""
    house, pairs = service.house, service.pairs
    people = [somebody(number) for number in range(1, PEOPLE + 1)]
    for pair in pairs:
        knows(pair, people[::4])
    clerk = service.browser("en", pairs[1])
    readers = [service.browser("nl", pair) for pair in pairs]
    load = Load({"clerk": _hands_in(clerk), **{f"reader {n}": one.reads for n, one in enumerate(readers)}})
    with load:
        rounds = [_begun(pair, people) for pair in pairs]
        assert wait_for(lambda: _answered(pairs) >= 2, seconds=30, every=0.02), service.told()
        os.kill(house.postmaster, signal.SIGQUIT)
        stopped = datetime.now(UTC)
        time.sleep(DOWN)
        house.start_again(house.cluster.port)
        assert wait_for(lambda: _works_again(house, stopped), seconds=20), service.told()
        house.a_minute_passes(since=stopped)
        with suppress(AlreadyEnqueued):  # the minute may just have turned
            queue.configure_task("rescue").defer(timestamp=0)
        assert wait_for(lambda: _answered(pairs) == CHUNKS * len(pairs), seconds=30), service.told()
        assert wait_for(load.goes_well, seconds=20), service.told()
    assert service.family.fallen() is None
    for word in ("Traceback", people[0].last_name):
        assert word not in service.told()
    told = _as_told(load.answers["clerk"], "en")
    for n in range(len(readers)):
        _as_told(load.answers[f"reader {n}"], "nl")
    _nothing_by_half(pairs[1], told)
    marked = {one.file_number for one in people[::4]}
    for pair, round_id in zip(pairs, rounds, strict=True):
        assert marks_of(pair, round_id) == {one.file_number: MARK * (one.file_number in marked) for one in people}
        assert promised(house, pair) == dict.fromkeys(
            ("city released", "ocmw received", "ocmw released", "city received"), CHUNKS
        )
        report = verified([pair.city.dpo, pair.ocmw.dpo])
        assert (report.exit_code, report.findings) == (verify.VERIFIED, [])
