"""Say something about a text by page: what it will do is told before it is done; what may not be said is told in a sentence.

Only what the state and the own function allow is there to choose (``saying``). source: REQUIREMENTS P4 to P7
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Final, cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kring.core.clock import house_clock
from kring.core.days import belgian_day
from kring.core.errors import Fault
from kring.desks.register import beside, queries, saying
from kring.desks.register.beside_rows import Row
from kring.desks.register.say_forms import StatementForm
from kring.desks.register.saying import Effect, Offer, Stand
from kring.desks.register.words import KINDS, STATES
from kring.face.acting import ActingRequest, page
from kring.guard.acting import acting_for
from kring.instruments import compiling, keeping
from kring.instruments import queries as instruments
from kring.instruments.models import InstrumentVersion
from kring.instruments.queries import Version
from kring.instruments.standing_moves import MOVES, STOPPING, Kind
from kring.instruments.statements import Said

SPEAKERS: Final = frozenset[str]().union(*(move.functions for move in MOVES.values()))
_REMARK: Final = "remark-"


@page(functions=SPEAKERS, methods=("GET", "HEAD", "POST"))
def say(request: ActingRequest, version: UUID, kind: str) -> HttpResponse:
    """One statement: its form, then what it will do, then it is made."""
    if kind not in MOVES:
        raise Http404
    now = house_clock()
    kept, stands, offer, names = _read(request, version, cast("Kind", kind), now)
    context: dict[str, object] = {"kept": kept, "kind": kind, "what": KINDS[cast("Kind", kind)]}
    if offer is None:
        context["refused"] = _why_not(request, stands, cast("Kind", kind), now)
        return render(request, "register/refused.html", context, status=409)
    collected = request.method == "POST" and request.POST.get("step") == "collect"
    asked = request.POST if request.method == "POST" and not collected else None
    own, today = request.acting.organisation, belgian_day(now)
    form = StatementForm(asked, offer=offer, stands=stands, own=own, today=today)
    if collected:
        form.initial["text"] = _collected(request.POST, kept)
    if form.is_bound and form.is_valid():
        said = form.said(function=request.sitting.held.function, fictitious=request.sitting.party.fictitious)
        refused = saying.refusal(stands, said, today)
        if refused is not None:
            form.add_error(None, refused.message)
        elif request.POST.get("step") == "say":
            answer = _say(request, said, form)
            if answer is not None:
                return answer
        else:
            told = _told(said, form, names, saying.effect(stands, said, now, today))
            return render(request, "register/confirm.html", context | told)
    context |= {"form": form, "stops": kind in STOPPING, "advice": collected}
    return render(request, "register/say.html", context, status=422 if form.errors else 200)


def _read(
    request: ActingRequest, version: UUID, kind: Kind, now: datetime
) -> tuple[Version, Stand, Offer | None, dict[UUID, str]]:
    try:
        with acting_for(*request.acting_for):
            kept = instruments.version(version)
            stands = saying.stand(kept, instruments.situation(kept, now))
            names = queries.names_of(kept.parties)
    except InstrumentVersion.DoesNotExist:
        raise Http404 from None
    found = saying.offers(stands, request.acting.organisation, request.sitting.held.function, belgian_day(now))
    return kept, stands, next((offer for offer in found if offer.kind == kind), None), names


def _why_not(request: ActingRequest, stands: Stand, kind: Kind, now: datetime) -> str:
    """The sentence of the rule that stands in the way."""
    if request.sitting.held.function not in MOVES[kind].functions:
        return _("Your function does not make this statement.")
    refused = saying.why_not(stands, kind, request.acting.organisation, belgian_day(now))
    return refused.message if refused is not None else _("There is nothing to say this about.")


def _told(said: Said, form: StatementForm, names: Mapping[UUID, str], effect: Effect) -> dict[str, object]:
    """What the page before the last step tells."""
    return {
        "facts": [(field.label, _shown(form, field.name)) for field in form if not field.is_hidden],
        "does": _does(effect, names),
        "others": ", ".join(sorted(name for party, name in names.items() if party != said.made_by)),
        "danger": said.kind in STOPPING,
        "hidden": [("step", "say"), *((name, str(form.data.get(name, ""))) for name in form.fields)],
    }


def _shown(form: StatementForm, name: str) -> object:
    value = form.cleaned_data.get(name)
    choices = dict(getattr(form.fields[name], "choices", ()))
    return choices.get(value, value) or "–"


def _does(effect: Effect, names: Mapping[UUID, str]) -> list[str]:
    """What changes the moment it is said."""
    found = []
    if effect.was_in_force and not effect.in_force:
        found.append(_("From now on nothing leaves any more under this agreement, not even what stands ready."))
        found.append(_("What earlier exchanges oblige to still passes: corrections, withdrawals, notice of a breach."))
    elif effect.in_force and not effect.was_in_force:
        found.append(_("With this the agreement is in force: what the text lets pass may leave from now on."))
    if effect.ends is not None and not (effect.was_in_force and not effect.in_force):
        day = date_format(effect.ends, "DATE_FORMAT")
        found.append(_("From %(day)s on nothing leaves any more under this agreement.") % {"day": day})
    if not effect.in_force and not effect.was_in_force and effect.awaited is not None:
        waits = ", ".join(sorted(names[party] for party in effect.awaited.of if party in names))
        found.append(
            _("Nothing leaves yet. After this the text waits for %(what)s: %(parties)s.")
            % {"what": KINDS[effect.awaited.kind], "parties": waits}
        )
    if not found:
        found.append(
            _("It changes nothing of what may leave. The agreement stays: %(state)s.")
            % {"state": STATES[effect.state][1]}
        )
    return found


def _say(request: ActingRequest, said: Said, form: StatementForm) -> HttpResponse | None:
    """Made, and back to the text; None when the form now says why not."""
    content = {name: value for name, value in asdict(said).items() if name not in ("id", "digest", "kind", "made_by")}
    try:
        keeping.say(request.acting, said.kind, said.digest, house_clock, **content)
    except Fault as fault:
        form.add_error(None, fault.message)
        return None
    messages.success(request, _("On record: %(what)s.") % {"what": KINDS[said.kind]})
    with acting_for(*request.acting_for):
        kept = instruments.the_version(said.digest)
    return redirect("register:instrument", kept.id)


def _collected(posted: Mapping[str, str], kept: Version) -> str:
    """The remarks at clauses as one text: each names its clause by place and first words."""
    policy = instruments.compiled(kept)
    found = beside.sections(instruments.document(kept), policy, compiling.vocabulary())
    rows = {row.number: row for section in found for row in section.rows}
    return "\n\n".join(_remarks(posted, rows))


def _remarks(posted: Mapping[str, str], rows: Mapping[int, Row]) -> Iterable[str]:
    for number, row in sorted(rows.items()):
        remark = posted.get(f"{_REMARK}{number}", "").strip()
        if remark:
            place = f"{row.place} " if row.place else ""
            yield _("At %(place)s“%(clause)s”: %(remark)s") % {
                "place": place,
                "clause": _first_words(row.text or row.added),
                "remark": remark,
            }


def _first_words(text: str) -> str:
    words = text.split()
    return " ".join(words) if len(words) <= 12 else " ".join(words[:12]) + " …"
