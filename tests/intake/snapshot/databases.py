"""Real databases for the tests of the snapshot: a SQLite file, and a PostgreSQL server that the tests start themselves."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import adbc_driver_postgresql.dbapi
import pytest

_PROGRAMS = Path("/usr/lib/postgresql")


class Database(ABC):
    """A database under test; `url` is what the snapshot is given."""

    url: str
    is_postgresql: bool

    @abstractmethod
    def execute(self, *statements: str) -> None:
        """Runs these statements in one transaction."""

    @abstractmethod
    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What a query gives."""


class SqliteFile(Database):
    is_postgresql = False

    def __init__(self, path: Path):
        self.path = path
        self.url = f"sqlite:///{path}"
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA user_version = 1")

    def execute(self, *statements: str) -> None:
        with closing(sqlite3.connect(self.path, timeout=0, isolation_level=None)) as connection:
            for statement in ("BEGIN IMMEDIATE", *statements, "COMMIT"):
                connection.execute(statement)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.path)) as connection:
            return connection.execute(query).fetchall()


class PostgresqlDatabase(Database):
    is_postgresql = True

    def __init__(self, folder: Path, name: str, user: str = "owner"):
        self.folder, self.name = folder, name
        self.url = f"postgresql://{user}@/{name}?host={folder}"

    def execute(self, *statements: str) -> None:
        with adbc_driver_postgresql.dbapi.connect(self.url) as connection, connection.cursor() as cursor:
            cursor.execute("SET client_encoding TO 'UTF8'")
            for statement in statements:
                cursor.execute(statement)
            connection.commit()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with adbc_driver_postgresql.dbapi.connect(self.url) as connection, connection.cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall())


class PostgresqlServer:
    """A server that listens on a socket in its own temporary folder only."""

    def __init__(self, folder: Path):
        self.folder = folder
        self._made = 0

    def database(self, encoding: str = "UTF8") -> PostgresqlDatabase:
        """A new, empty database."""
        self._made += 1
        name = f"test_{self._made}"
        with (
            adbc_driver_postgresql.dbapi.connect(
                PostgresqlDatabase(self.folder, "postgres").url, autocommit=True
            ) as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute(f"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0")
        return PostgresqlDatabase(self.folder, name)


@contextmanager
def postgresql_server() -> Iterator[PostgresqlServer]:
    """A running server; skips the test where PostgreSQL is not installed. Initdb refuses root, so root starts it as nobody."""
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="mingpin-pg-"))
    account: dict[str, Any] = {}
    if os.geteuid() == 0:
        account = {"user": "nobody", "group": "nogroup", "extra_groups": []}
        shutil.chown(folder, "nobody", "nogroup")

    def run(program: str, *arguments: str) -> None:
        command = [str(programs / program), "-D", str(folder / "data"), *arguments]
        environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "LC_ALL": "C"}
        subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL, **account)

    try:
        run("initdb", "-U", "owner", "--auth=trust", "--no-sync", "-E", "UTF8", "--locale=C")
        run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", f"-c listen_addresses= -c fsync=off -k {folder}", "start")
        try:
            yield PostgresqlServer(folder)
        finally:
            run("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path:
    found = sorted(_PROGRAMS.glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("pg_ctl")
    if found:
        return found[-1].parent
    if on_path:
        return Path(on_path).parent
    pytest.skip("PostgreSQL is not installed (no pg_ctl): the snapshot is tested on SQLite only")
