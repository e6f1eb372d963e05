"""Check the rows of a debtor list: which can be compared, which must be mended first, which are odd. Pure.

Only punctuation, spaces and lost leading zeros of a number are repaired; everything else is for a person to mend.
source: the issue, point 7; REQUIREMENTS D1, E13
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from kring.core.reasons import Localised
from kring.core.ssin import SsinFault, read_ssin
from kring.sheets.table import UNUSABLE, Table, TableRow

LENGTHS: Mapping[str, int] = {
    "file_number": 100,
    "first_name": 200,
    "last_name": 200,
    "street": 200,
    "house_number": 40,
}
"""The longest text that each field may hold, in characters."""

FAULTS: Mapping[str, Localised] = {
    "empty": {
        "nl": "Het rijksregisternummer ontbreekt. Vul het aan.",
        "en": "The national register number is missing. Fill it in.",
    },
    "not_digits": {
        "nl": "In het rijksregisternummer staan andere tekens dan cijfers. Typ de elf cijfers.",
        "en": "The national register number holds other signs than digits. Type the eleven digits.",
    },
    "too_short": {
        "nl": "Het rijksregisternummer heeft te weinig cijfers. Zoek het volledige nummer op.",
        "en": "The national register number has too few digits. Look up the full number.",
    },
    "too_long": {
        "nl": "Het rijksregisternummer heeft meer dan elf cijfers. Controleer het.",
        "en": "The national register number has more than eleven digits. Check it.",
    },
    "month": {
        "nl": "De maand in het rijksregisternummer bestaat niet. Controleer de cijfers.",
        "en": "The month in the national register number does not exist. Check the digits.",
    },
    "day": {
        "nl": "De dag in het rijksregisternummer bestaat niet. Controleer de cijfers.",
        "en": "The day in the national register number does not exist. Check the digits.",
    },
    "check_digits": {
        "nl": "De controlecijfers van het rijksregisternummer kloppen niet: er staat ergens een fout cijfer.",
        "en": "The check digits of the national register number are wrong: one of the digits is a mistake.",
    },
    "digits_lost": {
        "nl": "Excel heeft de laatste cijfers van het nummer vervangen door nullen. Typ het nummer als tekst.",
        "en": "Excel replaced the last digits of the number by zeros. Type the number as text.",
    },
    "formula": {
        "nl": "Hier staat een formule zonder berekende waarde. Open het bestand in Excel, bewaar het en laad het opnieuw op.",
        "en": "This is a formula without a computed value. Open the file in Excel, save it and upload it again.",
    },
    "error_cell": {
        "nl": "Hier staat een foutmelding van het rekenblad. Herstel de cel.",
        "en": "This cell holds an error of the spreadsheet. Mend the cell.",
    },
    "date_cell": {
        "nl": "Waar het rijksregisternummer hoort, staat een datum. Maak van de cel tekst en typ de elf cijfers.",
        "en": "A date stands where the national register number belongs. Make the cell text and type the eleven digits.",
    },
    "long_text": {
        "nl": "Een naam, adres of dossiernummer is te lang. Kort het in.",
        "en": "A name, address or file number is too long. Shorten it.",
    },
}
"""What is wrong with a row that was not sent, and what to do about it."""

NOTES: Mapping[str, Localised] = {
    "double": {
        "nl": "Dit nummer staat met hetzelfde dossiernummer ook op een andere rij.",
        "en": "This number stands on another row too, with the same file number.",
    },
    "no_name": {
        "nl": "Voornaam of naam ontbreekt: zonder volledige naam wordt niemand herkend.",
        "en": "First or last name is missing: nobody is recognised without a full name.",
    },
    "no_file_number": {
        "nl": "Het dossiernummer ontbreekt of is onleesbaar.",
        "en": "The file number is missing or cannot be read.",
    },
}
"""What is odd in a row that was sent all the same."""

_CELLS = {"digits_lost": "digits_lost", "formula_without_value": "formula", "error": "error_cell", "date": "date_cell"}


@dataclass(frozen=True, slots=True)
class Checked:
    """One row of the list. ``ssin`` (eleven digits) is None exactly when ``fault`` says what must be mended."""

    number: int
    ssin: str | None
    file_number: str
    first_name: str
    last_name: str
    street: str
    house_number: str
    fault: str = ""
    note: str = ""


def check(table: Table) -> list[Checked]:
    """Every row of the list, in its order, checked."""
    rows = [_check(row) for row in table.rows]
    return _with_notes(rows)


def _check(row: TableRow) -> Checked:
    texts = {key: _text(row, key) for key in LENGTHS}
    ssin, fault = _number(row)
    if not fault and any(len(text) > LENGTHS[key] for key, text in texts.items()):
        ssin, fault = None, "long_text"
    kept = {key: text[: LENGTHS[key]] for key, text in texts.items()}
    return Checked(number=row.number, ssin=ssin, fault=fault, **kept)


def _number(row: TableRow) -> tuple[str | None, str]:
    if wrong := _CELLS.get(row.kind("ssin")):
        return None, wrong
    found = read_ssin(row.values.get("ssin"))
    return (None, found.code) if isinstance(found, SsinFault) else (found.number, "")


def _text(row: TableRow, key: str) -> str:
    """The cell in one line of printable signs; empty when it holds nothing certain."""
    if row.kind(key) in UNUSABLE:
        return ""
    value = row.values.get(key) or ""
    if not value.isprintable():
        value = "".join(sign if sign.isprintable() else " " for sign in value)
    return " ".join(value.split())


def _with_notes(rows: list[Checked]) -> list[Checked]:
    times = Counter((row.ssin, row.file_number) for row in rows)
    return [_noted(row, double=times[row.ssin, row.file_number] > 1) for row in rows]


def _noted(row: Checked, *, double: bool) -> Checked:
    if row.ssin is None:
        return row
    if not (row.first_name and row.last_name):
        return replace(row, note="no_name")
    if not row.file_number:
        return replace(row, note="no_file_number")
    return replace(row, note="double") if double else row
