"""AVL-06: asked twice, delivered twice, or cut off after the commit: one effect."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django_tasks_db.models import DBTaskResult

from mingpin.jobs.actions import Owner
from mingpin.jobs.models import Job
from mingpin.jobs.states import JobState
from tests.platform.cast import Cast
from tests.platform.fixtures import SignedIn
from tests.platform.jobs.kinds import only_here, queued, register_three
from tests.platform.jobs_now import run_jobs
from tests.trust.killing import Place, place
from tests.trust.test_dur_01_killed_workers import BATCHES, asked, finish


@pytest.fixture(scope="module")
def platform(tmp_path_factory: Any) -> Iterator[Place]:
    with place(Path(tmp_path_factory.mktemp("once"))) as made:
        yield made


def standing(platform: Place, job: str) -> tuple[str, int, int, list[str]]:
    found = platform.call("tests.trust.killed.job:found")
    mine = found["jobs"][job]
    return mine["state"], mine["attempts"], sum(line.startswith(job) for line in found["batches"]), found["stuck"]


@pytest.mark.parametrize(
    ("moment", "attempts"),
    [("the job is begun", 2), ("its end is written", 2), ("its task is ticked off", 1)],
)
def test_avl_06_a_worker_killed_between_a_commit_and_the_next(
    platform: Place, tmp_path: Path, moment: str, attempts: int
) -> None:
    told = tmp_path / "told"
    job = asked(platform, told)
    platform.start(kill_before=moment, until_idle=True).wait()
    finish(platform)
    assert standing(platform, job) == ("done", attempts, BATCHES, [])
    assert len(told.read_text("utf-8").splitlines()) == BATCHES


def test_avl_06_eight_that_ask_at_once_under_one_key_get_one_job(platform: Place, tmp_path: Path) -> None:
    told = tmp_path / "told"
    got = platform.call("tests.trust.killed.job:ask_at_once", batches=2, told=str(told), key="at once")
    assert len(got) == 8
    assert len(set(got)) == 1
    finish(platform)
    assert asked(platform, told, key="at once") == got[0]
    finish(platform)
    assert standing(platform, got[0]) == ("done", 1, 2, [])


def test_avl_06_two_workers_that_reach_for_the_same_jobs_do_each_once(platform: Place, tmp_path: Path) -> None:
    told = tmp_path / "told"
    jobs = [asked(platform, told) for _job in range(6)]
    workers = [platform.start(until_idle=True) for _worker in range(3)]
    for worker in workers:
        worker.wait()
    finish(platform)
    assert [standing(platform, job)[:3] for job in jobs] == [("done", 1, BATCHES)] * 6
    assert len(told.read_text("utf-8").splitlines()) == 6 * BATCHES


def test_avl_06_a_page_sent_twice_has_one_effect(cast: Cast, signed_in: SignedIn) -> None:
    with only_here():
        register_three([])
        job = queued("refuse", owner=Owner.of(cast.zhou))
        run_jobs()
        tasks = DBTaskResult.objects.count()
        browser = signed_in("zhou")
        answers = [browser.post(f"/jobs/{job.pk}/retry/").status_code for _time in range(2)]
        assert answers == [303, 409]
        assert (DBTaskResult.objects.count() - tasks, Job.objects.get().state) == (1, JobState.QUEUED)
