"""Make the workbooks of ``demo/`` again: the city's debtor list and the OCMW's client register. Nobody in them exists.

    .venv/bin/python tools/demo_files.py [FOLDER]

Both are drawn from the same two thousand invented residents, so that some debtors are clients. The debtor list has what real
lists have: a title block, columns that are nobody else's business, a formula, a comment, a second sheet, numbers written in
three ways, a few that are wrong, a relative's number, a missing one.
"""

import random
import sys
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill

from kring.config.people import Resident, residents

SEED = 2026
RESIDENTS, CLIENTS, DEBTORS = 2000, 320, 240
HEAD = PatternFill("solid", fgColor="1F3A5F")
MADE = datetime(2026, 11, 1, 9)  # noqa: DTZ001 - a workbook knows no zones; so that the files are the same every time


def main(folder: Path) -> None:
    """Write both workbooks to ``folder``."""
    chance = random.Random(SEED)  # noqa: S311 - made the same every time, on purpose
    everybody = [person for person in residents(RESIDENTS, SEED) if person.ssin]
    clients = chance.sample(everybody, CLIENTS)
    others = [person for person in everybody if person not in set(clients)]
    debtors = chance.sample(clients, 52) + chance.sample(others, DEBTORS - 52)
    chance.shuffle(debtors)
    _debtors(debtors, chance).save(folder / "debiteuren-stad-genk.xlsx")
    _clients(clients, chance).save(folder / "clienten-ocmw-genk.xlsx")


def _debtors(debtors: list[Resident], chance: random.Random) -> Workbook:
    book, sheet = _book("Debiteuren november")
    sheet["A1"] = "Stad Genk – cluster financiën – debiteuren vóór dwangbevel (fictieve gegevens)"
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.merge_cells("A1:H1")
    sheet["A2"] = "Opgemaakt op 20/11/2026"
    heads = [
        "Dossiernr.",
        "Achternaam",
        "Voornaam",
        "Rijksregisternummer",
        "Straat",
        "Huisnr.",
        "Openstaand bedrag",
        "Reden",
    ]
    _heading(sheet, 4, heads)
    for row, person in enumerate(debtors, 5):
        number = _written(person.ssin, row, chance)
        amount = round(chance.uniform(25, 900), 2)
        reason = chance.choice(
            ["GAS-boete", "Retributie parkeren", "Belasting tweede verblijf", "Schooltoezicht", "Huisvuil"]
        )
        values = [
            f"INV-2026-{row:04d}",
            person.last_name,
            person.first_name,
            number,
            person.street,
            person.house_number,
        ]
        for column, value in enumerate([*values, amount, reason], 1):
            sheet.cell(row, column, value)
        sheet.cell(row, 7).number_format = '#,##0.00 "€"'
    debtors_end = 4 + len(debtors)
    sheet.cell(debtors_end + 2, 6, "Totaal")
    sheet.cell(debtors_end + 2, 7, f"=SUM(G5:G{debtors_end})").number_format = '#,##0.00 "€"'
    sheet["D4"].comment = Comment("Elf cijfers, met of zonder leestekens.", "debiteurenteam")
    for column, width in zip("ABCDEFGH", (15, 22, 18, 22, 26, 9, 18, 26), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A5"
    sheet.auto_filter.ref = f"A4:H{debtors_end}"
    notes = book.create_sheet("Werkafspraken")
    notes["A1"] = "Niemand in deze lijst bestaat. Alle nummers liggen in de fictieve reeks (maand + 60)."
    return book


def _written(ssin: str, row: int, chance: random.Random) -> str | int | None:
    """The number as lists have it: with or without punctuation, as a number, mistyped, a relative's, or not at all."""
    if row % 41 == 0:
        return None
    if row % 29 == 0:
        return ssin[:9] + f"{(int(ssin[9:]) + 13) % 97:02d}"
    dotted = f"{ssin[:2]}.{ssin[2:4]}.{ssin[4:6]}-{ssin[6:9]}.{ssin[9:]}"
    return chance.choice([ssin, dotted, int(ssin)])


def _clients(clients: list[Resident], chance: random.Random) -> Workbook:
    book, sheet = _book("Cliënten")
    _heading(
        sheet, 1, ["INSZ", "Naam", "Voornaam", "Straat", "Nummer", "Postcode", "Gemeente", "Hoedanigheid", "Van", "Tot"]
    )
    for row, person in enumerate(clients, 2):
        capacity = chance.choice([1, 2, 2, 2, 3, 4, 7, 9, 5])
        since = date(2024 + chance.randrange(3), chance.randrange(1, 10), chance.randrange(1, 28))
        until = date(2026, 9, 30) if chance.random() < 0.12 else None
        name = (
            "Verhoeven" if row % 67 == 0 else person.last_name
        )  # a number under another's name: to be looked at by a person
        values = [person.ssin, name, person.first_name, person.street, person.house_number, person.postcode]
        for column, value in enumerate([*values, person.municipality, capacity, since, until], 1):
            sheet.cell(row, column, value)
    for column, width in zip("ABCDEFGHIJ", (16, 22, 18, 26, 9, 10, 16, 14, 12, 12), strict=True):
        sheet.column_dimensions[column].width = width
    return book


def _book(title: str):
    book = Workbook()
    book.properties.created = book.properties.modified = MADE
    sheet = book.active
    sheet.title = title
    return book, sheet


def _heading(sheet, row: int, heads: list[str]) -> None:
    for column, head in enumerate(heads, 1):
        cell = sheet.cell(row, column, head)
        cell.font, cell.fill = Font(bold=True, color="FFFFFF"), HEAD
        cell.alignment = Alignment(wrap_text=True, vertical="top")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "demo")
