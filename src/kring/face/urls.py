"""Pages that belong to the shell itself."""

from django.urls import path

from kring.face.language import choose_language
from kring.face.views import choose_seat, resume

urlpatterns = [
    path("handelen-als/", choose_seat, name="seat"),
    path("verder/", resume, name="resume"),
    path("taal/", choose_language, name="language"),
]
