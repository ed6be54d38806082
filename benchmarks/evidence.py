"""From evidence to verdicts at scale: the demonstration register with all its tables, tiled to a million subjects.

Prints seconds and peak memory of a survey in memory and of one from evidence files, each in a process of its own; asserts nothing
but that both say the same. `python -m benchmarks.evidence --subjects 1000000`
"""

from __future__ import annotations

import argparse
import json
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

from benchmarks.tiled import AS_OF, PACK, YEAR, tiled
from mingpin.engine import compile_program, run_survey
from mingpin.engine.bulk import survey_files
from mingpin.vocabulary.evidence_files import read_evidence, write_evidence

WAYS = ("from files", "in memory")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--subjects", type=int, default=1_000_000)
    arguments.add_argument("--one", nargs=2, metavar=("WAY", "FOLDER"), help=argparse.SUPPRESS)
    chosen = arguments.parse_args()
    if chosen.one:
        print(json.dumps(measure(chosen.one[0], Path(chosen.one[1]))))
        return
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        evidence = tiled(chosen.subjects)
        write_evidence(evidence, folder, PACK.vocabulary)
        rows = sum(frame.height for name, frame in evidence.tables.items() if name != "subjects")
        print(f"{platform.python_implementation()} {platform.python_version()}, Polars {pl.__version__}", end=", ")
        print(f"{evidence.subjects.height:,} subjects, {rows:,} rows of evidence")
        del evidence
        found = {way: _measured(way, folder) for way in WAYS}
        for way, (seconds, peak, verdicts) in found.items():
            print(f"  {way:<12} {seconds:7.1f} s {peak:8,.0f} MB   {verdicts}", flush=True)
        assert len({str(verdicts) for _seconds, _peak, verdicts in found.values()}) == 1


def _measured(way: str, folder: Path) -> tuple[float, float, dict[str, int]]:
    command = [sys.executable, "-m", "benchmarks.evidence", "--one", way, str(folder)]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    seconds, peak, verdicts = json.loads(told)
    return seconds, peak, verdicts


def measure(way: str, folder: Path) -> tuple[float, float, dict[str, int]]:
    """Seconds, peak memory of this process in MB, and how many subjects have each verdict. Reading counts."""
    program = compile_program(PACK, year=YEAR, as_of=AS_OF)
    started = time.perf_counter()
    if way == "from files":
        verdicts = survey_files(program, folder, folder / "decisions.arrow").verdicts
    else:
        verdicts = run_survey(program, read_evidence(folder, PACK.vocabulary)).verdict_counts
    seconds = time.perf_counter() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return seconds, peak, {verdict.value: count for verdict, count in verdicts.items()}


if __name__ == "__main__":
    main()
