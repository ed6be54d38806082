"""All addresses, app by app."""

from __future__ import annotations

from django.urls import include, path

from mingpin.config import health

urlpatterns = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("accounts/", include("allauth.urls")),
    path("", include("mingpin.accounts.urls")),
    path("", include("mingpin.audit.urls")),
    path("", include("mingpin.jobs.urls")),
    path("", include("mingpin.registry.urls")),
    path("", include("mingpin.portal.urls")),
]
