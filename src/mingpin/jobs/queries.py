"""Which jobs a person may see."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from mingpin.jobs.models import Job

SEES_ALL = ("office", "auditor", "administrator", "platform")


def visible_jobs(by: Any) -> QuerySet[Job]:
    """The office, auditors and administrators see all; others their own and those of their organisation. `by` is who acts
    (`accounts.acting.Acting`, which stands above this package)."""
    if by.has_role(*SEES_ALL):
        return Job.objects.all()
    own = Q(person=by.person.pk) if by.person else Q(pk=None)
    colleagues = Q(organisation=by.organisation.pk) if by.organisation else Q(pk=None)
    return Job.objects.filter(own | colleagues)


def may_steer(by: Any, job: Job) -> bool:
    """Whether the person may cancel the job or have it tried again: who asked for it, and the office."""
    return by.has_role("office", "administrator") or (by.person is not None and job.person == by.person.pk)
