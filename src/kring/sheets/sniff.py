"""What kind of file the bytes are, whatever its name says."""

from kring.sheets.limits import Limits
from kring.sheets.refused import Refused
from kring.sheets.table import FileKind

_TEXT_NAMES = (".csv", ".tsv", ".txt")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM")
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


def kind_of(data: bytes, filename: str, limits: Limits) -> FileKind:
    """``xlsx``, ``ods`` or ``csv``; refuses everything else by its own name."""
    if len(data) > limits.file:
        raise Refused("too_big", "file", what="file")
    if not data:
        raise Refused("not_workbook", begins="empty")
    if data[:2] == b"PK":
        late = b"META-INF/manifest.xml" in data and b"[Content_Types].xml" not in data
        return "ods" if late or b"mimetype" + _ODS in data[:200] else "xlsx"
    if data[:8] == _OLE:
        raise Refused(_old_office(data), "ole")
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"<head", b"mime-version")):
        raise Refused("not_workbook", begins="web")
    if start.startswith(b"%pdf"):
        raise Refused("not_workbook", begins="pdf")
    if start.startswith(b"{\\rtf"):
        raise Refused("not_workbook", begins="word")
    if data.startswith(_PICTURES) and b"\0" in data[:1024]:
        raise Refused("not_workbook", begins="picture")
    unicode_mark = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    if b"\0" in data[:4096] and not unicode_mark:
        raise Refused("not_workbook", begins="unknown")
    if not filename.lower().endswith(_TEXT_NAMES):
        raise Refused("not_workbook", begins="text")
    return "csv"


def _old_office(data: bytes) -> str:
    if "EncryptedPackage".encode("utf-16-le") in data:
        return "password"
    return "old_xls"
