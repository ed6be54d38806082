"""What a run found, kept as JSON by number of subjects: a later run of the same size replaces it."""

from __future__ import annotations

import json
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

_PACKAGES = ("mingpin", "polars", "pyarrow", "duckdb", "openfisca-core", "zen-engine", "pyspark", "numpy")


def machine() -> dict[str, Any]:
    """Cores, memory and Python; nothing that names the machine."""
    return {
        "cores": os.cpu_count(),
        "memory_gb": _memory(),
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "system": f"{platform.system()} {platform.machine()}",
    }


def versions() -> dict[str, str]:
    """The versions of everything that took part; what is not installed is left out."""
    found = {}
    for package in _PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def read_record(file: Path) -> dict[int, dict[str, Any]]:
    """The runs that a file holds, smallest first; none where there is no file."""
    if not file.is_file():
        return {}
    runs = json.loads(file.read_text(encoding="utf-8"))
    return {int(rows): runs[rows] for rows in sorted(runs, key=int)}


def write_record(file: Path, rows: int, run: dict[str, Any]) -> dict[int, dict[str, Any]]:
    """Adds a run to the file, with the day, the machine and the versions; gives all runs."""
    runs = read_record(file)
    runs[rows] = {"day": datetime.now(UTC).date().isoformat(), "machine": machine(), "versions": versions(), **run}
    runs = dict(sorted(runs.items()))
    _write(file, runs)
    return runs


def write_part(
    file: Path, rows: int, part: str, figures: Any, before: float | None, note: str = ""
) -> dict[int, dict[str, Any]]:
    """Replaces one part of a run in the file, with the day, the load `before` and what else has to be said of it (`note`);
    gives all runs. KeyError: no such run."""
    runs = read_record(file)
    run = runs[rows]
    run[part] = figures
    apart = {"day": datetime.now(UTC).date().isoformat(), "load": before, "note": note}
    run["apart"] = {**run.get("apart", {}), part: apart}
    _write(file, runs)
    return runs


def _write(file: Path, runs: dict[int, dict[str, Any]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(runs, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def load() -> float | None:
    """How busy the machine is: processes that want to run, over the last minute; None where the system does not say."""
    return os.getloadavg()[0] if hasattr(os, "getloadavg") else None


def _memory() -> float | None:
    try:
        return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1)
    except (AttributeError, ValueError, OSError):
        return None
