"""Each role's desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from mingpin.pages.desks import changes_for, standing_for, waiting_for
from mingpin.portal.due import due_mark
from mingpin.portal.visits import last_here


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for the person, by when; then how things stand."""
    acting = request.acting  # type: ignore[attr-defined]
    today = timezone.localdate()
    waiting = [(one, due_mark(one.due_on, today)) for one in waiting_for(acting)]
    overdue = sum(bool(one.due_on and one.due_on < today) for one, _mark in waiting)
    since = last_here(acting)
    shown = {
        "waiting": waiting,
        "overdue": overdue,
        "standing": standing_for(acting),
        "since": since,
        "changes": changes_for(acting, since) if since else [],
    }
    return render(request, "portal/desk.html", shown)
