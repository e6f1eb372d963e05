"""Adopt a text by page: hand it in, read what is wrong with it, say who is who, read what it will do, and only then adopt it.

Three steps on one address, and nothing is kept before the last: the text travels along in the form. source: REQUIREMENTS P1, P9
"""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from kring.core.clock import house_clock
from kring.core.days import belgian_day
from kring.core.errors import Fault
from kring.desks.register import beside, changes, handed_in, places, queries
from kring.desks.register.forms import HandInForm, PlacesForm
from kring.desks.register.handed_in import HandedIn
from kring.desks.register.words import NEEDS
from kring.face.acting import ActingRequest, page
from kring.face.spoken import dutch
from kring.guard.acting import acting_for
from kring.instruments import adoption, compiling
from kring.policy import document as documents
from kring.policy.document import Document


@page(functions=adoption.ADOPTERS, methods=("GET", "HEAD", "POST"))
def adopt(request: ActingRequest) -> HttpResponse:
    """The step that the form asks for; each one reads the text anew, for what is shown must be what is adopted."""
    step = request.POST.get("step", "")
    if request.method == "POST" and step in ("look", "adopt"):
        return _chosen(request, adopting=step == "adopt")
    form = HandInForm(request.POST, request.FILES) if request.method == "POST" else HandInForm()
    if form.is_bound and form.is_valid():
        try:
            handed = _examined(str(form.cleaned_data["text"]))
        except Fault as fault:
            form.add_error("file" if form.cleaned_data.get("file") else "pasted", fault.message)
        else:
            return _found(request, handed)
    return render(request, "register/hand_in.html", {"form": form}, status=422 if form.errors else 200)


def _found(request: ActingRequest, handed: HandedIn) -> HttpResponse:
    """What ``kring instrument check`` says of it; with nothing in the way, the question who is who."""
    context: dict[str, object] = {"handed": handed}
    if handed.blocked or handed.document is None:
        context["form"] = HandInForm(initial={"pasted": handed.text})
        return render(request, "register/findings.html", context, status=422)
    open_ = places.places(handed.document, request.acting.organisation)
    context |= {"title": dutch(handed.document.title.nl), "problems": [place for place in open_ if place.problem]}
    context["form"] = PlacesForm(places=open_, initial={"text": handed.text})
    return render(request, "register/findings.html", context)


def _chosen(request: ActingRequest, *, adopting: bool) -> HttpResponse:
    """The text as it will hold between the chosen organisations; adopted when that was asked."""
    try:
        handed = _examined(handed_in.decoded(request.POST.get("text", "").encode("utf-8", "replace")))
    except Fault as fault:
        return render(request, "register/hand_in.html", {"form": HandInForm(), "refused": fault.message}, status=422)
    if handed.blocked or handed.document is None:
        return _found(request, handed)
    open_ = places.places(handed.document, request.acting.organisation)
    form = PlacesForm(request.POST, places=open_)
    context: dict[str, object] = {"handed": handed, "title": dutch(handed.document.title.nl), "form": form}
    if not form.is_valid():
        context["problems"] = [place for place in open_ if place.problem]
        return render(request, "register/findings.html", context, status=422)
    refused = ""
    try:
        text = places.filled(handed.document, form.chosen)
    except Fault as fault:
        context["refused"] = fault.message
        return render(request, "register/findings.html", context, status=409)
    if adopting:
        try:
            return _adopted(request, text, form)
        except Fault as fault:
            refused = fault.message
    return _looked(request, text, form, context | {"refused": refused})


def _looked(request: ActingRequest, text: Document, form: PlacesForm, context: dict[str, object]) -> HttpResponse:
    words, policy = compiling.vocabulary(), compiling.check(text)
    organisations = queries.names_of(form.chosen)
    with acting_for(*request.acting_for):
        held = queries.held_before(text, form.chosen)
        known = queries.known_already(text)
    context |= {
        "facts": [
            *((place.name, organisations[form.chosen[place.key]]) for place in form.places),
            (_("Version"), text.version),
            (_("Mark of the text"), documents.digest(text)),
        ],
        "sections": beside.sections(text, policy, words),
        "held": held,
        "known": known,
        "needs": ", ".join(str(NEEDS[need]) for need in policy.needs),
        "change": changes.since(
            held.policy if held else None, policy, words, texts=(*([held.document] if held else []), text)
        ),
        "hidden": [("step", "adopt"), ("text", request.POST["text"]), *_chosen_fields(form)],
        "own": request.sitting.party.name,
    }
    return render(request, "register/look.html", context, status=409 if context["refused"] else 200)


def _chosen_fields(form: PlacesForm) -> list[tuple[str, str]]:
    return [(f"party_{key}", str(organisation)) for key, organisation in form.chosen.items()]


def _adopted(request: ActingRequest, text: Document, form: PlacesForm) -> HttpResponse:
    kept = adoption.adopt(by=request.acting, document=text, parties_are=form.chosen, clock=house_clock)
    messages.success(
        request,
        _("Your organisation has its copy. Nothing leaves under it until all that is required was said about it."),
    )
    return redirect("register:instrument", kept.id)


def _examined(text: str) -> HandedIn:
    return handed_in.examined(text, compiling.vocabulary(), belgian_day(house_clock()))
