from __future__ import annotations

from django.urls import path

from mingpin.targets import views

urlpatterns = [
    path("targets/", views.targets, name="targets"),
    path("targets/reports/<int:report>/restate", views.report_restate, name="report_restate"),
    path("targets/documents/<int:document>/", views.report_document, name="report_document"),
    path("targets/<str:clause>/", views.target, name="target"),
    path("targets/<str:clause>/report", views.target_report, name="target_report"),
]
