"""What each field of a line is: a name for people, and why it stands there."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_stubs_ext import StrPromise

FIELDS: dict[str, tuple[StrPromise, StrPromise]] = {
    "v": (pgettext_lazy("log", "form"), _("The version of the form of lines.")),
    "time": (pgettext_lazy("log", "time"), _("When the line was written, in universal time (UTC).")),
    "kind": (pgettext_lazy("log", "kind"), _("What sort of line this is.")),
    "own": (
        pgettext_lazy("log", "own part"),
        _(
            "Encrypted: who acted, and what else only your organisation may read. It can be erased; the seal stays whole."
        ),
    ),
    "subject": (
        pgettext_lazy("log", "pseudonym"),
        _("Stands for one person, and is another one in every exchange. Only your organisation can tell for whom."),
    ),
    "nonce": (
        pgettext_lazy("log", "chance number"),
        _("Makes that two lines about one person cannot be joined by others."),
    ),
    "exchange": (pgettext_lazy("log", "exchange"), _("Ties the lines of one exchange together.")),
    "instrument": (pgettext_lazy("log", "agreement"), _("The agreement under which this was done.")),
    "instrument_version": (pgettext_lazy("log", "version"), _("Which version of the agreement.")),
    "instrument_hash": (pgettext_lazy("log", "mark of the text"), _("Fixes the text of the agreement to the letter.")),
    "disclosure": (pgettext_lazy("log", "disclosure"), _("Which disclosure of the agreement this is.")),
    "purpose": (pgettext_lazy("log", "purpose"), _("For what, in the words of the agreement.")),
    "items": (pgettext_lazy("log", "data"), _("Which data: their names, never what they say.")),
    "decision": (pgettext_lazy("log", "decision"), _("Whether it was permitted.")),
    "reasons": (pgettext_lazy("log", "reasons"), _("Why something was refused or left out.")),
    "recipient": (pgettext_lazy("log", "recipient"), _("To whom it went.")),
    "discloser": (pgettext_lazy("log", "sender"), _("From whom it came.")),
    "permit": (pgettext_lazy("log", "permission"), _("Ties what left to the permission that was written down before.")),
    "envelope": (
        pgettext_lazy("log", "envelope"),
        _("The sealed whole that crossed; both sides name it in their log."),
    ),
    "sealed": (pgettext_lazy("log", "mark of the envelope"), _("Fixes the encrypted content that left, to the byte.")),
    "batch": (pgettext_lazy("log", "batch"), _("Ties the parts of one round together.")),
    "chunk": (pgettext_lazy("log", "part"), _("Which part of the batch, counted from 0.")),
    "chunks": (pgettext_lazy("log", "parts"), _("How many parts.")),
    "count": (pgettext_lazy("log", "number of persons or rows"), _("About how many it is.")),
    "withheld": (pgettext_lazy("log", "left out"), _("For how many persons nothing was permitted.")),
    "not_kept": (
        pgettext_lazy("log", "not kept"),
        _("Of how many persons nothing was kept. Who they are is written nowhere."),
    ),
    "root": (
        pgettext_lazy("log", "mark of the decisions"),
        _("Fixes the decisions about all persons of this part at once."),
    ),
    "judged_on": (pgettext_lazy("log", "day judged"), _("As on which day it was judged.")),
    "peer": (
        pgettext_lazy("log", "seal of the other side"),
        _("The newest seal of the other side's log: so the logs guard each other."),
    ),
    "what": (pgettext_lazy("log", "what"), _("What was done or seen, as a code.")),
    "said": (pgettext_lazy("log", "statement"), _("What was said about the agreement.")),
    "statement": (pgettext_lazy("log", "number of the statement"), _("Which statement it is.")),
    "made_by": (pgettext_lazy("log", "by"), _("Whose statement it is.")),
    "on": (pgettext_lazy("log", "day"), _("From which day it counts.")),
    "at": (pgettext_lazy("log", "where"), _("Where it was done, if not on the pages: at the server’s console.")),
    "fictitious": (pgettext_lazy("log", "invented"), _("Whether the statement is made up, as in a demonstration.")),
    "content": (pgettext_lazy("log", "mark of the content"), _("Fixes the words of the statement.")),
    "rule": (pgettext_lazy("log", "rule"), _("Which term of the agreement ran out.")),
    "declared": (pgettext_lazy("log", "declared"), _("What the sender declared.")),
    "sha256": (pgettext_lazy("log", "mark of the file"), _("Fixes the file that was handed in or taken out.")),
    "invalid": (pgettext_lazy("log", "rows to mend"), _("How many rows could not be used.")),
    "line": (pgettext_lazy("log", "place"), _("Which line of this log was opened.")),
    "lines": (pgettext_lazy("log", "lines"), _("How many lines the log then had.")),
    "outcome": (pgettext_lazy("log", "outcome"), _("What the verification said.")),
    "pinned": (
        pgettext_lazy("log", "own fingerprint"),
        _("Whether it was verified with a fingerprint that was brought."),
    ),
    "compared": (pgettext_lazy("log", "earlier bundle"), _("Whether it was compared with a bundle that was brought.")),
    "with_who": (pgettext_lazy("log", "with who acted"), _("Whether the extract says which positions acted.")),
    "findings": (pgettext_lazy("log", "findings"), _("What the verification found, as codes.")),
    "position": (pgettext_lazy("log", "position"), _("Whose position it is.")),
    "function": (pgettext_lazy("log", "function"), _("Which function goes with it.")),
    "ref": (pgettext_lazy("log", "row"), _("Your own reference to the row; it says nothing to others.")),
    "ground": (pgettext_lazy("log", "ground"), _("On which ground; it can be erased.")),
    "number": (pgettext_lazy("log", "enterprise number"), _("The number of the organisation.")),
    "file": (pgettext_lazy("log", "file"), _("Which file.")),
    "received": (pgettext_lazy("log", "received round"), _("Which received round it is.")),
    "persons": (pgettext_lazy("log", "persons"), _("How many persons.")),
    "day": (pgettext_lazy("log", "day"), _("From which day it counts.")),
    "from": (pgettext_lazy("log", "from"), _("The first day.")),
    "until": (pgettext_lazy("log", "until"), _("The last day; empty when it is not known.")),
    "last_day": (pgettext_lazy("log", "last day"), _("The last day on which it counts.")),
}
