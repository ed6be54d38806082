"""The goals of the engine (two cores, one run, side by side), and what was measured for each."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.register.contenders import Task

Run = Mapping[str, Any]
"""What one run of the benchmark recorded; see `record.py`."""


NEAR_LINEAR = 1.8
"""What we take “near-linear from one executor to two” to mean."""


@dataclass(frozen=True)
class Goal:
    """`measured`: None where the run has no figure for it."""

    what: str
    limit: float
    measured: float | None
    is_floor: bool = False
    unit: str = ""

    @property
    def is_met(self) -> bool | None:
        if self.measured is None:
            return None
        return self.measured >= self.limit if self.is_floor else self.measured <= self.limit


def median_of(run: Run, name: str) -> float | None:
    """The median of a contender's seconds."""
    found: float | None = run["results"].get(name, {}).get("median")
    return found


def rows_per_second(run: Run, name: str) -> float | None:
    """How many subjects a contender does in a second."""
    seconds = median_of(run, name)
    rows: int = run["results"].get(name, {}).get("rows", 0)
    return rows / seconds if seconds else None


def goals_of(run: Run) -> Iterator[Goal]:
    """Every goal, with what this run measured."""
    yield Goal("end to end, of the time of the natural query", 0.20, _share(run, "ours", "DuckDB natural"))
    yield Goal("end to end, of the time of the reordered query", 0.35, _share(run, "ours", "DuckDB reordered"))
    yield Goal("logic, times faster than OpenFisca `calculate`", 15, _times(run, "OpenFisca calculate"), is_floor=True)
    yield Goal(
        "logic, times faster than OpenFisca with inputs set", 40, _times(run, "OpenFisca with inputs"), is_floor=True
    )
    yield Goal("logic, times faster than zen-engine, per subject", 8000, _times(run, "zen-engine"), is_floor=True)
    for pack, figures in run.get("explanations", {}).items():
        yield Goal(f"one explanation, p99, first time, `{pack}`", 0.15, figures["first_p99_ms"], unit="ms")
        scaled = figures["all_s"] * 10_000 / figures["subjects"]
        yield Goal(f"10,000 explanations, first time, `{pack}`", 0.3, scaled, unit="s")
    for subjects, one, two in spark_pairs(run):
        yield Goal(
            f"Spark, two executors, times faster than one, {subjects:,} subjects",
            NEAR_LINEAR,
            one["again"] / two["again"],
            is_floor=True,
        )
    scale = run.get("scale", [])
    if scale:
        yield Goal(f"memory at {scale[-1]['rows']:,} subjects", 8.0, scale[-1]["anonymous"] / 1024, unit="GB")
        yield Goal(
            f"exponent of time in subjects, {scale[0]['rows']:,} to {scale[-1]['rows']:,}", 1.05, exponent(scale)
        )


def spark_pairs(run: Run) -> Iterator[tuple[int, Run, Run]]:
    """The runs with one executor and with two, by number of subjects, where both came to an end."""
    found = {(one["subjects"], one["executors"]): one for one in run.get("spark", []) if not one.get("failure")}
    for subjects in sorted({subjects for subjects, _executors in found}):
        if (subjects, 1) in found and (subjects, 2) in found:
            yield subjects, found[subjects, 1], found[subjects, 2]


def _share(run: Run, one: str, other: str) -> float | None:
    mine, theirs = median_of(run, one), median_of(run, other)
    return mine / theirs if mine and theirs else None


def _times(run: Run, other: str) -> float | None:
    ours, theirs = rows_per_second(run, "ours, logic"), rows_per_second(run, other)
    return ours / theirs if ours and theirs else None


def exponent(scale: list[dict[str, Any]]) -> float | None:
    """The slope of log time over log rows, by least squares; 1 is linear."""
    points = [(math.log(size["rows"]), math.log(size["median"])) for size in scale if size.get("median")]
    if len(points) < 2:
        return None
    middle_x = sum(x for x, _y in points) / len(points)
    middle_y = sum(y for _x, y in points) / len(points)
    across = sum((x - middle_x) ** 2 for x, _y in points)
    return sum((x - middle_x) * (y - middle_y) for x, y in points) / across


def results_of(run: Run, task: Task) -> list[dict[str, Any]]:
    """The results of one task, in their order."""
    return [result for result in run["results"].values() if result["task"] == task]
