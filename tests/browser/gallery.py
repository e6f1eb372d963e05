"""Every component on one page, for the tests and for whoever builds with them; not part of the site."""

# ruff: noqa: E501 - one line of a template stays one line

from datetime import UTC, datetime

from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines

from kring.face.acting import ActingRequest, page
from kring.face.forms import DayField, UploadField
from kring.face.paging import paging_of
from kring.face.tables import Cell, Column, Table
from kring.face.today import Matter

PAGE = """{% extends "face/live.html" %}{% load face %}
{% block title %}Onderdelen{% endblock %}
{% block content %}
{% page_header title="Onderdelen" lead="Alles waarmee een bladzijde gebouwd wordt." %}<a class="ds-button" href="#">Lijst indienen</a><a class="ds-button" data-variant="secondary" href="#">Werkboek ophalen</a>{% endpage_header %}
{% notice %}<p>De lijst wordt vergeleken. Dat duurt ongeveer een minuut.</p>{% endnotice %}
{% notice kind="good" %}<p>De lijst is vergeleken.</p>{% endnotice %}
{% notice kind="warn" title="Vier rijen zijn niet gelezen" %}<p>Kijk de nummers na.</p>{% endnotice %}
{% notice kind="stop" title="Nu niet" %}<p>De overeenkomst laat één lijst per maand toe. De volgende kan vanaf 22 december 2026.</p>{% endnotice %}
{% panel title="Ronde van 22 november 2026" %}{% include "face/parts/facts.html" with facts=facts %}{% endpanel %}
{% include "face/parts/progress.html" with label="Vergelijken" value=640 max=2000 text="640 van 2000 rijen" %}
{% include "face/parts/table.html" %}
{% include "face/parts/paging.html" %}
{% include "face/parts/empty.html" with text="Nog geen lijst ingediend." url="#" action="Dien de eerste in" %}
<ul class="kr-matters">{% for m in matters %}<li><a href="#">{% if m.who %}<strong>{{ m.who }}</strong><span class="ds-sr-only">: </span><span>{{ m.what }}</span>{% else %}<strong>{{ m.what }}</strong>{% endif %}</a><span class="kr-until">{% include "face/parts/status.html" with kind="wait" text="nog 3 dagen" %}</span></li>{% endfor %}</ul>
{% include "face/parts/looked.html" with looks=looks url="#" %}
<form method="post" class="kr-form" enctype="multipart/form-data" novalidate>{% csrf_token %}{{ form }}<div class="kr-actions"><button class="ds-button" type="submit">Indienen</button></div></form>
{% include "face/parts/confirm.html" with action="." button="Ronde stoppen" back="." danger=True %}
{% endblock %}"""


class Everything(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Naam van de ronde", help_text="Zoals u die later terugvindt.")
    day = DayField(label="Dag")
    note = forms.CharField(label="Opmerking", required=False, widget=forms.Textarea)
    kind = forms.ChoiceField(label="Soort", choices=[("a", "Belasting"), ("b", "Retributie")], widget=forms.RadioSelect)
    team = forms.ChoiceField(label="Team", choices=[("x", "Invordering"), ("y", "Financiën")])
    sure = forms.BooleanField(label="Het dwangbevel is in voorbereiding")
    file = UploadField(
        label="De lijst", help_text="Een werkboek (.xlsx) of .csv, tot 20 MB.", accept=(".xlsx", ".ods", ".csv")
    )


TABLE = Table(
    "Rijen van de lijst",
    [Column("Dossier"), Column("Naam"), Column("Rij", number=True), Column("Stand")],
    [
        [Cell("2026-0001", url="#"), Cell("Peeters, Jan"), Cell("2"), Cell("cliënt OCMW", status="good")],
        [Cell("2026-0002", url="#"), Cell("Janssens, Mia"), Cell("3"), Cell("geen vermelding", status="none")],
        [
            Cell("2026-0003"),
            Cell("Maes, Luc", note="controlecijfers kloppen niet"),
            Cell("1.204"),
            Cell("niet gelezen", status="warn"),
        ],
        [Cell("2026-0004"), Cell("Claes, An"), Cell("5"), Cell("wordt vergeleken", status="wait")],
        [Cell("2026-0005"), Cell("Wouters, Piet"), Cell("6"), Cell("gestopt", status="stop")],
        [Cell("2026-0006"), Cell("Jacobs, Bo"), Cell("7"), Cell("nieuw", status="info")],
    ],
)


@page(methods=("GET", "HEAD", "POST"))
def gallery(request: ActingRequest) -> HttpResponse:
    """All of it, with invented content; a POST shows the form with its errors."""
    context = {
        "facts": [("Ingediend door", "An Peeters"), ("Rijen", "2 000"), ("Bewaard tot", "29 november 2026")],
        "table": TABLE,
        "paging": paging_of(request, 640),
        "matters": [
            Matter("Nieuwe cliënt gemarkeerd", "#", "Jan Peeters"),
            Matter("Lijst ontvangen van Stad Bergwijk", "#"),
        ],
        "looks": [("An Peeters", datetime(2026, 11, 22, 9, 5, tzinfo=UTC), "lijst ingediend")],
        "form": Everything(request.POST, request.FILES) if request.method == "POST" else Everything(),
    }
    return HttpResponse(engines["django"].from_string(PAGE).render(context, request))


def broken(request: HttpRequest) -> HttpResponse:
    """Falls over."""
    raise RuntimeError("on purpose")


@page(functions={"dpo"})
def for_the_dpo(request: ActingRequest) -> HttpResponse:
    """Only data protection officers come here."""
    return HttpResponse("welkom")
