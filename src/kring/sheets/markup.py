"""The check that makes a byte scanner exact: expat reads every piece before anybody else does.

After it, within the root element, ``<`` always begins a tag: there is no comment, no processing instruction, no CDATA,
no document type, and the bytes are UTF-8. source: spike workbook, step 3.
"""

import itertools
from collections.abc import Callable, Iterable, Iterator
from xml.parsers import expat

from kring.sheets.refused import Refused


def parser(*, spaces: bool = False) -> expat.XMLParserType:
    """An expat parser that refuses any document type, and with it every entity."""
    p = expat.ParserCreate(namespace_separator=" ") if spaces else expat.ParserCreate()
    p.StartDoctypeDeclHandler = _refuse_dtd
    p.EntityDeclHandler = _refuse_dtd
    p.ExternalEntityRefHandler = _refuse_dtd
    return p


def _refuse_dtd(*_: object) -> int:
    raise Refused("dtd")


def feed(p: expat.XMLParserType, piece: bytes, *, last: bool) -> None:
    """Parse one piece; XML that is not well formed is refused."""
    try:
        p.Parse(piece, last)
    except expat.ExpatError:
        raise Refused("damaged", "broken_xml") from None
    except (LookupError, ValueError):  # an encoding that nobody knows, or that is no text encoding
        raise Refused("damaged", "encoding") from None


def well_formed(pieces: Iterable[bytes]) -> None:
    """Refuse a part with a document type or one that is not well formed."""
    p = parser()
    for piece in pieces:
        feed(p, piece, last=False)
    feed(p, b"", last=True)


def elements(pieces: Iterable[bytes], start: Callable[[str, dict[str, str]], None]) -> None:
    """Call ``start(name, attributes)`` for each element; names as ``namespace local``, a check included."""
    p = parser(spaces=True)
    p.StartElementHandler = start
    for piece in pieces:
        feed(p, piece, last=False)
    feed(p, b"", last=True)


def plain(pieces: Iterable[bytes], *, sheet: str = "", strict: bool = True) -> Iterator[tuple[bytes, int | None]]:
    """The same pieces, checked, each with the place of the root element once that is known.

    The last piece is empty. Refuses (``resave``) an encoding other than UTF-8 and, if ``strict``, comments,
    processing instructions and CDATA from the root on.
    """
    p = parser()
    root: list[int] = []

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in ("utf-8", "us-ascii"):
            raise Refused("resave", "encoding", sheet=sheet)

    def odd(*_: object) -> None:
        raise Refused("resave", "odd_xml", sheet=sheet)

    def start(_name: str, _attributes: dict[str, str]) -> None:
        root.append(p.CurrentByteIndex)
        p.StartElementHandler = None
        if strict:
            p.CommentHandler = p.ProcessingInstructionHandler = p.StartCdataSectionHandler = odd

    p.XmlDeclHandler = declared
    p.StartElementHandler = start
    for k, piece in enumerate(itertools.chain(pieces, (b"",))):
        if k == 0 and (piece[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in piece[:4]):
            raise Refused("resave", "encoding", sheet=sheet)
        feed(p, piece, last=not piece)
        yield piece, root[0] if root else None


def watched(pieces: Iterable[bytes], watch: Callable[[expat.XMLParserType], None], *, sheet: str = "") -> None:
    """Feed all pieces to a parser that knows namespaces, after ``watch`` has put its handlers on it.

    As strict as ``plain``: afterwards the bytes of any element may be cut out at the places the parser told.
    """
    p = parser(spaces=True)

    def declared(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and encoding.lower() not in ("utf-8", "us-ascii"):
            raise Refused("resave", "encoding", sheet=sheet)

    def odd(*_: object) -> None:
        raise Refused("resave", "odd_xml", sheet=sheet)

    p.XmlDeclHandler = declared
    p.CommentHandler = p.ProcessingInstructionHandler = p.StartCdataSectionHandler = odd
    watch(p)
    for k, piece in enumerate(pieces):
        if k == 0 and (piece[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in piece[:4]):
            raise Refused("resave", "encoding", sheet=sheet)
        feed(p, piece, last=False)
    feed(p, b"", last=True)
