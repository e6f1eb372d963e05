"""The addresses of the client register. An import's id only: nothing of a person."""

from django.urls import path

from kring.desks.clients import views

app_name = "clients_desk"
urlpatterns = [
    path("", views.register, name="register"),
    path("<uuid:import_id>/", views.report, name="report"),
]
