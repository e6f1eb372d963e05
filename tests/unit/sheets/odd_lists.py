"""How people lay out a list, and what stands in its cells."""

import datetime as dt

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.table import Table as ListObject

from tests.unit.sheets.corpus import (
    HEADINGS,
    PEOPLE,
    book_of,
    hand_xlsx,
    list_xml,
    saved,
    xlsx,
)
from tests.unit.sheets.odd import refused, taken, usual


@taken("a title block, merged, with a date and a logo's place", first=8)
def _title() -> bytes:
    book = book_of(row=7)
    sheet = book.active
    sheet["A1"], sheet["A3"], sheet["F3"] = "Stad Ergens", "Afgedrukt op", dt.date(2026, 3, 2)
    sheet.merge_cells("A1:G2")
    return saved(book)


def _with_streets(column: int) -> bytes:
    book = book_of()
    for row, values in enumerate([("Straat", "Aantal"), ("Kerkstraat", 1), ("Markt", 2)], start=9):
        for place, value in enumerate(values, start=column):
            book.active.cell(row, place, value)
    return saved(book)


@taken("a second table below, in columns of its own")
def _below() -> bytes:
    return _with_streets(7)


@taken("a second table below, under our columns: listed to be mended", rows={**usual(), 9: None, 10: None, 11: None})
def _under() -> bytes:
    return _with_streets(5)


@taken("the same headings again on a second page", rows={2: "D1", 3: "D2", 6: "D3", 7: "D4"})
def _again() -> bytes:
    return xlsx([*PEOPLE[:2], (None,) * 7, HEADINGS, *PEOPLE[2:]])


@refused("two lists side by side", "double_column", "twee keer")
def _beside() -> bytes:
    return xlsx([(*p, None, *p) for p in PEOPLE], headings=(*HEADINGS, None, *HEADINGS))


@taken("hidden rows and a hidden column of numbers")
def _hidden() -> bytes:
    book = book_of()
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["D"].hidden = True
    return saved(book)


@refused("the list on a hidden sheet", "no_header", "koppen")
def _hidden_sheet() -> bytes:
    book = book_of()
    book.active.sheet_state = "hidden"
    book.create_sheet("Leeg", 0)
    book.active = 0
    return saved(book)


@refused("the list on a very hidden sheet", "no_header", "koppen")
def _very_hidden() -> bytes:
    book = book_of()
    book.active.sheet_state = "veryHidden"
    book.create_sheet("Leeg", 0)
    book.active = 0
    return saved(book)


@taken("headings merged over two columns")
def _merged_headings() -> bytes:
    headings = ("Dossiernummer", "Naam", None, "Voornaam", "INSZ", "Straat", "Nr")
    book = book_of([(p[0], p[1], None, *p[2:6]) for p in PEOPLE], headings=headings)
    book.active.merge_cells("B1:C1")
    return saved(book)


@taken("a heading over each group, merged, and the headings below", first=3)
def _grouped() -> bytes:
    book = book_of(row=2)
    sheet = book.active
    sheet["A1"], sheet["B1"], sheet["E1"] = "Stad", "Persoon", "Adres"
    sheet.merge_cells("B1:D1")
    sheet.merge_cells("E1:F1")
    return saved(book)


@taken("headings over two rows", first=3)
def _two_rows() -> bytes:
    upper = ("Dossier", None, None, None, None, None, None)
    return xlsx([(None, *HEADINGS[1:]), *PEOPLE], headings=upper)


@taken("accents, breaks and hard spaces in the headings")
def _dressed_headings() -> bytes:
    return xlsx(headings=("DOSSIER-\nNUMMER", " naam\u00a0", "Voor\u00adnaam", "I.N.S.Z.", "Stráát", "nr.", "Bedrag"))


@taken("three hundred columns")
def _wide() -> bytes:
    more = tuple(f"Veld {n}" for n in range(293))
    return xlsx([(*p, *range(293)) for p in PEOPLE], headings=(*HEADINGS, *more))


@refused("headings and nobody below", "no_rows", "niemand")
def _nobody() -> bytes:
    return xlsx([])


@refused("a workbook with nothing in it", "no_header", "koppen")
def _nothing() -> bytes:
    return saved(openpyxl.Workbook())


@refused("a list without headings", "no_header", "koppen")
def _headless() -> bytes:
    return xlsx(PEOPLE[1:], headings=PEOPLE[0])


@refused("name and first name in one column", "missing_column", "Voornaam")
def _one_column() -> bytes:
    return xlsx(headings=("Dossiernummer", "Naam en voornaam", "Telefoon", "INSZ", "Straat", "Nr", "Bedrag"))


@taken("a heading row at row sixty", first=61)
def _deep() -> bytes:
    return xlsx(row=60)


@refused("a heading row at row sixty-one", "no_header", "60 rijen")
def _too_deep() -> bytes:
    return xlsx(row=61)


@taken("formulas that nobody computed")
def _uncomputed() -> bytes:
    return xlsx([(*p[:2], "=B2", *p[3:]) for p in PEOPLE])


@taken("errors where numbers belong")
def _errors() -> bytes:
    return xlsx([(*p[:3], "#N/A", *p[4:]) for p in PEOPLE])


@taken("dates where numbers belong")
def _dates() -> bytes:
    return xlsx([(*p[:3], dt.date(1985, 7, 3), *p[4:]) for p in PEOPLE])


@taken("numbers that lost their zeros")
def _zeros() -> bytes:
    return xlsx([(*p[:3], 670300128, *p[4:]) for p in PEOPLE])


@taken("numbers in steps of ten to the tenth")
def _exponents() -> bytes:
    sheet = list_xml()
    return hand_xlsx(sheet.replace("<v>85670300326</v>", "<v>8.5670300326E10</v>"))


@taken("dates counted from 1904")
def _from_1904() -> bytes:
    book = book_of([(*p[:6], dt.date(2026, 1, 1)) for p in PEOPLE])
    book.epoch = CALENDAR_MAC_1904
    return saved(book)


@taken("emoji and letters from everywhere")
def _emoji() -> bytes:
    return xlsx([(p[0], "Þórr 🦊 O’Neill-Łęcki", "محمد", *p[3:]) for p in PEOPLE])


@taken("hard spaces and marks without width in the numbers")
def _spaces() -> bytes:
    return xlsx([(*p[:3], "85 67.03-\u00a0001 28\u200b", *p[4:]) for p in PEOPLE])


@taken("cells of several lines, with what Excel writes for a return")
def _lines() -> bytes:
    return hand_xlsx(list_xml([(p[0], p[1], p[2], p[3], "Kerkstraat_x000D_\nbus 3", *p[5:]) for p in PEOPLE]))


@taken("formulas that would start a program, in the city's own columns")
def _dde() -> bytes:
    return xlsx([(*p[:6], "=cmd|' /C calc'!A0") for p in PEOPLE])


@taken("a name that would be a formula")
def _formula_names() -> bytes:
    return hand_xlsx(list_xml([(p[0], '=HYPERLINK("http://x")', "@SUM(A1)", *p[3:]) for p in PEOPLE]))


@taken("rich text with phonetic signs")
def _rich() -> bytes:
    rich = '<is><r><rPr><b/></rPr><t>Pee</t></r><r><t>ters</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is>'
    return hand_xlsx(list_xml().replace("<is><t>Peeters</t></is>", rich))


@taken("a total at the end, as a table's last row")
def _totals() -> bytes:
    book = book_of([*PEOPLE, ("4", "Totaal", None, "4", None, None, 100)])
    table = ListObject(displayName="Lijst", ref="A1:G6")
    table.totalsRowCount = 1
    book.active.add_table(table)
    return saved(book)
