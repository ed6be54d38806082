"""Asking for work, cancelling it, trying it again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from mingpin.audit.actions import record
from mingpin.audit.who import Who
from mingpin.errors import Refused, Stale
from mingpin.jobs.kinds import kind_of
from mingpin.jobs.models import Job
from mingpin.jobs.queries import By, may_steer, not_there
from mingpin.jobs.states import JOB_STEPS
from mingpin.language import _
from mingpin.transitions import swap


@dataclass(frozen=True)
class Owner:
    """For whom a job is done, by number: a person in a membership of theirs, for an organisation, in a role."""

    person: int | None = None
    organisation: int | None = None
    membership: int | None = None
    role: str = ""

    @staticmethod
    def of(by: Any) -> Owner:
        """Whoever acts (accounts.Acting)."""
        return Owner(
            by.person.pk if by.person else None,
            by.organisation.pk if by.organisation else None,
            by.membership.pk if by.membership else None,
            by.role,
        )


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

    The same `key` gives the job that was queued under it before, however it stands now, unless that was given up. Raises KeyError
    for a kind that there is not, ValueError where the key belongs to a job of another kind.
    """
    kind_of(kind)
    known = Job.objects.filter(key=key).first() if key is not None else None
    if known is not None:
        return _of_kind(known, kind)
    job = Job(
        kind=kind,
        title=title[:200],
        arguments=dict(arguments),
        key=key,
        person=owner.person,
        organisation=owner.organisation,
        membership=owner.membership,
        role=owner.role,
        result_url=result_url,
    )
    try:
        with transaction.atomic():
            job.save(force_insert=True)
            _queue(job)
    except IntegrityError:  # somebody queued it under the same key at the same time
        if key is None:
            raise
        return _of_kind(Job.objects.get(key=key), kind)
    return job


def _of_kind(job: Job, kind: str) -> Job:
    if job.kind != kind:
        raise ValueError(f"the key {job.key!r} belongs to a job of kind {job.kind}, not {kind}")
    return job


def _queue(job: Job) -> None:
    from mingpin.jobs.running import run_job

    run_job.enqueue(str(job.pk))


def cancel_job(job: Job, *, by: By) -> None:
    """Cancels a job that waits at once; asks one that runs to stop where it can. Raises Stale where it has ended."""
    _require_steering(job, by)
    with transaction.atomic():
        try:
            swap(job, JOB_STEPS["cancel_waiting_job"], ended_at=timezone.now(), is_cancel_asked=True)
            give_up(job, by.who())
        except Stale:
            swap(job, JOB_STEPS["ask_to_cancel_job"], is_cancel_asked=True)
        if not job.is_given_up:  # else that is the entry
            record(by=by.who(), action="cancel_job", on=job, after={"state": job.state})


def retry_job(job: Job, *, by: By) -> None:
    """Queues a job anew that failed or was cancelled. Raises Stale where it was neither, Refused where it was given up: then
    people ask anew."""
    _require_steering(job, by)
    if job.is_given_up:
        what = _("This job is not tried again: what it was about is again as it was before.")
        raise Refused(what, remedy=_("Ask for it anew where you asked for it."))
    with transaction.atomic():
        before = job.state
        swap(job, JOB_STEPS["retry_job"], error="", attempts=0, ended_at=None, is_cancel_asked=False)
        _queue(job)
        record(by=by.who(), action="retry_job", on=job, before={"state": before}, after={"state": job.state})


def give_up(job: Job, by: Who | None = None) -> None:
    """Leaves what the job was about as if nobody had asked, where its kind says how; in the caller's transaction. Nobody named:
    the platform does it."""
    try:
        how = kind_of(job.kind).give_up
    except KeyError:
        return
    if how is not None and how(job, by or Who(f"program:{job.kind}")):
        job.is_given_up, job.key = True, None
        Job.objects.filter(pk=job.pk).update(is_given_up=True, key=None)


def _require_steering(job: Job, by: By) -> None:
    """Raises NotThere for whom there is no such job, Refused for whom it is not theirs to steer."""
    if not Job.objects.visible_to(by).filter(pk=job.pk).exists():
        raise not_there()
    if not may_steer(by, job):
        raise Refused(_("Only who asked for a job, or the city office, may stop it or have it tried again."))
