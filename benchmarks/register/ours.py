"""Ours: the pack of this folder, from a register's file to an Arrow file of all its decisions, and its logic in memory."""

from __future__ import annotations

import polars as pl

from benchmarks.register import load_program
from benchmarks.register.contenders import Prepared, Setting
from mingpin.engine.bulk import survey_files
from mingpin.engine.lowered import VERDICT
from mingpin.engine.polars_backend import lazy_gates
from mingpin.engine.polars_facts import lazy_facts
from mingpin.engine.polars_register import Register


def end_to_end(setting: Setting) -> Prepared:
    """From the register's file to an Arrow file of peers' answers, leaves, clauses and verdict."""
    program, out = load_program(), setting.out / "decisions.arrow"

    def run() -> None:
        survey_files(program, setting.folder, out)

    return Prepared(run, lambda: pl.read_ipc(out, columns=["subject_id", VERDICT]))


def logic(setting: Setting) -> Prepared:
    """Leaves, clauses and verdict from facts in memory."""
    program = load_program()
    derived = lazy_facts(program, Register.scanned(setting.folder, program.pack.vocabulary))
    facts = derived.frame.collect(engine="streaming").lazy()
    found: list[pl.DataFrame] = []

    def run() -> None:
        gates = lazy_gates(program, facts, derived.forms)
        found[:] = [gates.select("subject_id", *program.decisions).collect()]

    return Prepared(run, lambda: found[0].select("subject_id", VERDICT))
