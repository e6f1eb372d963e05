"""A page as PDF/A-2b and PDF/UA-1: made by Typst in this process, offline, with the fonts of its package.

Data are passed beside the template and stay text: markup in them is not carried out. The same data give the same bytes.
source: docs/decisions/0022-pdf.md
"""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import typst

from kring.core.canonical import Json


def render(template: Path, data: Mapping[str, Json], *, at: datetime) -> bytes:
    """The PDF of ``template`` (``.typ``) over ``data``, dated ``at``.

    Typst refuses what PDF/UA cannot be without: a title, a text beside each picture, headings in order. ``data`` must hold
    ``lang`` (``nl``) and ``title``.
    """
    return typst.compile(
        str(template),
        root=str(template.parent),
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["a-2b", "ua-1"],
        ignore_system_fonts=True,
        timestamp=int(at.timestamp()),
    )
