"""A platform of its own in a process of its own, with an SQLite file: for what a test's database cannot show."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]
START = """
import json, sys
import django
django.setup()
from django.core.management import call_command
call_command("migrate", "audit", verbosity=0)
"""


def run_apart(program: str, home: Path, *arguments: str) -> Any:
    """What the program prints last, as JSON. It runs with the record's tables in an SQLite file in this folder."""
    environment = {
        **os.environ,
        "MINGPIN_HOME": str(home),
        "DATABASE_URL": f"sqlite:///{home / 'mingpin.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "mingpin.config.settings",
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src"), os.environ.get("PYTHONPATH", "")]),
    }
    done = subprocess.run(
        [sys.executable, "-c", START + program, *arguments],
        env=environment,
        capture_output=True,
        check=False,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])
