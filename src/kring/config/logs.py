"""The process's own log: what happened and where, never about whom.

A traceback names files, lines and the kind of error; the error's own text is left out, because it may quote a value
(a row, a form field, a statement). A fault of ours is told in full: its message holds no personal data by rule.
"""

import logging
import traceback

from kring.core.errors import Fault
from kring.guard.absence import is_away


class DiscreetFormatter(logging.Formatter):
    """One line per event; exceptions without the values that they quote."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def formatException(self, ei: object) -> str:  # noqa: N802 - the name is logging's
        """The kind of error and its places; a database that is away says nothing of the place that noticed it."""
        if not isinstance(ei, tuple) or ei[1] is None:
            return ""
        if is_away(ei[1]):
            return f"{type(ei[1]).__name__}: the database is away"
        lines = []
        error: BaseException | None = ei[1]
        while error is not None:
            told = str(error) if isinstance(error, Fault) else type(error).__name__
            places = traceback.extract_tb(error.__traceback__)
            lines += [told, *(f"  {place.filename}:{place.lineno} in {place.name}" for place in places)]
            error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
        return "\n".join(lines)
