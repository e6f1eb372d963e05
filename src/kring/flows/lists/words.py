"""Words for codes and for texts that exist in several languages."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from kring.core.reasons import Localised
from kring.exchange.offers import Offer
from kring.face import spoken
from kring.face.tables import Kind
from kring.flows.lists.queries import Progress, SentLine, State


def told(text: Localised) -> str:
    """The text in the reader's language; Dutch, which is always there, for any other; empty when there is none."""
    return spoken.spoken(text)


def item_words(offer: Offer | None, name: str) -> str:
    """An item as people call it; its code when this text does not list it."""
    return capital(told(offer.item[name].text)) if offer and name in offer.item else name


def capital(text: str) -> str:
    """With a capital in front."""
    return spoken.capital(text)


def state_words(progress: Progress) -> tuple[str, Kind]:
    """How a sending stands, in a word and with its look."""
    words: Mapping[State, tuple[str, Kind]] = {
        "empty": (_("nothing to send"), "none"),
        "sending": (_("being sent"), "wait"),
        "sent": (_("sent"), "good"),
        "stopped": (_("a part did not leave"), "warn"),
        "refused": (_("refused"), "stop"),
    }
    return words[progress.state]


def person_words(line: SentLine) -> tuple[str, Kind]:
    """How one person of a sending stands."""
    words: Mapping[str, tuple[str, Kind]] = {
        "ready": (_("not sent yet"), "wait"),
        "sent": (_("sent"), "good"),
        "withheld": (_("stayed here"), "warn"),
        "invalid": (_("to mend"), "stop"),
    }
    return words[line.state]


def page_words(code: str) -> str:
    """Where somebody saw a person's data."""
    return {
        "list.people": _("received list"),
        "list.person": _("page of this person"),
        "list.workbook": _("taken out with the workbook"),
        "list.answers": _("page with the answers"),
        "list.sent": _("list of people sent"),
    }.get(code, code)
