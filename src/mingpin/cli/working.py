"""Doing background jobs, and looking after those whose worker died."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from mingpin.cli.platform import check_platform, need_up_to_date, start_platform

log = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 5.0
SECONDS_OF_REST = 0.5
SECONDS_AFTER_BREAKDOWN = 2.0


def work(*, until_idle: bool = False) -> None:
    """Does jobs until it is told to stop; with `until_idle` until none waits. Raises Stop where the platform must not start.

    SIGTERM and Ctrl+C let the job at hand end first; a second one does not: then another worker does it.
    """
    start_platform()
    check_platform()
    need_up_to_date()
    from django_tasks_db.management.commands.db_worker import Worker

    from mingpin.config.together import end_with_parent
    from mingpin.jobs.orphans import give_sign_of_life, return_orphans, take_leave
    from mingpin.jobs.workers import this_worker

    end_with_parent()
    give_sign_of_life()
    return_orphans()
    worker = Worker(
        queue_names=["*"],
        interval=SECONDS_OF_REST,
        batch=until_idle,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=this_worker(),
        excluded_queue_names=[],
    )
    worker.configure_signals()
    stopped = threading.Event()
    looking = threading.Thread(target=_look_after, args=(stopped,), name="looks after jobs", daemon=True)
    looking.start()
    try:
        while not _has_run(worker.run, until_idle):
            time.sleep(SECONDS_AFTER_BREAKDOWN)
    finally:
        stopped.set()
        looking.join(SECONDS_BETWEEN_LOOKS)
        take_leave()


def _has_run(run: Callable[[], None], until_idle: bool) -> bool:
    """Whether the worker came to its end; False where the database broke down, which it outlives."""
    from django.db import InterfaceError, OperationalError, connections

    try:
        run()
    except (OperationalError, InterfaceError) as error:
        if until_idle:
            raise
        log.warning("the database does not answer; trying again: %s", error)
        connections.close_all()
        return False
    return True


def _look_after(stopped: threading.Event) -> None:
    """Every few seconds: a sign of life, and the jobs of dead workers put back."""
    from django.db import connection

    from mingpin.jobs.orphans import forget_old, give_sign_of_life, return_orphans

    while not stopped.wait(SECONDS_BETWEEN_LOOKS):
        try:
            give_sign_of_life()
            return_orphans()
            forget_old()
        except Exception as error:  # whatever it was, the next look may succeed
            log.warning("the jobs of dead workers could not be looked for: %s", error, exc_info=error)
        finally:
            connection.close()
