"""Milestones of duties: planned, done or dropped."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from mingpin.accounts.acting import Acting
from mingpin.accounts.models import Organisation
from mingpin.accounts.permissions import require
from mingpin.audit.actions import record
from mingpin.duties.actions.checks import is_office, need_ownership, need_past, need_public_body, need_reason, need_text
from mingpin.duties.models import Milestone
from mingpin.duties.months import today_or
from mingpin.duties.states import MILESTONE_STEPS
from mingpin.errors import Invalid, Refused
from mingpin.language import _
from mingpin.transitions import swap

if TYPE_CHECKING:
    from mingpin.engine.model import Clause


def plan_milestone(
    *, clause: Clause, title: str, due_on: date, organisation: Organisation, by: Acting, today: date | None = None
) -> Milestone:
    """Plans what has to be reached by when and by whom: the office for anybody, an owner for itself."""
    require(by, "plan", Milestone)
    if not is_office(by) and need_ownership(by, clause) != organisation:
        raise Refused(_("Your organisation plans milestones for itself; the city office plans for all."))
    need_public_body(organisation)
    with transaction.atomic():
        one = Milestone.objects.create(
            clause=clause.id,
            title=need_text(title, "title")[:200],
            due_on=due_on,
            organisation=organisation,
            planned_on=today_or(today),
            person=by.person,
        )
        record(by=by.who(), action="plan_milestone", on=one, after=_told(one))
        return one


def finish_milestone(
    *, milestone: Milestone, done_on: date, reason: str, by: Acting, today: date | None = None
) -> Milestone:
    """It was reached on this day; `reason` says what shows it."""
    require(by, "finish", milestone)
    said = need_reason(reason)
    need_past(done_on, today_or(today), "done_on")
    if done_on < milestone.planned_on and done_on < milestone.due_on:
        raise Invalid(_("It was planned only on {day}.").format(day=milestone.planned_on), field="done_on")
    with transaction.atomic():
        swap(milestone, MILESTONE_STEPS["finish_milestone"], closed_on=done_on, reason=said)
        after = _told(milestone) | {"done_on": done_on.isoformat()}
        record(by=by.who(), action="finish_milestone", on=milestone, after=after, why=said)
        return milestone


def drop_milestone(*, milestone: Milestone, reason: str, by: Acting, today: date | None = None) -> None:
    """It is not pursued any more."""
    require(by, "drop", milestone)
    said = need_reason(reason)
    with transaction.atomic():
        swap(milestone, MILESTONE_STEPS["drop_milestone"], closed_on=today_or(today), reason=said)
        record(by=by.who(), action="drop_milestone", on=milestone, after=_told(milestone), why=said)


def _told(one: Milestone) -> dict[str, object]:
    return {"clause": one.clause, "organisation": one.organisation_id, "due_on": one.due_on.isoformat()}
