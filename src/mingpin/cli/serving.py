"""Serving the platform: checks, migrations, the server, and a worker beside it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import click

from mingpin.cli.exits import Exit, Stop
from mingpin.cli.platform import bring_up_to_date, check_platform, need_up_to_date, start_platform
from mingpin.language import _, current_language


def serve_platform(*, host: str, port: int, workers: int, threads: int, with_worker: bool, migrates: bool) -> None:
    """Serves until it is stopped. Raises Stop where it must not start."""
    start_platform()
    check_platform()
    if migrates:
        bring_up_to_date()
    need_up_to_date()
    _refuse_demonstration_in_production()
    _collect_static_files()
    beside = _worker_beside() if with_worker else None
    click.echo(_("The platform is at {url}. Ctrl+C stops it.").format(url=f"http://{host}:{port}/"))
    try:
        _serve(host, port, workers, threads)
    finally:
        if beside is not None:
            beside.send_signal(signal.SIGTERM)
            beside.wait(timeout=60)


def _serve(host: str, port: int, workers: int, threads: int) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "mingpin.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        respawn_failed_workers=True,
        log_access=False,
        websockets=False,
    ).serve()


def _worker_beside() -> subprocess.Popen[bytes]:
    """A worker in a process of its own, that ends when this one does."""
    command = [sys.executable, "-m", "mingpin.cli.main", "worker", "--lang", current_language()]
    return subprocess.Popen(command, env={**os.environ, "MINGPIN_PARENT": str(os.getpid())})


def _collect_static_files() -> None:
    from django.conf import settings
    from django.core.management import call_command

    if settings.PRODUCTION:
        call_command("collectstatic", interactive=False, verbosity=0)


def _refuse_demonstration_in_production() -> None:
    from django.conf import settings

    from mingpin.accounts.models import Person

    if settings.PRODUCTION and Person.objects.filter(is_demonstration=True).exists():
        what = _("The database has people of the demonstration: anybody knows how to sign in as them.")
        raise Stop(Exit.INPUT, what, _("Use an empty database in production."))
