"""What the frame shows of the document and its surveys: entries of the navigation, figures on desks."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import may
from mingpin.accounts.states import Role
from mingpin.language import _
from mingpin.language import later as __
from mingpin.pages.desks import Standing, add_standing
from mingpin.pages.navigation import add_entry
from mingpin.policies import states
from mingpin.policies.models import Run, RunVerdict
from mingpin.policies.queries import latest_run
from mingpin.policies.runs.counting import counts_of
from mingpin.registry.links import add_subject_link

STAFF = (Role.OFFICE, Role.DEPARTMENT, Role.COUNTY, Role.LEADER, Role.AUDITOR)


def show_in_frame() -> None:
    """Called once, when the apps start."""
    add_entry(__("The document"), "document", icon="scroll-text", place=11, roles=(*STAFF, Role.CARRIER))
    add_entry(__("Surveys"), "runs", icon="clipboard-check", place=12, roles=STAFF)
    add_standing(_standing)
    add_subject_link(
        __("How it stands"), "standing", icon="clipboard-check", is_shown=lambda by: may(by, "list", RunVerdict)
    )


def _standing(by: Acting) -> Iterator[Standing]:
    """The latest survey, counted for whoever looks; for an enterprise its own verdicts."""
    if not may(by, "list", RunVerdict):
        return
    run = latest_run(by)
    if run is None:
        return
    detail = _("Survey {year}, as of {day}").format(year=run.year, day=run.as_of.isoformat())
    if by.has_role(Role.CARRIER):
        rows = RunVerdict.objects.filter(run=run).visible_to(by).select_related("subject")
        for row in rows[:4]:
            url = reverse("verdict", kwargs={"run": run.pk, "subject": row.subject_id})
            yield Standing(f"{row.subject.name}: {row.get_verdict_display()}", row.open + row.failed, url, detail)
    elif may(by, "list", Run):
        counts, here = counts_of(run, by), reverse("verdicts", kwargs={"run": run.pk})
        for one in states.Standing:
            yield Standing(str(one.label), counts.verdicts.get(one.value, 0), f"{here}?verdict={one.value}", detail)
