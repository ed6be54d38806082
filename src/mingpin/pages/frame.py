"""What every page has around it: who is there, for whom they act, where they can go."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from mingpin.pages.navigation import entries_for


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context that `base.html` needs on every page."""
    acting = getattr(request, "acting", None)
    return {
        "acting": acting,
        "navigation": entries_for(acting, request.path) if acting and acting.is_anybody else [],
        "site_name": settings.SITE_NAME,
        "is_demonstration": settings.DEMONSTRATION,
    }
