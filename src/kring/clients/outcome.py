"""What became of the rows of a client register, in codes and in sentences that never repeat what stood in a cell.

Pure. source: issue 2, points 3 and 8
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal
from uuid import UUID

from kring.core.reasons import Localised
from kring.core.ssin import fault

Status = Literal["taken", "updated", "unchanged", "refused"]

OF_THE_NUMBER: Final = "ssin_"
"""Codes that begin like this say what ``core.ssin`` found wrong with the number."""

TEXTS: Mapping[str, Localised] = {
    "new": {"nl": "Opgenomen.", "en": "Taken in."},
    "new_nameless": {
        "nl": "Opgenomen zonder naam: bij een vergelijking moet iemand zelf kijken of het deze persoon is.",
        "en": "Taken in without a name: in a comparison somebody has to look whether it is this person.",
    },
    "until_changed": {"nl": "De einddatum is aangepast.", "en": "The last day was changed."},
    "person_changed": {"nl": "De naam of het adres is aangepast.", "en": "The name or the address was changed."},
    "name_changed": {
        "nl": "De naam is helemaal anders dan voordien en is aangepast. Kijk na of het nummer klopt.",
        "en": "The name is quite another than before and was changed. Check whether the number is right.",
    },
    "same": {"nl": "Was al zo bekend.", "en": "Was known like this already."},
    "double": {
        "nl": "Staat ook op rij {other}; één keer opgenomen.",
        "en": "Stands in row {other} too; taken in once.",
    },
    "cell_unusable": {
        "nl": "In de kolom «{column}» staat een fout of een formule zonder uitkomst. Verbeter de cel.",
        "en": "The column “{column}” holds an error or a formula without outcome. Mend the cell.",
    },
    "capacity_missing": {"nl": "Er staat geen hoedanigheid.", "en": "There is no capacity."},
    "capacity_unknown": {
        "nl": "Deze hoedanigheid bestaat niet. Gebruik een code van 1 tot 9, 11 of 12.",
        "en": "This capacity does not exist. Use a code from 1 to 9, 11 or 12.",
    },
    "from_missing": {"nl": "Er staat geen begindatum.", "en": "There is no first day."},
    "from_unclear": {
        "nl": "De begindatum is geen datum. Schrijf ze als dag/maand/jaar.",
        "en": "The first day is not a date. Write it as day/month/year.",
    },
    "until_unclear": {
        "nl": "De einddatum is geen datum. Schrijf ze als dag/maand/jaar, of laat de cel leeg.",
        "en": "The last day is not a date. Write it as day/month/year, or leave the cell empty.",
    },
    "period_reversed": {"nl": "De einddatum valt voor de begindatum.", "en": "The last day is before the first day."},
    "too_long": {
        "nl": "In de kolom «{column}» staat te veel tekst.",
        "en": "The column “{column}” holds too much text.",
    },
    "name_differs": {
        "nl": "Ditzelfde nummer staat op rij {other} bij een heel andere naam. Kijk na van wie het is.",
        "en": "This same number stands in row {other} beside quite another name. Check whose it is.",
    },
    "contradicts": {
        "nl": "Rij {other} geeft dezelfde inschrijving een andere einddatum. Kijk na welke juist is.",
        "en": "Row {other} gives the same enrolment another last day. Check which one is right.",
    },
}
"""What is said of a row, by code. Beside these: ``ssin_…`` with the sentence of ``core.ssin``."""

TO_CHECK: Final = frozenset({"new_nameless", "name_changed"})
"""Codes of rows that were taken in, and that somebody should look at all the same."""


@dataclass(frozen=True, slots=True)
class RowResult:
    """What became of a row: its number in the sheet, the outcome, a stable code.

    ``other`` (another row's number) and ``column`` (a heading of ours) are what the sentence of the code names, if any.
    """

    row: int
    status: Status
    code: str
    other: int = 0
    column: str = ""

    @property
    def text(self) -> Localised:
        """The sentence of the code, without personal data."""
        if self.code.startswith(OF_THE_NUMBER):
            wrong = fault(self.code.removeprefix(OF_THE_NUMBER))
            return {"nl": wrong.nl, "en": wrong.en}
        named = {"other": self.other, "column": self.column}
        return {language: text.format_map(named) for language, text in TEXTS[self.code].items()}


@dataclass(frozen=True)
class Report:
    """What became of a register: of each row in the order of the sheet, and what of the file was never read.

    ``dropped_columns`` are headings; ``skipped_rows`` belong to nobody (a total, a note).
    """

    import_id: UUID
    sha256: str
    rows: tuple[RowResult, ...]
    persons: int
    dropped_columns: tuple[str, ...]
    skipped_rows: tuple[int, ...]
    sheet: str
    header_row: int

    def count(self, status: Status) -> int:
        """How many rows had this outcome."""
        return sum(row.status == status for row in self.rows)
