"""Jobs in the browser: followed, stopped, tried again, found again; by whom it concerns and nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from mingpin.accounts.models import Membership
from mingpin.jobs.actions import Owner
from mingpin.jobs.models import Job
from mingpin.jobs.orphans import give_sign_of_life
from mingpin.jobs.states import JobState
from tests.platform.cast import MEMBERS, Cast
from tests.platform.fixtures import SignedIn
from tests.platform.jobs.kinds import only_here, queued, register_three
from tests.platform.jobs_now import run_jobs


@pytest.fixture(autouse=True)
def three_kinds() -> Iterator[None]:
    with only_here():
        register_three([])
        yield


def job_of(cast: Cast, name: str, **values: Any) -> Job:
    job = queued(owner=Owner.of(getattr(cast, name)), whom="王办")
    Job.objects.filter(pk=job.pk).update(**values)
    job.refresh_from_db()
    return job


def page(browser: Client, job: Job, rest: str = "") -> Any:
    return browser.get(f"/jobs/{job.pk}/{rest}")


def test_a_job_is_seen_by_who_asked_their_colleagues_and_the_office_only(cast: Cast, signed_in: SignedIn) -> None:
    job = job_of(cast, "zhou", title="读取卫辉名册")
    who_see = {name for name in MEMBERS if page(signed_in(name), job).status_code == 200}
    assert who_see == {"wang", "li", "zhao", "ma", "zhou"}
    who_list = {name for name in MEMBERS if "读取卫辉名册" in signed_in(name).get("/jobs/").content.decode()}
    assert who_list == who_see
    absent = Job(title="")
    for name in ("wu", "sun", "he"):
        browser = signed_in(name)
        for rest in ("", "progress/"):
            foreign, nothing = page(browser, job, rest), page(browser, absent, rest)
            assert (foreign.status_code, nothing.status_code) == (404, 404)
        for step in ("cancel/", "retry/"):
            assert browser.post(f"/jobs/{job.pk}/{step}").status_code == 404
    assert signed_in("nobody").get(f"/jobs/{job.pk}/").status_code == 302


def test_colleagues_in_another_role_do_not_see_it(cast: Cast, signed_in: SignedIn) -> None:
    job = job_of(cast, "chen")
    colleague = Membership.objects.get(person=cast.person("chen"))
    Membership.objects.create(
        person=cast.person("he"),
        organisation=colleague.organisation,
        role="expert",
        valid_from=colleague.valid_from,
        state=colleague.state,
    )
    assert page(signed_in("he"), job).status_code == 404


def test_who_acts_for_another_enterprise_does_not_see_what_they_asked_for_in_the_first(
    cast: Cast, signed_in: SignedIn
) -> None:
    job = job_of(cast, "sun")
    qian = Membership.objects.get(person=cast.person("qian"))
    Membership.objects.filter(person=cast.person("sun")).update(organisation=qian.organisation)
    assert page(signed_in("sun"), job).status_code == 404


def test_a_running_job_shows_how_far_it_is_and_how_long_it_will_take(cast: Cast, signed_in: SignedIn) -> None:
    begun = timezone.now() - timedelta(seconds=60)
    job = job_of(
        cast, "wang", state=JobState.RUNNING, done=25, total=100, saying="读到第二张表", started_at=begun, worker="x"
    )
    shown = page(signed_in("wang"), job).content.decode()
    assert "读到第二张表" in shown
    assert 'max="100" value="25"' in shown
    assert "约剩 3 分钟" in shown
    assert f'hx-get="/jobs/{job.pk}/progress/" hx-trigger="every 1s"' in shown
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in shown


def test_who_waits_where_nobody_works_is_told(cast: Cast, signed_in: SignedIn) -> None:
    job = job_of(cast, "wang")
    assert "没有办理进程" not in page(signed_in("wang"), job).content.decode()
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(minutes=2))
    assert "没有办理进程" in page(signed_in("wang"), job).content.decode()
    give_sign_of_life()
    assert "没有办理进程" not in page(signed_in("wang"), job).content.decode()


def test_a_job_without_a_total_shows_that_it_runs(cast: Cast, signed_in: SignedIn) -> None:
    job = job_of(cast, "wang", state=JobState.RUNNING, worker="x", started_at=timezone.now())
    shown = page(signed_in("wang"), job).content.decode()
    assert '<progress class="w-100" max="1" aria-label' in shown
    assert "约剩" not in shown


def test_the_part_that_is_asked_each_second_ends_with_the_job(cast: Cast, signed_in: SignedIn) -> None:
    job = job_of(cast, "wang", result_url="/jobs/?q=result")
    browser = signed_in("wang")
    asked = {"HX-Request": "true", "HX-Current-URL": f"http://testserver/jobs/{job.pk}/"}
    waiting = browser.get(f"/jobs/{job.pk}/progress/", headers=asked)
    assert ("HX-Refresh" in waiting, "hx-get" in waiting.content.decode()) == (False, True)
    assert "<html" not in waiting.content.decode()
    assert "在单独的页面" not in waiting.content.decode()
    assert "在单独的页面" in browser.get(f"/jobs/{job.pk}/progress/").content.decode()
    run_jobs()
    over = browser.get(f"/jobs/{job.pk}/progress/", headers=asked)
    assert (over["HX-Refresh"], "hx-get" in over.content.decode()) == ("true", False)
    assert '<a href="/jobs/?q=result"' in page(browser, job).content.decode()


def test_a_job_is_cancelled_and_tried_again(cast: Cast, signed_in: SignedIn) -> None:
    job = job_of(cast, "zhou")
    browser = signed_in("zhou")
    answer = browser.post(f"/jobs/{job.pk}/cancel/")
    assert (answer.status_code, answer["Location"]) == (303, f"/jobs/{job.pk}/")
    shown = page(browser, job).content.decode()
    assert "任务已取消。" in shown
    assert ("/cancel/" in shown, "/retry/" in shown) == (False, True)
    browser.post(f"/jobs/{job.pk}/retry/")
    assert [one.state for one in run_jobs()] == [JobState.DONE]
    assert browser.post(f"/jobs/{job.pk}/cancel/").status_code == 409


def test_a_running_job_is_asked_to_stop_once(cast: Cast, signed_in: SignedIn) -> None:
    job = job_of(cast, "wang", state=JobState.RUNNING, worker="x", started_at=timezone.now())
    browser = signed_in("wang")
    browser.post(f"/jobs/{job.pk}/cancel/")
    shown = page(browser, job).content.decode()
    assert "下一个可以停下的地方" in shown
    assert "已要求停止" in shown
    assert "/cancel/" not in shown


def test_who_only_looks_on_gets_no_buttons(cast: Cast, signed_in: SignedIn) -> None:
    job = job_of(cast, "zhou")
    shown = page(signed_in("zhao"), job).content.decode()
    assert ("/cancel/" in shown, "/retry/" in shown) == (False, False)
    assert signed_in("zhao").post(f"/jobs/{job.pk}/cancel/").status_code == 403


def test_a_failure_is_told_in_its_sentence(cast: Cast, signed_in: SignedIn) -> None:
    job = queued("refuse", owner=Owner.of(cast.zhou))
    run_jobs()
    assert "文件是空的。请换一份。" in page(signed_in("zhou"), job).content.decode()


def test_the_list_costs_as_much_with_three_as_with_one(cast: Cast, signed_in: SignedIn) -> None:
    browser = signed_in("zhou")
    browser.get("/jobs/")
    job_of(cast, "zhou", title="甲")
    with CaptureQueriesContext(connection) as with_one:
        browser.get("/jobs/")
    job_of(cast, "zhou", title="乙")
    job_of(cast, "zhou", title="丙")
    with CaptureQueriesContext(connection) as with_three:
        shown = browser.get("/jobs/").content.decode()
    assert all(title in shown for title in "甲乙丙")
    of_jobs = [query["sql"] for query in with_one if "jobs_job" in query["sql"]]
    assert (len(of_jobs), len(with_three)) == (2, len(with_one))
