"""How the terminal tells a fault: in words, or as ``{"error": {"code", "message"}}``; the exit code is 2."""

import json
import sys

from kring.core.errors import Fault

from .language import language


def told_as_fault(fault: Fault, *, as_json: bool) -> int:
    """Print ``fault`` and answer the exit code 2."""
    message = fault.told_in(language())
    if as_json:
        print(json.dumps({"error": {"code": fault.code, "message": message}}, ensure_ascii=False))
    else:
        print(f"{message} [{fault.code}]", file=sys.stderr)
    return 2
