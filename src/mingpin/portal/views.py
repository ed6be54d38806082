"""Each role's desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mingpin.pages.desks import standing_for, waiting_for


def desk(request: HttpRequest) -> HttpResponse:
    """What waits for the person, by when; then how things stand."""
    acting = request.acting  # type: ignore[attr-defined]
    return render(request, "portal/desk.html", {"waiting": waiting_for(acting), "standing": standing_for(acting)})
