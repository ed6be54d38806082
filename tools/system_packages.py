"""Installs what the tests need of the system and pip cannot bring: Chromium with Chinese fonts, PostgreSQL.

Only as root on Debian and its kin; elsewhere it says what is missing and which tests skip themselves for it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from tools import postgresql

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def missing() -> dict[str, str]:
    """The Debian packages that are not there, each with what is skipped without it."""
    wanted: dict[str, str] = {}
    if not any(shutil.which(name) for name in CHROMIUM):
        wanted["chromium"] = "the journeys in a browser"
    if not any(Path("/usr/share/fonts").rglob("NotoSansCJK*")):
        wanted["fonts-noto-cjk"] = "nothing; but pictures of pages have no Chinese characters"
    if postgresql.programs() is None:
        wanted["postgresql"] = "the tests on PostgreSQL"
    return wanted


def main() -> int:
    wanted = missing()
    if not wanted:
        return 0
    apt = shutil.which("apt-get")
    if apt and os.geteuid() == 0:
        environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", *wanted]):
            done = subprocess.run([apt, *command], env=environment, capture_output=True, text=True, check=False)
            if done.returncode:
                print(f"apt-get {command[0]} failed: {done.stderr.strip().splitlines()[-1:]}")
                break
    for package, skipped in missing().items():
        print(f"{package} is not installed; skipped without it: {skipped}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
