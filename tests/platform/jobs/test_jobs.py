"""Work in the background: done once, to be watched, stopped, tried again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import transaction
from django_tasks_db.models import DBTaskResult

from mingpin.errors import Invalid, Stale
from mingpin.jobs import orphans
from mingpin.jobs.actions import cancel_job, retry_job
from mingpin.jobs.models import Job
from mingpin.jobs.orphans import return_orphans
from mingpin.jobs.running import MOST_ATTEMPTS, run_job
from mingpin.jobs.states import JobState
from mingpin.jobs.workers import this_worker
from tests.platform.cast import Cast
from tests.platform.jobs.kinds import only_here, queued, register_three
from tests.platform.jobs_now import run_jobs

DEAD = "elsewhere-that-is-here:1:0"


@pytest.fixture
def done() -> Iterator[list[str]]:
    """What the kinds of jobs of these tests did."""
    did: list[str] = []
    with only_here():
        register_three(did)
        yield did


@pytest.mark.django_db(transaction=True)
def test_a_job_is_done_and_says_what_came_of_it(done: list[str]) -> None:
    queued(whom="王办")
    (job,) = run_jobs()
    assert (job.state, job.result, job.done, job.total, job.saying) == (
        JobState.DONE,
        {"greeted": "王办"},
        1,
        1,
        "正在问候",
    )
    assert done == ["王办"]


@pytest.mark.django_db(transaction=True)
def test_a_job_of_an_action_that_failed_is_never_done(done: list[str]) -> None:
    def act() -> None:
        with transaction.atomic():
            queued(whom="王办")
            raise Invalid("不成。")

    with pytest.raises(Invalid):
        act()
    assert (run_jobs(), Job.objects.count()) == ([], 0)


@pytest.mark.django_db
def test_asked_twice_under_one_key_it_is_done_once(done: list[str]) -> None:
    assert queued(key="问候王办", whom="王办") == queued(key="问候王办", whom="王办")
    run_jobs()
    assert done == ["王办"]


@pytest.mark.django_db
def test_delivered_twice_by_the_queue_it_is_done_once(done: list[str]) -> None:
    job = queued(whom="王办")
    run_job.call(str(job.pk))
    run_job.call(str(job.pk))
    assert done == ["王办"]


def test_a_waiting_job_that_is_cancelled_is_not_done(cast: Cast, done: list[str]) -> None:
    job = queued(whom="王办")
    cancel_job(job, by=cast.wang)
    assert (run_jobs(), job.state, done) == ([], JobState.CANCELLED, [])


@pytest.mark.django_db(transaction=True)
def test_a_running_job_that_is_cancelled_stops_where_it_can(done: list[str]) -> None:
    job = queued(whom="王办")
    Job.objects.filter(pk=job.pk).update(is_cancel_asked=True)
    run_jobs()
    job.refresh_from_db()
    assert (job.state, done) == (JobState.CANCELLED, [])


@pytest.mark.django_db
def test_a_refusal_is_told_as_it_is_and_an_error_of_the_program_without_its_inside(done: list[str]) -> None:
    queued("refuse")
    queued("break_down")
    refused, broken = run_jobs()
    assert (refused.state, refused.error) == (JobState.FAILED, "文件是空的。请换一份。")
    assert broken.state == JobState.FAILED
    assert str(broken.pk) in broken.error
    assert "inside" not in broken.error


def test_a_failed_job_can_be_tried_again_and_a_finished_one_cannot(cast: Cast, done: list[str]) -> None:
    job = queued("refuse")
    run_jobs()
    job.refresh_from_db()
    retry_job(job, by=cast.wang)
    assert job.state == JobState.QUEUED
    finished = queued(whom="王办")
    run_jobs()
    finished.refresh_from_db()
    with pytest.raises(Stale):
        retry_job(finished, by=cast.wang)


@pytest.mark.django_db
def test_the_job_of_a_dead_worker_is_done_by_another(done: list[str]) -> None:
    job = queued(whom="王办")
    Job.objects.filter(pk=job.pk).update(
        state=JobState.RUNNING, worker=f"{this_worker().rpartition(':')[0]}:0", attempts=1
    )
    assert return_orphans() == 1
    assert [one.state for one in run_jobs()] == [JobState.DONE]
    assert done == ["王办"]


@pytest.mark.django_db
def test_the_job_of_a_living_worker_is_left_to_it(done: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    job = queued(whom="王办")
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, worker=this_worker(), attempts=1)
    monkeypatch.setattr(orphans, "AT_WORK", {job.pk})
    assert return_orphans() == 0


@pytest.mark.django_db
def test_a_job_of_which_its_worker_lost_hold_is_done_again(done: list[str]) -> None:
    """The database broke down so that not even the failure could be written; the worker lives on."""
    job = queued(whom="王办")
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, worker=this_worker(), attempts=1)
    assert return_orphans() == 1
    assert [one.state for one in run_jobs()] == [JobState.DONE]


@pytest.mark.django_db
def test_a_job_that_kills_its_workers_is_given_up(done: list[str]) -> None:
    job = queued(whom="王办")
    Job.objects.filter(pk=job.pk).update(state=JobState.RUNNING, worker=DEAD, attempts=MOST_ATTEMPTS)
    assert return_orphans() == 1
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert f"中断了 {MOST_ATTEMPTS} 次" in job.error


@pytest.mark.django_db
def test_two_workers_that_reach_for_one_job_do_it_once(done: list[str]) -> None:
    job = queued(whom="王办")
    run_job.call(str(job.pk))
    job.refresh_from_db()
    assert (job.attempts, done) == (1, ["王办"])


@pytest.mark.django_db
def test_a_job_whose_task_was_lost_on_the_way_gets_another(done: list[str]) -> None:
    """The worker died between taking the task and beginning the job."""
    job = queued(whom="王办")
    DBTaskResult.objects.update(status="RUNNING", worker_ids=[f"{this_worker().rpartition(':')[0]}:0"])
    assert return_orphans() == 1
    assert DBTaskResult.objects.filter(status="READY", args_kwargs__args=[str(job.pk)]).count() == 1
    assert return_orphans() == 0
