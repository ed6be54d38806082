"""A survey of registers that are larger than memory: evidence files in, decisions as Arrow or Parquet out, nothing held whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from mingpin.engine.lowered import VERDICT, LoweredClause, Program
from mingpin.engine.polars_backend import lazy_gates
from mingpin.engine.polars_facts import lazy_facts
from mingpin.engine.polars_register import Register
from mingpin.engine.survey import Verdict

VERDICTS = (Verdict.MET, Verdict.NOT_MET, Verdict.UNDETERMINED)


@dataclass(frozen=True)
class Counts:
    """How many subjects there are, and how many have each verdict: for the year, and at each clause."""

    subjects: int
    verdicts: Mapping[Verdict, int]
    clauses: Mapping[str, Mapping[Verdict, int]]


def survey_files(program: Program, folder: Path, out: Path) -> Counts:
    """Judges every subject of an evidence folder (`write_evidence`) and writes the decisions to `out`.

    `out` is an Arrow IPC file, or Parquet where it ends in `.parquet`: `subject_id` and one nullable boolean per decision
    (`Program.decisions`), in the register's order. Names are joined when they are needed. Memory grows with the rows of evidence
    tables other than the register, and with what ranks are taken of. Raises EvidenceError, OSError.
    """
    facts = lazy_facts(program, Register.scanned(folder, program.pack.vocabulary))
    gates = lazy_gates(program, facts.frame, facts.forms).select("subject_id", *program.decisions)
    if out.suffix == ".parquet":
        gates.sink_parquet(out, engine="streaming")
    else:
        gates.sink_ipc(out, compression="uncompressed", engine="streaming")
    return count(program, pl.scan_parquet(out) if out.suffix == ".parquet" else pl.scan_ipc(out))


def count(program: Program, decisions: pl.LazyFrame) -> Counts:
    """The counts of decisions that were written."""
    parts = [pl.len().alias("subjects"), *_tally(VERDICT, pl.col(VERDICT), None)]
    for clause in program.clauses:
        parts += _tally(clause.clause.id, pl.col(clause.verdict), _applies(clause))
    found: dict[str, Any] = decisions.select(parts).collect(engine="streaming").row(0, named=True)
    return Counts(
        found["subjects"],
        {verdict: found[f"{VERDICT}|{verdict}"] for verdict in VERDICTS},
        {
            clause.clause.id: {verdict: found[f"{clause.clause.id}|{verdict}"] for verdict in Verdict}
            for clause in program.clauses
        },
    )


def _applies(clause: LoweredClause) -> pl.Expr | None:
    return pl.col(clause.applies) if clause.applies else None


def _tally(name: str, truth: pl.Expr, applies: pl.Expr | None) -> list[pl.Expr]:
    """One column per verdict with how many subjects have it: `<name>|<verdict>`."""
    if applies is None:
        met, not_met, elsewhere = truth.sum(), (~truth).sum(), pl.lit(0, dtype=pl.UInt32)
    else:
        met, not_met, elsewhere = (truth & applies).sum(), (~truth & applies).sum(), (~applies).sum()
    counts = {Verdict.MET: met, Verdict.NOT_MET: not_met, Verdict.NOT_APPLICABLE: elsewhere}
    counts[Verdict.UNDETERMINED] = pl.len() - met - not_met - elsewhere
    return [expression.alias(f"{name}|{verdict}") for verdict, expression in counts.items()]
