"""Processes that are killed with SIGKILL, on a platform of its own: what DUR-01 and AVL-06 are tested with.

`place(…)` makes a database (an SQLite file, or one on the PostgreSQL server of the tests) and starts a process that has loaded
the platform and has no connection. Each worker, and each question, is a fork of it: it begins as a worker just started begins
(checks included), without the seconds of loading, and dies as any process dies by SIGKILL. A kill shows safety when processes
crash; power loss is another matter (`synchronous=FULL`, DUR-06).
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SETTINGS = "tests.trust.killed.settings"
PATIENCE = 60.0


@dataclass
class Place:
    """A platform to kill workers of."""

    home: Path
    url: str
    mother: subprocess.Popen[str]

    def call(self, function: str, **arguments: Any) -> Any:
        """What the function (`module:name`) gives in a process of its own. Raises AssertionError with what it complained of."""
        self.say(do="call", function=function, arguments=arguments)
        answer = self.hear()
        assert "error" not in answer, answer["error"]
        return answer["value"]

    def start(self, **how: Any) -> Running:
        """A worker; `kill_at` kills it at the k-th statement, `kill_in_job` at the k-th since it took up a job, `kill_before`
        before a step of its work (`STEPS`); `until_idle` lets it end when nothing waits. `function` and `arguments` start
        something else than a worker."""
        self.say(do="start", **how)
        return Running(self.hear()["pid"], time.monotonic())

    def say(self, **words: Any) -> None:
        assert self.mother.stdin is not None
        self.mother.stdin.write(json.dumps(words) + "\n")
        self.mother.stdin.flush()

    def hear(self) -> Any:
        assert self.mother.stdout is not None
        line = self.mother.stdout.readline()
        assert line, (
            f"the mother process died; see {self.home / 'log'}: {(self.home / 'log').read_text('utf-8')[-2000:]}"
        )
        return json.loads(line)


@dataclass(frozen=True)
class Running:
    pid: int
    since: float

    @property
    def is_alive(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        self.wait()

    def wait(self, seconds: float = PATIENCE) -> None:
        wait_until(lambda: not self.is_alive, seconds, "the process ends")


def wait_until(holds: Callable[[], bool], seconds: float = PATIENCE, what: str = "it happens") -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, f"waited {seconds} s in vain until {what}"
        time.sleep(0.005)


def environment(home: Path, url: str, **more: str) -> dict[str, str]:
    """That of a process of the place, and none of the test's own settings."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "VIRTUAL_ENV") if name in os.environ}
    paths = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    return {
        **kept,
        "PYTHONPATH": paths,
        "DJANGO_SETTINGS_MODULE": SETTINGS,
        "MINGPIN_HOME": str(home),
        "DATABASE_URL": url,
        "LOG_LEVEL": "WARNING",
        **more,
    }


@contextmanager
def database(home: Path) -> Iterator[str]:
    """The URL of an empty database: a file in the folder, or one on the server whose URL the tests were given."""
    given = os.environ.get("DATABASE_URL", "")
    if not given.startswith("postgres"):
        yield f"sqlite:///{home / 'mingpin.sqlite3'}"
        return
    import psycopg

    base, _slash, _name = given.rpartition("/")
    name = f"killed_{secrets.token_hex(6)}"
    with psycopg.connect(given.replace("postgres://", "postgresql://"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield f"{base}/{name}"
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def place(home: Path) -> Iterator[Place]:
    """A platform with an empty, migrated database."""
    with database(home) as url:
        with (home / "log").open("w", encoding="utf-8") as log:
            mother = subprocess.Popen(
                [sys.executable, "-m", "tests.trust.killing_mother"],
                env=environment(home, url),
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                bufsize=1,
            )
        try:
            made = Place(home, url, mother)
            made.call("tests.trust.killing_mother:migrate")
            yield made
        finally:
            assert mother.stdin is not None
            mother.stdin.close()
            mother.wait(PATIENCE)
