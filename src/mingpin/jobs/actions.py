"""Asking for work, cancelling it, trying it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from mingpin.audit.actions import record
from mingpin.audit.who import Who
from mingpin.jobs.kinds import kind_of
from mingpin.jobs.models import Job
from mingpin.jobs.states import JOB_STEPS, JobState
from mingpin.transitions import swap


@dataclass(frozen=True)
class Owner:
    """For whom a job is done, by number: a person in a membership of theirs, for an organisation."""

    person: int | None = None
    organisation: int | None = None
    membership: int | None = None


def enqueue(
    kind: str,
    *,
    title: str,
    arguments: Mapping[str, Any],
    owner: Owner,
    key: str | None = None,
    result_url: str = "",
) -> Job:
    """Queues a job in the caller's transaction: it is there when that is committed, and not otherwise.

    The same `key` gives the job that was queued under it before. Raises KeyError for a kind that there is not.
    """
    kind_of(kind)
    if key is not None:
        known = Job.objects.filter(key=key).first()
        if known is not None:
            return known
    job = Job(
        kind=kind,
        title=title[:200],
        arguments=dict(arguments),
        key=key,
        person=owner.person,
        organisation=owner.organisation,
        membership=owner.membership,
        result_url=result_url,
    )
    try:
        with transaction.atomic():
            job.save(force_insert=True)
            _queue(job)
    except IntegrityError:
        if key is None:
            raise
        return Job.objects.get(key=key)
    return job


def _queue(job: Job) -> None:
    from mingpin.jobs.running import run_job

    run_job.enqueue(str(job.pk))


def cancel_job(job: Job, *, by: Who) -> None:
    """Cancels a job that waits at once; asks one that runs to stop where it can. Raises Stale where it has ended."""
    with transaction.atomic():
        if job.state == JobState.QUEUED:
            swap(job, JOB_STEPS["cancel_waiting_job"], ended_at=timezone.now(), is_cancel_asked=True)
        else:
            swap(job, JOB_STEPS["ask_to_cancel_job"], is_cancel_asked=True)
        record(by=by, action="cancel_job", on=job, after={"state": job.state})


def retry_job(job: Job, *, by: Who) -> None:
    """Queues a job anew that failed. Raises Stale where it did not."""
    with transaction.atomic():
        swap(job, JOB_STEPS["retry_job"], error="", attempts=0, ended_at=None, is_cancel_asked=False)
        _queue(job)
        record(by=by, action="retry_job", on=job, after={"state": job.state})
