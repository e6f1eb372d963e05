"""Files that cannot be taken: each refused under its own code, in plain Dutch and English, without a cell's content."""

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest

from kring.sheets.limits import Limits
from kring.sheets.mark import mark
from kring.sheets.read import read_table
from kring.sheets.refused import MESSAGES, Refused
from tests.unit.sheets.corpus import (
    HEADINGS,
    OFFICE,
    PACKAGE,
    PEOPLE,
    TEXT,
    WANTED,
    calamine_rows,
    changed,
    hand_xlsx,
    list_xml,
    parts,
    sheet_xml,
    with_parts,
    xlsx,
    zipped,
)

SHEET = "xl/worksheets/sheet1.xml"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
SMALL = Limits(file=4 << 20, part=8 << 20, unpacked=12 << 20, rows=50, texts=5_000, members=100)


def far(cell: str) -> str:
    return list_xml().replace("</sheetData>", f'<row r="{cell[1:]}"><c r="{cell}"><v>1</v></c></row></sheetData>')


def row_with(more: str) -> str:
    return list_xml().replace('<row r="5">', more + '<row r="5">')


def signed() -> bytes:
    return with_parts(xlsx(), {"_xmlsignatures/sig1.xml": "<x/>"})


def macro() -> bytes:
    return with_parts(xlsx(), {"xl/vbaProject.bin": b"\0"})


def lying() -> bytes:
    """A part that says it is smaller than it is."""
    data = bytearray(xlsx())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as z:
        info = z.getinfo(SHEET)
    at = data.rfind(SHEET.encode()) - 46
    data[at + 24 : at + 28] = struct.pack("<I", info.file_size - 10)
    return bytes(data)


def bomb() -> bytes:
    """A small part that inflates a thousandfold, beyond what is declared as allowed."""
    return with_parts(xlsx(), {"xl/media/x.xml": b"<a>" + b" " * (9 << 20) + b"</a>"})


def hidden_bomb() -> bytes:
    """The same, but the directory says it is tiny."""
    data = bytearray(bomb())
    at = data.rfind(b"xl/media/x.xml") - 46
    data[at + 24 : at + 28] = struct.pack("<I", 100)
    return bytes(data)


def locked_member() -> bytes:
    data = bytearray(xlsx())
    data[data.rfind(SHEET.encode()) - 46 + 8] |= 1
    return bytes(data)


def two_names() -> bytes:
    data = xlsx()
    at = data.find(SHEET.encode())
    return data[:at] + SHEET.replace("1", "2").encode() + data[at + len(SHEET) :]


def twice() -> bytes:
    out = io.BytesIO(xlsx())
    with zipfile.ZipFile(out, "a") as z:
        z.writestr(SHEET.upper(), "<x/>")
    return out.getvalue()


def overlapping() -> bytes:
    """Two members that share their bytes."""
    data = bytearray(zipped({"[Content_Types].xml": "<a/>", "b": "<a/>"}))
    first = data.find(b"PK\1\2")
    second = data.find(b"PK\1\2", first + 4)
    data[second + 46 : second + 47] = b"b"
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    return bytes(data)


def climbing() -> bytes:
    return with_parts(xlsx(), {"../../etc/x.xml": "<x/>"})


def binary_book() -> bytes:
    kind = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    return zipped(
        {"[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default ContentType="{kind}"/></Types>'}
    )


def word() -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    return zipped(
        {"[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default ContentType="{kind}"/></Types>'}
    )


def old_macro_sheet() -> bytes:
    return changed(hand_xlsx(list_xml()), "xl/_rels/workbook.xml.rels", (f"{OFFICE}/worksheet", "x/xlMacrosheet"))


LAUGHING = '<!DOCTYPE worksheet [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE worksheet [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


def doctype(what: str) -> str:
    return list_xml().replace("<worksheet", what + "<worksheet").replace("Kerkstraat", "&a;")


CASES: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "not_workbook"),
    "a picture": (lambda: b"\x89PNG\r\n\x1a\n\0\0\0", "not_workbook"),
    "a web page named .xls": (lambda: b"\xef\xbb\xbf <html><body><table>", "not_workbook"),
    "a plain zip": (lambda: zipped({"a.txt": "x"}), "not_workbook"),
    "a Word document": (word, "not_workbook"),
    "text named .xlsx": (lambda: b"Naam;Voornaam\r\n", "not_workbook"),
    "an old .xls": (lambda: OLE + "Workbook".encode("utf-16-le"), "old_xls"),
    "an encrypted .xlsx": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    "an .xlsb": (binary_book, "xlsb"),
    "a macro project": (macro, "macros"),
    "an old macro sheet": (old_macro_sheet, "macros"),
    "a signature": (signed, "signed"),
    "cut in half": (lambda: xlsx()[:2000], "damaged"),
    "only PK": (lambda: b"PK\3\4", "damaged"),
    "a part that lies about its size": (lying, "damaged"),
    "a bomb": (bomb, "too_big"),
    "a bomb that says it is tiny": (hidden_bomb, "damaged"),
    "a locked member": (locked_member, "damaged"),
    "two names for a member": (two_names, "damaged"),
    "a member twice, but for case": (twice, "damaged"),
    "two members on one place": (overlapping, "damaged"),
    "a name that climbs": (climbing, "damaged"),
    "too many members": (lambda: with_parts(xlsx(), {f"x/{n}.bin": b"" for n in range(101)}), "too_big"),
    "a bad sum": (lambda: xlsx().replace(zlib.crc32(parts(xlsx())[SHEET]).to_bytes(4, "little"), b"abcd"), "damaged"),
    "no sheet where it is said to be": (
        lambda: changed(hand_xlsx(list_xml()), "xl/_rels/workbook.xml.rels", ("sheet1", "sheet9")),
        "damaged",
    ),
    "XML that is not closed": (lambda: hand_xlsx(list_xml()[:-5]), "damaged"),
    "laughing entities": (lambda: hand_xlsx(doctype(LAUGHING)), "dtd"),
    "an outside entity": (lambda: hand_xlsx(doctype(OUTSIDE)), "dtd"),
    "an entity in another part": (lambda: with_parts(xlsx(), {"xl/theme/theme1.xml": OUTSIDE + "<worksheet/>"}), "dtd"),
    "UTF-16": (lambda: hand_xlsx(list_xml().replace("UTF-8", "UTF-16").encode("utf-16").decode("latin-1")), "damaged"),
    "a comment among the rows": (lambda: hand_xlsx(row_with('<!-- <row r="4"> -->')), "resave"),
    "CDATA among the rows": (lambda: hand_xlsx(list_xml().replace("Kerkstraat", "<![CDATA[<row>]]>")), "resave"),
    "rows out of order": (lambda: hand_xlsx(row_with('<row r="9"><c r="A9"><v>1</v></c></row>')), "resave"),
    "a row twice": (lambda: hand_xlsx(row_with('<row r="4"><c r="A4"><v>1</v></c></row>')), "resave"),
    "a cell in another's row": (lambda: hand_xlsx(list_xml().replace('r="G3"', 'r="G4"')), "resave"),
    "a row beyond the last": (lambda: hand_xlsx(far("A9999999")), "resave"),
    "a column beyond the last": (lambda: hand_xlsx(list_xml().replace('r="G3"', 'r="ZZZ3"')), "resave"),
    "a cell in the far corner": (
        lambda: hand_xlsx(far("A1048576").replace("A1048576", "XFD1048576")),
        "stray_cell",
    ),
    "no headings": (lambda: xlsx(headings=("a", "b", "c")), "no_header"),
    "a heading short": (lambda: xlsx(headings=("Dossier", "Naam", "Voornaam", "x", "Straat")), "missing_column"),
    "headings only": (lambda: xlsx([]), "no_rows"),
    "too many rows": (lambda: xlsx([PEOPLE[0]] * 51), "too_big"),
    "too many texts": (lambda: with_texts(5_001), "too_big"),
    "bigger than a file may be": (lambda: b"PK" + b"\0" * (4 << 20), "too_big"),
}  # fmt: skip


def with_texts(count: int) -> bytes:
    """A workbook with that many shared strings, all empty."""
    data = hand_xlsx(list_xml(), {"xl/sharedStrings.xml": "<sst>" + "<si/>" * count + "</sst>"})
    rel = f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    return changed(data, "xl/_rels/workbook.xml.rels", ("</Relationships>", rel))


@pytest.mark.parametrize("case", CASES)
def test_a_file_that_cannot_be_taken_is_refused_by_its_own_code(case: str) -> None:
    """Never a trace, never a table; a message in both languages with nothing left to fill in."""
    make, code = CASES[case]
    with pytest.raises(Refused) as refused:
        read_table(make(), "lijst.xlsx", WANTED, limits=SMALL)

    assert refused.value.code == code, refused.value.detail
    for language in ("nl", "en"):
        message = refused.value.message[language]
        assert "{" not in message
        assert "Peeters" not in message
        assert "85670" not in message


def test_utf_16_is_refused_before_anybody_reads_nothing_from_it() -> None:
    """The reader would find no rows and say nothing."""
    sheet = list_xml().replace("UTF-8", "UTF-16").encode("utf-16")
    with pytest.raises(Refused, match="resave"):
        read_table(with_parts(hand_xlsx(list_xml()), {SHEET: sheet}), "lijst.xlsx", WANTED)


def test_the_far_cell_is_named() -> None:
    """So that it can be cleared."""
    with pytest.raises(Refused) as refused:
        read_table(hand_xlsx(far("A1048576").replace("A1048576", "XFD1048576")), "lijst.xlsx", WANTED)
    assert "cel XFD1048576 van blad «Blad1»" in refused.value.message["nl"]


def test_formatting_to_the_end_of_the_sheet_is_no_far_cell() -> None:
    """Empty cells with a style only, down to the last row: looked at one by one, and harmless."""
    rows = {**dict(enumerate([HEADINGS, *PEOPLE], start=1)), 1_048_576: [None] * 9}
    data = hand_xlsx(sheet_xml(rows))

    assert [r.number for r in read_table(data, "lijst.xlsx", WANTED).rows] == [2, 3, 4, 5]


def test_a_far_cell_on_another_sheet_does_not_matter() -> None:
    """That sheet is passed over."""
    data = hand_xlsx(list_xml(), {"xl/worksheets/sheet2.xml": far("A1048576").replace("A1048576", "XFD1048576")})
    data = changed(data, "xl/workbook.xml", ("</sheets>", '<sheet name="Blad2" sheetId="2" r:id="rId2"/></sheets>'))
    rel = f'<Relationship Id="rId2" Type="{OFFICE}/worksheet" Target="worksheets/sheet2.xml"/></Relationships>'
    data = changed(data, "xl/_rels/workbook.xml.rels", ("</Relationships>", rel))

    assert read_table(data, "lijst.xlsx", WANTED).sheet == "Blad1"


def test_deep_nesting_is_read() -> None:
    """Three hundred thousand elements within one another, in a part that only expat looks at."""
    deep = "<a>" * 300_000 + "</a>" * 300_000

    assert read_table(with_parts(xlsx(), {"customXml/item1.xml": deep}), "lijst.xlsx", WANTED).rows


def test_a_protected_sheet_and_strict_targets_are_fine() -> None:
    """A protected sheet may be marked; absolute targets and other relationship namespaces are found."""
    data = changed(
        hand_xlsx(list_xml(tail='<sheetProtection sheet="1"/>')),
        "xl/_rels/workbook.xml.rels",
        (f"{OFFICE}/worksheet", "http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet"),
        ('Target="worksheets/', 'Target="/xl/worksheets/'),
    )
    after = mark(data, read_table(data, "lijst.xlsx", WANTED), {3: TEXT})

    assert b'<sheetProtection sheet="1"/>' in parts(after)[SHEET]
    assert calamine_rows(after)[2][7] == TEXT


def test_every_message_says_what_to_do_in_both_languages() -> None:
    """And asks for the same particulars in each."""
    for code, message in MESSAGES.items():
        assert set(message) == {"nl", "en"}, code
        assert set(re.findall(r"{(\w+)}", message["nl"])) == set(re.findall(r"{(\w+)}", message["en"])), code
