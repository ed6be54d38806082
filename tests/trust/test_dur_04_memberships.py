"""DUR-04: eight racers take the same step of the same membership; one effect, one entry, the others are told 409."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.trust.racing import RACERS, STEPS, race

OBJECTS = 6


def check(result: dict[str, Any], objects: int) -> None:
    assert result["met"] == [{"done": 1, "Stale 409": RACERS - 1}] * objects
    assert result["entries"] == [1] * objects
    assert result["sequences"] == [], "the record is one chain"


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite is raced as a file, below")
@pytest.mark.parametrize("step", STEPS)
def test_dur_04_on_the_database_of_the_tests(step: str) -> None:
    check(race(step, OBJECTS), OBJECTS)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="raced where SQLite is the database of the tests")
def test_dur_04_on_a_file_of_sqlite(tmp_path: Path) -> None:
    environment = {
        **{name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ},
        "DJANGO_SETTINGS_MODULE": "mingpin.config.settings",
        "MINGPIN_HOME": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'race.sqlite3'}",
        "LOG_LEVEL": "ERROR",
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.trust.racing"],
        env=environment,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)
    assert set(results) == set(STEPS)
    for result in results.values():
        check(result, OBJECTS)
