"""The pages of reported faults. OCMW: report one on a marked client, read what came of it. City: look into it, correct or keep."""

from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache

from kring.core.clock import house_clock
from kring.exchange.corrections import NotReported, ReportLine
from kring.face.acting import ActingRequest, page
from kring.face.sides import stand_on
from kring.face.tables import Cell, Column, Table
from kring.flows.debtors.city.views import looked
from kring.flows.debtors.ocmw.talk_desk import WORKERS, open_case
from kring.flows.debtors.reported import corrections
from kring.flows.debtors.reported import queries as faults
from kring.flows.debtors.reported.corrections import Changed
from kring.flows.debtors.reported.forms import CorrectForm, KeepForm, ReportForm
from kring.flows.debtors.reported.queries import CaseFaults, FaultLine, FaultPage
from kring.flows.debtors.reported.words import FAULTS, ITEMS, KEPT, OUTCOMES, fault_words, items_words
from kring.flows.debtors.roles import DEBT_TEAM
from kring.flows.debtors.words import told
from kring.guard.acting import acting_for

_TEAM: Final = frozenset({DEBT_TEAM})
_WITH_POST: Final = ("GET", "HEAD", "POST")


@never_cache
@page(functions=WORKERS, methods=_WITH_POST)
def report(request: ActingRequest, case_id: UUID) -> HttpResponse:
    """OCMW. Report a fault in what the city said of a marked client; below it, what was reported before and what came of it."""
    open_case(request, case_id)
    found = _of_case(request, case_id)
    form = ReportForm(request.POST or None, values=found.values, waiting=found.waiting)
    if request.method == "POST" and form.is_valid():
        outcome = corrections.report(
            by=request.acting,
            case_id=case_id,
            items=form.cleaned_data["items"],
            fault=form.cleaned_data["fault"],
            clock=house_clock,
        )
        if not isinstance(outcome, NotReported):
            messages.success(request, _("Reported. %(city)s looks into it and tells you.") % {"city": found.partner})
            return redirect("debtors:case_faults", case_id)
        for reason in outcome.reasons:
            form.add_error(None, told(reason.text))
    context = {
        "found": found,
        "form": form if len(found.waiting) < len(ITEMS) else None,
        "table": _reports_table(found),
    }
    return render(request, "debtors/case_faults.html", context, status=422 if form.errors else 200)


@never_cache
@page(functions=_TEAM)
def listed(request: ActingRequest) -> HttpResponse:
    """City. All reports on rows of the own rounds, open ones first."""
    with acting_for(*request.acting_for):
        found = faults.faults(clock=house_clock)
    table = Table(
        caption=_("Reported faults"),
        columns=[
            Column(_("Debtor")),
            Column(_("File number")),
            Column(_("Which data")),
            Column(_("What is wrong")),
            Column(_("By when")),
            Column(_("Standing")),
        ],
        rows=[_listed_cells(line) for line in found],
        empty=_("No fault was reported."),
    )
    return render(request, "debtors/faults.html", {"table": table})


@never_cache
@page(functions=_TEAM)
def one(request: ActingRequest, task_id: UUID) -> HttpResponse:
    """City. One report: what is said to be wrong, the values as they stand, and what to do."""
    return _one_page(request, _opened(request, task_id))


@page(functions=_TEAM, methods=("POST",))
def correct(request: ActingRequest, task_id: UUID) -> HttpResponse:
    """City. The right values, found out by a person."""
    found = _opened(request, task_id)
    form = CorrectForm(request.POST, values=found.values, fault=found.line.fault)
    if not form.is_valid():
        return _one_page(request, found, correcting=form)
    done = corrections.correct(by=request.acting, task_id=task_id, values=form.new_values, clock=house_clock)
    if done.what == "unchanged":
        form.add_error(None, _("Nothing is different from what stands there. If it is right, keep it as it is."))
        return _one_page(request, found, correcting=form)
    if done.elsewhere:
        messages.info(
            request,
            ngettext(
                "The same wrong value stood in %(count)s other marked row: corrected and told there too.",
                "The same wrong value stood in %(count)s other marked rows: corrected and told there too.",
                done.elsewhere,
            )
            % {"count": done.elsewhere},
        )
    return _settled(request, done, _("Corrected. Everybody who received the wrong value is told."))


@page(functions=_TEAM, methods=("POST",))
def keep(request: ActingRequest, task_id: UUID) -> HttpResponse:
    """City. It stays as it is, and why."""
    found = _opened(request, task_id)
    form = KeepForm(request.POST)
    if not form.is_valid():
        return _one_page(request, found, keeping=form)
    done = corrections.keep(by=request.acting, task_id=task_id, why=form.cleaned_data["why"], clock=house_clock)
    return _settled(request, done, _("It stays as it is. Whoever reported it is told why."))


def _settled(request: ActingRequest, done: Changed, said: str) -> HttpResponse:
    if done.what == "already":
        messages.warning(request, _("A colleague was first: this report was answered already. You changed nothing."))
    else:
        messages.success(request, said)
    return redirect("debtors:faults")


def _of_case(request: ActingRequest, case_id: UUID) -> CaseFaults:
    with acting_for(*request.acting_for):
        found = faults.of_case(case_id, clock=house_clock)
    if found is None:
        raise Http404
    return found


def _opened(request: ActingRequest, task_id: UUID) -> FaultPage:
    with acting_for(*request.acting_for):
        batch = faults.batch_of(task_id)
    if batch is None:
        raise Http404
    stand_on(request, batch)
    with acting_for(*request.acting_for):
        found = faults.fault(task_id, clock=house_clock)
    if found is None:
        raise Http404
    return found


def _one_page(
    request: ActingRequest, found: FaultPage, *, correcting: CorrectForm | None = None, keeping: KeepForm | None = None
) -> HttpResponse:
    line = found.line
    look, stands = OUTCOMES[line.outcome]
    means = FAULTS[line.fault][1]
    facts = [
        (_("Debtor"), line.name),
        (_("File number"), line.file_number),
        (_("Row"), _("row %(number)s of the round of %(day)s") % {"number": line.number, "day": _day(line.round_day)}),
        (_("Reported by"), line.reporter),
        (_("Reported on"), _day(localtime(line.taken_at))),
        (_("Which data"), items_words(line.items)),
        (_("What is wrong, they say"), f"{fault_words(line.fault)}: {means}"),
    ]
    if line.outcome:
        facts += [
            (_("Corrected"), items_words(line.corrected) or _("nothing")),
            (_("Answered by"), line.decided_by),
            (_("Answered on"), _day(localtime(line.decided_at)) if line.decided_at else ""),
        ]
    context = {
        "line": line,
        "facts": [fact for fact in facts if fact[1]],
        "values": [(ITEMS[item], found.values[item] or _("empty")) for item in ITEMS if item in found.values],
        "look": look,
        "stands": stands,
        "correcting": correcting or CorrectForm(values=found.values, fault=line.fault),
        "keeping": keeping or KeepForm(),
        "looks": looked(found.looks),
    }
    wrong = (correcting and correcting.errors) or (keeping and keeping.errors)
    return render(request, "debtors/fault.html", context, status=422 if wrong else 200)


def _listed_cells(line: FaultLine) -> list[Cell]:
    look, stands = OUTCOMES[line.outcome]
    return [
        Cell(line.name or _("name empty"), url=reverse("debtors:fault", args=[line.id])),
        Cell(line.file_number),
        Cell(items_words(line.items)),
        Cell(fault_words(line.fault)),
        Cell("" if line.outcome else _day(line.due_on), note=_("later than agreed") if line.late else ""),
        Cell(stands, status=look),
    ]


def _reports_table(found: CaseFaults) -> Table:
    return Table(
        caption=_("Reported before"),
        columns=[
            Column(_("Reported on")),
            Column(_("By")),
            Column(_("Which data")),
            Column(_("What is wrong")),
            Column(_("What came of it")),
        ],
        rows=[_report_cells(line, found) for line in found.reports],
    )


def _report_cells(line: ReportLine, found: CaseFaults) -> list[Cell]:
    look, stands = OUTCOMES[line.outcome]
    return [
        Cell(_day(localtime(line.at))),
        Cell(found.who.get(line.report, "") if line.own else _("told by the city itself")),
        Cell(items_words(line.items)),
        Cell(fault_words(line.fault)),
        Cell(stands, status=look, note=_new_values(line)),
    ]


def _new_values(line: ReportLine) -> str:
    """What a correction brought: the new values stand in the case, or there is none."""
    if line.outcome != "corrected":
        return str(KEPT.get(line.outcome, ""))
    without = [item for item in line.corrected if item not in line.valued]
    said = []
    if line.valued and line.arrived:
        said.append(_("New value in place: %(items)s.") % {"items": items_words(line.valued)})
    elif line.valued:
        said.append(_("The new value is on its way: %(items)s.") % {"items": items_words(line.valued)})
    if without:
        said.append(_("No new value available; the old one is removed: %(items)s.") % {"items": items_words(without)})
    return " ".join(said)


def _day(day: object) -> str:
    return date_format(day, "DATE_FORMAT")  # type: ignore[arg-type]  # a day or an instant
