"""Doing a job: progress that can be watched, a sign of life, and an end that is written exactly once."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from mingpin.errors import DomainError, Stale
from mingpin.jobs.kinds import kind_of
from mingpin.jobs.models import Job
from mingpin.jobs.states import JOB_STEPS, JobState
from mingpin.jobs.workers import is_gone, this_worker
from mingpin.language import _
from mingpin.transitions import swap

log = logging.getLogger(__name__)

SECONDS_BETWEEN_WRITES = 0.5
SECONDS_BETWEEN_BEATS = 5.0
MOST_ATTEMPTS = 3
DAYS_KEPT = timedelta(days=14)


class Cancelled(Exception):
    """The person asked to stop the job; what it did in its open transaction is undone."""


class Progress:
    """How far a job is. What a job function is given first."""

    def __init__(self, job: Job):
        self.job = job
        self._written = 0.0

    def at(self, done: int, total: int | None = None, saying: str = "") -> None:
        """Says how far the job is, at most twice a second. Raises Cancelled where the person asked to stop.

        Inside a transaction of the job nothing is written (it would be seen only at its end, and on SQLite it would wait for
        itself); what was said last is written with the next call outside.
        """
        if connection.in_atomic_block:
            return
        now = time.monotonic()
        if now - self._written < SECONDS_BETWEEN_WRITES and done != total:
            return
        self._written = now
        values: dict[str, Any] = {"done": done, "total": total, "heartbeat_at": timezone.now()}
        if saying:
            values["saying"] = saying[:200]
        Job.objects.filter(pk=self.job.pk).update(**values)
        if Job.objects.filter(pk=self.job.pk, is_cancel_asked=True).exists():
            raise Cancelled


@task()
def run_job(job_id: str) -> None:
    """Does one job, where it waits; nothing where it was cancelled, is done, or is another worker's."""
    job = Job.objects.filter(pk=UUID(job_id)).first()
    if job is None:
        return
    try:
        now = timezone.now()
        swap(
            job,
            JOB_STEPS["start_job"],
            worker=this_worker(),
            started_at=now,
            heartbeat_at=now,
            attempts=job.attempts + 1,
        )
    except Stale:
        return
    with _beating(job):
        _do(job)


def _do(job: Job) -> None:
    try:
        result = kind_of(job.kind).run(Progress(job), **job.arguments)
    except Cancelled:
        _end(job, "stop_job")
    except DomainError as error:
        _end(job, "fail_job", error=str(error))
    except Exception:
        log.exception("job %s (%s) failed", job.pk, job.kind)
        _end(
            job,
            "fail_job",
            error=_("An error of the program; the operator finds it in the log under {job}.").format(job=job.pk),
        )
    else:
        done = {"total": job.total} if job.total else {}
        _end(job, "finish_job", result=dict(result or {}), **done)


def _end(job: Job, step: str, **values: Any) -> None:
    """Writes the end; nothing where the job was taken for dead and put back meanwhile: whoever has it now writes it."""
    try:
        with transaction.atomic():
            swap(job, JOB_STEPS[step], ended_at=timezone.now(), **values)
    except Stale:
        log.warning("job %s is no longer ours; its end (%s) was not written", job.pk, step)


@contextmanager
def _beating(job: Job) -> Iterator[None]:
    """A sign of life every few seconds, by a thread with a connection of its own."""
    stop = threading.Event()

    def beat() -> None:
        try:
            while not stop.wait(SECONDS_BETWEEN_BEATS):
                try:
                    Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(heartbeat_at=timezone.now())
                except DatabaseError as error:
                    log.warning("no sign of life of job %s could be written: %s", job.pk, error)
        finally:
            connection.close()

    thread = threading.Thread(target=beat, name=f"heartbeat of {job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def return_orphans() -> int:
    """Puts back the jobs whose worker has died, or gives them up after the last attempt; how many there were.

    A job whose worker died between taking its task from the queue and beginning it waits with no task that speaks of it: it gets
    another one.
    """
    found = 0
    coming = _tasks_coming()
    for job in Job.objects.filter(state=JobState.QUEUED):
        if str(job.pk) not in coming:
            found += 1
            run_job.enqueue(str(job.pk))
    for job in Job.objects.filter(state=JobState.RUNNING):
        if not is_gone(job.worker, job.heartbeat_at):
            continue
        found += 1
        with transaction.atomic():
            try:
                _return(job)
            except Stale:
                continue
    return found


def _return(job: Job) -> None:
    if job.is_cancel_asked:
        swap(job, JOB_STEPS["stop_job"], ended_at=timezone.now())
    elif job.attempts >= MOST_ATTEMPTS:
        error = _("Its worker died {count} times while doing it; the operator should look at the log.").format(
            count=job.attempts
        )
        swap(job, JOB_STEPS["fail_job"], ended_at=timezone.now(), error=error)
    else:
        swap(job, JOB_STEPS["return_job"])
        run_job.enqueue(str(job.pk))


def _tasks_coming() -> set[str]:
    """The jobs of which a task waits in the queue or is in the hands of a living worker."""
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    held = DBTaskResult.objects.running()
    tasks = [
        *ready,
        *(task for task in held if any(not is_gone(worker, task.started_at) for worker in task.worker_ids)),
    ]
    return {str(argument) for task in tasks for argument in task.args_kwargs["args"]}


def forget_old_tasks() -> int:
    """Removes what the queue keeps of tasks that ended long ago (the jobs themselves stay); how many there were."""
    old = timezone.now() - DAYS_KEPT
    gone, _by_model = DBTaskResult.objects.finished().filter(finished_at__lt=old).delete()
    return gone
