"""Ours beside its peers on an invented register; prints the goals, and writes docs/benchmarks.json, .md and the chart.

`python -m benchmarks.register --rows 1000000`; `--part explanations` measures that part alone of a run that is recorded.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import spark
from benchmarks.register.by_hand import logic_inputs
from benchmarks.register.chart import draw_chart
from benchmarks.register.contenders import CONTENDERS, Setting
from benchmarks.register.generate import generate
from benchmarks.register.page import page_of, summary_of
from benchmarks.register.record import load, write_part, write_record
from benchmarks.register.rounds import Result, run_rounds

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
RECORD = "benchmarks.json"
CHART = Path("images") / "benchmarks.svg"
MOST_FOR_PEERS = 20_000_000
"""Above so many subjects only ours is measured, and the floor."""
SIZES = (1_000_000, 10_000_000)
"""The smaller registers by which growth is measured."""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--only", nargs="+", metavar="NAME", choices=list(CONTENDERS), help="only these contenders")
    arguments.add_argument("--docs", type=Path, default=DOCS, help="the folder of the page (default: docs)")
    arguments.add_argument(
        "--part", nargs="+", choices=list(_PARTS), help="only these parts, of the run that is recorded"
    )
    arguments.add_argument("--note", default="", help="what the page has to say of the parts besides")
    chosen = arguments.parse_args()
    if chosen.part:
        for part in chosen.part:
            before = load()
            runs = write_part(chosen.docs / RECORD, chosen.rows, part, _PARTS[part](), before, chosen.note)
            _write_page(chosen.docs, runs, runs[chosen.rows])
        return
    run: dict[str, Any] = {"threads": chosen.threads, "load": load()}
    is_about_growth = chosen.rows > MOST_FOR_PEERS
    (ROOT / "var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=ROOT / "var", prefix="bench-") as folder:
        work = Path(folder)
        if is_about_growth:
            sizes = [size for size in SIZES if size < chosen.rows] + [chosen.rows]
            names, rounds = chosen.only or ["count-only scan", "ours"], min(chosen.rounds, 3)
            measured = {size: _measured(work / str(size), size, names, rounds, chosen.threads) for size in sizes}
            run["scale"] = [{"rows": size, **_plain(results["ours"])} for size, results in measured.items()]
            results = measured[chosen.rows]
        else:
            results = _measured(work, chosen.rows, chosen.only or list(CONTENDERS), chosen.rounds, chosen.threads)
    run["results"] = {name: _plain(result) for name, result in results.items()}
    if not is_about_growth and not chosen.only:
        run |= {part: measure() for part, measure in _PARTS.items()}
    _write_page(chosen.docs, write_record(chosen.docs / RECORD, chosen.rows, run), run)


def _measured(work: Path, rows: int, names: list[str], rounds: int, threads: int) -> dict[str, Result]:
    started = time.perf_counter()
    generate(work / "register", rows, is_compact=True)
    if any(CONTENDERS[name].needs_inputs for name in names):
        logic_inputs(Setting(work / "register", work / "inputs.parquet", work, threads))
    print(f"{rows:,} subjects (made in {time.perf_counter() - started:.0f} s), {rounds} rounds:", flush=True)
    return run_rounds(names, work, rows, rounds, threads)


def _plain(result: Result) -> dict[str, Any]:
    return {**asdict(result), "median": result.median}


def _explanations() -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.register.explanations"]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    figures: dict[str, Any] = json.loads(told.strip().splitlines()[-1])
    return figures


def _spark() -> list[dict[str, Any]]:
    if missing := spark.why_not():
        print(f"Spark is left out: {missing}.")
        return []
    return [run for subjects in spark.SIZES for run in spark.runs_of(subjects, (1, 2))]


_PARTS: Mapping[str, Callable[[], Any]] = {"explanations": _explanations, "spark": _spark}
"""What is measured after the contenders, each by itself."""


def _write_page(docs: Path, runs: Mapping[int, dict[str, Any]], run: dict[str, Any]) -> None:
    with_peers = {size: kept for size, kept in runs.items() if len(kept["results"]) > 2}
    if with_peers:
        largest = max(with_peers)
        draw_chart(largest, runs[largest], docs / CHART)
    (docs / "benchmarks.md").write_text(page_of(runs, CHART.as_posix()), encoding="utf-8")
    print("\n".join(summary_of(run)))
    print(f"Written: {docs / 'benchmarks.md'}")


if __name__ == "__main__":
    main()
