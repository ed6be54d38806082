"""Deadlines in words."""

from __future__ import annotations

from datetime import date

from mingpin.language import _
from mingpin.pages.marks import Mark

SOON = 7


def due_mark(due_on: date | None, today: date) -> Mark:
    """How much time there is, as a status: overdue, today, soon, later, or no deadline."""
    if due_on is None:
        return Mark("none", _("No deadline"))
    days = (due_on - today).days
    if days < 0:
        return Mark("no", _("Overdue by {days} days").format(days=-days))
    if days == 0:
        return Mark("open", _("Due today"))
    if days == 1:
        return Mark("open", _("Due tomorrow"))
    return Mark("open" if days <= SOON else "none", _("{days} days left").format(days=days))
