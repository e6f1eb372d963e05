"""The register: which agreements this organisation works under, how they stand, and what the machine does with their text."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kring.core.clock import house_clock
from kring.core.vocabulary import Vocabulary
from kring.desks.register import beside, changes, queries, versions
from kring.desks.register.queries import Held, Listed
from kring.desks.register.saying import Offer
from kring.desks.register.words import SAY
from kring.face.acting import ActingRequest, page
from kring.face.tables import Cell, Column, Table
from kring.guard.acting import acting_for
from kring.instruments import adoption, compiling
from kring.instruments.models import InstrumentVersion
from kring.instruments.standing_moves import STOPPING

_LANE: Final = 26
"""How high one version is in the picture of versions."""
_YEARS: Final = 22
"""And the line with the years below them."""


@page()
def instruments(request: ActingRequest) -> HttpResponse:
    """All agreements, for everybody who holds a position."""
    with acting_for(*request.acting_for):
        found = queries.listed(request.acting.organisation, house_clock())
    table = Table(
        caption=_("Agreements of your organisation"),
        columns=[
            Column(_("Agreement")),
            Column(_("With")),
            Column(_("Standing")),
            Column(_("Waits for")),
            Column(_("Term")),
        ],
        rows=[
            [
                Cell(
                    one.title,
                    url=reverse("register:instrument", args=[one.id]),
                    note=_("version %(number)s") % {"number": one.version},
                ),
                Cell(one.others),
                Cell(one.stands, status=one.look),
                Cell(one.waits_for),
                Cell(_term(one)),
            ]
            for one in found
        ],
        empty=_("Your organisation has adopted no agreement. Without one, nothing leaves."),
    )
    adopts = request.sitting.held.function in adoption.ADOPTERS
    return render(request, "register/list.html", {"table": table, "adopts": adopts})


@page()
def instrument(request: ActingRequest, version: UUID) -> HttpResponse:
    """One agreement: its text beside what the machine does with it, and what was said about it."""
    try:
        with acting_for(*request.acting_for):
            found = queries.page(version, request.acting.organisation, request.sitting.held.function, house_clock())
    except InstrumentVersion.DoesNotExist:
        raise Http404 from None
    facts = [
        (_("With"), found.listed.others),
        (_("Version"), found.listed.version),
        (_("Term"), _term(found.listed)),
        (_("Mark of the text"), found.digest),
        *([(_("Made from the model"), found.model)] if found.model else []),
    ]
    words, before = compiling.vocabulary(), found.before
    context = {
        "found": found,
        "facts": facts,
        "suspended": found.listed.look == "stop",
        "weight": "stop" if found.listed.look == "stop" else "warn",
        "offers": [_button(found.listed.id, offer) for offer in found.offers],
        "remarks": any(offer.kind == "advice" for offer in found.offers),
        "height": _LANE * len(found.lives) + _YEARS,
        "change": _since(before, found.held, words) if before else None,
    }
    return render(request, "register/instrument.html", context)


@page()
def compare(request: ActingRequest, old: UUID, new: UUID) -> HttpResponse:
    """Two versions of one document: what the newer lets pass that the older does not, and the words that changed."""
    try:
        with acting_for(*request.acting_for):
            before, after = queries.pair(old, new)
    except InstrumentVersion.DoesNotExist:
        raise Http404 from None
    if before.document.id != after.document.id or before.id == after.id:
        raise Http404
    if before.version > after.version:
        before, after = after, before
    words = compiling.vocabulary()
    sides = [beside.sections(one.document, one.policy, words) for one in (before, after)]
    pairs = versions.pairs(sides[0], sides[1])
    everything = request.GET.get("alles") == "1"
    context = {
        "old": before,
        "new": after,
        "change": _since(before, after, words, effects=True),
        "pairs": [pair for pair in pairs if everything or pair.changed],
        "changed": sum(pair.changed for pair in pairs),
        "everything": everything,
    }
    return render(request, "register/compare.html", context)


def _since(before: Held, after: Held, words: Vocabulary, *, effects: bool = False) -> changes.Told:
    texts = (before.document, after.document)
    return changes.since(before.policy, after.policy, words, texts=texts, effects=effects)


@dataclass(frozen=True)
class _Button:
    label: str
    url: str
    stops: bool


def _button(version: UUID, offer: Offer) -> _Button:
    label = str(SAY[offer.kind])
    return _Button(label, reverse("register:say", args=[version, offer.kind]), offer.kind in STOPPING)


def _term(one: Listed) -> str:
    first = date_format(one.begins_on, "DATE_FORMAT") if one.begins_on else "…"
    last = date_format(one.ends_on, "DATE_FORMAT") if one.ends_on else "…"
    return _("%(first)s to %(last)s") % {"first": first, "last": last}
