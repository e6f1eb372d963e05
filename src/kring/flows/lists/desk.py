"""The pages of whoever reads: a received list, one person of it, the workbook, and the answers."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kring.core.clock import house_clock
from kring.core.errors import Fault
from kring.exchange.offers import Offer, Offered
from kring.face.acting import ActingRequest, page
from kring.face.downloads import as_download
from kring.face.paging import paging_of
from kring.face.sides import stand_on
from kring.face.spoken import dutch
from kring.face.tables import Cell, Column, Table
from kring.flows.lists import answers, happenings, received, taking
from kring.flows.lists.actions import NotStarted
from kring.flows.lists.answers import Answer
from kring.flows.lists.forms import AnswerForm, HappenedForm, OfferForm, SearchForm
from kring.flows.lists.received import ListLine, PersonLine
from kring.flows.lists.values import sealed_items
from kring.flows.lists.views import offer_facts
from kring.flows.lists.words import item_words, page_words, told
from kring.guard.acting import acting_for

_WITH_POST = ("GET", "HEAD", "POST")
_NAMES = ("person.last_name", "person.first_name")
_WIDEST = 6
"""Columns in the table; the page of a person has all."""


@page(methods=_WITH_POST)
def people(request: ActingRequest, received_id: UUID) -> HttpResponse:
    """The people of a received list, sorted or searched. Every look is written."""
    _stand_on(request, received_id)
    search = SearchForm(request.POST or None)
    words = search.cleaned_data["words"].strip() if request.method == "POST" and search.is_valid() else ""
    order = request.GET.get("op", "")
    with acting_for(*request.acting_for):
        line = received.one(received_id, clock=house_clock)
        if line is None:
            raise Http404
        paging = paging_of(request, received.count(received_id, clock=house_clock))
        shown = received.people(
            received_id,
            offset=0 if words else paging.offset,
            limit=paging.size,
            order=order,
            search=words,
            clock=house_clock,
        )
        replies = answers.replies_to(received.the_list(received_id, clock=house_clock), clock=house_clock)
    items = [one.name for one in _clear(line.offer)]
    table = Table(
        caption=_("People"),
        columns=[*(Column(item_words(line.offer, name)) for name in items), Column(_("Kept until"))],
        rows=[_cells(line, one, items) for one in shown],
        empty=_("Nobody found.") if words else _("Nobody is in this list (any more)."),
    )
    context = {
        "line": line,
        "facts": _facts(line),
        "table": table,
        "paging": paging,
        "search": search,
        "words": words,
        "orders": _orders(line.offer, order),
        "replies": [(one, reverse("lists:answer", args=_place(received_id, one))) for one in replies],
    }
    return render(request, "lists/received.html", context)


@page(methods=_WITH_POST)
def person(request: ActingRequest, received_id: UUID, row_id: UUID) -> HttpResponse:
    """One person of a list: everything that arrived, until when, who here looked; and what happened from which the term runs."""
    _stand_on(request, received_id)
    with acting_for(*request.acting_for):
        line = received.one(received_id, clock=house_clock)
    if line is None:
        raise Http404
    events = happenings.to_record(line.offer)
    form = HappenedForm(request.POST or None, events=events) if events else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            happenings.happened(
                by=request.acting,
                received_id=received_id,
                row_id=row_id,
                event=form.cleaned_data["event"],
                on=form.cleaned_data["on"],
                clock=house_clock,
            )
        except Fault as fault:
            form.add_error(None, fault.message)
        else:
            messages.success(request, _("Recorded. The term runs from that day."))
            return redirect("lists:received", received_id)
    with acting_for(*request.acting_for):
        opened = received.person(received_id, row_id, clock=house_clock)
    if opened is None:
        raise Http404
    rows, looks = opened
    known = [(one.name, row.values[one.name]) for row in rows for one in line.offer.items if one.name in row.values]
    facts = [(item_words(line.offer, name), text) for name, text in known]
    facts.append((_("From"), line.partner))
    if until := min((row.until for row in rows if row.until), default=None):
        facts.append((_("Kept until"), date_format(until, "DATE_FORMAT")))
    looked = [(look.who, look.when, page_words(look.where)) for look in looks]
    context = {"line": line, "facts": facts, "looks": looked, "form": form}
    return render(request, "lists/person.html", context, status=422 if form is not None and form.errors else 200)


@page(methods=("POST",))
def workbook(request: ActingRequest, received_id: UUID) -> HttpResponse:
    """The list as a workbook, as a download."""
    _stand_on(request, received_id)
    try:
        taken = taking.take_out(by=request.acting, received_id=received_id, clock=house_clock)
    except Fault:
        raise Http404 from None
    return as_download(HttpResponse(taken.data, content_type="application/octet-stream"), taken.filename)


@page(methods=_WITH_POST)
def answer(request: ActingRequest, received_id: UUID, version: UUID, disclosure: str) -> HttpResponse:
    """Answer row by row: what leaves is the value alone, of those who have one. Every look is written."""
    _stand_on(request, received_id)
    with acting_for(*request.acting_for):
        line = received.one(received_id, clock=house_clock)
        if line is None:
            raise Http404
        replies = answers.replies_to(received.the_list(received_id, clock=house_clock), clock=house_clock)
        paging = paging_of(request, received.count(received_id, clock=house_clock))
        shown = received.people(
            received_id, offset=paging.offset, limit=paging.size, clock=house_clock, page="list.answers"
        )
    place = (version, disclosure)
    offer = next((one for one in replies if (one.agreement.version, one.agreement.disclosure) == place), None)
    if offer is None:
        raise Http404
    whole = OfferForm(request.POST or None, offer=offer)
    rows = [(one, AnswerForm(request.POST or None, offer=offer, who=_name(one), prefix=str(one.id))) for one in shown]
    wrong = [form for _one, form in rows if request.method == "POST" and not form.is_valid()]
    if request.method == "POST" and whole.is_valid() and not wrong:
        begun = _answer(request, received_id, whole, rows)
        if begun is not None:
            return begun
    context = {
        "line": line,
        "offer": offer,
        "form": whole,
        "rows": [(_name(one), form) for one, form in rows],
        "facts": offer_facts(offer),
        "paging": paging,
        "leaves": [(item_words(offer, one.name), told(one.why), one.values) for one in offer.items],
        "why_not": [told(reason.text) for reason in offer.agreement.reasons],
    }
    return render(request, "lists/answer.html", context, status=422 if whole.errors else 200)


def _answer(
    request: ActingRequest, received_id: UUID, whole: OfferForm, rows: list[tuple[PersonLine, AnswerForm]]
) -> HttpResponse | None:
    given = {one.id: Answer(form.values, form.decided) for one, form in rows if any(form.values.values())}
    try:
        outcome = answers.answer(
            by=request.acting, received_id=received_id, choice=whole.choice, answers=given, clock=house_clock
        )
    except Fault as fault:
        whole.add_error(None, fault.message)
        return None
    if isinstance(outcome, NotStarted):
        for reason in outcome.reasons:
            whole.add_error(None, told(reason.text))
        return None
    messages.success(request, _("The answers are on their way."))
    stand_on(request, outcome.sending)
    return redirect("lists:sending", outcome.sending)


def _facts(line: ListLine) -> list[tuple[str, object]]:
    facts: list[tuple[str, object]] = [
        (_("From"), line.partner),
        (_("Received on"), date_format(line.day, "DATE_FORMAT")),
        (_("Under"), dutch(line.offer.agreement.title)),
        (
            _("Why you may see this"),
            " ".join(told(text) for key, text in line.offer.purposes if line.purpose in ("", key)),
        ),
    ]
    if kept := told(line.offer.keeps):
        facts.append((_("How long we keep it"), kept))
    return facts


def _cells(line: ListLine, one: PersonLine, items: list[str]) -> list[Cell]:
    url = reverse("lists:person", args=[line.id, one.id])
    texts = [one.values.get(name, "") for name in items]
    first = next((text for text in texts if text), "") or _("open")
    cells = [Cell(text) for text in texts]
    place = next((number for number, text in enumerate(texts) if text), 0)
    if cells:
        cells[place] = Cell(first, url=url)
    return [*cells, Cell(date_format(one.until, "DATE_FORMAT") if one.until else "")]


def _orders(offer: Offer, order: str) -> list[tuple[str, str, bool]]:
    """By which items the list can be put in order: those that are kept in clear."""
    found = [("?", _("As it came"), order not in offer.item)]
    return found + [(f"?op={one.name}", item_words(offer, one.name), one.name == order) for one in _clear(offer)]


def _clear(offer: Offer) -> list[Offered]:
    """The items that a table shows: those kept in clear. Numbers and sensitive items stand on the page of the person alone."""
    return [one for one in offer.items if one.name not in sealed_items(offer.items)][:_WIDEST]


def _name(one: PersonLine) -> str:
    """The person by name, else by the first thing that is known."""
    named = " ".join(text for name in _NAMES if (text := one.values.get(name)))
    return named or next((text for text in one.values.values() if text), one.ref[:8])


def _place(received_id: UUID, one: Offer) -> list[object]:
    return [received_id, one.agreement.version, one.agreement.disclosure]


def _stand_on(request: ActingRequest, received_id: UUID) -> None:
    with acting_for(*request.acting_for):
        batch = received.batch_of(received_id)
    if batch is None:
        raise Http404
    stand_on(request, batch)
