from __future__ import annotations

from django.urls import path

from mingpin.jobs import views

urlpatterns = [
    path("jobs/", views.jobs, name="jobs"),
    path("jobs/<uuid:job>/", views.job, name="job"),
    path("jobs/<uuid:job>/progress/", views.progress, name="job_progress"),
    path("jobs/<uuid:job>/cancel/", views.cancel, name="job_cancel"),
    path("jobs/<uuid:job>/retry/", views.retry, name="job_retry"),
]
