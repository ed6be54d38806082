"""All addresses, app by app."""

from __future__ import annotations

from django.urls import include, path

from mingpin.config import health

urlpatterns = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("accounts/", include("allauth.urls")),
    path("", include("mingpin.portal.urls")),
]
