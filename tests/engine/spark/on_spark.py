"""Evidence and programs put to Spark, and where its answers differ from the reference's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from mingpin.engine import reference
from mingpin.engine.lowered import Program
from mingpin.engine.reference_facts import derive_facts as facts_by_reference
from mingpin.engine.spark import conformed, derive_facts, evaluate_gates
from mingpin.engine.truth import Bracket
from mingpin.vocabulary import Evidence
from mingpin.vocabulary.evidence import upper

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

Disagreements = dict[tuple[str, str], tuple[Any, Any]]
"""By subject and gate or fact: what the reference says, what Spark says."""


def tables_of(session: SparkSession, program: Program, evidence: Evidence) -> dict[str, DataFrame]:
    """The evidence as frames of the session, without a file between."""
    frames = {
        name: session.createDataFrame(frame.to_arrow()) for name, frame in evidence.tables.items() if frame.height
    }
    return conformed(session, frames, program.pack.vocabulary)


def answers(session: SparkSession, program: Program, evidence: Evidence) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Facts and gates, as Spark derives and evaluates them."""
    facts = derive_facts(program, tables_of(session, program, evidence)).persist()
    try:
        return collected(facts), collected(evaluate_gates(program, facts))
    finally:
        facts.unpersist()


def collected(frame: DataFrame) -> pl.DataFrame:
    """A frame of the session as one of Polars, in the order of subjects."""
    held = pl.from_arrow(frame.toArrow())
    assert isinstance(held, pl.DataFrame)
    return held.sort("subject_id")


def disagreements(session: SparkSession, program: Program, evidence: Evidence) -> Disagreements:
    """Every gate and every fact of every subject on which Spark and the reference differ."""
    facts, gates = answers(session, program, evidence)
    truths, values = reference.evaluate(program, evidence), facts_by_reference(program, evidence)
    assert facts["subject_id"].to_list() == gates["subject_id"].to_list() == sorted(values)
    found: Disagreements = {}
    for facts_row, gates_row in zip(facts.to_dicts(), gates.to_dicts(), strict=True):
        subject = facts_row["subject_id"]
        for name, value in values[subject].items():
            derived = facts_row[name]
            if isinstance(value, Bracket):
                derived = Bracket(derived, facts_row[upper(name)])
            if derived != value or type(derived) is not type(value):
                found[subject, name] = value, derived
        for gate, truth in truths[subject].items():
            if gates_row[gate] is not truth:
                found[subject, gate] = truth, gates_row[gate]
    return found
