"""The record as it lies in the database, read anew: through a connection of its own, so that no cache of the session answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import DatabaseError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from mingpin.audit.canonical import canonical
from mingpin.audit.offline import Unreadable

BATCH = 2000
_COLUMNS = ("person", "organisation", "action", "object_type", "object_id")
_SELECT = (
    "SELECT e.sequence, e.leaf, e.previous, e.hash, e.at, e.person, e.organisation, e.action, e.object_type, e.object_id,"
    " p.entry_id, p.salt, p.content FROM audit_entry e LEFT JOIN audit_private p ON p.entry_id = e.sequence"
    " WHERE e.sequence >= %s AND e.sequence < %s ORDER BY e.sequence LIMIT %s"
)


@contextmanager
def fresh_connection(using: str = "default") -> Iterator[BaseDatabaseWrapper]:
    """A new connection to the database, closed afterwards. It sees what is committed."""
    connection = connections[using].copy()
    try:
        yield connection
    finally:
        connection.close()


@dataclass(frozen=True)
class End:
    """How far the record goes: what the head of the chain says, and the entries that are there."""

    size: int
    hash: str
    count: int


def end_of(connection: BaseDatabaseWrapper) -> End:
    """Where the record ends now; asked in one statement, so that writers at work do not come between."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT size FROM audit_head WHERE id = 1), (SELECT hash FROM audit_head WHERE id = 1),"
            " (SELECT MAX(sequence) FROM audit_entry)"
        )
        size, hash_, last = cursor.fetchone()
    return End(size or 0, hash_ or "0" * 64, 0 if last is None else last + 1)


def hash_of(connection: BaseDatabaseWrapper, sequence: int) -> str | None:
    """The hash of an entry as it stands there; None where there is none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT hash FROM audit_entry WHERE sequence = %s", [sequence])
        row = cursor.fetchone()
    return row[0] if row else None


def entries(connection: BaseDatabaseWrapper, start: int = 0, end: int | None = None) -> Iterator[dict[str, Any]]:
    """The entries from `start` up to `end`, as `offline.verify` wants them. Raises Unreadable where the database gives none."""
    after, limit = start, end if end is not None else 2**62
    while True:
        try:
            with connection.cursor() as cursor:
                cursor.execute(_SELECT, [after, limit, BATCH])
                rows = cursor.fetchall()
        except (DatabaseError, ValueError) as error:
            raise Unreadable(str(error)) from error
        for row in rows:
            yield _record(row)
        if len(rows) < BATCH:
            return
        after = rows[-1][0] + 1


def erased_from(connection: BaseDatabaseWrapper, start: int) -> set[int]:
    """The entries whose erasure is recorded from this entry on."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT leaf FROM audit_entry WHERE action = 'erase_private' AND sequence >= %s", [start])
        return {number for (leaf,) in cursor.fetchall() for number in json.loads(leaf)["after"]["entries"]}


def notes(connection: BaseDatabaseWrapper) -> list[str]:
    """The texts of all checkpoints that the platform signed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT note FROM audit_checkpoint ORDER BY size")
        return [row[0] for row in cursor.fetchall()]


def _record(row: tuple[Any, ...]) -> dict[str, Any]:
    sequence, leaf, previous, hash_, at, *rest = row
    names, (private, salt, content) = rest[:5], rest[5:]
    return {
        "sequence": sequence,
        "leaf": leaf,
        "previous": previous,
        "hash": hash_,
        "private": None if private is None else {"salt": salt, "content": content},
        "columns": {"at": _time(at), **dict(zip(_COLUMNS, names, strict=True))},
    }


def _time(value: Any) -> Any:
    """The time as the leaf spells it; SQLite keeps it without its zone, which is UTC."""
    if not isinstance(value, datetime):
        return value
    return canonical(value if value.tzinfo else value.replace(tzinfo=UTC))[1:-1]
