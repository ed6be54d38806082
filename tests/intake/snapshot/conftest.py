"""The databases on which a test of the snapshot runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .databases import PostgresqlDatabase, PostgresqlServer, SqliteFile, postgresql_server


@pytest.fixture(scope="session")
def server() -> Iterator[PostgresqlServer]:
    with postgresql_server() as running:
        yield running


@pytest.fixture
def sqlite(tmp_path: Path) -> SqliteFile:
    return SqliteFile(tmp_path / "平台.sqlite")


@pytest.fixture
def postgresql(server: PostgresqlServer) -> PostgresqlDatabase:
    return server.database()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)
