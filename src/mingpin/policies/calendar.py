"""Days of a roadmap as an iCalendar file (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from mingpin.language import _
from mingpin.policies.roadmaps import TurnShown


def calendar_text(turns: Iterable[TurnShown], name: str, page: str, *, made_at: datetime) -> bytes:
    """One whole-day event for each day on which something changes; `page` is where it is explained."""
    calendar = Calendar()
    calendar.add("prodid", "-//Mingpin//roadmap//ZH")
    calendar.add("version", "2.0")
    for turn in turns:
        event = Event()
        told = _("{name}: {clause}, {before} → {after}")
        event.add("uid", f"{page}#{turn.clause}-{turn.day.isoformat()}")
        event.add("dtstamp", made_at)
        event.add("dtstart", turn.day)
        event.add("dtend", turn.day + timedelta(days=1))
        event.add("summary", told.format(name=name, clause=turn.name, before=turn.before, after=turn.after))
        event.add("url", page)
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    return calendar.to_ical()  # type: ignore[no-any-return]
