"""What the frame shows of targets: the entry of the navigation, figures that wait to be reported, how targets stand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone

from mingpin.accounts.acting import Acting
from mingpin.accounts.states import Role
from mingpin.engine.model import Clause
from mingpin.language import _
from mingpin.pages.desks import Standing, Waiting, add_standing, add_waiting
from mingpin.targets.forms import STATES
from mingpin.targets.models import Report
from mingpin.targets.months import end_of_month, in_time_until, month_to_report
from mingpin.targets.permissions import is_owner
from mingpin.targets.queries import looked_at
from mingpin.targets.words import target_clauses, titled

READERS = (Role.OFFICE, Role.DEPARTMENT, Role.COUNTY, Role.LEADER, Role.AUDITOR)


def show_in_frame() -> None:
    """Called once, when the apps start."""
    add_waiting(_waiting)
    add_standing(_standing)


def figures_missing(by: Acting, today: date) -> list[tuple[Clause, date]]:
    """The targets of the person's department whose figure for the month is not reported, each with the month's last day."""
    wanted = [
        (clause, month_to_report(today, clause.target.due))
        for clause in target_clauses()
        if clause.target and not clause.target.counts and is_owner(by, clause)
    ]
    if not wanted:
        return []
    told = Report.objects.visible_to(by).current().filter(
        clause__in=[clause.id for clause, _month in wanted], for_day__gte=min(month for _clause, month in wanted)
    )  # fmt: skip
    days = {(one.clause, one.for_day.replace(day=1)) for one in told if one.value is not None or one.judged}
    return [(clause, end_of_month(month)) for clause, month in wanted if (clause.id, month) not in days]


def _waiting(by: Acting) -> Iterator[Waiting]:
    if not by.has_role(Role.DEPARTMENT):
        return
    for clause, day in figures_missing(by, timezone.localdate()):
        yield Waiting(
            _("Report the figure of the target “{target}”").format(target=titled(clause.id)),
            reverse("target_report", kwargs={"clause": clause.id}),
            due_on=in_time_until(day),
            detail=_("Figure as of {day}").format(day=day.isoformat()),
        )


def _standing(by: Acting) -> Iterator[Standing]:
    if not by.has_role(Role.OFFICE, Role.LEADER):
        return
    found = looked_at(by, timezone.localdate())
    for state, label in STATES.items():
        yield Standing(
            _("Targets: {state}").format(state=label),
            sum(one.standing.state is state for one in found),
            f"{reverse('targets')}?state={state.value}",
        )
