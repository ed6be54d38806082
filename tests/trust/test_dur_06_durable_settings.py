"""DUR-06: the database writes what it acknowledges, or the platform does not start."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from mingpin.config.databases import journal_mode
from tests.trust.killing import ROOT, environment

ON_SQLITE = pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")
ON_POSTGRESQL = pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL")
OTHER_JOURNAL = "WAL" if journal_mode() == "DELETE" else "DELETE"

LOOK = """
import json, sys
import django
django.setup()
from django.db import connection
from mingpin.config.checks import durability
found = {}
for name, change in json.loads(sys.argv[1]).items():
    before = dict(connection.settings_dict["OPTIONS"])
    connection.settings_dict["OPTIONS"].update({key: value for key, value in change.items() if key != "then"})
    if "then" in change:
        connection.settings_dict["OPTIONS"]["init_command"] += change["then"]
    connection.close()
    connection.__dict__.pop("transaction_mode", None)
    found[name] = sorted(message.id for message in durability(None))
    connection.settings_dict["OPTIONS"] = before
    connection.close()
print(json.dumps(found))
"""
WRONG: dict[str, tuple[dict[str, str], list[str]]] = {
    "as it comes": ({}, []),
    "begins late": ({"transaction_mode": "DEFERRED"}, ["mingpin.E001"]),
    "another journal": ({"then": f" PRAGMA journal_mode={OTHER_JOURNAL};"}, ["mingpin.E002"]),
    "does not wait": ({"then": " PRAGMA synchronous=NORMAL;"}, ["mingpin.E003"]),
    "does not wait at all": ({"then": " PRAGMA synchronous=OFF;"}, ["mingpin.E003"]),
    "no foreign keys": ({"then": " PRAGMA foreign_keys=OFF;"}, ["mingpin.E004"]),
    "maps the file": ({"then": " PRAGMA mmap_size=1048576;"}, ["mingpin.E006"]),
}


def sqlite(home: Path, **more: str) -> dict[str, str]:
    url = f"sqlite:///{home / 'mingpin.sqlite3'}"
    return environment(home, url, DJANGO_SETTINGS_MODULE="mingpin.config.settings", MINGPIN_LANG="zh") | more


def run(*command: str, env: dict[str, str], folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=env, cwd=folder, capture_output=True, text=True, timeout=110, check=False)


@ON_SQLITE
def test_dur_06_each_setting_that_could_lose_something_is_found(tmp_path: Path) -> None:
    changes = json.dumps({name: change for name, (change, _found) in WRONG.items()})
    done = run(sys.executable, "-c", LOOK, changes, env=sqlite(tmp_path))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {name: found for name, (_change, found) in WRONG.items()}


@ON_SQLITE
@pytest.mark.parametrize("command", ["serve", "worker", "check"])
def test_dur_06_with_such_settings_nothing_starts(tmp_path: Path, command: str) -> None:
    (tmp_path / "careless.py").write_text(
        "from mingpin.config.settings import *\n"
        "OPTIONS = DATABASES['default']['OPTIONS']\n"
        "OPTIONS['transaction_mode'] = 'DEFERRED'\n"
        "OPTIONS['init_command'] += ' PRAGMA synchronous=OFF;'\n",
        encoding="utf-8",
    )
    env = sqlite(tmp_path, DJANGO_SETTINGS_MODULE="careless")
    env["PYTHONPATH"] += os.pathsep + str(tmp_path)
    done = run(sys.executable, "-m", "mingpin.cli.main", command, env=env)
    assert done.returncode == 4
    assert "平台不能这样启动" in done.stderr
    assert "[mingpin.E001]" in done.stderr
    assert "[mingpin.E003]" in done.stderr
    assert "Traceback" not in done.stderr


@ON_SQLITE
def test_dur_06_every_connection_of_the_platform_has_these_settings() -> None:
    options: dict[str, Any] = settings.DATABASES["default"]["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    for pragma in (f"journal_mode={journal_mode()}", "synchronous=FULL", "foreign_keys=ON"):
        assert f"PRAGMA {pragma};" in options["init_command"]
    assert "mmap_size" not in options["init_command"]


@pytest.mark.parametrize(
    ("version", "journal"),
    [((3, 7, 0), "DELETE"), ((3, 40, 1), "DELETE"), ((3, 51, 2), "DELETE"), ((3, 51, 3), "WAL"), ((3, 52, 0), "WAL")],
)
def test_dur_06_a_write_ahead_log_is_used_only_from_the_version_that_keeps_it_whole(
    version: tuple[int, int, int], journal: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    assert journal_mode() == journal


def on_postgresql(home: Path, rest: str = "", **more: str) -> dict[str, str]:
    url = os.environ["DATABASE_URL"] + rest
    return environment(home, url, DJANGO_SETTINGS_MODULE="mingpin.config.settings", MINGPIN_LANG="zh") | more


@ON_POSTGRESQL
def test_dur_06_in_production_a_postgresql_that_may_lose_something_is_refused(tmp_path: Path) -> None:
    """The server of the tests runs with fsync off."""
    production = {"MINGPIN_PRODUCTION": "1", "SECRET_KEY": "k" * 30 + "0123456789" * 3, "ALLOWED_HOSTS": "mingpin.test"}
    done = run(sys.executable, "-m", "mingpin.cli.main", "serve", env=on_postgresql(tmp_path, **production))
    assert done.returncode == 4
    assert "[mingpin.E005]" in done.stderr
    assert "fsync" in done.stderr
    assert "full_page_writes" not in done.stderr


@ON_POSTGRESQL
def test_dur_06_a_postgresql_that_acknowledges_before_it_has_written_is_refused(tmp_path: Path) -> None:
    careless = on_postgresql(tmp_path, "?options=-c%20synchronous_commit%3Doff")
    done = run(sys.executable, "-m", "mingpin.cli.main", "worker", env=careless)
    assert done.returncode == 4
    assert "[mingpin.E007]" in done.stderr
