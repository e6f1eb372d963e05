"""The addresses of the register."""

from django.urls import path

from kring.desks.register import views

app_name = "register"
urlpatterns = [
    path("", views.instruments, name="list"),
    path("<uuid:version>/", views.instrument, name="instrument"),
]
