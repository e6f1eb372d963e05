"""The site's addresses, with the demonstration's shortcut (what ``KRING_DEMO_SIGN_IN`` adds in a demo) and a page of components."""

from django.urls import path

from kring.site import demo
from kring.site.urls import *  # noqa: F403 - every address and the four handlers
from kring.site.urls import urlpatterns as site
from tests.browser import gallery

urlpatterns = [
    *site,
    path("demo/aanmelden/", demo.demo_sign_in, name="demo_sign_in"),
    path("onderdelen/", gallery.gallery, name="gallery"),
    path("stuk/", gallery.broken),
    path("dpo/", gallery.for_the_dpo),
]
