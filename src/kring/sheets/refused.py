"""A file that cannot be taken: one exception with a stable code and a plain message in Dutch and English.

A message names headings, sheets, cell references and numbers of rows; never what stands in a cell.
source: issue 2 point 8 (exit 2, ``{"error": {"code", "message"}}``), nothing is kept.
"""

from collections.abc import Mapping

from kring.core.reasons import Localised

MESSAGES: Mapping[str, Localised] = {
    "not_workbook": {
        "nl": "Dit is geen Excel-, ODS- of CSV-bestand (het begint als {begins}). "
        "Bewaar de lijst als .xlsx en laad ze opnieuw op.",
        "en": "This is no Excel, ODS or CSV file (it begins like {begins}). Save the list as .xlsx and upload it again.",
    },
    "old_xls": {
        "nl": "Dit is een oud Excel-bestand (.xls). Kies in Excel «Opslaan als» → Excel-werkmap (.xlsx).",
        "en": "This is an old Excel file (.xls). Choose “Save as” → Excel workbook (.xlsx) in Excel.",
    },
    "xlsb": {
        "nl": "Dit is een binair Excel-bestand (.xlsb). Kies in Excel «Opslaan als» → Excel-werkmap (.xlsx).",
        "en": "This is a binary Excel file (.xlsb). Choose “Save as” → Excel workbook (.xlsx) in Excel.",
    },
    "password": {
        "nl": "Het bestand is met een wachtwoord beveiligd. Verwijder het wachtwoord om te openen; "
        "een beveiligd blad mag wel.",
        "en": "The file is protected by a password. Remove the password to open it; a protected sheet is fine.",
    },
    "macros": {
        "nl": "Het bestand bevat macro's. Bewaar het als .xlsx zonder macro's.",
        "en": "The file holds macros. Save it as .xlsx without macros.",
    },
    "signed": {
        "nl": "Het bestand draagt een digitale handtekening, die door een kolom toe te voegen zou vervallen. "
        "Laad een kopie zonder handtekening op.",
        "en": "The file carries a digital signature, which an added column would break. Upload an unsigned copy.",
    },
    "damaged": {
        "nl": "Het bestand is beschadigd of door een ongewoon programma gemaakt. Open het in Excel of LibreOffice, "
        "bewaar het opnieuw en laad het opnieuw op.",
        "en": "The file is damaged or made by an unusual program. Open it in Excel or LibreOffice, save it again "
        "and upload it again.",
    },
    "resave": {
        "nl": "De lijst{sheet} is niet geschreven zoals een rekenblad dat doet. Open het bestand in Excel of "
        "LibreOffice en bewaar het opnieuw.",
        "en": "The list{sheet} is not written the way a spreadsheet writes. Open the file in Excel or LibreOffice "
        "and save it again.",
    },
    "dtd": {
        "nl": "Het bestand bevat een verwijzing die niet in een werkmap hoort; het is niet geopend.",
        "en": "The file holds a reference that does not belong in a workbook; it was not opened.",
    },
    "too_big": {
        "nl": "Het bestand is te groot: {what}. Splits de lijst.",
        "en": "The file is too big: {what}. Split the list.",
    },
    "stray_cell": {
        "nl": "In cel {cell}{sheet} staat iets, ver buiten de lijst. Wis die cel, bewaar het bestand en laad het "
        "opnieuw op.",
        "en": "Cell {cell}{sheet} holds something, far outside the list. Clear that cell, save and upload again.",
    },
    "no_header": {
        "nl": "Geen rij gevonden met de koppen van de lijst ({headings}). Zet ze boven de kolommen, "
        "in de eerste 60 rijen.",
        "en": "No row found with the headings of the list ({headings}). Put them above the columns, "
        "in the first 60 rows.",
    },
    "missing_column": {
        "nl": "In de koppen op rij {row}{sheet} ontbreekt: {headings}.",
        "en": "The headings in row {row}{sheet} lack: {headings}.",
    },
    "double_column": {
        "nl": "De kop «{heading}» staat twee keer op rij {row}{sheet}. Laat er één staan, zodat zeker is welke telt.",
        "en": "The heading “{heading}” stands twice in row {row}{sheet}. Leave one, so that it is sure which counts.",
    },
    "no_rows": {
        "nl": "Onder de koppen (rij {row}{sheet}) staat niemand.",
        "en": "Nobody is listed under the headings (row {row}{sheet}).",
    },
    "no_room": {
        "nl": "Rechts van de lijst is geen vrije kolom die bij de lijst aansluit. Maak de kolom na de lijst leeg.",
        "en": "There is no free column that touches the list on its right. Clear the column after the list.",
    },
    "linked_table": {
        "nl": "De lijst is een tabel die aan een externe bron hangt. Zet ze in Excel om naar een gewone tabel "
        "en laad ze opnieuw op.",
        "en": "The list is a table tied to an external source. Unlink it in Excel and upload it again.",
    },
    "heading_taken": {
        "nl": "De kop «{heading}» bestaat al elders in de tabel.",
        "en": "The heading “{heading}” already exists elsewhere in the table.",
    },
    "cell_taken": {
        "nl": "In cel {cell}, waar de vermelding moet komen, staat al iets. Maak de kolom na de lijst leeg.",
        "en": "Cell {cell}, where the mark has to come, is taken. Clear the column after the list.",
    },
    "other_file": {
        "nl": "Dit is niet het bestand dat eerder gelezen is. Er is niets uitgegeven.",
        "en": "This is not the file that was read before. Nothing was handed out.",
    },
    "row_gone": {
        "nl": "Rij {row} werd niet teruggevonden; er is niets uitgegeven. Dit is een fout van ons: meld ze.",
        "en": "Row {row} was not found again; nothing was handed out. This is our fault: please report it.",
    },
    "proof_failed": {
        "nl": "De gemarkeerde werkmap gaf bij nalezing niet hetzelfde; er is niets uitgegeven. "
        "Dit is een fout van ons: meld ze.",
        "en": "The marked workbook did not read back the same; nothing was handed out. "
        "This is our fault: please report it.",
    },
    "too_heavy": {
        "nl": "Het bestand vroeg bij het openen te veel geheugen en is niet gelezen. Splits de lijst of bewaar ze "
        "als een nieuw bestand.",
        "en": "Opening the file took too much memory, so it was not read. Split the list or save it as a new file.",
    },
    "too_slow": {
        "nl": "Het openen van het bestand duurde te lang en is gestopt. Splits de lijst of bewaar ze als een "
        "nieuw bestand.",
        "en": "Opening the file took too long and was stopped. Split the list or save it as a new file.",
    },
    "reader_died": {
        "nl": "Het bestand kon niet gelezen worden: de lezer stopte onverwacht. Open het in Excel of LibreOffice, "
        "bewaar het opnieuw en laad het opnieuw op.",
        "en": "The file could not be read: the reader stopped unexpectedly. Open it in Excel or LibreOffice, "
        "save it again and upload it again.",
    },
}

_BLANKS: Mapping[str, str] = {"sheet": ""}


class Refused(Exception):  # noqa: N818 - a refusal is the word of the house
    """The file is not taken, or the marked file is not handed out. Nothing is kept.

    ``code`` is stable (a key of ``MESSAGES``); ``detail`` says more precisely where in our checks it ended, for our
    own log; ``particulars`` fill the message: headings, a sheet's name, cell references, numbers.
    """

    def __init__(self, code: str, detail: str = "", **particulars: str | int) -> None:
        if code not in MESSAGES:
            raise KeyError(code)
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail
        self.particulars = particulars

    @property
    def message(self) -> Localised:
        """What is wrong and what to do about it, by language."""
        return {
            language: text.format_map({**_BLANKS, **self._told(language)})
            for language, text in MESSAGES[self.code].items()
        }

    def _told(self, language: str) -> dict[str, str | int]:
        told = dict(self.particulars)
        if name := told.get("sheet"):
            told["sheet"] = f" van blad «{name}»" if language == "nl" else f" of sheet “{name}”"
        for key in ("what", "begins"):
            if key in told:
                told[key] = _PHRASES.get(str(told[key]), {}).get(language, str(told[key]))
        return told


_PHRASES: Mapping[str, Localised] = {
    "file": {"nl": "een bestand mag hoogstens 60 MB zijn", "en": "a file may be 60 MB at most"},
    "unpacked": {"nl": "uitgepakt is het te veel", "en": "unpacked it is too much"},
    "members": {"nl": "het bevat te veel onderdelen", "en": "it has too many parts"},
    "rows": {"nl": "de lijst mag hoogstens 250 000 rijen tellen", "en": "a list may have 250,000 rows at most"},
    "sheets": {"nl": "het bevat te veel bladen", "en": "it has too many sheets"},
    "texts": {"nl": "het bevat te veel teksten", "en": "it holds too many texts"},
    "empty": {"nl": "een leeg bestand", "en": "an empty file"},
    "pdf": {"nl": "een PDF", "en": "a PDF"},
    "web": {"nl": "een webpagina of XML", "en": "a web page or XML"},
    "zip": {"nl": "een gewoon zipbestand", "en": "a plain zip archive"},
    "word": {"nl": "een ander Office-document", "en": "another Office document"},
    "picture": {"nl": "een afbeelding", "en": "a picture"},
    "text": {"nl": "gewone tekst", "en": "plain text"},
    "unknown": {"nl": "iets onbekends", "en": "something unknown"},
}
