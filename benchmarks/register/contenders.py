"""What takes part: each contender prepares its inputs, runs (which is timed) and shows its verdicts (which are compared)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from pathlib import Path

import polars as pl

ROWS_BY_ROW = 20_000
"""How many subjects an engine gets that takes one at a time."""


class Task(StrEnum):
    """What is asked: from file to file with ranks; leaves, clauses and verdict in memory; the same, subject by subject."""

    END_TO_END = "end to end"
    LOGIC = "logic"
    ROW_BY_ROW = "row by row"


@dataclass(frozen=True)
class Setting:
    """Where a contender finds the register, the inputs of the logic (one file), and a folder of its own to write to."""

    folder: Path
    inputs: Path
    out: Path
    threads: int


@dataclass(frozen=True)
class Prepared:
    """`run` is timed. `verdicts`: `subject_id` and `verdict` (a nullable boolean; no nulls where there are two values).
    `again`, not timed, comes before every run but the first."""

    run: Callable[[], object]
    verdicts: Callable[[], pl.DataFrame] | None
    again: Callable[[], object] | None = None


@dataclass(frozen=True)
class Contender:
    """`place`: module and function that prepare it, imported only in its own process. `repeats`: how often it runs there after
    the first time, which does not count; 0: once, and that counts. `told`: what it is, for the page."""

    name: str
    task: Task
    place: str
    told: str
    is_ours: bool = False
    has_unknown: bool = True
    repeats: int = 0

    @property
    def needs_inputs(self) -> bool:
        """Whether it reads the inputs of the logic; ours derives its own from the register."""
        return self.task is not Task.END_TO_END and not self.is_ours

    def prepare(self, setting: Setting) -> Prepared:
        """What this contender runs. Raises ModuleNotFoundError where the peer is not installed."""
        module, function = self.place.split(".")
        prepared: Prepared = getattr(import_module(f"benchmarks.register.{module}"), function)(setting)
        return prepared


END, LOGIC, ROW = Task
_LISTED = (
    Contender("count-only scan", END, "by_hand.count_only", "counts what is filled in each column: the floor"),
    Contender(
        "ours", END, "ours.end_to_end", "peers' answers, all leaves and clauses, verdict → Arrow IPC", is_ours=True
    ),
    Contender("Polars by hand", END, "by_hand.end_to_end", "both ranks and the verdict → Arrow IPC; no leaf is kept"),
    Contender("DuckDB natural", END, "duckdb_peer.natural", "ranks, then the verdict → Parquet; no leaf is kept"),
    Contender("DuckDB reordered", END, "duckdb_peer.reordered", "leaves first, ranks over few columns → Parquet"),
    Contender(
        "DuckDB thresholds", END, "duckdb_peer.thresholds", "no ranks: amounts in the last place inside → Parquet"
    ),
    Contender("ours, logic", LOGIC, "ours.logic", "all leaves, clauses, verdict", is_ours=True, repeats=5),
    Contender("Polars by hand, logic", LOGIC, "by_hand.logic", "all leaves, clauses, verdict", repeats=5),
    Contender("DuckDB, verdict only", LOGIC, "duckdb_peer.only_verdict", "one expression; no leaf is kept", repeats=5),
    Contender("DuckDB, logic", LOGIC, "duckdb_peer.leaves_and_clauses", "all leaves, clauses, verdict", repeats=5),
    Contender(
        "OpenFisca calculate", LOGIC, "openfisca_peer.calculate", "inputs set before", has_unknown=False, repeats=3
    ),
    Contender(
        "OpenFisca with inputs",
        LOGIC,
        "openfisca_peer.with_inputs",
        "from the table in memory",
        has_unknown=False,
        repeats=3,
    ),
    Contender("zen-engine", ROW, "zen_peer.prepare", "all leaves, clauses, verdict", has_unknown=False, repeats=2),
    Contender("zen expression", ROW, "zen_peer.compiled_expression", "verdict only", has_unknown=False, repeats=2),
)
CONTENDERS = {contender.name: contender for contender in _LISTED}
"""All of them by name, in the order in which they are shown."""
