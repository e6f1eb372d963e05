"""What one row of a client register says: who, in which capacity, from when until when; or why it says nothing certain.

Pure. source: issue 2, points 3 and 8
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from kring.clients.capacities import read_capacity
from kring.clients.outcome import OF_THE_NUMBER, RowResult
from kring.core.ssin import Ssin, read_ssin
from kring.persons.keep import Known
from kring.sheets.fields import Field
from kring.sheets.refused import Refused
from kring.sheets.table import Table, TableRow

FIELDS: tuple[Field, ...] = (
    Field(
        "number",
        (
            "rijksregisternummer", "insz", "insz-nummer", "rrn", "rijksregisternr", "rr-nummer", "rrnr", "niss", "ssin",
            "nationaal nummer", "identificatienummer", "nummer", "number",
        ),
        label="rijksregisternummer",
        names_row=True,
    ),
    Field(
        "name",
        ("naam en voornaam", "voornaam en naam", "volledige naam", "namen", "naam voornaam", "voornaam naam", "cliënt",
         "names", "full name"),
        required=False,
        label="naam en voornaam",
    ),
    Field(
        "last_name",
        ("familienaam", "achternaam", "naam", "last name", "surname", "family name", "name"),
        required=False,
        label="naam",
    ),
    Field(
        "first_name",
        ("voornaam", "voornamen", "first name", "first names", "given name"),
        required=False,
        label="voornaam",
    ),
    Field("address", ("adres", "volledig adres", "straat en nummer", "straat en huisnummer", "straat + nr", "woonplaats",
                      "address"), required=False, label="adres"),
    Field("street", ("straat", "straatnaam", "street"), required=False, label="straat"),
    Field("house_number", ("huisnummer", "huisnr", "huisnummer en bus", "nr", "house number"), required=False),
    Field("postcode", ("postcode", "postnummer", "post code", "zip"), required=False),
    Field("municipality", ("gemeente", "stad", "plaats", "municipality", "city"), required=False),
    Field(
        "capacity",
        ("hoedanigheidscode", "hoedanigheid", "code hoedanigheid", "hoedanigheid code", "kwaliteitscode", "code",
         "capacity", "capacity code"),
        label="hoedanigheid",
    ),
    Field(
        "from",
        ("van", "vanaf", "begindatum", "startdatum", "begin", "start", "datum van", "geldig van", "geldig vanaf",
         "begin hoedanigheid", "ingangsdatum", "from", "valid from", "start date"),
        label="van",
    ),
    Field(
        "until",
        ("tot", "tot en met", "t/m", "einddatum", "stopdatum", "einde", "eind", "datum tot", "geldig tot",
         "einde hoedanigheid", "until", "to", "valid until", "end date"),
        label="tot",
    ),
)  # fmt: skip
"""The columns of a register, by the headings they are found under, the likeliest first."""

_LABELS = {field.key: field.told for field in FIELDS}
_LONGEST = {"postcode": 12, "house_number": 40, "municipality": 100}
_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})(?: 0{1,2}:00(?::00)?)?", re.ASCII)
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ]00:00(?::00(?:\.0+)?)?)?", re.ASCII)
_ADDRESS = re.compile(r"(?P<street>\D+?),?\s+(?P<number>\d[^,]*?)(?:\s*,\s*(?P<postcode>\d{4})\s+(?P<place>\D+))?")


@dataclass(frozen=True, slots=True)
class Stated:
    """What one sound row states: this person (eleven digits) has this capacity from ``first`` to ``last`` (both included)."""

    row: int
    number: str
    known: Known
    capacity: int
    first: date
    last: date | None


class _Unsound(Exception):  # noqa: N818 - a word for one row, caught within this file
    """The row states nothing certain."""

    def __init__(self, code: str, *, column: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.column = column


def check_columns(table: Table) -> None:
    """Names and an address stand in one column or in several: raises ``Refused("missing_column")`` when they are nowhere."""
    missing = []
    if not {"name", "last_name"} & table.columns.keys():
        missing.append(_LABELS["last_name"])
    if not {"address", "street"} & table.columns.keys():
        missing.append(_LABELS["address"])
    if missing:
        raise Refused("missing_column", headings=", ".join(missing), row=table.header_row, sheet=table.sheet)


def read_row(row: TableRow) -> Stated | RowResult:
    """What ``row`` states, or the refusal that says why it states nothing certain."""
    try:
        number = read_ssin(_sure(row, "number"))
        if not isinstance(number, Ssin):
            return RowResult(row.number, "refused", f"{OF_THE_NUMBER}{number.code}")
        capacity = _capacity(_sure(row, "capacity"))
        first, last = _period(row)
        known = _known(row)
    except _Unsound as wrong:
        return RowResult(row.number, "refused", wrong.code, column=wrong.column)
    return Stated(row.number, number.number, known, capacity, first, last)


def read_day(text: str) -> date | None:
    """The day in ``text`` (``2026-03-01``, ``1/3/2026``, ``01.03.2026``); ``None`` when it is not surely one."""
    if iso := _ISO_DAY.fullmatch(text):
        year, month, day = iso.groups()
    elif written := _DAY.fullmatch(text):
        day, month, year = written.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def unlike(one: Known, other: Known) -> bool:
    """Whether two names have nothing in common, so that they are hardly one person; an empty name is like any."""
    mine, theirs = _words(one), _words(other)
    return bool(mine and theirs) and not mine & theirs


def _sure(row: TableRow, key: str) -> str:
    if key in row.faults:
        raise _Unsound("cell_unusable", column=_LABELS[key])
    return _text(row.values.get(key))


def _text(value: str | None) -> str:
    if value is None:
        return ""
    shown = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", value))
    return " ".join(shown.split())


def _capacity(text: str) -> int:
    if not text:
        raise _Unsound("capacity_missing")
    capacity = read_capacity(text)
    if capacity is None:
        raise _Unsound("capacity_unknown")
    return capacity


def _period(row: TableRow) -> tuple[date, date | None]:
    begins, ends = _sure(row, "from"), _sure(row, "until")
    if not begins:
        raise _Unsound("from_missing")
    first, last = read_day(begins), read_day(ends)
    if first is None:
        raise _Unsound("from_unclear")
    if ends and last is None:
        raise _Unsound("until_unclear")
    if last is not None and last < first:
        raise _Unsound("period_reversed")
    return first, last


def _known(row: TableRow) -> Known:
    """Names and address. A cell that cannot be used counts as empty: without a name a person is still a client."""
    said = {key: "" if key in row.faults else _text(value) for key, value in row.values.items()}
    first_name, last_name = said.get("first_name", ""), said.get("last_name", "")
    if not (first_name or last_name):
        last_name = said.get("name", "")
    if not first_name and "," in last_name:
        last_name, first_name = (part.strip() for part in last_name.split(",", 1))
    where = {key: said.get(key, "") for key in ("street", "house_number", "postcode", "municipality")}
    if not where["street"]:
        where = _address(said.get("address", "")) | {key: value for key, value in where.items() if value}
    known = {"first_name": first_name, "last_name": last_name, **where}
    for key, value in known.items():
        if len(value) > _LONGEST.get(key, 200):
            raise _Unsound("too_long", column=_LABELS[key])
    return Known(**known)


def _address(text: str) -> dict[str, str]:
    """Street, number, postcode and municipality as far as they can be told apart; else all of it is the street."""
    found = _ADDRESS.fullmatch(text)
    if found is None:
        return {"street": text, "house_number": "", "postcode": "", "municipality": ""}
    street, number, postcode, place = (found[part] or "" for part in ("street", "number", "postcode", "place"))
    return {"street": street, "house_number": number, "postcode": postcode, "municipality": place}


def _words(known: Known) -> set[str]:
    plain = unicodedata.normalize("NFKD", f"{known.first_name} {known.last_name}".casefold())
    return set(re.findall(r"\w{2,}", "".join(c for c in plain if not unicodedata.combining(c))))
