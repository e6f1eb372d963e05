"""Every address of Kring. Flows and desks add theirs by one line each."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from kring.desks.clients import urls as clients_urls
from kring.desks.privacy import urls as privacy_urls
from kring.desks.register import urls as register_urls
from kring.face import problems
from kring.face import urls as face_urls
from kring.flows.debtors import urls as debtors_urls
from kring.flows.lists import urls as lists_urls
from kring.site import circle_views, demo, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.front, name="front"),
    path("vandaag/", views.start, name="today"),
    path("kring/", circle_views.circle, name="circle"),
    path("over/", views.about, name="about"),
    path("toegankelijkheid/", views.accessibility, name="accessibility"),
    path("clienten/", include(clients_urls)),
    path("logboek/", include(privacy_urls)),
    path("instrumenten/", include(register_urls)),
    path("debiteuren/", include(debtors_urls)),
    path("lijsten/", include(lists_urls)),
    path("health/live", views.alive, name="alive"),
    path("health/ready", views.ready, name="ready"),
    path("", include(face_urls)),
    path("aanmelden/", include("allauth.urls")),
]
if settings.KRING_DEMO_SIGN_IN:
    urlpatterns.append(path("demo/aanmelden/", demo.demo_sign_in, name="demo_sign_in"))

handler400 = problems.bad_request
handler403 = problems.forbidden
handler404 = problems.not_found
handler500 = problems.server_error
