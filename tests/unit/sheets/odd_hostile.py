"""What should not be opened, and OpenDocument."""

import gzip
import io
import zipfile

from tests.unit.sheets.corpus import (
    HEADINGS,
    MAIN,
    PEOPLE,
    cell_xml,
    changed,
    hand_xlsx,
    list_xml,
    ods,
    ods_cell,
    ods_row,
    parts,
    sheet_xml,
    with_parts,
    xlsx,
    zipped,
)
from tests.unit.sheets.odd import refused, taken

SHEET = "xl/worksheets/sheet1.xml"


@refused("an .xlsm with macros", "macros", "zonder macro's", "lijst.xlsm")
def _macros() -> bytes:
    kind = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    data = changed(
        hand_xlsx(list_xml()),
        "[Content_Types].xml",
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", kind),
    )
    return with_parts(data, {"xl/vbaProject.bin": b"\0"})


@refused("an .xls of long ago", "old_xls", "Opslaan als", "lijst.xls")
def _old() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "Workbook".encode("utf-16-le")


@refused("a workbook with a password", "password", "wachtwoord")
def _password() -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")


@refused("a web page named .xls", "not_workbook", "webpagina", "lijst.xls")
def _web_page() -> bytes:
    return b"<html><body><table><tr><td>Naam</td></tr></table></body></html>"


@refused("the XML that Excel wrote in 2003", "not_workbook", "XML", "lijst.xls")
def _xml_2003() -> bytes:
    return b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'


@refused("half a workbook", "damaged", "beschadigd")
def _half() -> bytes:
    data = xlsx()
    return data[: len(data) // 2]


@refused("a workbook packed once more", "not_workbook", "begint als", "lijst.xlsx")
def _gzipped() -> bytes:
    return gzip.compress(xlsx(), mtime=0)


@refused("a zip with a workbook in it", "not_workbook", "zip", "lijst.zip")
def _zipped_again() -> bytes:
    return zipped({"lijst.xlsx": xlsx()})


@refused("an entity from outside in the shared texts", "dtd", "verwijzing")
def _outside() -> bytes:
    outside = f'<!DOCTYPE sst [<!ENTITY a SYSTEM "file:///etc/hostname">]><sst xmlns="{MAIN}"><si><t>&a;</t></si></sst>'
    return with_parts(hand_xlsx(list_xml()), {"xl/sharedStrings.xml": outside})


@refused("entities that grow", "dtd", "verwijzing")
def _laughing() -> bytes:
    growing = '<!DOCTYPE styleSheet [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><styleSheet'
    return changed(xlsx(), "xl/styles.xml", ("<styleSheet", growing))


@refused("a part that inflates a thousandfold", "too_big", "te groot")
def _bomb() -> bytes:
    out = io.BytesIO(hand_xlsx(list_xml()))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/media/x.xml", "w") as part:
        for _ in range(34):
            part.write(b" " * (1 << 20))
    return out.getvalue()


@refused("six thousand parts", "too_big", "onderdelen")
def _many_parts() -> bytes:
    return zipped({**parts(hand_xlsx(list_xml())), **{f"xl/media/{n}.bin": b"" for n in range(6_000)}})


@refused("a value in the very last cell", "stray_cell", "XFD1048576")
def _corner() -> bytes:
    corner = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    return hand_xlsx(list_xml().replace("</sheetData>", corner))


@refused("rows out of order", "resave", "opnieuw")
def _disorder() -> bytes:
    cell = cell_xml(2, 0, "D9")
    return hand_xlsx(list_xml().replace("</sheetData>", f'<row r="2">{cell}</row></sheetData>'))


@refused("a sheet in UTF-16", "resave", "opnieuw")
def _sheet_utf16() -> bytes:
    text = list_xml().replace('encoding="UTF-8"', 'encoding="UTF-16"')
    return with_parts(hand_xlsx(list_xml()), {SHEET: text.encode("utf-16")})


@refused("a quarter of a million elements deep", "no_header", "koppen")
def _nested() -> bytes:
    deep = 50_000
    body = sheet_xml({}).replace("<sheetData>", "<x>" * deep + "</x>" * deep + "<sheetData>")
    return hand_xlsx(body)


@taken("an .ods with empty columns, repeats to the end and a comment", "lijst.ods")
def _ods() -> bytes:
    filler = ods_cell(None, ' table:number-columns-repeated="16377"')
    body = "".join(ods_row(row, after=filler) for row in [HEADINGS, *PEOPLE])
    return ods(body + '<table:table-row table:number-rows-repeated="1048571"><table:table-cell/></table:table-row>')


@refused("an .ods with macros", "macros", "macro", "lijst.ods")
def _ods_macros() -> bytes:
    return ods(more={"Basic/Standard/Module1.xml": "<x/>"})


@refused("an .ods with a password", "password", "wachtwoord", "lijst.ods")
def _ods_password() -> bytes:
    return ods(more={"META-INF/manifest.xml": '<m:manifest xmlns:m="x"><m:encryption-data/></m:manifest>'})


@refused("an .ods that asks for billions of cells", "stray_cell", "Wis die cel", "lijst.ods")
def _ods_billions() -> bytes:
    return ods(ods_row(HEADINGS) + ods_row(PEOPLE[0], ' table:number-rows-repeated="9000000"'))


@refused("flat OpenDocument in one file", "not_workbook", "XML", "lijst.fods")
def _flat() -> bytes:
    return b'<?xml version="1.0"?><office:document xmlns:office="x"/>'
