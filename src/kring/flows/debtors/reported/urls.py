"""The addresses of reported faults."""

from django.urls import path

from kring.flows.debtors.reported import views as fault_views

urlpatterns = [
    path("client/<uuid:case_id>/fout/", fault_views.report, name="case_faults"),
    path("meldingen/", fault_views.listed, name="faults"),
    path("meldingen/<uuid:task_id>/", fault_views.one, name="fault"),
    path("meldingen/<uuid:task_id>/rechtzetten/", fault_views.correct, name="fault_correct"),
    path("meldingen/<uuid:task_id>/behouden/", fault_views.keep, name="fault_keep"),
]
