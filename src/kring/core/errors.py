"""Faults: what went wrong, where and what to do about it. A refusal is not a fault (see ``reasons``)."""

from collections.abc import Mapping


class Fault(Exception):  # noqa: N818 - "fault" is the word of the house; a refusal is a value, not an error
    """Something that stops the work, told in the user's language.

    ``code`` is stable and may be documented; ``message`` says what, where and what to do and never holds personal data.
    ``detail`` holds machine-readable particulars (column names, row numbers), never personal data either.
    ``en`` is the same message in English, for those who ask for it; the Dutch one stands in when there is none.
    """

    def __init__(self, code: str, message: str, detail: Mapping[str, object] | None = None, *, en: str = "") -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.detail = dict(detail or {})
        self.en = en or message

    def told_in(self, language: str) -> str:
        """The message in ``language`` ("nl" or "en")."""
        return self.en if language == "en" else self.message
