"""The database from its URL, with the settings on which durability rests (TRUST DUR-06)."""

from __future__ import annotations

import sqlite3
from typing import Any
from urllib.parse import unquote

import environ

WRITE_AHEAD_LOG_FROM = (3, 51, 3)
"""SQLite 3.7.0 to 3.51.2 can corrupt a write-ahead log with several writers: the rollback journal is used there."""

SECONDS_TO_WAIT = 60
SECONDS_TO_CONNECT = 10


def database_settings(url: str) -> dict[str, Any]:
    """Django's settings of the database at this URL: SQLite or PostgreSQL. Raises ValueError for another kind."""
    settings: dict[str, Any] = dict(environ.Env.db_url_config(url))
    settings["HOST"] = unquote(settings.get("HOST") or "")  # the folder of a socket is written with %2F
    settings["ATOMIC_REQUESTS"] = False
    settings["CONN_HEALTH_CHECKS"] = True
    settings["CONN_MAX_AGE"] = 60
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        settings["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": SECONDS_TO_WAIT,
            "init_command": f"PRAGMA journal_mode={journal_mode()}; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            " PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;",
        }
    elif settings["ENGINE"] == "django.db.backends.postgresql":
        settings["OPTIONS"] = {"connect_timeout": SECONDS_TO_CONNECT} | dict(settings.get("OPTIONS") or {})
    else:
        raise ValueError(f"DATABASE_URL names {settings['ENGINE']}; use sqlite:///… or postgresql://…")
    return settings


def journal_mode() -> str:
    """`WAL` where this SQLite keeps it safe with several writers, else `DELETE`."""
    return "WAL" if sqlite3.sqlite_version_info >= WRITE_AHEAD_LOG_FROM else "DELETE"
