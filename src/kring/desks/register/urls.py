"""The addresses of the register."""

from django.urls import path

from kring.desks.register import adopt_views, say_views, views
from kring.desks.register.ending import views as ending

app_name = "register"
urlpatterns = [
    path("", views.instruments, name="list"),
    path("aannemen/", adopt_views.adopt, name="adopt"),
    path("<uuid:version>/", views.instrument, name="instrument"),
    path("<uuid:version>/einde/", ending.end, name="end"),
    path("<uuid:version>/einde/evaluatie/", ending.evaluation, name="evaluation"),
    path("<uuid:version>/einde/evaluatie.pdf", ending.evaluation_pdf, name="evaluation_pdf"),
    path("<uuid:version>/einde/wissing/", ending.certificate, name="certificate"),
    path("<uuid:version>/einde/wissing.pdf", ending.certificate_pdf, name="certificate_pdf"),
    path("<uuid:version>/verklaren/<slug:kind>/", say_views.say, name="say"),
    path("<uuid:old>/vergelijken/<uuid:new>/", views.compare, name="compare"),
]
