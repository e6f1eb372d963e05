"""The addresses of the general flow. Ids and keys of the text only: no number of a person ever stands in an address."""

from django.urls import path

from kring.flows.lists import desk, views

app_name = "lists"
urlpatterns = [
    path("", views.home, name="home"),
    path("nieuw/<uuid:version>/<str:disclosure>/", views.start, name="start"),
    path("nieuw/<uuid:version>/<str:disclosure>/persoon/", views.start_person, name="start_person"),
    path("ontvangen/<uuid:received_id>/", desk.people, name="received"),
    path("ontvangen/<uuid:received_id>/werkmap/", desk.workbook, name="workbook"),
    path("ontvangen/<uuid:received_id>/antwoord/<uuid:version>/<str:disclosure>/", desk.answer, name="answer"),
    path("ontvangen/<uuid:received_id>/persoon/<uuid:row_id>/", desk.person, name="person"),
    path("<uuid:sending_id>/", views.sending, name="sending"),
    path("<uuid:sending_id>/voortgang/", views.progress_part, name="progress"),
    path("<uuid:sending_id>/personen/", views.people, name="people"),
    path("<uuid:sending_id>/opnieuw/", views.again, name="again"),
]
