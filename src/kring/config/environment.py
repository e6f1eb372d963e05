"""The settings of one installation, read from the environment and checked before anything starts.

All problems are told at once, each with a stable id (``KRING-C001`` …), in Dutch or, by ``LANG``, in English. A value is
never repeated in a message: several of them are secrets. ``docs/settings.md`` describes each name.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from kring.core.errors import Fault

Mode = Literal["real", "demo", "test", "compare"]
Process = Literal["web", "worker", "migrate", "sealer"]
MODES: tuple[Mode, ...] = ("real", "demo", "test", "compare")
PROCESSES: tuple[Process, ...] = ("web", "worker", "migrate", "sealer")
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})

MESSAGES: Mapping[str, tuple[str, str]] = {
    "KRING-C001": (
        "KRING_MODE moet real, demo, test of compare zijn.",
        "KRING_MODE must be real, demo, test or compare.",
    ),
    "KRING-C002": (
        (
            "{name} ontbreekt. Zet het adres van de databank: postgresql://{role}:WACHTWOORD@HOST:5432/kring."
            " Wie alleen wil kijken: make demo."
        ),
        (
            "{name} is missing. Give the database's address: postgresql://{role}:PASSWORD@HOST:5432/kring."
            " To just have a look: make demo."
        ),
    ),
    "KRING-C003": (
        "{name} is geen adres van een PostgreSQL-databank (postgresql://ROL:WACHTWOORD@HOST:POORT/NAAM).",
        "{name} is not the address of a PostgreSQL database (postgresql://ROLE:PASSWORD@HOST:PORT/NAME).",
    ),
    "KRING-C004": (
        "{name} verbindt als een andere rol dan {role}. Elke rol heeft haar eigen rechten; gebruik {role}.",
        "{name} connects as another role than {role}. Each role has its own privileges; use {role}.",
    ),
    "KRING-C005": (
        "{name} gaat over het netwerk zonder sslmode. Voeg ?sslmode=verify-full toe (of kies bewust een andere).",
        "{name} crosses the network without sslmode. Add ?sslmode=verify-full (or choose another knowingly).",
    ),
    "KRING-C006": (
        "{name} ontbreekt of is geen 64 hexadecimale tekens. Maak er een met: openssl rand -hex 32.",
        "{name} is missing or is not 64 hexadecimal digits. Make one with: openssl rand -hex 32.",
    ),
    "KRING-C007": (
        "KRING_SECRET_KEY ontbreekt of is korter dan 40 tekens.",
        "KRING_SECRET_KEY is missing or shorter than 40 characters.",
    ),
    "KRING-C008": ("{name} noemt geen bestaand bestand.", "{name} does not name an existing file."),
    "KRING-C009": ("{name} is geen getal in het toegelaten bereik.", "{name} is not a number in the range allowed."),
    "KRING-C010": (
        "KRING_MODE=demo werkt alleen met de ingebouwde databank op deze machine. Voor echt gebruik: KRING_MODE=real.",
        "KRING_MODE=demo works only with the embedded database on this machine. For real use: KRING_MODE=real.",
    ),
    "KRING-C011": (
        (
            "KRING_DEMO_SIGN_IN mag alleen aan in KRING_MODE=demo met de ingebouwde databank: het laat iedereen zonder"
            " wachtwoord binnen."
        ),
        (
            "KRING_DEMO_SIGN_IN may only be on in KRING_MODE=demo with the embedded database: it lets anyone in without"
            " a password."
        ),
    ),
    "KRING-C012": (
        (
            "KRING_ORIGIN ontbreekt of is geen https-adres (https://kring.voorbeeld.be). Zonder https reizen sessies in klare"
            " tekst."
        ),
        (
            "KRING_ORIGIN is missing or is not an https address (https://kring.example.be). Without https, sessions travel in"
            " the clear."
        ),
    ),
    "KRING-C013": (
        "KRING_EMAIL is geen smtp-adres (smtp+tls://NAAM:WACHTWOORD@HOST:587, smtps://…, smtp://… of console:).",
        "KRING_EMAIL is not an smtp address (smtp+tls://NAME:PASSWORD@HOST:587, smtps://…, smtp://… or console:).",
    ),
    "KRING-C014": ("{name} moet 1 of 0 zijn.", "{name} must be 1 or 0."),
    "KRING-C015": (
        (
            "KRING_ANCHOR ontbreekt. Noem een bestand buiten de databank en buiten haar back-up: het ankert de laatste"
            " ondertekende stand."
        ),
        "KRING_ANCHOR is missing. Name a file outside the database and its backup: it anchors the newest signed state.",
    ),
    "KRING-C016": (
        "KRING_EMAIL_FROM ontbreekt: het adres waarmee Kring mail verstuurt.",
        "KRING_EMAIL_FROM is missing: the address that Kring sends mail from.",
    ),
}


@dataclass(frozen=True)
class Problem:
    """One thing wrong with the settings: the stable ``code`` and the ``name`` of the variable."""

    code: str
    name: str
    role: str = ""

    def told(self, language: str) -> str:
        """The sentence, in ``nl`` or ``en``, with its id."""
        dutch, english = MESSAGES[self.code]
        text = dutch if language == "nl" else english
        return f"{self.code}: {text.format(name=self.name, role=self.role)}"


class UnsoundSettingsError(Fault):
    """The environment cannot be used; ``problems`` holds all that is wrong with it."""

    def __init__(self, problems: list[Problem], language: str) -> None:
        self.problems = problems
        super().__init__("settings", "\n".join(problem.told(language) for problem in problems))


@dataclass(frozen=True, repr=False)
class Database:
    """Where a database is and as whom to connect. Holds a password, so it has no ``repr``."""

    host: str
    port: int
    name: str
    user: str
    password: str
    options: Mapping[str, str]

    @property
    def conninfo(self) -> str:
        """The same as a libpq connection string (for connections outside Django)."""
        parts = {"host": self.host, "port": str(self.port), "dbname": self.name, "user": self.user}
        parts |= {"password": self.password, **self.options}
        return " ".join(f"{key}='{_escaped(value)}'" for key, value in parts.items())


@dataclass(frozen=True, repr=False)
class Email:
    """How mail leaves: ``scheme`` is ``console``, ``smtp``, ``smtp+tls`` (STARTTLS) or ``smtps``."""

    scheme: str
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""


@dataclass(frozen=True, repr=False)
class Environment:
    """The checked settings. Databases that this process does not need are ``None``. Holds secrets, so it has no ``repr``."""

    mode: Mode
    process: Process
    language: str
    app: Database | None
    identity: Database | None
    owner: Database | None
    sealer: Database | None
    secret_key: str
    guard_key: bytes
    master_key: bytes
    master_key_other: bytes
    sealer_key: Path | None
    anchor: Path | None
    seal_wait: float
    pool: int
    origin: str
    hosts: tuple[str, ...]
    behind_proxy: bool
    demo_sign_in: bool
    email: Email
    email_from: str
    log_level: str

    @property
    def real(self) -> bool:
        """Whether this serves real people, so that nothing may be relaxed."""
        return self.mode == "real"


def language_of(source: Mapping[str, str]) -> str:
    """``en`` when the terminal's language is English, else ``nl``."""
    wanted = source.get("LC_ALL") or source.get("LC_MESSAGES") or source.get("LANG") or ""
    return "en" if wanted.lower().startswith("en") else "nl"


def read(source: Mapping[str, str] | None = None, *, process: Process | None = None) -> Environment:
    """Read and check the settings that ``process`` needs (by default ``KRING_PROCESS``, else ``web``).

    Raises ``UnsoundSettingsError`` that lists every problem.
    """
    reader = _Reader(os.environ if source is None else source, process)
    environment = reader.environment()
    if reader.problems:
        raise UnsoundSettingsError(reader.problems, environment.language)
    return environment


class _Reader:
    """Reads name after name and gathers the problems, so that they can be told together."""

    def __init__(self, source: Mapping[str, str], process: Process | None) -> None:
        self.source = source
        self.problems: list[Problem] = []
        named = process or source.get("KRING_PROCESS", "web")
        self.process: Process = next((known for known in PROCESSES if known == named), "web")
        self.mode = self._mode()
        self.serves = self.process in ("web", "worker")

    def environment(self) -> Environment:
        app = self._database("DATABASE_URL", "kring_app", needed=self.serves)
        demo_sign_in = self._flag("KRING_DEMO_SIGN_IN")
        self._check_demo(app, demo_sign_in=demo_sign_in)
        origin = self._origin()
        return Environment(
            mode=self.mode,
            process=self.process,
            language=language_of(self.source),
            app=app,
            identity=self._database("DATABASE_URL_IDENTITY", "kring_identity", needed=self.serves),
            owner=self._database("DATABASE_URL_OWNER", "kring_owner", needed=self.process == "migrate"),
            sealer=self._database("DATABASE_URL_SEALER", "kring_sealer", needed=self.process == "sealer"),
            secret_key=self._secret_key(),
            guard_key=self._key("KRING_GUARD_KEY"),
            master_key=self._key("KRING_MASTER_KEY"),
            master_key_other=self._key("KRING_MASTER_KEY_OTHER", needed=False),
            sealer_key=self._file("KRING_SEALER_KEY"),
            anchor=self._anchor(),
            seal_wait=self._number("KRING_SEAL_WAIT", 1.0, 0.0, 600.0),
            pool=int(self._number("KRING_POOL", 0, 0, 200)),
            origin=origin,
            hosts=self._hosts(origin),
            behind_proxy=self._flag("KRING_BEHIND_PROXY"),
            demo_sign_in=demo_sign_in,
            email=self._email(),
            email_from=self._email_from(),
            log_level=self.source.get("KRING_LOG_LEVEL", "INFO").upper(),
        )

    def _problem(self, code: str, name: str, role: str = "") -> None:
        self.problems.append(Problem(code, name, role))

    def _mode(self) -> Mode:
        named = self.source.get("KRING_MODE", "real")
        for known in MODES:
            if named == known:
                return known
        self._problem("KRING-C001", "KRING_MODE")
        return "real"

    def _database(self, name: str, role: str, *, needed: bool) -> Database | None:
        url = self.source.get(name, "")
        if not url:
            if needed:
                self._problem("KRING-C002", name, role)
            return None
        database = parse_database(url)
        if database is None:
            self._problem("KRING-C003", name, role)
            return None
        if database.user != role:
            self._problem("KRING-C004", name, role)
        local = database.host in LOOPBACK or database.host.startswith("/")
        if not local and "sslmode" not in database.options:
            self._problem("KRING-C005", name, role)
        return database

    def _check_demo(self, app: Database | None, *, demo_sign_in: bool) -> None:
        embedded = app is None or app.host in LOOPBACK
        if self.mode == "demo" and not embedded:
            self._problem("KRING-C010", "KRING_MODE")
        if demo_sign_in and (self.mode != "demo" or not embedded):
            self._problem("KRING-C011", "KRING_DEMO_SIGN_IN")

    def _key(self, name: str, *, needed: bool = True) -> bytes:
        text = self.source.get(name, "")
        if not text and not (self.serves and needed):
            return b""
        try:
            key = bytes.fromhex(text)
        except ValueError:
            key = b""
        if len(key) != 32:
            self._problem("KRING-C006", name)
        return key

    def _secret_key(self) -> str:
        text = self.source.get("KRING_SECRET_KEY", "")
        if not text and not self.serves:
            return "not used by this process"
        if len(text) < 40:
            self._problem("KRING-C007", "KRING_SECRET_KEY")
        return text

    def _file(self, name: str) -> Path | None:
        text = self.source.get(name, "")
        if self.process != "sealer":
            return Path(text) if text else None
        if not text or not Path(text).is_file():
            self._problem("KRING-C008", name)
        return Path(text)

    def _anchor(self) -> Path | None:
        text = self.source.get("KRING_ANCHOR", "")
        if not text and self.process == "sealer":
            self._problem("KRING-C015", "KRING_ANCHOR")
        return Path(text) if text else None

    def _number(self, name: str, default: float, low: float, high: float) -> float:
        text = self.source.get(name, "")
        if not text:
            return default
        try:
            value = float(text)
        except ValueError:
            value = low - 1
        if not low <= value <= high:
            self._problem("KRING-C009", name)
            return default
        return value

    def _flag(self, name: str) -> bool:
        text = self.source.get(name, "") or "0"
        if text not in ("0", "1"):
            self._problem("KRING-C014", name)
        return text == "1"

    def _origin(self) -> str:
        text = self.source.get("KRING_ORIGIN", "").rstrip("/")
        if self.mode != "real":
            return text or "http://localhost:8000"
        if self.process == "web" and (urlsplit(text).scheme != "https" or not urlsplit(text).hostname):
            self._problem("KRING-C012", "KRING_ORIGIN")
        return text

    def _hosts(self, origin: str) -> tuple[str, ...]:
        named = tuple(host.strip() for host in self.source.get("KRING_HOSTS", "").split(",") if host.strip())
        own = urlsplit(origin).hostname
        local = () if self.mode == "real" else ("localhost", "127.0.0.1", "[::1]", "testserver")
        return tuple(dict.fromkeys((*named, *((own,) if own else ()), *local)))

    def _email(self) -> Email:
        text = self.source.get("KRING_EMAIL", "")
        if not text and (self.mode != "real" or self.process != "web"):
            return Email("console")
        if text == "console:":
            return Email("console")
        try:
            url = urlsplit(text)
            ports = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
            if url.scheme in ports and url.hostname:
                port = url.port or ports[url.scheme]
                return Email(url.scheme, url.hostname, port, unquote(url.username or ""), unquote(url.password or ""))
        except ValueError:
            pass
        self._problem("KRING-C013", "KRING_EMAIL")
        return Email("console")

    def _email_from(self) -> str:
        text = self.source.get("KRING_EMAIL_FROM", "")
        if not text and self.mode == "real" and self.process == "web":
            self._problem("KRING-C016", "KRING_EMAIL_FROM")
        return text or "kring@localhost"


def parse_database(url: str) -> Database | None:
    """The parts of ``postgresql://role:password@host:port/name?sslmode=…``, or ``None`` if it is not such an address."""
    try:
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query, strict_parsing=True)) if parts.query else {}
        host = options.pop("host", None) or parts.hostname or ""
        name = unquote(parts.path.lstrip("/"))
        if parts.scheme not in ("postgresql", "postgres") or not (host and name and parts.username):
            return None
        return Database(host, parts.port or 5432, name, unquote(parts.username), unquote(parts.password or ""), options)
    except ValueError:
        return None


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("'", "\\'")
