"""Words for the outcomes of rows."""

from django.utils.translation import gettext as _

from kring.clients.outcome import TO_CHECK, RowResult, Status
from kring.core.reasons import Localised
from kring.face.spoken import spoken
from kring.face.tables import Kind


def told(text: Localised) -> str:
    """The text in the reader's language; Dutch, which is always there, for any other."""
    return spoken(text)


def outcome_words(result: RowResult) -> tuple[str, Kind]:
    """What became of a row, in a word and with its look."""
    words: dict[Status, tuple[str, Kind]] = {
        "taken": (_("taken in"), "good"),
        "updated": (_("changed"), "info"),
        "unchanged": (_("unchanged"), "none"),
        "refused": (_("refused"), "stop"),
    }
    word, kind = words[result.status]
    return word, "warn" if result.code in TO_CHECK else kind
