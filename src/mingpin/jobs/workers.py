"""Which process works on a job, and whether it still lives."""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta
from pathlib import Path

LONGEST_SILENCE = timedelta(seconds=60)
"""A worker on another machine that gives no sign of life for so long is taken for dead."""


def this_worker() -> str:
    """The name of this process: machine, number, and when it started, so that a number used again is another name."""
    return f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"


def is_gone(worker: str, heartbeat: datetime | None, now: datetime) -> bool:
    """Whether the worker of this name has died: on this machine asked of the system, elsewhere told by its silence until `now`.

    Two machines (or containers) of one name would take each other's living workers for dead: they need different names.
    """
    host, number, started = ([*worker.split(":"), "", ""])[:3]
    if host == socket.gethostname() and number.isdigit():
        return _started(int(number)) != started
    return heartbeat is None or now - heartbeat > LONGEST_SILENCE


def _started(pid: int) -> str:
    """When a process started, as the system counts; empty where there is none (or it is dead and not yet buried)."""
    try:
        state, *rest = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return "" if Path("/proc/self").exists() else _asked(pid)
    return "" if state == "Z" else rest[18]


def _asked(pid: int) -> str:
    """The same where there is no /proc: only whether it lives."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except PermissionError:
        pass
    return "alive"
