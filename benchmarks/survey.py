"""Figures of a survey as its user meets it: whole commands, from files to workbook, and single explanations.

Prints a table; asserts nothing. `python benchmarks/survey.py --subjects 3000 100000`
"""

from __future__ import annotations

import argparse
import gc
import json
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

PACK = Path(__file__).parent.parent / "packs" / "xinxiang" / "meiyu-2023"
YEAR, AS_OF = 2024, date(2024, 6, 30)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--subjects", type=int, nargs="+", default=[3000, 100_000])
    arguments.add_argument("--explanations", type=int, default=3000)
    chosen = arguments.parse_args()
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}")
    with tempfile.TemporaryDirectory() as folder:
        for subjects in chosen.subjects:
            data = Path(folder) / f"demo-{subjects}"
            made = _timed("demo-data", "--subjects", str(subjects), "--seed", "7", "--out", str(data))
            out = Path(folder) / f"survey-{subjects}"
            where = ["--pack", str(PACK), "--year", str(YEAR), "--as-of", AS_OF.isoformat(), "--out", str(out)]
            took = _timed("survey", str(data), *where)
            verdicts = json.loads((out / "summary.json").read_text(encoding="utf-8"))["verdicts"]
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
            print(f"{subjects:>9,} subjects: demo data {made:6.2f} s, survey with workbook {took:6.2f} s,", end=" ")
            print(f"peak {peak:,.0f} MB so far, {verdicts}")
        _explanations(Path(folder) / f"demo-{chosen.subjects[0]}", chosen.explanations)


def _timed(*arguments: str) -> float:
    started = time.perf_counter()
    subprocess.run([sys.executable, "-m", "mingpin.cli.main", *arguments], check=True, capture_output=True)
    return time.perf_counter() - started


def _explanations(data: Path, most: int) -> None:
    """How long one whole explanation takes once the survey is in memory, over many subjects."""
    from mingpin.engine import Explainer, compile_program, load_pack, run_survey
    from mingpin.intake import read_dataset

    pack = load_pack(PACK)
    survey = run_survey(compile_program(pack, year=YEAR, as_of=AS_OF), read_dataset(data, pack.vocabulary).evidence)
    explainer = Explainer(survey)
    ids = survey.gates.get_column("subject_id").to_list()[:most]
    explainer.explain(ids[0])
    gc.collect()
    gc.freeze()  # what was read stays; a server does the same after its start
    traces = (_clocked(lambda id_=id_: explainer.explain(id_)) for id_ in ids)
    took = [milliseconds for _trace, milliseconds in traces]
    written = [_clocked(lambda id_=id_: json.dumps(explainer.explain(id_), ensure_ascii=False))[1] for id_ in ids]
    for name, figures in (("explanation", sorted(took)), ("explanation written as JSON", sorted(written))):
        median, p99 = figures[len(figures) // 2], figures[int(len(figures) * 0.99)]
        print(f"one {name}, over {len(ids):,} subjects: median {median:.3f} ms, p99 {p99:.3f} ms")


def _clocked(work: Callable[[], Any]) -> tuple[Any, float]:
    started = time.perf_counter()
    result = work()
    return result, (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
