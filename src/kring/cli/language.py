"""The language of the terminal: Dutch, unless the environment asks for English."""

import os
from collections.abc import Mapping

from kring.core.reasons import Localised


def language(environment: Mapping[str, str] | None = None) -> str:
    """``en`` when ``LC_ALL``, ``LC_MESSAGES`` or ``LANG`` (the first that is set) begins with it, else ``nl``."""
    known = os.environ if environment is None else environment
    asked = next((known[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if known.get(name)), "")
    return "en" if asked.lower().startswith("en") else "nl"


def told(text: Localised, in_language: str) -> str:
    """``text`` in that language; the Dutch stands in where there is no other."""
    return text.get(in_language, text["nl"])
