"""Where the command line meets the platform: started when a command needs it, refused where it must not start."""

from __future__ import annotations

import os
from io import StringIO

from mingpin.cli.exits import Exit, Stop
from mingpin.language import _


def start_platform() -> None:
    """Sets the platform up in this process. Raises Stop where its settings cannot be used."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mingpin.config.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except (ImproperlyConfigured, ValueError) as error:
        raise Stop(Exit.INPUT, _("The platform's settings cannot be used."), str(error)) from error


def check_platform(*, deploy: bool = False, fail_on_warnings: bool = False) -> list[str]:
    """What the platform's own checks find, in sentences; warnings only where `deploy`. Raises Stop where it must not start."""
    from django.core import checks
    from django.db import DatabaseError

    try:
        found = checks.run_checks(include_deployment_checks=deploy, databases=["default"])
    except DatabaseError as error:
        what = _("The database does not answer.")
        raise Stop(Exit.INPUT, what, str(error).strip(), _("Check DATABASE_URL and that the database runs.")) from error
    level = checks.WARNING if fail_on_warnings else checks.ERROR
    bad = [message for message in found if message.level >= level and not message.is_silenced()]
    if bad:
        raise Stop(Exit.INPUT, _("The platform must not start like this."), *(_told(message) for message in bad))
    return [_told(message) for message in found if not message.is_silenced()]


def _told(message: object) -> str:
    hint = getattr(message, "hint", None)
    parts = [f"[{getattr(message, 'id', '')}]", str(getattr(message, "msg", message)), str(hint) if hint else ""]
    return " ".join(part for part in parts if part)


def bring_up_to_date() -> str:
    """Applies the migrations that the database lacks, and gives what Django says of it."""
    from django.core.management import call_command

    said = StringIO()
    call_command("migrate", interactive=False, verbosity=1, stdout=said)
    return said.getvalue()


def begin_platform(*, username: str, name: str, office: str, code: str) -> str:
    """Makes the first administrator, and gives the sentence that tells the password. Raises Stop where it is refused."""
    start_platform()
    need_up_to_date()
    from mingpin.accounts.actions import beginning
    from mingpin.accounts.actions.people import random_password
    from mingpin.errors import DomainError

    password = random_password()
    try:
        beginning.begin_platform(office=office, code=code, username=username, name=name, password=password)
    except DomainError as error:
        raise Stop(Exit.INPUT, *filter(None, (error.what, error.why, error.remedy))) from error
    told = _(
        "Sign-in name {username}, password {password}: it is told this once; another is chosen at the first sign-in."
    )
    return told.format(username=username, password=password)


def need_up_to_date() -> None:
    """Nothing where the database is up to date. Raises Stop where it is not."""
    from mingpin.config.migrated import missing_migrations

    missing = missing_migrations()
    if missing:
        what = _("The database is not up to date with this version: {count} migrations are missing.").format(
            count=len(missing)
        )
        raise Stop(Exit.INPUT, what, _("Run `mingpin migrate` first."))


def told_database() -> str:
    """Which database it is and how it keeps what it acknowledged, in a sentence."""
    from django.db import connection

    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        version = ".".join(map(str, connection.get_database_version()))
        return _("SQLite {version}, journal “{journal}”, waits for the disk.").format(version=version, journal=journal)
    version = ".".join(map(str, connection.get_database_version()))
    return _("PostgreSQL {version}.").format(version=version)
