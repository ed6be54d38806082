"""What the frame shows of the document and its surveys: entries of the navigation, figures on desks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from mingpin.accounts.acting import Acting
from mingpin.accounts.permissions import may
from mingpin.accounts.states import Role
from mingpin.language import _
from mingpin.language import later as __
from mingpin.pages.desks import Change, Standing, add_changes, add_standing
from mingpin.pages.navigation import add_entry
from mingpin.policies import states
from mingpin.policies.models import Run, RunVerdict
from mingpin.policies.queries import latest_run
from mingpin.policies.runs.counting import counts_of, how_many_differ
from mingpin.registry.links import add_subject_link

STAFF = (Role.OFFICE, Role.DEPARTMENT, Role.COUNTY, Role.LEADER, Role.AUDITOR)


def show_in_frame() -> None:
    """Called once, when the apps start."""
    add_entry(__("The document"), "document", icon="scroll-text", place=11, roles=(*STAFF, Role.CARRIER))
    add_entry(__("Surveys"), "runs", icon="clipboard-check", place=12, roles=STAFF)
    add_standing(_standing)
    add_changes(_changes)
    add_subject_link(
        __("How it stands"), "standing", icon="clipboard-check", is_shown=lambda by: may(by, "list", RunVerdict)
    )


def _changes(by: Acting, since: datetime) -> Iterator[Change]:
    """Whose verdict is another in the newest survey than in the one that the person saw last."""
    runs = Run.objects.visible_to(by).done()
    now, then = runs.first(), runs.filter(finished_at__lte=since).first()
    if now is None or now == then:
        return
    detail = _("Survey {year}, as of {day}").format(year=now.year, day=now.as_of.isoformat())
    if then is None:
        if may(by, "list", Run):
            yield Change(_("A new survey"), reverse("run", kwargs={"run": now.pk}), detail=detail)
        return
    if not may(by, "list", Run):
        before = dict(RunVerdict.objects.filter(run=then).visible_to(by).values_list("subject_id", "verdict"))
        for row in RunVerdict.objects.filter(run=now).visible_to(by).select_related("subject"):
            if before.get(row.subject_id) not in (None, row.verdict):
                url = reverse("verdict", kwargs={"run": now.pk, "subject": row.subject_id})
                yield Change(_("{name} now stands: {verdict}").format(
                    name=row.subject.name, verdict=row.get_verdict_display()), url, detail=detail)  # fmt: skip
        return
    url = reverse("runs_compared", kwargs={"run": now.pk, "other": then.pk})
    yield Change(_("Verdicts that differ in the newest survey"), url, how_many_differ(then, now, by), detail)


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
