"""All addresses, app by app."""

from __future__ import annotations

from django.urls import include, path

from mingpin.config import health

urlpatterns = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("accounts/", include("mingpin.accounts.sign_in.urls")),
    path("", include("mingpin.api.urls")),
    path("", include("mingpin.accounts.urls")),
    path("", include("mingpin.audit.urls")),
    path("", include("mingpin.jobs.urls")),
    path("", include("mingpin.registry.urls")),
    path("", include("mingpin.registry.imports.urls")),
    path("", include("mingpin.policies.urls")),
    path("", include("mingpin.judgements.urls")),
    path("", include("mingpin.collection.urls")),
    path("", include("mingpin.targets.urls")),
    path("", include("mingpin.duties.urls")),
    path("", include("mingpin.pages.urls")),
    path("", include("mingpin.portal.urls")),
]

handler400 = "mingpin.pages.error_views.bad_request"
handler403 = "mingpin.pages.error_views.permission_denied"
handler404 = "mingpin.pages.error_views.not_found"
handler500 = "mingpin.pages.error_views.server_error"
