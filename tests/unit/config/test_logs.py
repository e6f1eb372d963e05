"""The process's own log tells what went wrong and where, never about whom."""

import logging
import sys

import pytest

from kring.config.logs import DiscreetFormatter
from kring.core.errors import Fault


def told(error: Exception) -> str:
    """What the log would say of ``error``."""
    try:
        raise error  # noqa: TRY301 - to have a traceback
    except Exception:  # noqa: BLE001 - whatever it is, it is logged
        record = logging.LogRecord("kring", logging.ERROR, __file__, 1, "failed", None, sys.exc_info())
    return DiscreetFormatter().format(record)


def test_a_value_quoted_by_an_error_stays_out_of_the_log() -> None:
    """A library quotes the row that it choked on; the log keeps the kind of error and the place."""
    line = told(ValueError("Jan Peeters, 80.61.01-001.01"))
    assert "Peeters" not in line
    assert "ValueError" in line
    assert "test_logs.py" in line


def test_an_error_behind_an_error_is_kept_out_too() -> None:
    """The cause is named by its kind only."""
    try:
        try:
            raise KeyError("Jan Peeters")  # noqa: TRY301 - to have a cause
        except KeyError as cause:
            raise RuntimeError("80.61.01-001.01") from cause
    except RuntimeError as error:
        line = told(error)
    assert "KeyError" in line
    assert "Peeters" not in line


@pytest.mark.parametrize("code", ["not_acting"])
def test_a_fault_of_ours_is_told_in_full(code: str) -> None:
    """Its message holds no personal data by rule, and says what to do."""
    assert "meld ze" in told(Fault(code, "Dit is een fout van Kring, meld ze."))
