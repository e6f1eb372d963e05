"""The pages of whoever sends: what may be started, a new list or person, a sending and its people.

Each view reads inside one short ``acting_for`` and renders after the commit.
"""

from typing import cast, get_args
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kring.core.clock import house_clock
from kring.core.days import belgian_day
from kring.exchange.offers import Offer
from kring.face.acting import ActingRequest, page
from kring.face.paging import paging_of
from kring.face.sides import stand_on
from kring.face.spoken import dutch
from kring.face.tables import Cell, Column, Table
from kring.face.words import function_labels
from kring.flows.lists import actions, queries, received
from kring.flows.lists.actions import Choice, NotStarted, Started
from kring.flows.lists.forms import OfferForm, PersonForm, WorkbookForm
from kring.flows.lists.queries import Only, Progress, SendingLine, SentLine
from kring.flows.lists.received import ListLine
from kring.flows.lists.roles import role_of
from kring.flows.lists.words import capital, item_words, person_words, state_words, told
from kring.guard.acting import acting_for
from kring.parties.queries import held_now, organisations
from kring.sheets.refused import Refused

_WITH_POST = ("GET", "HEAD", "POST")


@page()
def home(request: ActingRequest) -> HttpResponse:
    """What this position may start, what came in for it, and what it sent."""
    with acting_for(*request.acting_for):
        offered = queries.startable(clock=house_clock)
        came = received.lists(clock=house_clock)
        sent = queries.sendings(clock=house_clock)
    names = {party.id: party.name for party in organisations()}
    cards = [
        (names.get(one.agreement.recipient, ""), one, ", ".join(told(item.text) for item in one.items), _why_not(one))
        for one in offered
    ]
    context = {"offers": cards, "came": _came(came) if came else None, "sent": _sent(sent) if sent else None}
    return render(request, "lists/home.html", context)


@page(methods=_WITH_POST)
def start(request: ActingRequest, version: UUID, disclosure: str) -> HttpResponse:
    """Hand in a list; the page says what leaves, to whom, for what, why, and how long it is kept there."""
    offer = _offer(request, version, disclosure)
    form = WorkbookForm(request.POST or None, request.FILES or None, offer=offer)
    if request.method == "POST" and not _why_not(offer) and form.is_valid():
        upload = form.cleaned_data["list"]
        try:
            outcome = actions.send_workbook(
                by=request.acting, data=upload.read(), filename=upload.name, choice=form.choice, clock=house_clock
            )
        except Refused as refused:
            form.add_error("list", told(refused.message))
        else:
            if isinstance(outcome, Started):
                return _begun(request, outcome)
            _explain(form, outcome)
    return _start_page(request, offer, form, "lists/start.html")


@page(methods=_WITH_POST)
def start_person(request: ActingRequest, version: UUID, disclosure: str) -> HttpResponse:
    """Send one person: the items of the text as fields, and nothing else."""
    offer = _offer(request, version, disclosure)
    form = PersonForm(request.POST or None, offer=offer)
    if request.method == "POST" and not _why_not(offer) and form.is_valid():
        outcome = actions.send_person(
            by=request.acting, values=form.values, choice=form.choice, decided=form.decided, clock=house_clock
        )
        if isinstance(outcome, Started):
            return _begun(request, outcome)
        if isinstance(outcome, NotStarted):
            _explain(form, outcome)
        else:
            form.explain(outcome)
    return _start_page(request, offer, form, "lists/person_form.html")


@page()
def sending(request: ActingRequest, sending_id: UUID) -> HttpResponse:
    """One sending: how far it is, what stayed behind and why."""
    stand_on(request, sending_id)
    with acting_for(*request.acting_for):
        line = queries.one(sending_id, clock=house_clock)
    if line is None:
        raise Http404
    purposes = dict(line.offer.purposes) if line.offer else {}
    facts = [
        (_("To"), line.partner),
        (_("Under"), dutch(line.offer.agreement.title) if line.offer else line.document),
        *([(_("Purpose"), told(purposes[line.purpose]))] if line.purpose in purposes else []),
        (_("People sent"), line.progress.people),
        (_("Stayed here by a decision"), line.progress.withheld),
        (_("To mend, not sent"), line.invalid),
        (_("With an answer"), line.answers),
        (_("Started by"), line.started_by),
    ]
    context = {
        "line": line,
        "facts": facts,
        "reasons": [told(text) for text in line.progress.reasons],
        "missing": [item_words(line.offer, name) for name in line.missing],
        "shell_template": "face/base.html" if line.progress.done else "face/live.html",
        **_progress_context(sending_id, line.progress),
    }
    return render(request, "lists/sending.html", context)


@page()
def progress_part(request: ActingRequest, sending_id: UUID) -> HttpResponse:
    """How far a sending is, for the page that asks every second; when it is done the whole page comes again."""
    stand_on(request, sending_id)
    with acting_for(*request.acting_for):
        line = queries.one(sending_id, clock=house_clock)
    if line is None:
        raise Http404
    response = render(request, "face/parts/progress.html", _progress_context(sending_id, line.progress))
    if line.progress.done:
        response["HX-Refresh"] = "true"
    return response


@page()
def people(request: ActingRequest, sending_id: UUID) -> HttpResponse:
    """The people of a sending, with answers and with what is to be mended. Every look is written."""
    stand_on(request, sending_id)
    asked = request.GET.get("toon", "")
    only = cast("Only", asked) if asked in get_args(Only) else ""
    with acting_for(*request.acting_for):
        line = queries.one(sending_id, clock=house_clock)
        paging = paging_of(request, queries.count(sending_id, only=only, clock=house_clock))
        shown = queries.people(sending_id, only=only, offset=paging.offset, limit=paging.size, clock=house_clock)
    if line is None:
        raise Http404
    items = [one.name for one in line.offer.items] if line.offer else []
    table = Table(
        caption=_("People"),
        columns=[
            Column(_("Row in the sheet"), number=True),
            *(Column(item_words(line.offer, name)) for name in items),
            Column(_("Standing")),
            Column(_("Answer")),
        ],
        rows=[_person_cells(one, items, line.offer) for one in shown],
        empty=_("Nobody here."),
    )
    names = (("", _("Everybody")), ("beantwoord", _("With an answer")), ("na-te-kijken", _("To check")))
    tabs = [(f"?toon={key}" if key else "?", name, key == only) for key, name in names]
    return render(request, "lists/people.html", {"line": line, "table": table, "paging": paging, "tabs": tabs})


@page(methods=("POST",))
def again(request: ActingRequest, sending_id: UUID) -> HttpResponse:
    """Try again to send what was stopped."""
    stand_on(request, sending_id)
    actions.send_again(by=request.acting, sending_id=sending_id, clock=house_clock)
    return redirect("lists:sending", sending_id)


def offer_facts(offer: Offer) -> list[tuple[str, str]]:
    """To whom, why and how long, in words, for the page that confirms."""
    names = {party.id: party.name for party in organisations()}
    facts = [
        (_("To"), names.get(offer.agreement.recipient, "")),
        (_("Read there by"), function_labels(offer.reader_roles)),
        (
            _("Under"),
            _("%(title)s (version %(number)s)") % {"title": offer.agreement.title, "number": offer.version_number},
        ),
    ]
    if len(offer.purposes) == 1:
        facts.append((_("Purpose"), told(offer.purposes[0][1])))
    kept = told(offer.keeps)
    if offer.kept_until:
        last = _("At the latest until %(day)s.") % {"day": date_format(offer.kept_until, "DATE_FORMAT")}
        facts.append((_("How long it is kept there"), " ".join(filter(None, (kept, last)))))
    if offer.every:
        facts.append((_("How often"), _every(*offer.every)))
    facts += [(_("Also needed"), capital(told(text))) for text in offer.gates]
    return facts


def _every(at_most: int, term: str) -> str:
    """``P1M`` in words."""
    number, unit = int(term[1:-1] or 1), term[-1]
    per = {
        "D": ngettext("%(count)s day", "%(count)s days", number),
        "W": ngettext("%(count)s week", "%(count)s weeks", number),
        "M": ngettext("%(count)s month", "%(count)s months", number),
        "Y": ngettext("%(count)s year", "%(count)s years", number),
    }[unit] % {"count": number}
    return _("at most %(times)s × in %(term)s") % {"times": at_most, "term": per}


def _offer(request: ActingRequest, version: UUID, disclosure: str) -> Offer:
    with acting_for(*request.acting_for):
        offer = actions.find(request.acting, Choice(version, disclosure), clock=house_clock)
        mine = offer is not None and role_of(held_now(house_clock), offer.sender_roles) is not None
    if offer is None or not mine or offer.in_reply_to is not None or not offer.items:
        raise Http404
    return offer


def _why_not(offer: Offer) -> list[str]:
    """Why it cannot go today, as far as that is known before anybody is named."""
    reasons = [told(reason.text) for reason in offer.agreement.reasons]
    if not reasons and offer.agreement.next_day > belgian_day(house_clock()):
        reasons.append(told(actions.too_soon(offer).text))
    return reasons


def _start_page(request: ActingRequest, offer: Offer, form: OfferForm, template: str) -> HttpResponse:
    purposes = dict(offer.purposes)
    leaves = [
        (
            capital(told(one.text)),
            told(one.why),
            [told(purposes[key]) for key in sorted(one.purposes) if key in purposes and len(purposes) > 1],
        )
        for one in offer.items
    ]
    context = {
        "offer": offer,
        "form": form,
        "leaves": leaves,
        "facts": offer_facts(offer),
        "why_not": _why_not(offer),
        "free_text": any(one.free_text for one in offer.items),
    }
    return render(request, template, context, status=422 if form.errors else 200)


def _begun(request: ActingRequest, outcome: Started) -> HttpResponse:
    stand_on(request, outcome.sending)
    return redirect("lists:sending", outcome.sending)


def _explain(form: OfferForm, outcome: NotStarted) -> None:
    for reason in outcome.reasons:
        form.add_error(None, told(reason.text))


def _progress_context(sending_id: UUID, progress: Progress) -> dict[str, object]:
    words, _kind = state_words(progress)
    parts = ngettext(
        "%(state)s (%(left)s of %(chunks)s part)", "%(state)s (%(left)s of %(chunks)s parts)", progress.chunks
    ) % {"left": progress.left, "chunks": progress.chunks, "state": words}
    return {
        "progress": progress,
        "label": _("Progress"),
        "value": progress.left,
        "max": max(1, progress.chunks),
        "text": parts,
        "poll": reverse("lists:progress", args=[sending_id]),
        "done": progress.done,
    }


def _came(lines: tuple[ListLine, ...]) -> Table:
    return Table(
        caption=_("Received lists"),
        columns=[Column(_("Day")), Column(_("From")), Column(_("Under")), Column(_("People"), number=True)],
        rows=[
            [
                Cell(date_format(line.day, "DATE_FORMAT"), url=reverse("lists:received", args=[line.id])),
                Cell(line.partner),
                Cell(dutch(line.offer.agreement.title)),
                Cell(str(line.rows), note="" if line.complete else _("not complete yet")),
            ]
            for line in lines
        ],
    )


def _sent(lines: tuple[SendingLine, ...]) -> Table:
    return Table(
        caption=_("Sent lists"),
        columns=[
            Column(_("Day")),
            Column(_("To")),
            Column(_("Standing")),
            Column(_("People sent"), number=True),
            Column(_("With an answer"), number=True),
            Column(_("Started by")),
        ],
        rows=[_sent_cells(line) for line in lines],
    )


def _sent_cells(line: SendingLine) -> list[Cell]:
    words, kind = state_words(line.progress)
    return [
        Cell(date_format(line.day, "DATE_FORMAT"), url=reverse("lists:sending", args=[line.id])),
        Cell(line.partner, note=_("answer to their list") if line.origin == "reply" else ""),
        Cell(words, status=kind),
        Cell(str(line.progress.people)),
        Cell(str(line.answers)),
        Cell(line.started_by),
    ]


def _person_cells(line: SentLine, items: list[str], offer: Offer | None) -> list[Cell]:
    words, kind = person_words(line)
    why = [told(text).format(item=item_words(offer, item)) for text, item in line.faults]
    why += [told(text) for text in line.reasons]
    answers = [f"{', '.join(one.values.values())} ({date_format(one.on, 'MONTH_DAY_FORMAT')})" for one in line.answers]
    return [
        Cell(str(line.number)),
        *(Cell(line.values.get(name, "")) for name in items),
        Cell(words, status=kind, note=" ".join(why)),
        Cell("; ".join(answers)),
    ]
