"""The words of the log: what its kinds, codes and reasons mean for people. A code without words is shown as it is."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrPromise

from kring.face.tables import Kind as Look
from kring.journal.lines import Kind

KINDS: dict[Kind, tuple[Look, StrPromise]] = {
    "permit": ("good", pgettext_lazy("log", "permitted")),
    "subject": ("none", pgettext_lazy("log", "per person")),
    "release": ("info", pgettext_lazy("log", "left")),
    "abandoned": ("warn", pgettext_lazy("log", "kept back at the last moment")),
    "refused": ("stop", pgettext_lazy("log", "refused")),
    "receive": ("info", pgettext_lazy("log", "received")),
    "look": ("none", pgettext_lazy("log", "seen")),
    "action": ("none", pgettext_lazy("log", "done")),
    "standing": ("none", pgettext_lazy("log", "agreement")),
    "sweep": ("none", pgettext_lazy("log", "erased")),
}

WHAT: dict[str, StrPromise] = {
    # looks
    "round": _("Opened a round of debtors"),
    "round.rows": _("Saw rows of a round"),
    "round.row": _("Opened one row of a round"),
    "round.outcome": _("Saw the outcome of a round, row by row"),
    "round.workbook": _("Saw marks in the workbook that was taken out"),
    "received.cases": _("Saw the list of marked clients"),
    "received.case": _("Opened the page of a marked client"),
    "client_register.imports": _("Saw when the client register was read in"),
    "client_register.report": _("Opened the report of a client register that was read in"),
    "log": _("Read this log"),
    "log.line": _("Opened one line of this log"),
    "log.together": _("Saw lines of this log that were written together"),
    # actions
    "log.verified": _("Had this log verified"),
    "log.taken_out": _("Took this log out as a bundle"),
    "seat.taken": _("Began to act in this position"),
    "organisation.founded": _("The organisation was set up in Kring"),
    "position.given": _("Gave somebody a position"),
    "position.ended": _("Ended somebody's position"),
    "round.started": _("Started a round of debtors"),
    "round.refused": _("Wanted to start a round; it was refused"),
    "round.sent_again": _("Tried again to send a round"),
    "round.taken_out": _("Took out the workbook of a round"),
    "round.answered_again": _("Tried again to answer a round"),
    "client_register.imported": _("Read in a client register"),
    "client_register.taken": _("Took clients up from the register"),
    "client_register.updated": _("Updated clients from the register"),
    "client_file.opened": _("Opened a client file"),
    "client_file.closed": _("Closed a client file"),
    "restriction.placed": _("Restricted the processing of somebody's data"),
    "restriction.lifted": _("Lifted a restriction of processing"),
    "objection.recorded": _("Recorded somebody's objection"),
    "objection.withdrawn": _("Recorded that an objection was withdrawn"),
    # standing of agreements
    "version.adopted": _("Adopted the text of an agreement"),
    "statement.made": _("Made a statement about an agreement"),
    "statement.sent": _("Sent a statement about an agreement"),
    "statement.taken": _("Took in a statement about an agreement"),
    "statement.refused": _("Refused a statement about an agreement that came in"),
    # what was swept
    "debtors.Round": _("Received rounds reached the end of their term and were erased"),
    "debtors.Case": _("Received rows reached the end of their term and were erased"),
}

REASONS: dict[str, StrPromise] = {
    "not_in_force": _("the agreement is not in force"),
    "suspended": _("the agreement is suspended"),
    "ended": _("the agreement was ended"),
    "not_yet_in_force": _("the agreement does not apply yet"),
    "no_longer_in_force": _("the agreement no longer applies"),
    "no_instrument": _("there is no agreement for this"),
    "disclosure_not_listed": _("the agreement does not know this disclosure"),
    "role_not_allowed": _("this function may not make this disclosure"),
    "purpose_not_listed": _("it is not for a purpose of the agreement"),
    "purpose_missing": _("no purpose was named"),
    "item_not_listed": _("an item is not part of this disclosure"),
    "nothing_asked": _("nothing was asked for"),
    "too_soon": _("it is too soon after the previous time"),
    "fact_missing": _("something needed to decide is not known"),
    "restricted": _("the processing of this person's data is restricted"),
    "objection": _("this person has objected"),
    "not_declared": _("the sender did not declare what the agreement asks for"),
    "not_bound_by_secrecy": _("not everybody is bound by professional secrecy"),
    "when_not_met": _("this person's records do not meet the condition of the agreement"),
    # of statements that came in and can never be taken in
    "wrong_signature": _("the signature on it is not valid"),
    "wrong_sender": _("it is not by the party that sent it"),
    "not_a_party": _("it is not by a party to the agreement"),
    "statement_unreadable": _("it does not have the form of a statement"),
    "statement_differs": _("another statement with the same number is known"),
    "said_already": _("it was said before"),
    "wrong_order": _("its day does not follow on what was said before"),
    "not_your_suspension": _("only who suspended may resume"),
    "fictitious_here": _("it is invented, and this organisation is not"),
    "outcome_misplaced": _("it says an outcome where none belongs"),
    "text_missing": _("its words are missing"),
    "about_missing": _("it does not say which suspension it is about"),
    "day_in_future": _("its day has not come yet"),
}

FINDINGS: dict[str, StrPromise] = {
    "bad_signature": _("A seal was not signed by the key that it names: it was forged or damaged."),
    "root_differs": _("At least one line was changed, left out, put in or moved after it was sealed."),
    "log_shorter": _("Lines that were sealed are gone."),
    "log_longer": _("Lines follow that no seal covers: the seal was set back, or lines were put in."),
    "fork": _("There are two versions of this log: somebody rewrote it and had it sealed again."),
    "log_missing": _("A seal was kept of a log that is not here."),
    "torn_frame": _("The last line is cut off."),
    "not_canonical": _("A line does not have the form in which Kring writes lines."),
    "time_before": _("A line claims to be older than it can be."),
    "time_after": _("A line claims to be younger than the seal over it."),
}
