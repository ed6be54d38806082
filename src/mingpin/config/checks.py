"""What must hold before the platform may start (TRUST DUR-06, SEC-09): `mingpin check` and every start ask it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connection

from mingpin.config.databases import journal_mode
from mingpin.language import _

SHORTEST_KEY = 50


@register(Tags.database)
def durability(app_configs: Sequence[AppConfig] | None, **rest: Any) -> list[CheckMessage]:
    """The database writes what it acknowledges: journal, synchronous, foreign keys; fsync on PostgreSQL."""
    return list(_sqlite() if connection.vendor == "sqlite" else _postgresql())


def _sqlite() -> Iterator[CheckMessage]:
    version = sqlite3.sqlite_version
    options = connection.settings_dict["OPTIONS"]
    if options.get("transaction_mode") != "IMMEDIATE":
        what = _("Transactions of SQLite do not begin at once (transaction_mode is not IMMEDIATE).")
        yield Error(what, hint=_("Leave OPTIONS of the database as config/databases.py sets them."), id="mingpin.E001")
    with connection.cursor() as cursor:
        held: dict[str, Any] = {
            name: (cursor.execute(f"PRAGMA {name}").fetchone() or (0,))[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "mmap_size")
        }
    is_memory = held["journal_mode"] == "memory"
    if not is_memory and held["journal_mode"].upper() != journal_mode():
        what = _("SQLite {version} runs with the journal “{found}”; “{wanted}” is what is safe with this version.")
        found = what.format(version=version, found=held["journal_mode"], wanted=journal_mode())
        yield Error(
            found, hint=_("Close every other program that has the database open and start again."), id="mingpin.E002"
        )
    if held["synchronous"] != 2:
        yield Error(_("SQLite does not wait for the disk (synchronous is not FULL)."), id="mingpin.E003")
    if held["foreign_keys"] != 1:
        yield Error(_("SQLite does not check foreign keys."), id="mingpin.E004")
    if held["mmap_size"]:
        yield Error(
            _("SQLite maps the file into memory (mmap_size), which several writers must not do."), id="mingpin.E006"
        )


def _postgresql() -> Iterator[CheckMessage]:
    with connection.cursor() as cursor:
        for name in ("fsync", "full_page_writes"):
            cursor.execute("SELECT current_setting(%s)", [name])
            row = cursor.fetchone()
            if row is None or row[0] != "on":
                what = _("PostgreSQL runs with {name} off: a crash can lose what was acknowledged.").format(name=name)
                yield (Error if settings.PRODUCTION else Warning)(what, id="mingpin.E005")
        cursor.execute("SELECT current_setting('synchronous_commit')")
        row = cursor.fetchone()
        if row is None or row[0] == "off":
            what = _("PostgreSQL acknowledges before it has written (synchronous_commit is off).")
            yield Error(
                what, hint=_("Set synchronous_commit to on for this database and its owner."), id="mingpin.E007"
            )


@register(Tags.security)
def production(app_configs: Sequence[AppConfig] | None, **rest: Any) -> list[CheckMessage]:
    """Nothing of a demonstration or of development in production."""
    return list(_production()) if settings.PRODUCTION else []


def _production() -> Iterator[CheckMessage]:
    if settings.DEBUG:
        yield Error(
            _("DEBUG is on: error pages would show the program's inside."), hint=_("Unset DEBUG."), id="mingpin.E010"
        )
    if settings.DEMONSTRATION:
        what = _("Demonstration mode is on: anybody could sign in as anybody.")
        yield Error(what, hint=_("Unset MINGPIN_DEMONSTRATION."), id="mingpin.E011")
    if settings.SECRET_KEY == settings.DEVELOPMENT_KEY or len(settings.SECRET_KEY) < SHORTEST_KEY:
        what = _("SECRET_KEY is the one of development, or shorter than {count} characters.").format(count=SHORTEST_KEY)
        yield Error(what, hint=_("Set SECRET_KEY to a long random text and keep it secret."), id="mingpin.E012")
    if not settings.ALLOWED_HOSTS or "*" in settings.ALLOWED_HOSTS:
        yield Error(_("ALLOWED_HOSTS does not name the hosts of this platform."), id="mingpin.E013")
