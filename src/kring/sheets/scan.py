"""Walking through the XML of one worksheet in pieces: a head, whole rows, a tail. The bytes were checked by ``markup``.

Exact only because of that check: ``<`` begins a tag, always. source: spike workbook, steps 3 and 7.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from kring.sheets.markup import plain
from kring.sheets.refused import Refused

ATTRIBUTES = rb"(?:[^>\"']|\"[^\"]*\"|'[^']*')*?"
_HEAD_MOST = 8 << 20
_ROW_MOST = 64 << 20
_TAIL_MOST = 64 << 20
_ROOT = re.compile(rb"<([\w.-]+:)?worksheet[\s>]")


class Grammar:
    """The patterns for one prefix (``b""``, or ``b"x:"`` where a program writes ``<x:row>``)."""

    def __init__(self, prefix: bytes) -> None:
        q = re.escape(prefix)
        self.prefix = prefix
        self.row = re.compile(rb"<" + q + rb"row(?=[\s/>])(" + ATTRIBUTES + rb")(/?)>")
        self.row_end = b"</" + prefix + b"row"
        self.cell_begin = b"<" + prefix + b"c "
        self.cell = re.compile(
            rb"<" + q + rb"c(?=[\s/>])(" + ATTRIBUTES + rb")(?:/>|>(.*?)</" + q + rb"c\s*>)", re.DOTALL
        )
        self.reference = re.compile(rb"\sr\s*=\s*[\"']([A-Z]{0,3})([0-9]{1,8})[\"']")
        self.style = re.compile(rb"\ss\s*=\s*[\"']([0-9]+)[\"']")
        self.kind = re.compile(rb"\st\s*=\s*[\"']([a-zA-Z]+)[\"']")
        self.spans = re.compile(rb"(\sspans\s*=\s*[\"']\d+:)(\d+)(?=[\"'])")
        none = rb"\s*(?:<" + q + rb"v\s*/>|<" + q + rb"v\s*>\s*</" + q + rb"v\s*>)?\s*"
        self.no_value = re.compile(
            rb"(?:</" + q + rb"f\s*>|<" + q + rb"f(?=[\s/])[^>]*/>)" + none + rb"(?=</" + q + rb"c\s*>|$)"
        )
        self.error = re.compile(rb"\st\s*=\s*[\"']e[\"']")
        self.formula = re.compile(rb"<" + q + rb"f[\s/>]")
        self.value = re.compile(rb"<" + q + rb"[vt](?:\s[^>]*)?>[^<]")
        self.anything = re.compile(rb"<" + q + rb"(?:[vt](?:\s[^>]*)?>[^<]|f[\s/>])")


def walk(
    pieces: Iterable[bytes],
    sheet: str,
    head: Callable[[bytes, Grammar], bytes],
    rows: Callable[[bytes], bytes],
    tail: Callable[[bytes], bytes],
) -> Iterator[bytes]:
    """The worksheet again, as the three callbacks give it back.

    ``head`` comes first, with everything before ``sheetData`` and the grammar; ``rows`` always gets whole rows;
    ``tail`` gets everything from the end of ``sheetData``. Refuses (``resave``) a part that is no worksheet.
    """
    buffer, state, data_end, grammar = b"", 0, b"", Grammar(b"")
    for piece, root in plain(pieces, sheet=sheet):
        buffer += piece
        if state == 0:
            m = None
            if root is not None and (top := _ROOT.match(buffer, root)):
                prefix = top[1] or b""
                pattern = rb"<" + re.escape(prefix) + rb"sheetData(?=[\s/>])" + ATTRIBUTES + rb">"
                m = re.compile(pattern).search(buffer, root)
            if m is None:
                if len(buffer) > _HEAD_MOST:
                    raise Refused("resave", "odd_xml", sheet=sheet)
                continue
            grammar, data_end = Grammar(prefix), b"</" + prefix + b"sheetData"
            yield head(buffer[: m.start()], grammar) + m[0]
            buffer = buffer[m.end() :]
            state = 2 if m[0].endswith(b"/>") else 1
        if state == 1:
            end = buffer.find(data_end)
            cut = end if end >= 0 else buffer.rfind(b"<" + grammar.prefix + b"row")
            if cut > 0:
                yield rows(buffer[:cut])
                buffer = buffer[cut:]
            elif len(buffer) > _ROW_MOST:
                raise Refused("resave", "odd_xml", sheet=sheet)
            if end >= 0:
                state = 2
        elif len(buffer) > _TAIL_MOST:
            raise Refused("resave", "odd_xml", sheet=sheet)
    if state != 2:
        raise Refused("resave", "odd_xml", sheet=sheet)
    yield tail(buffer)
