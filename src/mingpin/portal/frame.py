"""What every page has around it: who is there, for whom they act, where they can go."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from mingpin.accounts.acting import NOBODY


def frame(request: HttpRequest) -> dict[str, Any]:
    """The context that `base.html` needs on every page."""
    return {
        "acting": getattr(request, "acting", NOBODY),
        "site_name": settings.SITE_NAME,
        "is_demonstration": settings.DEMONSTRATION,
    }
