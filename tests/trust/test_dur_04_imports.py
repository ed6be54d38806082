"""DUR-04: people who apply the same import at once, and workers who do the same job of it: one effect, one entry."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.trust.racing_imports import RACERS, race

ROOT = Path(__file__).parents[2]


def check(result: dict[str, Any]) -> None:
    assert result == {
        "appliers": {"done": 1, "Stale": RACERS - 1},
        "workers": {"done": RACERS},
        "state": "applied",
        "batches": 1,
        "subjects": 2,
        "rows": 2,
        "entries": {"begin_import": 1, "apply_import": 1},
    }


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite is raced as a file, below")
def test_dur_04_an_import_is_applied_once_on_the_database_of_the_tests() -> None:
    check(race())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="raced where SQLite is the database of the tests")
def test_dur_04_an_import_is_applied_once_on_a_file_of_sqlite(tmp_path: Path) -> None:
    environment = {
        **{name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ},
        "DJANGO_SETTINGS_MODULE": "mingpin.config.settings",
        "MINGPIN_HOME": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path / 'race.sqlite3'}",
        "LOG_LEVEL": "ERROR",
    }
    command = [sys.executable, "-m", "tests.trust.racing_imports"]
    done = subprocess.run(command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=110, check=False)
    assert done.returncode == 0, done.stderr
    check(json.loads(done.stdout))
