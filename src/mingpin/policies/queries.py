"""Which runs and verdicts a person may see."""

from __future__ import annotations

from mingpin.accounts.acting import Acting
from mingpin.accounts.states import Role
from mingpin.policies.models import Run, RunQuerySet, RunVerdictQuerySet
from mingpin.policies.states import RunState
from mingpin.registry.models import Subject
from mingpin.registry.queries import SEES_ALL_SUBJECTS


def visible_runs(runs: RunQuerySet, by: Acting) -> RunQuerySet:
    """Staff see all runs; who works for a carrier those that are done, in which it may stand."""
    if by.has_role(*SEES_ALL_SUBJECTS, Role.COUNTY):
        return runs
    return runs.filter(state=RunState.DONE) if by.has_role(Role.CARRIER) else runs.none()


def visible_verdicts(verdicts: RunVerdictQuerySet, by: Acting) -> RunVerdictQuerySet:
    """Verdicts about visible subjects, in visible runs."""
    if by.has_role(*SEES_ALL_SUBJECTS):
        return verdicts
    return verdicts.filter(subject__in=Subject.objects.visible_to(by), run__in=Run.objects.visible_to(by))


def latest_run(by: Acting, *, year: int | None = None) -> Run | None:
    """The newest run that is done, of this year or of any."""
    runs = Run.objects.visible_to(by).done()
    return (runs.filter(year=year) if year else runs).first()
