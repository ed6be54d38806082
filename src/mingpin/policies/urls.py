from __future__ import annotations

from django.urls import path

from mingpin.policies.views import document, runs, verdicts

urlpatterns = [
    path("document/", document.document, name="document"),
    path("document/<str:clause>/", document.provision, name="provision"),
    path("surveys/", runs.runs, name="runs"),
    path("surveys/new", runs.run_new, name="run_new"),
    path("surveys/<int:run>/", runs.run, name="run"),
    path("surveys/<int:run>/verdicts", runs.verdicts, name="verdicts"),
    path("surveys/<int:run>/workbook", runs.run_workbook, name="run_workbook"),
    path("surveys/<int:run>/workbook/write", runs.run_workbook_ask, name="run_workbook_ask"),
    path("surveys/<int:run>/compare/<int:other>/", runs.runs_compared, name="runs_compared"),
    path("surveys/<int:run>/subjects/<int:subject>/", verdicts.verdict, name="verdict"),
    path("surveys/<int:run>/subjects/<int:subject>/roadmap", verdicts.roadmap, name="roadmap"),
    path("surveys/<int:run>/subjects/<int:subject>/roadmap.ics", verdicts.roadmap_calendar, name="roadmap_calendar"),
    path("surveys/<int:run>/subjects/<int:subject>/self-check", verdicts.self_check, name="self_check"),
    path("subjects/<int:subject>/standing", verdicts.standing, name="standing"),
]
