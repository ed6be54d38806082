"""Spark from one executor to two, each a process of its own, on the invented register; its counts beside those of Polars.

Prints the seconds of a first survey and of a second one in the same session, and what Spark's own event log says of the
second: how long tasks ran on each executor, and how long no task ran at all. Asserts nothing but equal counts. Needs Java and
PySpark.
`python -m benchmarks.spark --subjects 1000000`
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.register import load_program
from benchmarks.register.generate import generate
from mingpin.engine.bulk import survey_files
from mingpin.engine.spark import read_tables, session_on, survey_tables

SIZES = (100_000, 300_000)
MEMORY = 2048
TASKS_AT_ONCE = 8
"""Files are read, and rows handed on, in so many parts at least: more than there are executors."""
MOST_SECONDS = 200


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--subjects", type=int, nargs="+", default=SIZES)
    arguments.add_argument("--executors", type=int, nargs="+", default=[1, 2])
    arguments.add_argument("--one", nargs=2, metavar=("FOLDER", "EXECUTORS"), help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.one:
        print(json.dumps(measure(Path(chosen.one[0]), int(chosen.one[1]))))
        return
    for subjects in chosen.subjects:
        for run in runs_of(subjects, chosen.executors):
            print(json.dumps(run), flush=True)


def why_not() -> str:
    """What is missing for Spark; empty if nothing is."""
    if find_spec("pyspark") is None:
        return "PySpark is not installed"
    return "" if shutil.which("java") or os.environ.get("JAVA_HOME") else "there is no Java"


def runs_of(subjects: int, executors: Sequence[int]) -> Iterator[dict[str, Any]]:
    """One run after another: seconds `first` and `again`, and of the latter what `_tasks` gives; or why it has none (`failure`).
    Raises AssertionError where the counts are not those of Polars."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        generate(folder, subjects, is_compact=True)
        counts = survey_files(load_program(), folder, folder / "decisions.arrow").verdicts
        expected = {verdict.value: count for verdict, count in counts.items()}
        for number in executors:
            command = [sys.executable, "-m", "benchmarks.spark", "--one", str(folder), str(number)]
            try:
                done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, timeout=MOST_SECONDS)
            except subprocess.TimeoutExpired:
                yield {"subjects": subjects, "executors": number, "failure": f"stopped after {MOST_SECONDS} s"}
                continue
            run = json.loads(done.stdout.strip().splitlines()[-1])
            assert run.pop("verdicts") == expected
            yield {"subjects": subjects, "executors": number, **run}


def measure(folder: Path, executors: int) -> dict[str, Any]:
    """Seconds of the first survey and of a second one in the same session, with what its tasks took; the second's verdicts."""
    program = load_program()
    log = folder / f"log-{executors}"
    log.mkdir()
    options = {
        "spark.executor.memory": f"{MEMORY}m",
        "spark.driver.memory": "2g",
        "spark.sql.shuffle.partitions": str(TASKS_AT_ONCE),
        "spark.sql.files.minPartitionNum": str(TASKS_AT_ONCE),
        "spark.ui.enabled": "false",
        "spark.eventLog.enabled": "true",
        "spark.eventLog.dir": log.as_uri(),
        "spark.eventLog.compress": "false",
        "spark.eventLog.rolling.enabled": "false",
    }
    spans = []
    with session_on(f"local-cluster[{executors},1,{MEMORY}]", options) as session:
        for number in range(2):
            started = time.time()
            tables = read_tables(session, folder, program.pack.vocabulary)
            counts = survey_tables(program, tables, folder / f"on-{executors}-{number}", session=session)
            spans.append((started, time.time()))
    verdicts = {verdict.value: count for verdict, count in counts.verdicts.items()}
    (first, again) = (end - start for start, end in spans)
    return {"first": first, "again": again, **_tasks(log, spans[1]), "verdicts": verdicts}


def _tasks(log: Path, span: tuple[float, float]) -> dict[str, Any]:
    """Of the tasks within a span of time: how many, the seconds that they ran on each executor, those that all had a core,
    and the seconds in which none ran."""
    ran: dict[str, float] = defaultdict(float)
    on_core, times = 0.0, []
    for file in log.iterdir():
        for line in file.read_text(encoding="utf-8").splitlines():
            event = json.loads(line)
            if event["Event"] != "SparkListenerTaskEnd":
                continue
            info, metrics = event["Task Info"], event["Task Metrics"]
            started, ended = info["Launch Time"] / 1000, info["Finish Time"] / 1000
            if span[0] <= started and ended <= span[1] + 1:
                ran[info["Executor ID"]] += metrics["Executor Run Time"] / 1000
                on_core += metrics["Executor CPU Time"] / 1e9
                times.append((started, ended))
    return {
        "tasks": len(times),
        "ran": sorted(ran.values(), reverse=True),
        "on_core": on_core,
        "idle": span[1] - span[0] - _covered(times),
    }


def _covered(times: Iterable[tuple[float, float]]) -> float:
    """How much time these spans cover together."""
    covered, until = 0.0, 0.0
    for start, end in sorted(times):
        covered += max(end - max(start, until), 0.0)
        until = max(until, end)
    return covered


if __name__ == "__main__":
    main()
