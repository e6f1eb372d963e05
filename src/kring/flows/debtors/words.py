"""Words for codes and for texts that exist in several languages."""

from django.utils.translation import gettext as _

from kring.core.reasons import Localised
from kring.face.spoken import spoken
from kring.face.tables import Kind
from kring.flows.debtors.progress import State


def told(text: Localised) -> str:
    """The text in the reader's language; Dutch, which is always there, for any other."""
    return spoken(text)


def state_words(state: State) -> tuple[str, Kind]:
    """How a round stands, in a word and with its look."""
    words: dict[State, tuple[str, Kind]] = {
        "empty": (_("nothing to send"), "none"),
        "sending": (_("being sent"), "wait"),
        "waiting": (_("waits for the answer"), "wait"),
        "answered": (_("answered"), "good"),
        "stopped": (_("a part did not leave"), "warn"),
        "refused": (_("refused"), "stop"),
    }
    return words[state]


def field_words(key: str) -> str:
    """What a field of the list is called, for whoever points at its column."""
    return {
        "file_number": _("File number"),
        "ssin": _("National register number"),
        "last_name": _("Last name"),
        "first_name": _("First name"),
        "street": _("Street"),
        "house_number": _("House number"),
    }[key]


def page_words(code: str) -> str:
    """Where somebody saw a person's data."""
    return {
        "round.sample": _("first rows, before the list left"),
        "round.rows": _("list of rows"),
        "round.row": _("page of this row"),
        "round.workbook": _("taken out with the workbook"),
        "received.cases": _("list of marked clients"),
        "received.case": _("page of this client"),
        "cases.board": _("list of cases"),
        "cases.tasks": _("start page"),
        "case.faults": _("page of reported faults"),
        "fault": _("page of a reported fault"),
        "faults": _("list of reported faults"),
        "faults.today": _("start page"),
        "faults.answered": _("start page"),
    }.get(code, code)
