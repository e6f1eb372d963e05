"""The addresses of the log. A line is named by its place in the tree, which says nothing about anybody."""

from django.urls import path

from kring.desks.privacy import views

app_name = "privacy"
urlpatterns = [
    path("", views.log, name="log"),
    path("regel/<int:place>/", views.line, name="line"),
    path("regel/<int:place>/samen/", views.together, name="together"),
    path("regel/<int:place>/bewijs/", views.proof, name="proof"),
    path("persoon/", views.person, name="person"),
    path("nakijken/", views.check, name="check"),
    path("bundel/", views.bundle, name="bundle"),
]
