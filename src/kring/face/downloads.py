"""An answer that is a file to keep, and not a page."""

from typing import TypeVar

from django.http import HttpResponseBase
from django.utils.http import content_disposition_header

Answer = TypeVar("Answer", bound=HttpResponseBase)


def as_download(answer: Answer, filename: str) -> Answer:
    """``answer`` under this name, for whoever asked for it: a desk is shared, so the browser keeps no copy of its own."""
    answer.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=filename) or "attachment"
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
