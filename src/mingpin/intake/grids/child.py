"""The limited child process: parses one workbook or parquet file, under limits of memory and time, into a folder.

It is started by process.py, which says `path`, `folder`, `kind` and `limits`.
"""

from __future__ import annotations

import contextlib
import gc
import os
import shutil
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mingpin.intake.grids.limits import Limits, Refusal

if TYPE_CHECKING:
    from mingpin.intake.grids.spool import Spool


def main(given: dict[str, Any]) -> None:
    """Reads the file into the folder; whatever is wrong with it is written there too."""
    limits = Limits(**given["limits"])
    _confine(limits)
    gc.disable()  # a look through millions of cells for cycles, of which there are none, takes longer than their conversion
    folder = Path(given["folder"])
    threading.Thread(target=_end_with_parent, args=(folder,), daemon=True).start()
    from mingpin.intake.grids.spool import Spool, refuse  # after the limits are set

    try:
        spool = Spool(folder, given["kind"], limits)
        _parse(Path(given["path"]), given["kind"], spool, limits)
        spool.finish()
    except Refusal as refusal:
        refuse(folder, refusal)
    except MemoryError:
        refuse(folder, Refusal("memory"))


def _parse(path: Path, kind: str, spool: Spool, limits: Limits) -> None:
    if kind == "parquet":
        from mingpin.intake.grids.parquet import parse_parquet

        spool.begin_reading()
        parse_parquet(path, spool, limits)
    elif kind == "ods":
        from mingpin.intake.grids.ods import parse_ods

        spool.begin_reading()
        parse_ods(path, spool, limits)
    else:
        from mingpin.intake.grids.excel import parse_excel

        spool.begin_reading()
        parse_excel(path, kind, spool, limits)


def _end_with_parent(folder: Path) -> None:
    """Where the parent is killed, its end of the pipe closes, and neither this process nor the folder outlives it."""
    os.read(0, 1)
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(1)


def _confine(limits: Limits) -> None:
    """No more memory, processor time and disk than allowed, and no core file; where the system has no such limits, the parent's
    clock remains."""
    with contextlib.suppress(ImportError):
        import resource

        for name, limit, last in (
            ("RLIMIT_AS", limits.child_memory, limits.child_memory),
            ("RLIMIT_CPU", limits.child_seconds, limits.child_seconds + 1),
            ("RLIMIT_FSIZE", limits.max_unpacked, limits.max_unpacked),
            ("RLIMIT_CORE", 0, 0),
        ):
            with contextlib.suppress(AttributeError, ValueError, OSError):
                resource.setrlimit(getattr(resource, name), (limit, last))
