"""Meetings of the leading group, what they resolved, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Max

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import Organisation
from mingpin.accounts.permissions import require
from mingpin.audit.actions import record
from mingpin.duties.actions.checks import attach, need_past, need_public_body, need_reason, need_text
from mingpin.duties.models import FollowUp, Meeting, Resolution
from mingpin.duties.months import today_or
from mingpin.duties.states import RESOLUTION_STEPS, ResolutionState
from mingpin.errors import Invalid, Stale
from mingpin.language import _
from mingpin.transitions import swap

if TYPE_CHECKING:
    from mingpin.engine.model import Clause


def record_meeting(
    *,
    day: date,
    title: str,
    by: Acting,
    place: str = "",
    attendees: str = "",
    documents: Iterable[Any] = (),
    today: date | None = None,
) -> Meeting:
    """Writes down that the leading group met. Who was there is personal and stands in no entry of the record."""
    require(by, "create", Meeting)
    need_past(day, today_or(today), "day")
    with transaction.atomic():
        one = Meeting.objects.create(
            day=day,
            title=need_text(title, "title")[:200],
            place=place.strip()[:120],
            attendees=attendees.strip()[:1000],
            person=by.person,
        )
        hashes = attach(documents, by, meeting=one)
        after = {"day": day.isoformat(), "documents": hashes}
        record(by=by.who(), action="record_meeting", on=one, after=after)
        return one


def add_minutes(*, meeting: Meeting, documents: Iterable[Any], by: Acting) -> None:
    """Adds the minutes or other documents to a meeting."""
    require(by, "change", meeting)
    given = list(documents)
    if not given:
        raise Invalid(_("No file was chosen."), remedy=_("Choose a file and send it again."), field="documents")
    with transaction.atomic():
        hashes = attach(given, by, meeting=meeting)
        record(by=by.who(), action="add_minutes", on=meeting, after={"documents": hashes})


def add_resolution(
    *,
    meeting: Meeting,
    text: str,
    organisation: Organisation,
    due_on: date,
    by: Acting,
    clause: Clause | None = None,
) -> Resolution:
    """Adds the next resolution of a meeting."""
    require(by, "view", meeting)
    require(by, "create", Resolution)
    need_public_body(organisation)
    if due_on < meeting.day:
        raise Invalid(_("The meeting was only on {day}.").format(day=meeting.day), field="due_on")
    with transaction.atomic():
        Meeting.objects.select_for_update().get(pk=meeting.pk)  # two at once get two numbers
        last = meeting.resolutions.aggregate(last=Max("number"))["last"] or 0
        one = Resolution.objects.create(
            meeting=meeting,
            number=last + 1,
            text=need_text(text, "text"),
            organisation=organisation,
            due_on=due_on,
            clause=clause.id if clause else "",
        )
        record(by=by.who(), action="add_resolution", on=one, after=_told(one))
        return one


def follow_up_resolution(
    *, resolution: Resolution, text: str, by: Acting, documents: Iterable[Any] = (), today: date | None = None
) -> FollowUp:
    """Says what was done of an open resolution: its owner does, or the office."""
    require(by, "follow_up", resolution)
    assert by.organisation is not None
    with transaction.atomic():
        found = Resolution.objects.select_for_update().get(pk=resolution.pk)
        if found.state != ResolutionState.OPEN:
            raise Stale(_("This resolution is closed."), remedy=_("Look at how it was closed."))
        one = FollowUp.objects.create(
            resolution=found,
            organisation=by.organisation,
            text=need_text(text, "text"),
            said_on=today_or(today),
            person=by.person,
        )
        hashes = attach(documents, by, follow_up=one)
        after = _told(found) | {"follow_up": one.pk, "documents": hashes}
        record(by=by.who(), action="follow_up_resolution", on=found, after=after)
        return one


def close_resolution(
    *,
    resolution: Resolution,
    is_done: bool,
    reason: str,
    by: Acting,
    closed_on: date | None = None,
    today: date | None = None,
) -> Resolution:
    """The office finds it done on a day, or drops it; either way it says why."""
    require(by, "close", resolution)
    said, day = need_reason(reason), closed_on or today_or(today)
    need_past(day, today_or(today), "closed_on")
    if day < resolution.meeting.day:
        raise Invalid(_("The meeting was only on {day}.").format(day=resolution.meeting.day), field="closed_on")
    name = "finish_resolution" if is_done else "drop_resolution"
    with transaction.atomic():
        swap(resolution, RESOLUTION_STEPS[name], closed_on=day, reason=said)
        record(by=by.who(), action=name, on=resolution, after=_told(resolution), why=said)
        return resolution


def _told(one: Resolution) -> dict[str, object]:
    return {"number": one.number, "organisation": one.organisation_id, "due_on": one.due_on.isoformat()}
