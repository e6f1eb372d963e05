"""The site's addresses, with the demonstration's shortcut: what ``KRING_DEMO_SIGN_IN`` adds in a demo."""

from django.urls import path

from kring.site import demo
from kring.site.urls import *  # noqa: F403 - every address and the four handlers
from kring.site.urls import urlpatterns as site

urlpatterns = [*site, path("demo/aanmelden/", demo.demo_sign_in, name="demo_sign_in")]
