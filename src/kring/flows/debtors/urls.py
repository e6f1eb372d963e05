"""The addresses of the debtor comparison. Ids only: no number of a person ever stands in an address."""

from django.urls import path

from kring.flows.debtors import desk, views

app_name = "debtors"
urlpatterns = [
    path("", views.rounds, name="rounds"),
    path("nieuw/", views.start, name="start"),
    path("ontvangen/", desk.rounds, name="received_rounds"),
    path("ontvangen/<uuid:received_id>/", desk.round_, name="received"),
    path("ontvangen/<uuid:received_id>/opnieuw/", desk.again, name="answer_again"),
    path("client/<uuid:case_id>/", desk.case, name="case"),
    path("<uuid:round_id>/", views.round_, name="round"),
    path("<uuid:round_id>/voortgang/", views.progress_part, name="progress"),
    path("<uuid:round_id>/rijen/", views.rows, name="rows"),
    path("<uuid:round_id>/rijen/<uuid:row_id>/", views.row, name="row"),
    path("<uuid:round_id>/werkmap/", views.workbook, name="workbook"),
    path("<uuid:round_id>/opnieuw/", views.again, name="again"),
]
