"""The pages of the city's debt team: its rounds, a round, its rows, who looked at a row.

Each view reads inside one short ``acting_for`` and renders after the commit.
"""

from collections.abc import Sequence
from functools import partial
from typing import cast, get_args
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime as local
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kring.core.clock import house_clock
from kring.face.acting import ActingRequest, page
from kring.face.downloads import as_download
from kring.face.paging import PAGE_SIZE, bounded_paging
from kring.face.sides import stand_on
from kring.face.spoken import kept
from kring.face.tables import Cell, Column, Table
from kring.flows.debtors.city import actions, queries, waiting
from kring.flows.debtors.city.queries import Look, Only, RoundLine, RoundPage, RowLine
from kring.flows.debtors.city.waiting import WaitingLine
from kring.flows.debtors.roles import DEBT_TEAM
from kring.flows.debtors.search_form import search_of
from kring.flows.debtors.words import page_words, state_words, told
from kring.guard.acting import acting_for
from kring.sheets.refused import Refused

_TEAM = frozenset({DEBT_TEAM})


@page(functions=_TEAM)
def rounds(request: ActingRequest) -> HttpResponse:
    """All rounds of this city."""
    with acting_for(*request.acting_for):
        found = queries.rounds(clock=house_clock)
        handed_in = waiting.lists(clock=house_clock)
    table = Table(
        caption=_("Rounds"),
        columns=[
            Column(_("Day")),
            Column(_("To")),
            Column(_("Standing")),
            Column(_("Debtors"), number=True),
            Column(_("Marked"), number=True),
            Column(_("Started by")),
        ],
        rows=[_round_cells(line) for line in found],
        empty=_("No list was sent yet. Begin with a new round: nothing leaves before you have seen what."),
    )
    return render(request, "debtors/rounds.html", {"table": table, "waiting": _waiting_table(handed_in)})


@page(functions=_TEAM)
def round_(request: ActingRequest, round_id: UUID) -> HttpResponse:
    """One round: how far it is, what stayed behind, and the workbook."""
    stand_on(request, round_id)
    with acting_for(*request.acting_for):
        found = queries.round_page(round_id, clock=house_clock)
    if found is None:
        raise Http404
    line, progress = found.line, found.line.progress
    facts = [
        (_("To"), line.partner),
        (_("File"), found.filename),
        (_("Rows in the list"), line.rows),
        (_("Debtors sent"), progress.rows_sent),
        *([(_("Debtors not sent"), progress.rows_stopped)] if progress.stopped else []),
        (_("Rows to mend, not sent"), line.invalid),
        (_("Held back by a restriction or objection"), progress.withheld),
        (_("Marked"), progress.marked),
        (_("Answer expected by"), date_format(line.answer_by, "DATE_FORMAT")),
        (_("Started by"), line.started_by),
    ]
    context = {
        "found": found,
        "progress": progress,
        "facts": facts,
        "reasons": [told(text) for text in progress.reasons],
        "shell_template": "face/base.html" if progress.done else "face/live.html",
        "standing": _standing_now(found),
        **_progress_context(line),
    }
    return render(request, "debtors/round.html", context)


@page(functions=_TEAM)
def progress_part(request: ActingRequest, round_id: UUID) -> HttpResponse:
    """How far a round is, for the page that asks every second; when it is done the whole page comes again."""
    stand_on(request, round_id)
    with acting_for(*request.acting_for):
        line = queries.line(round_id, clock=house_clock)
    if line is None:
        raise Http404
    response = render(request, "face/parts/progress.html", _progress_context(line))
    if line.progress.done:
        response["HX-Refresh"] = "true"
    return response


@page(functions=_TEAM, methods=("GET", "HEAD", "POST"))
def rows(request: ActingRequest, round_id: UUID) -> HttpResponse:
    """The rows of a round with their marks and what is to be mended, or those with a name that was sent. Every look is written."""
    stand_on(request, round_id)
    asked, search = request.GET.get("toon", ""), search_of(request)
    only = cast("Only", asked) if asked in get_args(Only) and not search.form.is_bound else ""
    paging, shown, following = None, tuple[RowLine, ...](), False
    with acting_for(*request.acting_for):
        day = queries.day(round_id, clock=house_clock)
        if search.name:
            shown, following = queries.search(
                round_id, name=search.name, offset=search.offset, limit=PAGE_SIZE, clock=house_clock
            )
        elif not search.form.is_bound:
            count = partial(queries.count_rows, round_id, only=only, clock=house_clock)
            paging = bounded_paging(request, lambda most: count(most=most))
            shown = queries.rows(round_id, only=only, offset=paging.offset, limit=paging.size, clock=house_clock)
    if day is None:
        raise Http404
    table = Table(
        caption=_("Debtors"),
        columns=[
            Column(_("Row in the sheet"), number=True),
            Column(_("File number")),
            Column(_("Name")),
            Column(_("Address")),
            Column(_("Stand OCMW")),
            Column(_("Remark")),
        ],
        rows=[_row_cells(round_id, row) for row in shown],
        empty=_("Nobody with such a name stands in this list.") if search.name else _("No rows here."),
    )
    context = {
        "round_id": round_id,
        "day": day,
        "table": None if search.form.errors else table,
        "paging": paging,
        "search": search,
        "following": following,
        "tabs": _tabs(None if search.form.is_bound else only),
    }
    return render(request, "debtors/rows.html", context, status=422 if search.form.errors else 200)


@page(functions=_TEAM)
def row(request: ActingRequest, round_id: UUID, row_id: UUID) -> HttpResponse:
    """One row, and who here looked at this person."""
    stand_on(request, round_id)
    with acting_for(*request.acting_for):
        opened = queries.row(round_id, row_id, clock=house_clock)
    if opened is None:
        raise Http404
    line, looks = opened
    facts = [
        (_("File number"), line.file_number),
        (_("Name"), line.name),
        (_("Address"), line.address),
        (_("Stand OCMW"), line.stand or _("no mark")),
        *([(_("Marked on"), date_format(line.marked_on, "DATE_FORMAT"))] if line.marked_on else []),
        *(
            [(_("Recovery may go on since"), date_format(line.signalled_on, "DATE_FORMAT"))]
            if line.signalled_on
            else []
        ),
        *([(_("Remark"), remark)] if (remark := _remark(line)) else []),
    ]
    context = {"line": line, "round_id": round_id, "facts": facts, "looks": looked(looks)}
    return render(request, "debtors/row.html", context)


@page(functions=_TEAM, methods=("POST",))
def workbook(request: ActingRequest, round_id: UUID) -> HttpResponse:
    """The uploaded workbook with its added column, as a download."""
    stand_on(request, round_id)
    try:
        taken = actions.take_out(by=request.acting, round_id=round_id, clock=house_clock)
    except Refused as refused:
        messages.error(request, kept(told(refused.message)))
        return redirect("debtors:round", round_id)
    return as_download(HttpResponse(taken.data, content_type="application/octet-stream"), taken.filename)


@page(functions=_TEAM, methods=("POST",))
def again(request: ActingRequest, round_id: UUID) -> HttpResponse:
    """Try again to send what was stopped."""
    stand_on(request, round_id)
    actions.send_again(by=request.acting, round_id=round_id, clock=house_clock)
    return redirect("debtors:round", round_id)


def looked(looks: tuple[Look, ...]) -> list[tuple[str, object, str]]:
    """Looks as ``face/parts/looked.html`` shows them."""
    return [(look.who, look.when, page_words(look.where)) for look in looks]


def _progress_context(line: RoundLine) -> dict[str, object]:
    progress = line.progress
    words, _kind = state_words(progress.state)
    parts = ngettext(
        "%(state)s (%(sent)s of %(chunks)s part sent, %(answered)s answered)",
        "%(state)s (%(sent)s of %(chunks)s parts sent, %(answered)s answered)",
        progress.chunks,
    ) % {"sent": progress.sent, "chunks": progress.chunks, "answered": progress.answered, "state": words}
    return {
        "label": _("Progress"),
        "value": progress.steps,
        "max": max(1, 2 * progress.chunks),
        "text": f"{parts}. {waits}" if (waits := _waits_for(line)) else parts,
        "poll": reverse("debtors:progress", args=[line.id]),
        "done": progress.done,
    }


def _waits_for(line: RoundLine) -> str:
    """What has to come before the round goes on; empty when nothing has."""
    progress = line.progress
    if progress.sent + progress.stopped < progress.chunks:
        return _("Each part is decided on and written down before it leaves.")
    if not progress.waiting:
        return ""
    return ngettext(
        "Waits for %(partner)s: %(parts)s part, expected by %(day)s.",
        "Waits for %(partner)s: %(parts)s parts, expected by %(day)s.",
        progress.waiting,
    ) % {"partner": line.partner, "parts": progress.waiting, "day": date_format(line.answer_by, "DATE_FORMAT")}


def _standing_now(found: RoundPage) -> list[str]:
    """Of the workbook: how things stand in it now, and until when it can be taken out."""
    progress = found.line.progress
    said = []
    if progress.answered < progress.chunks:
        said.append(
            ngettext(
                "So far %(answered)s of %(chunks)s part is answered. Later the workbook may hold more marks, never fewer.",
                "So far %(answered)s of %(chunks)s parts are answered. Later the workbook may hold more marks, never fewer.",
                progress.chunks,
            )
            % {"answered": progress.answered, "chunks": progress.chunks}
        )
    if found.kept_until is not None:
        said.append(
            _("You can take it out until %(day)s; then the round is erased.")
            % {"day": date_format(found.kept_until, "DATE_FORMAT")}
        )
    return said


def _waiting_table(lines: Sequence[WaitingLine]) -> Table:
    return Table(
        caption=_("Lists that wait to be confirmed"),
        columns=[Column(_("Handed in")), Column(_("Rows"), number=True), Column(_("By")), Column(_("Confirm by"))],
        rows=[
            [
                Cell(
                    date_format(local(line.handed_in_at), "DATETIME_FORMAT"),
                    url=reverse("debtors:check", args=[line.id]),
                ),
                Cell(str(line.rows)) if line.rows else Cell("", note=_("columns to be chosen")),
                Cell(line.handed_in_by),
                Cell(date_format(line.until, "DATE_FORMAT"), note=_("then it is deleted")),
            ]
            for line in lines
        ],
    )


def _round_cells(line: RoundLine) -> list[Cell]:
    words, kind = state_words(line.progress.state)
    return [
        Cell(date_format(line.day, "DATE_FORMAT"), url=reverse("debtors:round", args=[line.id])),
        Cell(line.partner),
        Cell(words, status=kind, note=_("later than agreed") if line.late else ""),
        Cell(str(line.rows)),
        Cell(str(line.progress.marked)),
        Cell(line.started_by),
    ]


def _row_cells(round_id: UUID, line: RowLine) -> list[Cell]:
    return [
        Cell(str(line.number), url=reverse("debtors:row", args=[round_id, line.id])),
        Cell(line.file_number),
        Cell(line.name),
        Cell(line.address),
        Cell(line.stand, status="info" if line.mark else None),
        Cell(_remark(line)),
    ]


def _remark(line: RowLine) -> str:
    if line.fault:
        return told(line.fault)
    if line.withheld:
        return _("Not sent: a restriction or objection holds for this person.")
    if not line.left:
        return _("Not sent (yet): the page of the round says why.")
    return told(line.note) if line.note else ""


def _tabs(only: str | None) -> list[tuple[str, str, bool]]:
    names = (
        ("", _("All rows")),
        ("gemarkeerd", _("Marked")),
        ("na-te-kijken", _("To check")),
        ("niet-verstuurd", _("Not sent")),
    )
    return [(f"?toon={key}" if key else "?", name, key == only) for key, name in names]
