"""TRUST INT-08, in every test that sends a request: whoever writes leaves one entry of the record, in the same transaction.

What is written to a table of our apps is watched at the database connection, transaction by transaction; what was rolled back
counts for nothing. A request that writes nothing needs no entry. `watched()` does the same for an action called by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.db.transaction import Atomic
from django.test import Client

EXEMPT = {
    "audit_head": "part of the record: changed by record() itself",
    "audit_checkpoint": "part of the record: signed, and proven by its root",
    "jobs_job": "the progress of work; what the work does is recorded by its own actions",
    "jobs_worker": "signs of life of processes",
    "files_storedfile": "a content under its hash; what it is attached to is recorded",
    "registry_draft": "what somebody is still writing: nothing was said yet",
    "accounts_keptanswer": "what a program was answered; what it pushed is recorded",
}
"""Tables of ours that are written without an entry, and why."""
EXEMPT_COLUMNS = {
    "accounts_person": {"last_login", "last_code_step"},
    "accounts_apitoken": {"last_used_at"},
}
"""Columns that say when something was last used: no action."""

_WRITE = re.compile(
    r'^\s*(INSERT(?:\s+OR\s+\w+)?\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)"?(.*)$', re.IGNORECASE | re.DOTALL
)
_SET = re.compile(r'"(\w+)"\s*=')


@cache
def our_tables() -> frozenset[str]:
    """The tables of our apps."""
    ours = [app for app in apps.get_app_configs() if app.name.startswith("mingpin.")]
    return frozenset(model._meta.db_table for app in ours for model in app.get_models(include_auto_created=True))


def written(sql: str) -> str | None:
    """The table of ours that a statement writes to and that needs an entry."""
    match = _WRITE.match(sql)
    if match is None or match[2] not in our_tables() or match[2] in EXEMPT:
        return None
    verb, table, rest = match[1].split()[0].upper(), match[2], match[3]
    if verb == "INSERT" and table in ("audit_entry", "audit_private"):
        return None
    if verb == "UPDATE":
        columns = set(_SET.findall(re.split(r"\bWHERE\b", rest, maxsplit=1)[0]))
        if columns and columns <= EXEMPT_COLUMNS.get(table, set()):
            return None
    return f"{verb} {table}"


def adds_entry(sql: str) -> bool:
    match = _WRITE.match(sql)
    return match is not None and match[1].upper().startswith("INSERT") and match[2] == "audit_entry"


@dataclass
class Unit:
    """What one transaction wrote."""

    writes: list[str] = field(default_factory=list)
    entries: int = 0

    def add(self, other: Unit) -> None:
        self.writes += other.writes
        self.entries += other.entries


@dataclass
class Watch:
    """What was written, transaction by transaction; nested ones belong to the outermost."""

    units: list[Unit] = field(default_factory=list)
    open: list[Unit] = field(default_factory=list)

    def begin(self) -> None:
        self.open.append(Unit())

    def end(self, *, is_kept: bool) -> None:
        unit = self.open.pop()
        if is_kept:
            self._keep(unit)

    def _keep(self, unit: Unit) -> None:
        if self.open:
            self.open[-1].add(unit)
        else:
            self.units.append(unit)

    def execute(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        result = execute(sql, params, many, context)
        text = sql if isinstance(sql, str) else str(sql)
        table = written(text)
        if table or adds_entry(text):
            self._keep(Unit([table] if table else [], int(adds_entry(text))))
        return result

    def wrong(self) -> list[str]:
        """Each transaction that wrote and did not leave exactly one entry, in words."""
        return [
            f"{', '.join(dict.fromkeys(unit.writes))}: {unit.entries} entries in the same transaction, not 1"
            for unit in self.units
            if unit.writes and unit.entries != 1
        ]


@contextmanager
def watched() -> Iterator[Watch]:
    """Watches what is written inside."""
    watch, (enter, leave) = Watch(), (Atomic.__enter__, Atomic.__exit__)

    def is_watched(atomic: Atomic) -> bool:
        return transaction.get_connection(atomic.using) is watched_connection

    def entering(atomic: Atomic) -> None:
        enter(atomic)
        if is_watched(atomic):
            watch.begin()

    def leaving(atomic: Atomic, kind: Any, error: Any, trace: Any) -> None:
        ours = is_watched(atomic)
        is_kept = kind is None and not (ours and watched_connection.needs_rollback)
        try:
            leave(atomic, kind, error, trace)
        except BaseException:
            is_kept = False
            raise
        finally:
            if ours:
                watch.end(is_kept=is_kept)

    watched_connection = transaction.get_connection()
    Atomic.__enter__, Atomic.__exit__ = entering, leaving  # type: ignore[method-assign]
    try:
        with connection.execute_wrapper(watch.execute):
            yield watch
    finally:
        Atomic.__enter__, Atomic.__exit__ = enter, leave  # type: ignore[method-assign]


@contextmanager
def audited(what: str = "this") -> Iterator[None]:
    """Fails where a transaction inside writes to a table of ours without exactly one entry."""
    with watched() as watch:
        yield
    wrong = watch.wrong()
    assert not wrong, f"INT-08: {what} wrote without exactly one entry of the record: " + "; ".join(wrong)


@pytest.fixture(autouse=True)
def audited_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request of a test's browser is watched."""
    request = Client.request

    def watched_request(client: Client, **asked: Any) -> Any:
        with audited(f"{asked.get('REQUEST_METHOD', 'GET')} {asked.get('PATH_INFO', '')}"):
            return request(client, **asked)

    monkeypatch.setattr(Client, "request", watched_request)
