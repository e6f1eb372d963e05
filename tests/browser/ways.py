"""Every address of the site and how to come there: as whom, with which ids; or why it is no page to look at.

A new address without a line here fails (``test_every_page``): no page is left unlooked at.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from kring.clients import reports
from kring.exchange.models import Investigation
from kring.flows.debtors.city.hand_in import hand_in
from kring.flows.debtors.models import Case, ReceivedRound, Row
from kring.flows.debtors.reported import corrections
from kring.flows.lists.models import ReceivedList, ReceivedRow
from kring.guard.acting import Acting, acting_for
from kring.guard.jobs import work_through
from tests.database.exchange.cast import CLOCK, a_pair, all_lines
from tests.database.flows.partners import Partners, someone
from tests.database.flows.pilot import Hands, ends, pilot
from tests.database.flows.story import a_list, knows, run, somebody, written

Story = Mapping[str, Any]
Ids = Callable[[Story], Mapping[str, object]]


@dataclass(frozen=True)
class Way:
    """As whom a page is opened (a place in the story, such as ``pair.city.dpo``; empty: nobody), and the ids in its address."""

    who: str = ""
    ids: Ids = lambda _story: {}

    def position(self, story: Story) -> Acting:
        """Who opens it."""
        first, _, rest = self.who.partition(".")
        found: Acting = attrgetter(rest)(story[first])
        return found


def by(**names: str) -> Ids:
    """Ids that stand in the story under these names."""
    return lambda story: {name: story[key] for name, key in names.items()}


def names_of_all() -> set[str]:
    """The name of every address of the site; one without a name under its path."""
    return set(_names(get_resolver("kring.site.urls")))


def _names(resolver: URLResolver, within: str = "", path: str = "") -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            yield within + (one.name or path + str(one.pattern))
        else:
            yield from _names(one, within + (f"{one.namespace}:" if one.namespace else ""), path + str(one.pattern))


# ----- Stories: made once for the pages of one group.


def a_round(_patch: pytest.MonkeyPatch) -> Story:
    """A round answered, one fault reported, one list that waits to be confirmed."""
    pair = a_pair()
    known = [somebody(1), somebody(2, "Jan", "Van den Berghe")]
    knows(pair, known)
    round_id = run(pair, [*known, somebody(3), written(somebody(4), ssin="123")])
    waiting = a_list([somebody(5), written(somebody(6), ssin="123")])
    upload = hand_in(by=pair.city.worker, data=waiting, filename="debiteuren.xlsx", clock=CLOCK)
    with _at(pair.ocmw.worker):
        case = Case.objects.order_by("file_number").first()
        received = ReceivedRound.objects.get()
        took = reports.imports(offset=0, limit=1)[0].id
    assert case is not None
    corrections.report(by=pair.ocmw.worker, case_id=case.id, items=["person.street"], fault="wrong", clock=CLOCK)
    work_through()
    for desk in (pair.city, pair.ocmw):
        all_lines(desk)
    with _at(pair.city.worker):
        row = Row.objects.filter(round_id=round_id).order_by("number").first()
        task = Investigation.objects.get()
    assert row is not None
    ids = {"round": round_id, "upload": upload, "case": case.id, "received": received.id, "row": row.id}
    return {"pair": pair, "import": took, "task": task.id, "version": pair.version, **ids}


def a_list_sent(_patch: pytest.MonkeyPatch) -> Story:
    """A list sent under a text that nobody has seen, and received."""
    both = Partners()
    sending = both.sends([someone(somebody(1).ssin), someone("1", "Claes")])
    with _at(both.welfare.worker):
        received, row = ReceivedList.objects.get(), ReceivedRow.objects.first()
    assert row is not None
    return {
        "both": both,
        "sending": sending,
        "received": received.id,
        "row": row.id,
        "version": both.version,
        "disclosure": "arrears",
    }


def an_end(patch: pytest.MonkeyPatch) -> Story:
    """A pilot that ended; both sides erased and told each other."""
    hands = Hands(patch)
    pair = pilot(hands)
    ends(pair, hands)
    return {"pair": pair, "version": pair.version}


def _at(position: Acting) -> AbstractContextManager[Acting]:
    return acting_for(position.organisation, position.position)


def nothing(_patch: pytest.MonkeyPatch) -> Story:
    """For pages that need no story but somebody who sits down."""
    return {"pair": a_pair(in_force=False)}


_CITY, _OCMW, _DPO, _SECRETARY = "pair.city.worker", "pair.ocmw.worker", "pair.city.dpo", "pair.city.secretary"
_PLACE: Ids = lambda _story: {"place": 0}  # noqa: E731 - said once for three pages

GROUPS: Mapping[str, tuple[Callable[[pytest.MonkeyPatch], Story], Mapping[str, Way]]] = {
    "everybody": (
        nothing,
        {
            "front": Way(),
            "about": Way(),
            "accessibility": Way(),
            "account_login": Way(),
            "account_signup": Way(),
            "account_inactive": Way(),
            "account_reset_password": Way(),
            "account_reset_password_done": Way(),
            "account_reset_password_from_key_done": Way(),
            "today": Way(_CITY),
            "circle": Way(_CITY),
            "seat": Way(_CITY),
            "mfa_index": Way(_CITY),
            "mfa_activate_totp": Way(_CITY),
            "mfa_list_webauthn": Way(_CITY),
            "mfa_add_webauthn": Way(_CITY),
        },
    ),
    "the city's rounds": (
        a_round,
        {
            "debtors:rounds": Way(_CITY),
            "debtors:start": Way(_CITY),
            "debtors:check": Way(_CITY, by(upload_id="upload")),
            "debtors:problems": Way(_CITY, by(upload_id="upload")),
            "debtors:round": Way(_CITY, by(round_id="round")),
            "debtors:rows": Way(_CITY, by(round_id="round")),
            "debtors:row": Way(_CITY, by(round_id="round", row_id="row")),
            "debtors:faults": Way(_CITY),
            "debtors:fault": Way(_CITY, by(task_id="task")),
            "debtors:received_rounds": Way(_OCMW),
            "debtors:received": Way(_OCMW, by(received_id="received")),
            "debtors:cases": Way(_OCMW),
            "debtors:case": Way(_OCMW, by(case_id="case")),
            "debtors:case_faults": Way(_OCMW, by(case_id="case")),
            "clients_desk:register": Way(_OCMW),
            "clients_desk:report": Way(_OCMW, by(import_id="import")),
            "privacy:log": Way(_DPO),
            "privacy:line": Way(_DPO, _PLACE),
            "privacy:together": Way(_DPO, _PLACE),
            "privacy:person": Way(_DPO),
            "privacy:check": Way(_DPO),
            "register:list": Way(_DPO),
            "register:adopt": Way(_SECRETARY),
            "register:instrument": Way(_DPO, by(version="version")),
            "register:say": Way(_DPO, lambda story: {"version": story["version"], "kind": "suspension"}),
            "register:end": Way(_DPO, by(version="version")),
        },
    ),
    "any list": (
        a_list_sent,
        {
            "lists:home": Way("both.water.worker"),
            "lists:start": Way("both.water.worker", by(version="version", disclosure="disclosure")),
            "lists:start_person": Way("both.water.worker", by(version="version", disclosure="disclosure")),
            "lists:sending": Way("both.water.worker", by(sending_id="sending")),
            "lists:people": Way("both.water.worker", by(sending_id="sending")),
            "lists:received": Way("both.welfare.worker", by(received_id="received")),
            "lists:person": Way("both.welfare.worker", by(received_id="received", row_id="row")),
        },
    ),
    "the end": (
        an_end,
        {
            "register:evaluation": Way(_DPO, by(version="version")),
            "register:certificate": Way(_DPO, by(version="version")),
        },
    ),
}

_FORM = "takes a form only; what it answers is looked at elsewhere"
_FILE = "gives a file"
_PART = "a part of a page, asked again while something goes on"
_LATER = "comes after a step that allauth leads through; its frame is that of the others"
NO_PAGE: Mapping[str, str] = {
    "alive": "JSON for machines",
    "ready": "JSON for machines",
    "language": _FORM,
    "resume": "gives back what was filled in when a session ended; looked at there",
    "debtors:columns": _FORM,
    "debtors:confirm": _FORM,
    "debtors:withdraw": _FORM,
    "debtors:answer_again": _FORM,
    "debtors:take": _FORM,
    "debtors:hand_over": _FORM,
    "debtors:signal_again": _FORM,
    "debtors:fault_correct": _FORM,
    "debtors:fault_keep": _FORM,
    "debtors:again": _FORM,
    "lists:again": _FORM,
    "debtors:progress": _PART,
    "lists:progress": _PART,
    "debtors:workbook": _FILE,
    "lists:workbook": _FILE,
    "privacy:proof": _FILE,
    "privacy:bundle": _FILE,
    "register:evaluation_pdf": _FILE,
    "register:certificate_pdf": _FILE,
    "mfa_download_recovery_codes": _FILE,
    "register:compare": "two versions side by side, looked at in the story of the register",
    "lists:answer": "the form of a reply, looked at in the story of lists",
    "account_logout": "asks nothing: a button of every page",
    "account_email": "an address is changed by who appoints people",
    "account_email_verification_sent": _LATER,
    "account_confirm_email": _LATER,
    "account_reauthenticate": _LATER,
    "account_confirm_login_code": _LATER,
    "account_change_password": _LATER,
    "account_set_password": _LATER,
    "account_reset_password_from_key": _LATER,
    "mfa_authenticate": _LATER,
    "mfa_reauthenticate": _LATER,
    "mfa_reauthenticate_webauthn": _LATER,
    "mfa_login_webauthn": _LATER,
    "mfa_deactivate_totp": _LATER,
    "mfa_view_recovery_codes": _LATER,
    "mfa_generate_recovery_codes": _LATER,
    "mfa_remove_webauthn": _LATER,
    "mfa_edit_webauthn": _LATER,
}
