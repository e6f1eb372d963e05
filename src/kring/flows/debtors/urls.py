"""The addresses of the debtor comparison. Ids only: no number of a person ever stands in an address."""

from django.urls import path

from kring.flows.debtors.city import hand_in_views, views
from kring.flows.debtors.ocmw import board, desk, talk_desk
from kring.flows.debtors.reported import urls as fault_urls

app_name = "debtors"
urlpatterns = [
    path("", views.rounds, name="rounds"),
    path("nieuw/", hand_in_views.start, name="start"),
    path("nakijken/<uuid:upload_id>/", hand_in_views.check, name="check"),
    path("nakijken/<uuid:upload_id>/rijen/", hand_in_views.problems, name="problems"),
    path("nakijken/<uuid:upload_id>/kolommen/", hand_in_views.columns, name="columns"),
    path("nakijken/<uuid:upload_id>/versturen/", hand_in_views.confirm, name="confirm"),
    path("nakijken/<uuid:upload_id>/wissen/", hand_in_views.withdraw, name="withdraw"),
    path("ontvangen/", desk.rounds, name="received_rounds"),
    path("ontvangen/<uuid:received_id>/", desk.round_, name="received"),
    path("ontvangen/<uuid:received_id>/opnieuw/", desk.again, name="answer_again"),
    path("dossiers/", board.board, name="cases"),
    path("client/<uuid:case_id>/", talk_desk.case, name="case"),
    path("client/<uuid:case_id>/opnemen/", board.take, name="take"),
    path("client/<uuid:case_id>/overdragen/", board.hand_over, name="hand_over"),
    path("client/<uuid:case_id>/opnieuw/", talk_desk.again, name="signal_again"),
    *fault_urls.urlpatterns,
    path("<uuid:round_id>/", views.round_, name="round"),
    path("<uuid:round_id>/voortgang/", views.progress_part, name="progress"),
    path("<uuid:round_id>/rijen/", views.rows, name="rows"),
    path("<uuid:round_id>/rijen/<uuid:row_id>/", views.row, name="row"),
    path("<uuid:round_id>/werkmap/", views.workbook, name="workbook"),
    path("<uuid:round_id>/opnieuw/", views.again, name="again"),
]
