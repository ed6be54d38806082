"""The limited child process seen from its parent: started, waited for, and its death put in words."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any

from mingpin.intake.grids.limits import Limits, Refusal
from mingpin.intake.grids.spool import BEGUN, MANIFEST, Manifest, SpooledSheet

_START = """
import json, sys, types
given = json.loads(sys.argv[1])
sys.path[:] = given["import_from"]
for name, places in given["packages"].items():
    sys.modules[name] = types.ModuleType(name)
    sys.modules[name].__path__ = places
from mingpin.intake.grids.child import main
main(given)
"""
"""The packages above the child's modules are stood in for, so that the child imports what it parses with and nothing else."""
_PACKAGES = ("mingpin", "mingpin.intake", "mingpin.intake.grids")
_ENVIRONMENT = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "OMP_NUM_THREADS": "1",
    "ARROW_IO_THREADS": "1",
    "PYTHONUTF8": "1",
}
_STRUCK_LIMITS = ("memory allocation", "MemoryError", "bad_alloc", "out of memory", "Cannot allocate")


def parse(path: Path, kind: str, limits: Limits) -> tuple[Manifest, TemporaryDirectory[str]]:
    """What a limited child process read of the file, and the folder in which it stands: it is gone when the folder object is.

    Raises Refusal where the child refused the file, or died over it.
    """
    folder = TemporaryDirectory(prefix="mingpin-")
    given = {
        "path": str(path.absolute()),
        "folder": folder.name,
        "kind": kind,
        "limits": asdict(limits),
        "import_from": sys.path,
        "packages": {name: list(sys.modules[name].__path__) for name in _PACKAGES},
    }
    with TemporaryFile() as complaints:
        command = [sys.executable, "-I", "-S", "-c", _START, json.dumps(given)]
        child = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
            env={**os.environ, **_ENVIRONMENT},
        )
        try:
            code = child.wait(limits.child_seconds)
        except subprocess.TimeoutExpired as error:
            raise Refusal("time") from error
        finally:
            child.kill()
            child.communicate()
        complaints.seek(0)
        last_words = complaints.read(1 << 16).decode(errors="replace")
    manifest = Path(folder.name) / MANIFEST
    if code != 0 or not manifest.exists():
        cause = _cause(code, last_words)
        if cause == "crashed" and not (Path(folder.name) / BEGUN).exists():
            raise Refusal("start", error=(last_words.strip().splitlines() or [str(code)])[-1])
        raise Refusal(cause)
    return _manifest(json.loads(manifest.read_text(encoding="utf-8"))), folder


def _cause(code: int, last_words: str) -> str:
    if code == -getattr(signal, "SIGXCPU", 0):
        return "time"
    if code == -signal.SIGKILL or any(words in last_words for words in _STRUCK_LIMITS):
        return "memory"
    return "crashed"


def _manifest(content: dict[str, Any]) -> Manifest:
    if "refused" in content:
        raise Refusal(content["refused"], **content["facts"])
    return Manifest(content["format"], [SpooledSheet(**sheet) for sheet in content["sheets"]])
