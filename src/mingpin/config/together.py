"""Processes that belong together end together, however the first of them ends."""

from __future__ import annotations

import os
import signal
import threading
import time

PARENT = "MINGPIN_PARENT"
"""The process beside which this one was started, by number."""
SECONDS_BETWEEN_LOOKS = 1.0


def end_with_parent(*, kill_after: float | None = None) -> None:
    """Ends this process, by the signal that asks for it, once the process named in the environment is no longer its parent;
    the hard way where it has not ended `kill_after` seconds later.

    Does nothing where none is named, or in the named process itself. A parent that was killed cannot tell its children: they
    look.
    """
    parent = os.environ.get(PARENT, "")
    if parent.isdigit() and int(parent) != os.getpid() and os.name == "posix":
        threading.Thread(target=_watch, args=(int(parent), kill_after), name="watches its parent", daemon=True).start()


def _watch(parent: int, kill_after: float | None) -> None:
    while os.getppid() == parent:
        time.sleep(SECONDS_BETWEEN_LOOKS)
    os.kill(os.getpid(), signal.SIGTERM)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(os.getpid(), signal.SIGKILL)
