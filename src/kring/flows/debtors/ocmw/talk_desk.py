""" "Het gesprek": one client, one debt. What the city said on the left, four large answers on the right.

Everything that can be typed on the page travels with its one form, so that adding a debt or a colleague who was first never
costs somebody a note. An answer of which the city sees something is shown once more before it holds. source: SCREENS 2; D3, D4, D9
"""

from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from kring.clients import debts
from kring.core.clock import house_clock
from kring.core.days import belgian_day
from kring.face.acting import ActingRequest, page
from kring.face.sides import stand_on
from kring.flows.debtors.city.views import looked
from kring.flows.debtors.ocmw import cases, involved, signal, talk
from kring.flows.debtors.ocmw.cases import CasePage, TalkLine
from kring.flows.debtors.ocmw.talk import LaidDown
from kring.flows.debtors.ocmw.talk_forms import ColleagueForm, DebtForm, TalkForm
from kring.flows.debtors.ocmw.talk_words import ANSWER_WORDS, LAID_DOWN, STANDINGS, answers, euro
from kring.flows.debtors.roles import SOCIAL_WORKER
from kring.flows.debtors.words import told
from kring.guard.acting import acting_for
from kring.parties.queries import held_now

WORKERS: Final = frozenset({SOCIAL_WORKER})
_POST: Final = ("POST",)
_FORM: Final = "gesprek"
"""The id of the page's form."""
_LOOKS: Final = 6
"""How many looks stand open; the others are a click away."""
_TALK: Final = ("answer", "note", "again_on")
_DEBT_FIELDS: Final = ("debt-creditor", "debt-amount")
"""What may be filled in."""
_CONFIRM, _DEBT, _EDIT = "confirm", "debt", "edit"


@dataclass(frozen=True)
class Typed:
    """What stands in the page's form: what was typed is given back whatever happens."""

    talk: TalkForm
    debt: DebtForm


@never_cache
@page(functions=WORKERS, methods=("GET", "HEAD", "POST"), again={"step": _EDIT})
def case(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """One client: what the city said, the talk, what was laid down, the whole of debts, who looked."""
    try:
        person = open_case(request, case_id)
    except Http404:
        return _given_back(request, request.POST)
    if request.method == "POST":
        return _posted(request, case_id, person, request.POST)
    return _page(request, _read(request, case_id), _empty())


@page(functions=WORKERS, methods=_POST)
def again(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """Try again to send the signal that was stopped."""
    open_case(request, case_id)
    if signal.signal_again(by=request.acting, case_id=case_id, clock=house_clock):
        messages.success(request, _("Kring tries again. Come back in a moment to see whether it left."))
    return redirect("debtors:case", case_id)


def open_case(request: ActingRequest, case_id: UUID) -> UUID:
    """Refuse whoever is not involved, as if there were no such case; else take the OCMW's side of its round. Answers whose it is.

    source: D6, E18
    """
    with acting_for(*request.acting_for):
        mine = involved.visible_to(held_now(house_clock), clock=house_clock, case=case_id).filter(id=case_id)
        found = mine.values_list("person_id", "received__batch").first()
    if found is None:
        raise Http404
    person, batch = found
    stand_on(request, batch)
    return person


def _posted(request: ActingRequest, case_id: UUID, person: UUID, data: QueryDict) -> HttpResponse:
    step = data.get("step", "")
    today = belgian_day(house_clock())
    if step == _EDIT:
        return _page(request, _read(request, case_id), _as_typed(data))
    adding = step == _DEBT
    if "settle" in data or "remove" in data:
        return _no_debt(request, case_id, person, data)
    typed = Typed(TalkForm(data, today=today), DebtForm(data, of=_FORM, asked=adding))
    if not typed.debt.is_valid() or not (adding or typed.talk.is_valid()):
        shown = Typed(_as_typed(data).talk if adding else typed.talk, typed.debt)
        return _page(request, _read(request, case_id), shown, status=422)
    if adding:
        _add_debt(request, person, typed.debt)
        return _kept(request, case_id, data)
    return _lay_down(request, case_id, person, typed, sure=step == _CONFIRM)


def _add_debt(request: ActingRequest, person: UUID, form: DebtForm) -> None:
    """Add the debt that was filled in, if there is one; once, however often the same page is sent."""
    if form.holds_one:
        debts.add_debt(
            by=request.acting,
            person_id=person,
            creditor=form.cleaned_data["creditor"],
            amount_cents=form.cleaned_data["amount"],
            once=form.cleaned_data["once"],
            clock=house_clock,
        )
        messages.success(request, _("The debt is added."))


def _lay_down(request: ActingRequest, case_id: UUID, person: UUID, typed: Typed, *, sure: bool) -> HttpResponse:
    """Lay the talk down, and the debt with it; before an answer of which the city sees something holds, it is shown once more."""
    filled = typed.talk.cleaned_data
    if talk.city_sees(filled["answer"]) and not sure:
        shown = _read(request, case_id)
        if shown.signal is None:
            return _confirm(request, shown, typed)
    outcome = talk.lay_down(
        by=request.acting,
        case_id=case_id,
        answer=filled["answer"],
        note=filled["note"],
        again_on=filled["again_on"],
        seen=filled["seen"],
        clock=house_clock,
    )
    if isinstance(outcome, LaidDown):
        messages.success(request, str(LAID_DOWN[outcome.signal]))
        _add_debt(request, person, typed.debt)
        return redirect("debtors:case", case_id)
    first = any(reason.code == "changed_meanwhile" for reason in outcome.reasons)
    if not first:
        for reason in outcome.reasons:
            typed.talk.add_error(None, told(reason.text))
    return _page(request, _read(request, case_id), typed, status=409 if first else 422, first=first)


def _no_debt(request: ActingRequest, case_id: UUID, person: UUID, data: QueryDict) -> HttpResponse:
    """A debt of this client, and of nobody else, is settled, or never was one."""
    with acting_for(*request.acting_for):
        owed = {str(one.id): one.id for one in debts.debts_of(person)}
    debt = owed.get(data.get("settle") or data.get("remove", ""))
    if debt is None:
        raise Http404
    if "settle" in data:
        debts.settle_debt(by=request.acting, debt_id=debt, clock=house_clock)
        messages.success(request, _("The debt is settled."))
    else:
        debts.remove_debt(by=request.acting, debt_id=debt, clock=house_clock)
        messages.success(request, _("The debt is removed."))
    return _kept(request, case_id, data)


def _kept(request: ActingRequest, case_id: UUID, data: QueryDict) -> HttpResponse:
    """The page again, with what was typed about the talk still there; the plain page when nothing was."""
    if not any(data.get(name) for name in _TALK):
        return redirect("debtors:case", case_id)
    return _page(request, _read(request, case_id), Typed(_as_typed(data).talk, _empty().debt))


def _empty() -> Typed:
    return Typed(TalkForm(today=belgian_day(house_clock())), DebtForm(of=_FORM))


def _as_typed(data: QueryDict) -> Typed:
    """What was typed, without a judgement of it."""
    about = {name: data.get(name, "") for name in _TALK}
    debt = {name: data.get(f"debt-{name}", "") for name in ("creditor", "amount")}
    return Typed(TalkForm(initial=about, today=belgian_day(house_clock())), DebtForm(initial=debt, of=_FORM))


def _read(request: ActingRequest, case_id: UUID) -> CasePage:
    with acting_for(*request.acting_for):
        found = cases.case(case_id, clock=house_clock)
    if found is None:
        raise Http404
    return found


def _given_back(request: ActingRequest, data: QueryDict) -> HttpResponse:
    """There is no such case for whoever acts (any more), but nobody loses a note: what was typed is shown, and nothing else."""
    typed = [text for name in (*_TALK, *_DEBT_FIELDS) if name != "answer" and (text := data.get(name, "").strip())]
    if not typed:
        raise Http404
    return render(request, "debtors/case_gone.html", {"typed": typed}, status=404)


def _confirm(request: ActingRequest, shown: CasePage, typed: Typed) -> HttpResponse:
    form, debt = typed.talk, typed.debt
    answer = form.cleaned_data["answer"]
    context = {
        "line": shown.line,
        "answer": ANSWER_WORDS[answer],
        "sees": talk.city_sees(answer),
        "note": form.cleaned_data["note"],
        "again_on": form.cleaned_data["again_on"],
        "debt": debt.cleaned_data["creditor"],
        "amount": euro(debt.cleaned_data["amount"]),
        "hidden": [(name, form.data.get(name, "")) for name in (*_TALK, "seen", *_DEBT_FIELDS, "debt-once")],
        "edit": _EDIT,
        "confirm": _CONFIRM,
    }
    return render(request, "debtors/case_confirm.html", context)


def _page(
    request: ActingRequest, shown: CasePage, typed: Typed, *, status: int = 200, first: bool = False
) -> HttpResponse:
    """The page of a case. ``first``: a colleague was first, and both are shown."""
    with acting_for(*request.acting_for):
        others = involved.colleagues(clock=house_clock)
    line, newest = shown.line, next(iter(shown.talks), None)
    look, stands = STANDINGS[line.standing]
    facts = [
        (_("File number of the city"), line.file_number),
        (_("Paused since"), date_format(line.marked_on, "DATE_FORMAT")),
        (_("From"), line.partner),
        (_("Name, as the city wrote it"), line.name),
        (_("Address, as the city wrote it"), line.address),
    ]
    return render(
        request,
        "debtors/case.html",
        {
            "shown": shown,
            "line": line,
            "look": look,
            "stands": stands,
            "facts": [fact for fact in facts if fact[1]],
            "answers": answers(typed.talk["answer"].value()),
            "seen": newest.id if newest else "",
            "once": uuid4(),
            "typed": typed,
            "form_id": _FORM,
            "talking": newest is None or typed.talk.is_bound or bool(typed.talk.initial),
            "newest": _told(newest) if newest else None,
            "older": [_told(one) for one in shown.talks[1:]],
            "earlier": [(one, [_told(line) for line in one.talks]) for one in shown.earlier],
            "owed": [(one, euro(one.amount_cents)) for one in shown.debts],
            "reasons": [told(text) for text in shown.signal.reasons] if shown.signal else [],
            "first": first,
            "colleagues": ColleagueForm(colleagues=others) if others else None,
            "looks": looked(shown.looks[:_LOOKS]),
            "more_looks": looked(shown.looks[_LOOKS:]),
        },
        status=status,
    )


def _told(line: TalkLine) -> dict[str, Any]:
    """A talk as the page tells it."""
    return {
        "answer": ANSWER_WORDS[line.answer],
        "sees": talk.city_sees(line.answer),
        "note": line.note,
        "again_on": line.again_on,
        "who": line.who,
        "at": line.at,
    }
