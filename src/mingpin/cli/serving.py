"""Serving the platform: checks, migrations, the server, and a worker beside it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import click

from mingpin.cli.exits import Exit, Stop
from mingpin.cli.platform import bring_up_to_date, check_platform, need_up_to_date, start_platform
from mingpin.language import _, current_language

SECONDS_FOR_REQUESTS = 30
"""That requests at hand may take when the server is told to stop."""
SECONDS_FOR_A_JOB = 60
SECONDS_FOR_THE_PORT = 5


@dataclass(frozen=True)
class Serving:
    """Where and with how much the server listens."""

    host: str
    port: int
    workers: int
    threads: int

    @property
    def url(self) -> str:
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}/"


def serve_platform(serving: Serving, *, with_worker: bool, migrates: bool) -> None:
    """Serves until it is stopped. Raises Stop where it must not start, or where the worker beside it ended."""
    from mingpin.config.together import PARENT

    start_platform()
    check_platform()
    if migrates:
        bring_up_to_date()
    need_up_to_date()
    _need_free(serving)
    _collect_static_files()
    _close_connections()
    os.environ[PARENT] = str(os.getpid())
    _say_where(serving)
    if not with_worker:
        _serve(serving)
        return
    with _worker_beside() as beside:
        _serve(serving)
        if beside.poll() is not None:
            what = _("The worker ended (code {code}), and the server with it.").format(code=beside.returncode)
            raise Stop(Exit.INPUT, what, _("Its last lines above say why."))


def _say_where(serving: Serving) -> None:
    from django.conf import settings

    if settings.DEMONSTRATION:
        click.echo(_("Demonstration: organisations, people and figures are fictitious. Choose a person to sign in as."))
    click.echo(_("The platform is at {url}. Ctrl+C stops it.").format(url=serving.url))


def _serve(serving: Serving) -> None:
    from django.conf import settings
    from granian import Granian
    from granian.constants import Interfaces

    Granian(
        "mingpin.config.wsgi:application",
        address=serving.host,
        port=serving.port,
        interface=Interfaces.WSGI,
        workers=serving.workers,
        blocking_threads=serving.threads,
        workers_kill_timeout=SECONDS_FOR_REQUESTS,
        respawn_failed_workers=True,
        log_dictconfig=settings.LOGGING,
        log_access=False,
        websockets=False,
    ).serve()


@contextmanager
def _worker_beside() -> Iterator[subprocess.Popen[bytes]]:
    """A worker in a process of its own: it ends when this one does, and this one ends when it does."""
    command = [sys.executable, "-m", "mingpin.cli.main", "worker", "--lang", current_language()]
    beside = subprocess.Popen(command, start_new_session=True)  # Ctrl+C goes to the server only, which tells the worker

    def watch() -> None:
        beside.wait()
        os.kill(os.getpid(), signal.SIGTERM)

    watching = threading.Thread(target=watch, name="watches the worker", daemon=True)
    watching.start()
    try:
        yield beside
    finally:
        beside.send_signal(signal.SIGTERM)
        try:
            beside.wait(timeout=SECONDS_FOR_A_JOB)
        except subprocess.TimeoutExpired:
            beside.kill()  # another worker does its job


def _need_free(serving: Serving) -> None:
    """Nothing where the port can be had, if need be a few seconds later: processes of a server that was killed leave it only
    when they have noticed. Raises Stop where something else listens there."""
    until = time.monotonic() + SECONDS_FOR_THE_PORT
    while (error := _why_taken(serving)) and time.monotonic() < until:
        time.sleep(0.2)
    if error:
        what = _("The platform cannot listen at {host}, port {port}: {why}.")
        told = what.format(host=serving.host, port=serving.port, why=error)
        raise Stop(Exit.INPUT, told, _("Stop what listens there, or choose another port with --port."))


def _why_taken(serving: Serving) -> str:
    """What the system says of listening there; nothing where it can be done."""
    family = socket.AF_INET6 if ":" in serving.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((serving.host, serving.port))
        except OSError as error:
            return error.strerror or str(error)
    return ""


def _collect_static_files() -> None:
    from django.conf import settings
    from django.core.management import call_command

    if settings.PRODUCTION:
        call_command("collectstatic", interactive=False, verbosity=0)


def _close_connections() -> None:
    """The server's processes are forked from this one: none may inherit a connection to the database."""
    from django.db import connections

    connections.close_all()
