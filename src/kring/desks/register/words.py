"""Standing in the words of the page."""

from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrPromise

from kring.face.tables import Kind as Look
from kring.instruments.standing_moves import Kind, State

STATES: dict[State, tuple[Look, StrPromise]] = {
    "draft": ("wait", _("draft")),
    "adopted": ("none", _("adopted")),
    "advised": ("wait", _("advised, not signed yet")),
    "decided": ("none", _("decided by the authority")),
    "signed": ("wait", _("signed, not published yet")),
    "published": ("none", _("published")),
    "replaced": ("none", _("replaced by a newer version")),
    "suspended": ("stop", _("suspended")),
    "ended": ("none", _("ended")),
}
IN_FORCE: tuple[Look, StrPromise] = ("good", _("in force"))
OUTSIDE_TERM: tuple[Look, StrPromise] = ("none", _("published, outside its term"))
KINDS: dict[Kind, StrPromise] = {
    "advice": _("advice of the data protection officer"),
    "decision": _("decision of the authority on record"),
    "signature": _("signature"),
    "publication": _("publication"),
    "suspension": _("suspension"),
    "inquiry_closed": _("inquiry closed"),
    "safeguards_recorded": _("safeguards recorded"),
    "resumption": _("resumption"),
    "end": _("end by one party"),
    "termination_notice": _("notice given"),
    "agreement_ended": _("end of the underlying agreement"),
    "condition_met": _("condition met"),
    "change_told": _("change told"),
    "review_closed": _("review closed"),
    "dpia_referenced": _("impact assessment referenced"),
    "erased": _("erased after the end"),
}
CHANGES: dict[str, StrPromise] = {
    "law": _("the law"),
    "purpose": _("the purpose"),
    "proportionality": _("the proportionality"),
    "frequency": _("the frequency"),
    "duration": _("the duration"),
}
OUTCOMES: dict[str, StrPromise] = {
    "positive": _("favourable"),
    "conditional": _("favourable, with conditions"),
    "negative": _("unfavourable"),
}
NEEDS: dict[str, StrPromise] = {
    "advised": _("the advice of every officer"),
    "decided": _("the decision of the authority"),
    "signed": _("the signatures"),
    "published": _("the publication"),
}
ENDS: dict[str, StrPromise] = {
    "term": _("the end of its term"),
    "party": _("a party ends it"),
    "notice": _("notice was given"),
    "agreement": _("the end of the underlying agreement"),
    "law": _("the law on which it rests ends"),
}
SAY: dict[Kind, StrPromise] = {
    "advice": _("Give advice"),
    "decision": _("Record the decision of the authority"),
    "signature": _("Record the signatures on paper"),
    "publication": _("Record the publication"),
    "suspension": _("Suspend at once"),
    "inquiry_closed": _("Close the inquiry"),
    "safeguards_recorded": _("Record safeguards"),
    "resumption": _("Resume"),
    "end": _("End it"),
    "termination_notice": _("Give notice"),
    "agreement_ended": _("Record the end of the underlying agreement"),
    "condition_met": _("Record that a condition is met"),
    "change_told": _("Tell of a change"),
    "review_closed": _("Close a review"),
    "dpia_referenced": _("Name the impact assessment"),
    "erased": _("Erased after the end"),
}
"""What each statement is called on the button that leads to it."""
GUARANTEES: dict[str, StrPromise] = {
    "basis": _("As soon as a ground in law does not hold, nothing that rests on it leaves."),
    "standing": _("Without advice, signature and publication, after a suspension or the end, nothing leaves."),
    "restriction": _("Of whoever the processing is restricted, nothing leaves."),
    "objection": _("Of whoever objected, nothing leaves."),
    "log": _("Each disclosure, refusal and look stands in a log that can only grow."),
    "envelope": _("What leaves is sealed for its recipient."),
    "row_security": _("The database shows each organisation its own rows only."),
    "encryption": _("National register numbers and files are kept encrypted."),
    "sweep": _("What may not be kept any longer is erased."),
    "no_enrichment": _("Rows are never completed from an authentic source."),
    "second_factor": _("Staff sign in with a second factor."),
}
"""What the house always does (``policy.check_clauses.GUARANTEES``), in words."""
