"""Jobs that are cancelled, given up, taken from a worker that was thought dead, or hit by a database that breaks down."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from mingpin.audit.who import Who
from mingpin.errors import NotThere, Refused, Stale
from mingpin.jobs import kinds, running
from mingpin.jobs.actions import Owner, cancel_job, retry_job
from mingpin.jobs.models import Job, Worker
from mingpin.jobs.orphans import forget_old, give_sign_of_life, return_orphans, take_leave
from mingpin.jobs.queries import silence_of_workers
from mingpin.jobs.running import MOST_ATTEMPTS, Cancelled, Progress, put_back, run_job
from mingpin.jobs.states import JobState
from mingpin.jobs.workers import this_worker
from tests.platform.cast import Cast
from tests.platform.jobs.kinds import only_here, queued, register
from tests.platform.jobs_now import run_jobs


@pytest.fixture(autouse=True)
def apart() -> Iterator[None]:
    with only_here():
        yield


def as_it_stands(job: Job) -> Job:
    job.refresh_from_db()
    return job


@pytest.mark.django_db(transaction=True)
def test_what_a_stopped_job_did_in_its_open_transaction_is_undone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "SECONDS_BETWEEN_WRITES", 0.0)

    def write(progress: Progress) -> None:
        progress.at(1, 4, "第一段")
        Job.objects.filter(pk=progress.job.pk).update(is_cancel_asked=True)
        with transaction.atomic():
            Worker.objects.create(name="half", seen_at=timezone.now())
            progress.at(2, 4)
        progress.at(3, 4)
        raise AssertionError("went on")

    register(write=write)
    job = queued("write")
    run_jobs()
    assert (as_it_stands(job).state, job.done, job.total, job.saying) == (JobState.CANCELLED, 3, 4, "第一段")


@pytest.mark.django_db(transaction=True)
def test_who_is_asked_to_stop_inside_a_transaction_leaves_nothing_of_it() -> None:
    def write(progress: Progress) -> None:
        with transaction.atomic():
            Worker.objects.create(name="half", seen_at=timezone.now())
            progress._has_to_stop.set()
            progress.at(2, 4)

    register(write=write)
    job = queued("write")
    run_jobs()
    assert (as_it_stands(job).state, Worker.objects.filter(name="half").exists()) == (JobState.CANCELLED, False)


@pytest.mark.django_db
def test_a_worker_that_was_thought_dead_does_not_write_the_end_of_another_ones_work() -> None:
    def slow(progress: Progress) -> dict[str, Any]:
        Job.objects.filter(pk=progress.job.pk).update(worker="another", started_at=timezone.now(), attempts=2)
        return {"done_by": "the first"}

    register(slow=slow)
    job = queued("slow")
    run_job.call(str(job.pk))
    assert (as_it_stands(job).state, job.worker, job.result) == (JobState.RUNNING, "another", None)


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_was_thought_dead_stops_at_its_next_word() -> None:
    reached = []

    def slow(progress: Progress) -> None:
        Job.objects.filter(pk=progress.job.pk).update(worker="another", started_at=timezone.now(), attempts=2)
        try:
            progress.at(1, 1)
        except Cancelled:
            reached.append("stopped")
            raise

    register(slow=slow)
    job = queued("slow")
    run_job.call(str(job.pk))
    assert (reached, as_it_stands(job).state, job.done) == (["stopped"], JobState.RUNNING, 0)


@pytest.mark.django_db
def test_a_job_whose_database_broke_down_is_done_later_and_given_up_in_the_end() -> None:
    times = []

    def unlucky(progress: Progress) -> None:
        times.append(1)
        raise OperationalError("the connection is lost")

    register(unlucky=unlucky)
    job = queued("unlucky")
    run_job.call(str(job.pk))
    assert (as_it_stands(job).state, job.attempts) == (JobState.QUEUED, 1)
    again = DBTaskResult.objects.latest("enqueued_at")
    assert timezone.now() < again.run_after < timezone.now() + timedelta(seconds=6)
    run_jobs()
    assert (as_it_stands(job).state, job.attempts, len(times)) == (JobState.FAILED, MOST_ATTEMPTS, MOST_ATTEMPTS)
    assert "connection" not in job.error


def never(progress: Progress) -> None:
    raise ZeroDivisionError


@pytest.mark.django_db
def test_a_job_that_ends_without_being_done_gives_up_what_it_was_about(cast: Cast) -> None:
    given_up: list[str] = []

    def undo(job: Job, by: Who) -> bool:
        given_up.append(job.state)
        return True

    kinds.job_kind("undone", title="", give_up=undo)(never)
    failed, waiting, dying = (queued("undone", key=key) for key in ("a", "b", "c"))
    run_job.call(str(failed.pk))
    cancel_job(waiting, by=cast.wang)
    Job.objects.filter(pk=dying.pk).update(state=JobState.RUNNING, worker="gone:1:0", attempts=MOST_ATTEMPTS)
    return_orphans()
    assert given_up == [JobState.FAILED, JobState.CANCELLED, JobState.FAILED]
    with pytest.raises(Refused, match="重新提交"):
        retry_job(as_it_stands(failed), by=cast.wang)
    assert queued("undone", key="a") != failed


@pytest.mark.django_db
def test_a_job_that_can_no_longer_be_given_up_is_tried_again(cast: Cast) -> None:
    """It was stopped after what matters was done: the rest waits for it."""
    kinds.job_kind("late", title="", give_up=lambda job, by: False)(never)
    job = queued("late", key="a")
    run_job.call(str(job.pk))
    retry_job(as_it_stands(job), by=cast.wang)
    assert (job.state, queued("late", key="a")) == (JobState.QUEUED, job)


@pytest.mark.django_db
def test_a_job_put_back_after_it_was_asked_to_stop_is_not_begun_again(cast: Cast) -> None:
    register(greet=lambda progress: None)
    job = queued()
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, worker="gone:1:0", attempts=1)
    cancel_job(as_it_stands(job), by=cast.wang)
    assert job.state == JobState.RUNNING
    return_orphans()
    assert (run_jobs(), as_it_stands(job).state) == ([], JobState.CANCELLED)


@pytest.mark.django_db
def test_of_two_that_put_a_job_back_one_does() -> None:
    register(greet=lambda progress: None)
    job = queued()
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, worker="gone:1:0", attempts=1)
    seen_by_one, seen_by_other = Job.objects.get(pk=job.pk), Job.objects.get(pk=job.pk)
    put_back(seen_by_one)
    put_back(seen_by_other)
    assert (as_it_stands(job).state, DBTaskResult.objects.count()) == (JobState.QUEUED, 2)


def test_a_cancelled_job_can_be_tried_again_and_one_that_ended_cannot_be_cancelled(cast: Cast) -> None:
    register(greet=lambda progress: {})
    job = queued()
    cancel_job(job, by=cast.wang)
    with pytest.raises(Stale):
        cancel_job(job, by=cast.wang)
    retry_job(job, by=cast.wang)
    assert [one.state for one in run_jobs()] == [JobState.DONE]


def test_only_who_asked_and_the_office_stop_a_job_and_others_do_not_even_know(cast: Cast) -> None:
    register(greet=lambda progress: {})
    job = queued(owner=Owner.of(cast.zhou))
    with pytest.raises(NotThere):
        cancel_job(job, by=cast.wu)
    with pytest.raises(Refused):
        cancel_job(job, by=cast.zhao)
    cancel_job(job, by=cast.zhou)
    retry_job(job, by=cast.wang)
    assert job.state == JobState.QUEUED


@pytest.mark.django_db
def test_a_key_of_another_kind_is_a_mistake_of_the_program() -> None:
    register(greet=lambda progress: {}, other=lambda progress: {})
    queued(key="one")
    with pytest.raises(ValueError, match="belongs to a job of kind greet"):
        queued("other", key="one")


@pytest.mark.django_db
def test_what_the_queue_keeps_of_old_tasks_goes_and_the_job_stays() -> None:
    register(greet=lambda progress: {})
    job = queued()
    old = timezone.now() - timedelta(days=20)
    DBTaskResult.objects.update(status="SUCCESSFUL", finished_at=old)
    Worker.objects.create(name="long ago", seen_at=old)
    assert (forget_old(), Job.objects.count()) == (1, 1)
    assert (forget_old(), DBTaskResult.objects.count(), Worker.objects.count()) == (0, 0, 0)
    assert job.pk


@pytest.mark.django_db
def test_a_worker_is_heard_of_until_it_takes_leave() -> None:
    assert silence_of_workers() is None
    give_sign_of_life()
    give_sign_of_life()
    assert Worker.objects.get().name == this_worker()
    silence = silence_of_workers()
    assert silence is not None
    assert abs(silence) < timedelta(seconds=5)
    take_leave()
    assert silence_of_workers() is None


@pytest.mark.django_db
def test_a_result_that_cannot_be_kept_fails_the_job_and_leaves_nothing_stuck(cast: Cast) -> None:
    register(strange=lambda progress: {"what": object()}, torn=lambda progress: {"what": "a\x00b"})
    strange, torn = queued("strange"), queued("torn")
    run_jobs()
    assert as_it_stands(strange).state == JobState.FAILED
    assert as_it_stands(torn).state == (JobState.FAILED if connection.vendor == "postgresql" else JobState.DONE)


@pytest.mark.django_db
def test_a_job_ends_even_where_giving_up_fails(cast: Cast) -> None:
    def undo(job: Job, by: Who) -> bool:
        raise Stale("changed meanwhile")

    kinds.job_kind("clumsy", title="", give_up=undo)(never)
    job = queued("clumsy")
    run_job.call(str(job.pk))
    assert (as_it_stands(job).state, job.is_given_up) == (JobState.FAILED, False)
    retry_job(job, by=cast.wang)
    assert job.state == JobState.QUEUED


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite has one writer: there it is written when the transaction ends"
)
def test_progress_is_seen_and_stopping_heard_in_the_middle_of_a_transaction(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "SECONDS_BETWEEN_LOOKS", 0.05)
    seen: list[int] = []

    def long(progress: Progress) -> None:
        with transaction.atomic():
            Worker.objects.create(name="half", seen_at=timezone.now())
            for number in range(1, 200):
                progress.at(number, 200, "进行中")
                time.sleep(0.02)
                if number == 20:
                    elsewhere(lambda: seen.append(Job.objects.get(pk=progress.job.pk).done))
                    elsewhere(lambda: Job.objects.filter(pk=progress.job.pk).update(is_cancel_asked=True))

    register(long=long)
    job = queued("long")
    run_jobs()
    assert 0 < seen[0] <= 20
    assert (as_it_stands(job).state, Worker.objects.filter(name="half").exists()) == (JobState.CANCELLED, False)
    assert job.done < 199


def elsewhere(what: Callable[[], Any]) -> None:
    """Does it over another connection."""

    def do() -> None:
        try:
            what()
        finally:
            connection.close()

    thread = threading.Thread(target=do)
    thread.start()
    thread.join()
