"""The addresses of the register."""

from django.urls import path

from kring.desks.register import adopt_views, say_views, views

app_name = "register"
urlpatterns = [
    path("", views.instruments, name="list"),
    path("aannemen/", adopt_views.adopt, name="adopt"),
    path("<uuid:version>/", views.instrument, name="instrument"),
    path("<uuid:version>/verklaren/<slug:kind>/", say_views.say, name="say"),
    path("<uuid:old>/vergelijken/<uuid:new>/", views.compare, name="compare"),
]
