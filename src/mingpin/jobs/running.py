"""Doing a job: progress that can be watched, a sign of life, and an end that is written exactly once."""

from __future__ import annotations

import json
import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    DataError,
    InterfaceError,
    OperationalError,
    connection,
    connections,
    transaction,
)
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django_tasks import task

from mingpin.errors import DomainError, Stale
from mingpin.jobs.actions import give_up
from mingpin.jobs.kinds import kind_of
from mingpin.jobs.models import Job
from mingpin.jobs.states import JOB_STEPS, JobState
from mingpin.jobs.workers import this_worker
from mingpin.language import _
from mingpin.transitions import swap

log = logging.getLogger(__name__)

SECONDS_BETWEEN_WRITES = 0.5
SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_BETWEEN_BEATS = 5.0
MOST_ATTEMPTS = 3
PAUSE_AFTER_BREAKDOWN = timedelta(seconds=5)
AT_WORK: set[UUID] = set()
"""The jobs that this process does now: of any other that bears its name it has lost hold when the database broke down."""


class Cancelled(Exception):
    """The person asked to stop the job, or it is no longer this worker's; what it did in its open transaction is undone."""


@dataclass(frozen=True)
class _Said:
    done: int
    total: int | None
    saying: str


class Progress:
    """How far a job is. What a job function is given first."""

    def __init__(self, job: Job):
        self.job = job
        self._said: _Said | None = None
        self._written: _Said | None = None
        self._written_at = 0.0
        self._has_to_stop = threading.Event()

    def at(self, done: int, total: int | None = None, saying: str = "") -> None:
        """Says how far the job is; cheap enough for every row. Raises Cancelled where the person asked to stop.

        It is written at most twice a second, and never in a transaction of the job: it would be seen only at its end. While one
        is open, the thread that gives the signs of life writes it, where the database lets a second connection write (SQLite does
        not: there it is written when the transaction has ended, and the wish to cancel is heard then).
        """
        before = self._said.saying if self._said else ""
        self._said = _Said(done, total, (saying or before)[:200])
        if self._has_to_stop.is_set():
            raise Cancelled
        now = time.monotonic()
        if connection.in_atomic_block or (now - self._written_at < SECONDS_BETWEEN_WRITES and done != total):
            return
        self._written_at = now
        try:
            self.write()
        except OperationalError as error:  # the work is not to fail because it cannot be watched
            log.warning("the progress of job %s could not be written: %s", self.job.pk, error)
        if self._has_to_stop.is_set():
            raise Cancelled

    def write(self) -> None:
        """Writes what was said last, with a sign of life, and looks whether to stop."""
        said = self._said
        values: dict[str, Any] = {"heartbeat_at": Now()}
        if said is not None and said != self._written:
            values |= {"done": said.done, "total": said.total, "saying": said.saying}
        if _held(self.job).update(**values):
            self._written = said
        now = Job.objects.filter(pk=self.job.pk).only("worker", "started_at", "is_cancel_asked").first()
        if now is not None and (now.is_cancel_asked or not _is_ours(self.job, now)):
            self._has_to_stop.set()

    @property
    def has_news(self) -> bool:
        """Something was said that is not written."""
        return self._said != self._written

    def at_end(self) -> dict[str, Any]:
        """What was said last, as values of the job."""
        said = self._said
        return {"done": said.done, "total": said.total, "saying": said.saying} if said else {}


def _held(job: Job) -> QuerySet[Job]:
    """The job as long as it is in the hands of this worker, in this attempt."""
    return Job.objects.filter(pk=job.pk, state=JobState.RUNNING, worker=job.worker, started_at=job.started_at)


def _is_held(job: Job) -> bool:
    """The same as an answer that holds until the transaction ends."""
    return _held(job).select_for_update().first() is not None


def _is_ours(job: Job, now: Job) -> bool:
    return (now.worker, now.started_at) == (job.worker, job.started_at)


@task()
def run_job(job_id: str) -> None:
    """Does one job, where it waits; nothing where it was cancelled, is done, or is another worker's."""
    job = Job.objects.filter(pk=UUID(job_id)).first()
    if job is None:
        return
    now = timezone.now()
    begun: dict[str, Any] = {
        "worker": this_worker(),
        "started_at": now,
        "heartbeat_at": now,
        "attempts": job.attempts + 1,
    }
    begun |= {"done": 0, "total": None, "saying": "", "error": ""}
    AT_WORK.add(job.pk)
    try:
        swap(job, JOB_STEPS["start_job"], **begun)
        progress = Progress(job)
        with _watched(progress):
            _do(job, progress)
    except Stale:
        return
    finally:
        AT_WORK.discard(job.pk)


def _do(job: Job, progress: Progress) -> None:
    try:
        step, values = _outcome(job, progress)
        try:
            _end(job, step, **values)
        except (TypeError, ValueError, DataError):  # what came of it cannot be kept
            log.exception("the result of job %s (%s) could not be written", job.pk, job.kind)
            _end(job, "fail_job", error=_told(job))
    except (OperationalError, InterfaceError):
        log.exception("the database broke down while job %s (%s) was done", job.pk, job.kind)
        if not connection.in_atomic_block:
            connection.close()
        put_back(job)


def _outcome(job: Job, progress: Progress) -> tuple[str, dict[str, Any]]:
    """Does it; the step that ends the job, with what is to be written. Raises what a database that broke down raises."""
    try:
        result = dict(kind_of(job.kind).run(progress, **job.arguments) or {})
        json.dumps(result)
    except Cancelled:
        return "stop_job", progress.at_end()
    except DomainError as error:
        return "fail_job", {"error": str(error), **progress.at_end()}
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("job %s (%s) failed", job.pk, job.kind)
        return "fail_job", {"error": _told(job), **progress.at_end()}
    return "finish_job", {"result": result, **progress.at_end()}


def _told(job: Job) -> str:
    return _("An error of the program; the operator finds it in the log under {job}.").format(job=job.pk)


def _end(job: Job, step: str, **values: Any) -> None:
    """Writes the end; nothing where the job was taken for dead and put back meanwhile: whoever has it now writes it."""
    with transaction.atomic():
        if not _is_held(job):
            log.warning("job %s is no longer ours; its end (%s) was not written", job.pk, step)
            return
        swap(job, JOB_STEPS[step], ended_at=timezone.now(), **values)
        if step != "finish_job":
            _give_up(job)


def put_back(job: Job) -> None:
    """Puts back a job whose worker died, or whose database broke down; gives it up after the last attempt.

    Nothing where it is no longer in the hands in which it was seen.
    """
    with transaction.atomic():
        if not _is_held(job):
            return
        if _held(job).filter(is_cancel_asked=True).exists():
            swap(job, JOB_STEPS["stop_job"], ended_at=timezone.now())
            _give_up(job)
        elif job.attempts >= MOST_ATTEMPTS:
            told = _("It was interrupted {count} times; the operator finds why in the log under {job}.")
            error = told.format(count=job.attempts, job=job.pk)
            swap(job, JOB_STEPS["fail_job"], ended_at=timezone.now(), error=error)
            _give_up(job)
        else:
            swap(job, JOB_STEPS["return_job"])
            pause = timezone.now() + PAUSE_AFTER_BREAKDOWN if job.worker == this_worker() else None
            run_job.using(run_after=pause).enqueue(str(job.pk))


def _give_up(job: Job) -> None:
    """Gives up what the job was about; where that fails, the job ends all the same and can be tried again."""
    try:
        with transaction.atomic():
            give_up(job)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("what job %s (%s) was about could not be given up", job.pk, job.kind)


@contextmanager
def _watched(progress: Progress) -> Iterator[None]:
    """A sign of life every few seconds, and what was said in an open transaction: by a thread with a connection of its own."""
    stop = threading.Event()
    works: BaseDatabaseWrapper = connections[DEFAULT_DB_ALIAS]

    def watch() -> None:
        beaten = time.monotonic()
        try:
            while not stop.wait(SECONDS_BETWEEN_LOOKS):
                is_locked_out = works.vendor == "sqlite" and works.in_atomic_block
                is_news = works.in_atomic_block and progress.has_news
                is_time = time.monotonic() - beaten > SECONDS_BETWEEN_BEATS
                if is_locked_out or not (is_news or is_time):
                    continue
                try:
                    progress.write()
                    beaten = time.monotonic()
                except DatabaseError as error:
                    log.warning("no sign of life of job %s could be written: %s", progress.job.pk, error)
                    connection.close()
        finally:
            connection.close()

    thread = threading.Thread(target=watch, name=f"watches {progress.job.pk}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
