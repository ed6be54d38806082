"""DUR-01: worker and server are killed with SIGKILL at random moments of imports; rows in the database are rows accounted for.

The server is a process that answers Wang's browser through all of the platform's middleware and views; `mingpin serve` itself is
killed in tests/platform/config/test_serving.py.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mingpin.audit.offline import CONSISTENT_ONLY
from tests.conftest import EFFORT
from tests.trust.killing import Place, place

ROUNDS = 4 if EFFORT == 1 else 50
ROWS, REJECTED = 30, 1


@pytest.fixture(scope="module")
def platform(tmp_path_factory: Any) -> Iterator[Place]:
    with place(Path(tmp_path_factory.mktemp("imports"))) as made:
        made.call("tests.trust.killed.imports:people")
        yield made


def one_round(platform: Place, number: int, told: Path, *, meets_a_job: bool = False) -> None:
    """One import, in which worker and server are killed three times in all, at moments that the number settles.

    Where a moment falls depends on how quick the machine is. Where it is to meet a job on any machine, the first worker is
    killed once more: at a statement of the job itself.
    """
    chance = random.Random(number)
    server = {"function": "tests.trust.killed.imports:send", "arguments": {"number": number, "told": str(told)}}
    browser = platform.start(**server)
    if meets_a_job:
        platform.start(kill_in_job=chance.randint(1, 40)).wait()
    worker = platform.start(kill_at=chance.randint(30, 400))
    for _kill in range(2):
        time.sleep(chance.uniform(0.05, 0.6))
        if chance.random() < 0.5:
            browser.kill()
            browser = platform.start(**server)
        else:
            worker.kill()
            worker = platform.start(kill_at=chance.randint(30, 400))
    time.sleep(chance.uniform(0.05, 0.6))
    worker.kill()
    worker = platform.start()
    browser.wait()
    worker.kill()
    platform.start(until_idle=True).wait()
    platform.start(**server).wait(120)  # an import that was read only now is begun
    platform.start(until_idle=True).wait()


def test_dur_01_worker_and_server_killed_at_random_moments_of_imports(
    platform: Place, tmp_path: Path, record_property: Any
) -> None:
    told = tmp_path / "told"
    told.touch()
    for number in range(ROUNDS):
        one_round(platform, number, told, meets_a_job=number == ROUNDS - 1)
    found = platform.call("tests.trust.killed.imports:found")
    whole = {
        "state": "applied",
        "rows": {"read": ROWS, "accepted": ROWS - REJECTED, "rejected": REJECTED, "noted": 0, "duplicates": 0},
        "held": ROWS - REJECTED,
        "recorded": [ROWS - REJECTED],
        "marked": True,
    }
    assert found["registers"] == {str(number): [whole] for number in range(ROUNDS)}
    assert (found["under_way"], found["open_jobs"], found["failed_jobs"]) == (0, 0, [])
    assert (found["batches_of_nobody"], found["twice"], found["without_evidence"]) == (0, [], 0)
    assert found["evidence"] == found["subjects"] == ROUNDS * (ROWS - REJECTED)
    answered = set(told.read_text("utf-8").splitlines())
    assert answered <= {f"{what} {number}" for what in ("uploaded", "begun") for number in range(ROUNDS)}
    standing = platform.call("tests.trust.killed.job:found")
    assert (standing["record"]["code"], standing["record"]["findings"]) == (CONSISTENT_ONLY, [])
    assert (standing["file"], standing["stuck"]) == ("ok", [])
    interrupted = sum(count for times, count in found["attempts"].items() if int(times) > 1)
    assert interrupted, "no kill met a job: the test shows nothing"
    record_property("rounds", ROUNDS)
    record_property("interrupted_jobs", interrupted)
    print(f"DUR-01: {ROUNDS} imports, {interrupted} of {2 * ROUNDS} jobs interrupted, attempts {found['attempts']}")
