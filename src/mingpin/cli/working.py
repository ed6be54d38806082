"""Doing background jobs, and looking after those whose worker died."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time

from mingpin.cli.platform import check_platform, need_up_to_date, start_platform

log = logging.getLogger(__name__)

SECONDS_BETWEEN_LOOKS = 5.0
SECONDS_OF_REST = 0.5


def work(*, until_idle: bool = False) -> None:
    """Does jobs until it is told to stop; with `until_idle` until none waits. Raises Stop where the platform must not start.

    SIGTERM and Ctrl+C let the job at hand end first; a second one does not.
    """
    start_platform()
    check_platform()
    need_up_to_date()
    from django_tasks_db.management.commands.db_worker import Worker

    from mingpin.jobs.running import return_orphans
    from mingpin.jobs.workers import this_worker

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
    looking = threading.Thread(target=_look_after, name="looks after jobs", daemon=True)
    looking.start()
    worker.run()


def _look_after() -> None:
    """Every few seconds: puts back the jobs of dead workers; ends this worker where the server beside which it runs is gone."""
    from django.db import DatabaseError, connection

    from mingpin.jobs.running import forget_old_tasks, return_orphans

    parent = os.environ.get("MINGPIN_PARENT", "")
    while True:
        time.sleep(SECONDS_BETWEEN_LOOKS)
        if parent and os.getppid() != int(parent):
            os.kill(os.getpid(), signal.SIGTERM)
            return
        try:
            return_orphans()
            forget_old_tasks()
        except DatabaseError as error:
            log.warning("the jobs of dead workers could not be looked for: %s", error)
        finally:
            connection.close()
