"""The jobs of workers that died, and what else has to be looked after while workers run."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import DatabaseError
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from mingpin.jobs.models import Job, Worker
from mingpin.jobs.running import AT_WORK, put_back, run_job
from mingpin.jobs.states import JobState
from mingpin.jobs.workers import is_gone, this_worker

log = logging.getLogger(__name__)

TASKS_KEPT = timedelta(days=14)
WORKERS_KEPT = timedelta(days=1)


def return_orphans() -> int:
    """Puts back the jobs whose worker has died or lost hold of them, or gives them up after the last attempt; how many.

    A job whose worker died between taking its task from the queue and beginning it waits with no task that speaks of it: it gets
    another one. Several workers may look at once: who comes second changes nothing, and a task too many does nothing.
    """
    found = 0
    waiting = list(Job.objects.filter(state=JobState.QUEUED).values_list("pk", flat=True))
    coming = _tasks_coming() if waiting else set()
    for pk in waiting:
        if str(pk) not in coming and Job.objects.filter(pk=pk, state=JobState.QUEUED).exists():
            found += 1
            run_job.enqueue(str(pk))
    for job in Job.objects.filter(state=JobState.RUNNING).annotate(now=Now()):
        is_lost = job.worker == this_worker() and job.pk not in AT_WORK
        if is_lost or is_gone(job.worker, job.heartbeat_at, getattr(job, "now")):  # noqa: B009  mypy does not know of it
            found += 1
            put_back(job)
    return found


def _tasks_coming() -> set[str]:
    """The jobs of which a task waits in the queue or is in the hands of a living worker."""
    ready = DBTaskResult.objects.filter(status=TaskResultStatus.READY)
    now = timezone.now()
    held = (
        task
        for task in DBTaskResult.objects.running()
        if any(not is_gone(worker, task.started_at, now) for worker in task.worker_ids)
    )
    return {str(argument) for task in (*ready, *held) for argument in task.args_kwargs["args"]}


def give_sign_of_life() -> None:
    """Says that this worker lives, by the clock of the database."""
    if not Worker.objects.filter(name=this_worker()).update(seen_at=Now()):
        Worker.objects.bulk_create([Worker(name=this_worker(), seen_at=timezone.now())], ignore_conflicts=True)


def take_leave() -> None:
    """This worker ends as it should: nobody need wait for its signs of life."""
    try:
        Worker.objects.filter(name=this_worker()).delete()
    except DatabaseError as error:
        log.warning("the leave of this worker could not be written: %s", error)


def forget_old() -> int:
    """Removes what the queue keeps of tasks that ended long ago or whose worker died, and workers long silent (the jobs
    themselves stay); how many tasks there were."""
    old = timezone.now() - TASKS_KEPT
    gone, _by_model = DBTaskResult.objects.finished().filter(finished_at__lt=old).delete()
    left, _by_model = DBTaskResult.objects.running().filter(started_at__lt=old).delete()
    Worker.objects.alias(now=Now()).filter(seen_at__lt=F("now") - WORKERS_KEPT).delete()
    return gone + left
