"""Real databases for the tests of the snapshot: a SQLite file, and a PostgreSQL server that the tests start themselves."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import adbc_driver_postgresql.dbapi
import pytest

from tools import postgresql


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
    """A running server; skips the test where PostgreSQL is not installed."""
    programs = postgresql.programs()
    if programs is None:
        pytest.skip(f"{postgresql.MISSING}: the snapshot is tested on SQLite only")
    with postgresql.running(programs, locale="C") as folder:
        yield PostgresqlServer(folder)
