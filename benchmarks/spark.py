"""Spark from one executor to two, each a process of its own, on the invented register; its counts beside those of Polars.

Prints seconds of a whole run, and of the write alone; asserts nothing but equal counts. Needs Java and PySpark.
`python -m benchmarks.spark --subjects 1000000`
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.register import load_program
from benchmarks.register.generate import generate
from mingpin.engine.bulk import survey_files
from mingpin.engine.spark import read_tables, session_on, survey_tables

MEMORY = 2048


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--subjects", type=int, default=1_000_000)
    arguments.add_argument("--executors", type=int, nargs="+", default=[1, 2])
    arguments.add_argument("--one", nargs=2, metavar=("FOLDER", "EXECUTORS"), help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.one:
        print(json.dumps(measure(Path(chosen.one[0]), int(chosen.one[1]))))
        return
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        generate(folder, chosen.subjects, is_compact=True)
        started = time.perf_counter()
        counts = survey_files(load_program(), folder, folder / "decisions.arrow").verdicts
        print(f"{chosen.subjects:,} subjects; Polars, one process: {time.perf_counter() - started:.1f} s")
        for executors in chosen.executors:
            command = [sys.executable, "-m", "benchmarks.spark", "--one", str(folder), str(executors)]
            told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
            first, again, verdicts = json.loads(told.strip().splitlines()[-1])
            assert verdicts == {verdict.value: count for verdict, count in counts.items()}
            print(
                f"  {executors} executors: first run {first:.1f} s, again {again:.1f} s; the same verdicts", flush=True
            )


def measure(folder: Path, executors: int) -> tuple[float, float, dict[str, int]]:
    """Seconds of the first survey and of a second one, in a session that runs already; how many subjects have each verdict."""
    program = load_program()
    options = {
        "spark.executor.memory": f"{MEMORY}m",
        "spark.driver.memory": "2g",
        "spark.sql.shuffle.partitions": "4",
        "spark.ui.enabled": "false",
    }
    seconds = []
    with session_on(f"local-cluster[{executors},1,{MEMORY}]", options) as session:
        for number in range(2):
            started = time.perf_counter()
            tables = read_tables(session, folder, program.pack.vocabulary)
            counts = survey_tables(program, tables, folder / f"on-{executors}-{number}", session=session)
            seconds.append(time.perf_counter() - started)
    return seconds[0], seconds[1], {verdict.value: count for verdict, count in counts.verdicts.items()}


if __name__ == "__main__":
    main()
