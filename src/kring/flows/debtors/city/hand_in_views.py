"""The pages on which a debt team hands in a list, sees how it was understood, and lets it leave.

Each view reads inside one short ``acting_for`` and renders after the commit.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kring.core.clock import house_clock
from kring.core.days import belgian_day
from kring.exchange.agreements import Agreement, carrying
from kring.face.acting import ActingRequest, page
from kring.face.paging import paging_of
from kring.face.sides import stand_on
from kring.face.spoken import dutch, listed
from kring.face.tables import Cell, Column, Table
from kring.flows.debtors.city import actions, hand_in, waiting
from kring.flows.debtors.city.actions import KEY_ITEM, NotStarted
from kring.flows.debtors.city.forms import ColumnsForm, ConfirmForm, HandInForm
from kring.flows.debtors.city.waiting import Problem, WaitingPage
from kring.flows.debtors.roles import DEBT_TEAM
from kring.flows.debtors.words import field_words, told
from kring.guard.acting import acting_for
from kring.parties.queries import organisations
from kring.sheets.refused import Refused

_TEAM = frozenset({DEBT_TEAM})
_WITH_POST = ("GET", "HEAD", "POST")
_FIRST = 5
"""Rows to mend that the page itself names."""

Usable = list[tuple[Agreement, str]]
"""Agreements under which a list may leave today, each with the name of its recipient."""


@dataclass(frozen=True)
class _Shown:
    """What the page of a list that waits is made of."""

    page: WaitingPage
    problems: tuple[Problem, ...]
    usable: Usable
    refusals: list[tuple[str, list[str]]]


@page(functions=_TEAM, methods=_WITH_POST)
def start(request: ActingRequest) -> HttpResponse:
    """Hand in a list. Before that the page says what leaves and what stays, or from which day it may be."""
    usable, refusals = _agreements(request)
    form = HandInForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and usable and form.is_valid():
        file = form.cleaned_data["list"]
        try:
            upload = hand_in.hand_in(by=request.acting, data=file.read(), filename=file.name, clock=house_clock)
        except Refused as refused:
            form.add_error("list", told(refused.message))
        else:
            messages.success(request, _("Checked. Nothing of it has left yet."))
            return redirect("debtors:check", upload)
    context = {"form": form, "usable": usable, "refusals": refusals}
    return render(request, "debtors/start.html", context, status=422 if form.errors else 200)


@page(functions=_TEAM)
def check(request: ActingRequest, upload_id: UUID) -> HttpResponse:
    """How a list was understood, what the check of each row found, and what it takes to let it leave; the round once it left."""
    with acting_for(*request.acting_for):
        begun = waiting.round_of(upload_id, clock=house_clock)
    if begun is not None:  # gone back to, or open in another tab
        return redirect("debtors:round", begun)
    shown = _shown(request, upload_id)
    return _page(request, shown, ColumnsForm(page=shown.page), _confirming(shown))


@page(functions=_TEAM, methods=("POST",))
def columns(request: ActingRequest, upload_id: UUID) -> HttpResponse:
    """Choose another sheet, row of headings or column; the list is checked anew."""
    shown = _shown(request, upload_id)
    form = ColumnsForm(request.POST, page=shown.page)
    if form.is_valid():
        try:
            hand_in.choose(
                by=request.acting,
                upload_id=upload_id,
                sheet=form.sheet,
                header_row=form.cleaned_data["header_row"],
                columns=form.columns,
                clock=house_clock,
            )
        except Refused as refused:
            form.add_error(None, told(refused.message))
        else:
            messages.success(request, _("Checked again. Nothing of it has left yet."))
            return redirect("debtors:check", upload_id)
    return _page(request, shown, form, _confirming(shown))


@page(functions=_TEAM, methods=("POST",))
def confirm(request: ActingRequest, upload_id: UUID) -> HttpResponse:
    """Let the list leave, as the page showed it."""
    with acting_for(*request.acting_for):
        begun = waiting.round_of(upload_id, clock=house_clock)
    if begun is not None:  # it was confirmed a moment ago
        return redirect("debtors:round", begun)
    shown = _shown(request, upload_id)
    form = ConfirmForm(request.POST, agreements=shown.usable)
    if form.is_valid():
        outcome = hand_in.confirm(
            by=request.acting,
            upload_id=upload_id,
            version=UUID(form.cleaned_data["version"]),
            declared=form.cleaned_data["declared"],
            answer_by=form.cleaned_data["answer_by"],
            seen=form.cleaned_data["seen"],
            clock=house_clock,
        )
        if not isinstance(outcome, NotStarted):
            stand_on(request, outcome.round)
            messages.success(request, _("Confirmed. The list leaves now."))
            return redirect("debtors:round", outcome.round)
        for reason in outcome.reasons:
            form.add_error("answer_by" if reason.code == "answer_day" else None, told(reason.text))
    return _page(request, shown, ColumnsForm(page=shown.page), form)


@page(functions=_TEAM, methods=("POST",))
def withdraw(request: ActingRequest, upload_id: UUID) -> HttpResponse:
    """Delete the list, to hand it in again when it is mended."""
    hand_in.withdraw(by=request.acting, upload_id=upload_id, clock=house_clock)
    messages.success(request, _("The list was deleted; nothing of it left. Hand it in again once it is mended."))
    return redirect("debtors:start")


@page(functions=_TEAM)
def problems(request: ActingRequest, upload_id: UUID) -> HttpResponse:
    """Every row that does not leave or is odd, with what to do."""
    with acting_for(*request.acting_for):
        counts = waiting.counts(upload_id, clock=house_clock)
        if counts is None:
            raise Http404
        paging = paging_of(request, sum(counts))
        found = waiting.problems(upload_id, offset=paging.offset, limit=paging.size, clock=house_clock)
    context = {"upload": upload_id, "table": _problems(found, _("Row by row")), "paging": paging}
    return render(request, "debtors/problems.html", context)


def _shown(request: ActingRequest, upload_id: UUID) -> _Shown:
    with acting_for(*request.acting_for):
        found = waiting.page(upload_id, clock=house_clock)
        some = waiting.problems(upload_id, offset=0, limit=_FIRST, clock=house_clock)
    if found is None:
        raise Http404
    usable, refusals = _agreements(request)
    return _Shown(found, some, usable, refusals)


def _confirming(shown: _Shown) -> ConfirmForm:
    day = belgian_day(house_clock())
    expected = max((actions.answer_by(one, day) for one, _name in shown.usable), default=day)
    return ConfirmForm(agreements=shown.usable, initial={"answer_by": expected, "seen": shown.page.seen})


def _page(request: ActingRequest, shown: _Shown, columns: ColumnsForm, confirming: ConfirmForm) -> HttpResponse:
    found = shown.page
    context = {
        "found": found,
        "columns": columns,
        "confirming": confirming,
        "usable": shown.usable,
        "refusals": shown.refusals,
        "missing": [(field_words(key), ", ".join(found.usual.get(key, ()))) for key in found.missing],
        "facts": _facts(found),
        "sample": _sample(found),
        "other_sheets": [one for one in found.sheets if one != found.sheet],
        "problems": _problems(shown.problems, _("What to check")),
        "more": found.faults + found.notes > len(shown.problems),
        "came": date_format(localtime(found.line.handed_in_at), "DATETIME_FORMAT"),
    }
    return render(request, "debtors/check.html", context, status=422 if columns.errors or confirming.errors else 200)


def _facts(found: WaitingPage) -> list[tuple[str, object]]:
    return [
        (_("Rows in the list"), found.rows),
        (_("Can leave"), found.valid),
        (_("To mend, do not leave"), found.faults),
        (_("Odd, leave all the same"), found.notes),
        *([(_("Rows of nobody (a total, a note)"), len(found.skipped_rows))] if found.skipped_rows else []),
    ]


def _sample(found: WaitingPage) -> Table:
    return Table(
        caption=_("The first rows, as they were read"),
        columns=[
            Column(_("Row in the sheet"), number=True),
            Column(_("File number")),
            Column(_("Last name")),
            Column(_("First name")),
            Column(_("Street")),
            Column(_("House number")),
            Column(_("National register number")),
        ],
        rows=[
            [
                Cell(str(row.number)),
                Cell(row.file_number),
                Cell(row.last_name),
                Cell(row.first_name),
                Cell(row.street),
                Cell(row.house_number),
                Cell(_("sound"), status="good") if row.ssin else Cell(_("must be mended"), status="warn"),
            ]
            for row in found.sample
        ],
    )


def _problems(found: tuple[Problem, ...], caption: str) -> Table:
    return Table(
        caption=caption,
        columns=[
            Column(_("Row in the sheet"), number=True),
            Column(_("Cell")),
            Column(_("What to do")),
            Column(_("Leaves")),
        ],
        rows=[
            [
                Cell(str(one.row)),
                Cell(one.where if one.where != str(one.row) else ""),
                Cell(told(one.what)),
                Cell(_("yes, but odd"), status="info") if one.leaves else Cell(_("no"), status="warn"),
            ]
            for one in found
        ],
        empty=_("Nothing to check: every row can leave."),
    )


def _agreements(request: ActingRequest) -> tuple[Usable, list[tuple[str, list[str]]]]:
    """Those that can be used today; when there is none: the name of each, and why in words."""
    with acting_for(*request.acting_for):
        carried = carrying(KEY_ITEM, clock=house_clock, sender=request.acting.organisation)
    names = {party.id: party.name for party in organisations()}
    today = belgian_day(house_clock())
    usable = [(one, names.get(one.recipient, "")) for one in carried if one.in_force and one.next_day <= today]
    if usable:
        return usable, []
    return [], [
        (listed((names.get(one.recipient, ""), dutch(one.title)), ": "), _why_not(one, today)) for one in carried
    ]


def _why_not(agreement: Agreement, today: date) -> list[str]:
    said = [told(reason.text) for reason in agreement.reasons]
    return said or ([told(actions.too_soon(agreement).text)] if agreement.next_day > today else [])
