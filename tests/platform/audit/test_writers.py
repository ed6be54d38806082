"""Writers of the record wait for each other: however many there are, the chain has no gap and no fork."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from tests.platform.audit.apart import run_apart
from tests.platform.audit.race import EACH, THREADS, race


def test_eight_writers_on_an_sqlite_file_leave_one_chain(tmp_path: Path) -> None:
    program = "from tests.platform.audit.race import race\nprint(json.dumps(race()))"
    assert run_apart(program, tmp_path) == {"size": THREADS * EACH, "code": 10, "findings": [], "errors": []}


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="of SQLite, a file is tried")
def test_eight_writers_on_postgresql_leave_one_chain() -> None:
    assert race() == {"size": THREADS * EACH, "code": 10, "findings": [], "errors": []}
