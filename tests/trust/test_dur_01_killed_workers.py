"""DUR-01: workers are killed with SIGKILL at any moment of a job; what was told is kept, nothing is half there, all ends."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from mingpin.audit.offline import CONSISTENT_ONLY
from tests.conftest import EFFORT
from tests.trust.killing import Place, place, wait_until

ROUNDS = 4 * EFFORT
BATCHES = 12
MOST_JOBS = 10


@pytest.fixture(scope="module")
def platform(tmp_path_factory: Any) -> Iterator[Place]:
    with place(Path(tmp_path_factory.mktemp("killed"))) as made:
        yield made


@pytest.fixture
def told(tmp_path: Path) -> Path:
    file = tmp_path / "told"
    file.touch()
    return file


def asked(platform: Place, told: Path, key: str | None = None) -> str:
    return str(platform.call("tests.trust.killed.job:ask", batches=BATCHES, told=str(told), key=key))


def lines(told: Path) -> list[str]:
    return told.read_text("utf-8").splitlines()


def check(platform: Place, told: Path, job: str) -> dict[str, Any]:
    """All ended; every batch that was told is there; none is half there; each has one entry; the chain holds."""
    found: dict[str, Any] = platform.call("tests.trust.killed.job:found")
    assert found["stuck"] == []
    assert set(lines(told)) <= set(found["batches"]), "acknowledged and lost"
    assert found["partial"] == []
    assert found["entries"] == found["written"], "each batch with one entry, each entry with its batch"
    assert (found["record"]["code"], found["record"]["findings"]) == (CONSISTENT_ONLY, [])
    assert found["file"] == "ok"
    ended: dict[str, Any] = found["jobs"][job]
    if ended["state"] == "done":
        assert [line for line in found["batches"] if line.startswith(job)] == sorted(
            f"{job} {number}" for number in range(BATCHES)
        )
        assert ended["result"] == {"batches": BATCHES}
    else:
        assert ended["state"] == "failed"
        assert "中断了 3 次" in ended["error"]
    return found


def finish(platform: Place) -> float:
    """A worker begins anew and does what waits; the seconds until the first thing that it did is not told: until all is done."""
    worker = platform.start(until_idle=True)
    worker.wait()
    return time.monotonic() - worker.since


def test_dur_01_killed_at_a_random_moment(platform: Place, told: Path, record_property: Any) -> None:
    slowest, interrupted = 0.0, 0
    for number in range(ROUNDS):
        chance = random.Random(number)
        job = asked(platform, told)
        workers = [platform.start() for _worker in range(chance.choice((1, 1, 2)))]
        for _kill in range(chance.choice((1, 1, 2))):
            wait_until(partial(_got_on, platform, told, job, len(lines(told))))
            time.sleep(chance.uniform(0.0, 0.15))
            workers.pop(0).kill()
            workers.append(platform.start())
        for worker in workers:
            worker.kill()
        slowest = max(slowest, finish(platform))
        interrupted += check(platform, told, job)["jobs"][job]["attempts"] > 1
    assert interrupted, "no kill met a job: the test shows nothing"
    record_property("rounds", ROUNDS)
    record_property("interrupted", interrupted)
    record_property("slowest_restart_s", round(slowest, 2))
    print(
        f"DUR-01: {ROUNDS} rounds, {interrupted} interrupted, slowest restart to all done {slowest:.2f} s (wanted 5 s)"
    )


def _got_on(platform: Place, told: Path, job: str, before: int) -> bool:
    """A batch was told since, or the job has ended."""
    return len(lines(told)) > before or bool(platform.call("tests.trust.killed.job:is_over", job=job))


def test_dur_01_killed_at_the_kth_statement(platform: Place, told: Path) -> None:
    for number in range(ROUNDS):
        job = asked(platform, told)
        worker = platform.start(kill_at=random.Random(number).randint(1, 400), until_idle=True)
        worker.wait()
        finish(platform)
        check(platform, told, job)


def test_dur_01_an_interrupted_job_leaves_what_an_undisturbed_one_does(platform: Place, told: Path) -> None:
    undisturbed = asked(platform, told)
    finish(platform)
    killed = asked(platform, told)
    for at in (60, 75):
        platform.start(kill_at=at, until_idle=True).wait()
    finish(platform)
    found = check(platform, told, killed)
    assert found["jobs"][killed]["attempts"] == 3
    assert found["digests"][killed] == found["digests"][undisturbed]


def test_dur_01_a_job_that_is_killed_each_time_is_given_up_with_a_reason(platform: Place, told: Path) -> None:
    job = asked(platform, told)
    for _attempt in range(3):
        platform.start(kill_before="its end is written", until_idle=True).wait()
    finish(platform)
    found = check(platform, told, job)
    assert (found["jobs"][job]["state"], found["jobs"][job]["attempts"]) == ("failed", 3)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no server that could break down")
def test_dur_01_a_worker_outlives_its_connections(platform: Place, told: Path) -> None:
    """As when PostgreSQL is started anew: every connection is cut, again and again."""
    attempts = (cut_off(platform, told) for _job in range(MOST_JOBS))
    assert any(count > 1 for count in attempts), "no cut met a job: the test shows nothing"


def cut_off(platform: Place, told: Path) -> int:
    """How many attempts a job took during which all connections were cut twice; a quick one may be over before the first cut."""
    job = asked(platform, told)
    worker = platform.start()
    for _cut in range(2):
        before = len(lines(told))
        wait_until(partial(_got_on, platform, told, job, before))
        with psycopg.connect(platform.url, autocommit=True) as own:
            own.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                        " AND datname = current_database()")  # fmt: skip
    wait_until(lambda: bool(platform.call("tests.trust.killed.job:is_over", job=job)))
    assert worker.is_alive
    worker.kill()
    found = check(platform, told, job)
    assert found["jobs"][job]["state"] == "done"
    return int(found["jobs"][job]["attempts"])
