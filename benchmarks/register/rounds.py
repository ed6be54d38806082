"""Runs the contenders in turns, each in a process of its own, and compares what they found with ours."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import polars as pl

from benchmarks.register.contenders import CONTENDERS, ROWS_BY_ROW, Contender, Task

_POLL = 0.01
"""Seconds between two looks at the memory of a contender."""
_WORDS = {True: "MET", False: "NOT_MET", None: "UNDETERMINED"}


@dataclass
class Result:
    """What one contender needed. `seconds`: one figure per round (the median of its runs), `processor`: the same of the time that
    its threads had a core, which a busy machine disturbs less; memory in MB: `anonymous` without
    files that are mapped, `peak` with them. `verdicts`: how many subjects have each. `against_ours`: how many have which verdict
    by it and by ours, where the two differ. `failure`: why there are no figures."""

    name: str
    task: str
    rows: int
    seconds: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)
    anonymous: float = 0.0
    peak: float = 0.0
    verdicts: dict[str, int] = field(default_factory=dict)
    against_ours: dict[str, int] = field(default_factory=dict)
    failure: str = ""

    @property
    def median(self) -> float | None:
        return median(self.seconds) if self.seconds else None


def run_rounds(names: Iterable[str], work: Path, rows: int, rounds: int, threads: int) -> dict[str, Result]:
    """All these contenders, one after another, as often as there are rounds; then their verdicts beside ours.

    `work` holds the register (`register/`) and the inputs of the logic (`inputs.parquet`). Peers that are slow get fewer rounds.
    """
    chosen = [CONTENDERS[name] for name in names]
    results = {
        contender.name: Result(contender.name, contender.task, _rows_of(contender, rows)) for contender in chosen
    }
    for number in range(rounds):
        for contender in chosen:
            result = results[contender.name]
            if not result.failure and number < _rounds_of(result, rounds):
                _run(contender, result, work, threads, has_verdicts=number == 0)
                _tell(result)
    _compare(results, work)
    return results


def _rows_of(contender: Contender, rows: int) -> int:
    return min(rows, ROWS_BY_ROW) if contender.task is Task.ROW_BY_ROW else rows


def _rounds_of(result: Result, rounds: int) -> int:
    """Somebody who needs more than 20 s gets three rounds, more than a minute one."""
    slowest = max(result.seconds, default=0.0)
    return rounds if slowest < 20 else min(rounds, 3) if slowest < 60 else 1


def _run(contender: Contender, result: Result, work: Path, threads: int, *, has_verdicts: bool) -> None:
    out = work / "out"
    out.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "benchmarks.register.contend", contender.name]
    command += [str(work / "register"), str(work / "inputs.parquet"), str(out), "--threads", str(threads)]
    if has_verdicts:
        command += ["--verdicts", str(_verdicts_of(contender.name, work))]
    environment = {**os.environ, "POLARS_MAX_THREADS": str(threads), "OMP_NUM_THREADS": str(threads)}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)
    while process.poll() is None:
        result.anonymous = max(result.anonymous, _anonymous(process.pid))
        time.sleep(_POLL)
    told, errors = process.communicate()
    if process.returncode:
        result.failure = _last_error(errors) or f"ended with {process.returncode}"
        return
    found = json.loads(told.strip().splitlines()[-1])
    result.seconds.append(median(found["seconds"]))
    result.processor.append(median(found["processor"]))
    result.peak = max(result.peak, found["peak"])


def _last_error(errors: str) -> str:
    """The line of a traceback that names the error; else its last line."""
    lines = [line.strip() for line in errors.splitlines() if line.strip()]
    named = [line for line in lines if re.match(r"[\w.]*(Error|Exception)\b", line)]
    return (named or lines or [""])[-1]


def _anonymous(pid: int) -> float:
    """Memory of a process without mapped files, in MB; 0 where the system does not say (only Linux does)."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("RssAnon"):
                return int(line.split()[1]) / 1024
    return 0.0


def _tell(result: Result) -> None:
    if result.failure:
        print(f"  {result.name:<24} {result.failure}", flush=True)
    else:
        times = f"{result.seconds[-1]:9.4f} s, of cores {result.processor[-1]:9.4f} s"
        print(f"  {result.name:<24} {times} {result.anonymous:8,.0f} MB", flush=True)


def _verdicts_of(name: str, work: Path) -> Path:
    return work / f"verdicts of {name}.parquet"


def _compare(results: dict[str, Result], work: Path) -> None:
    ours = next((name for name in results if CONTENDERS[name].is_ours and _verdicts_of(name, work).is_file()), None)
    for name, result in results.items():
        file = _verdicts_of(name, work)
        if not file.is_file():
            continue
        theirs = pl.read_parquet(file)
        result.verdicts = {_WORDS[truth]: count for truth, count in theirs.group_by("verdict").len().iter_rows()}
        if ours is not None and name != ours:
            both = theirs.join(pl.read_parquet(_verdicts_of(ours, work)), on="subject_id", suffix=" ours")
            pairs = both.group_by("verdict", "verdict ours").len().sort("len", descending=True)
            result.against_ours = {
                f"{_WORDS[truth]} for {_WORDS[right]}": count
                for truth, right, count in pairs.iter_rows()
                if truth is not right
            }
