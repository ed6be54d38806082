"""In which state each part of each subject's trace is. Parts of two subjects that are in the same state read the same, so each
is written once.

A part's state is everything that its text depends on: the truths of a clause's gates or the ends of a fact, the reasons why it
is open, and for a fact under coverage whose declarations speak for the subject.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

import polars as pl

from mingpin.engine.lowered import VERDICT, LoweredClause, Program
from mingpin.engine.polars_facts import coverage_column
from mingpin.engine.reasons import BulkView, Found, Reasons, merged_reasons
from mingpin.engine.survey import Survey
from mingpin.vocabulary.evidence import upper
from mingpin.vocabulary.model import About, Fact

WRITTEN_ANEW = 0
"""The state of a part of a trace that is another for nearly everyone. No other state is numbered so."""
Coverages = Sequence[tuple[str, About]]
"""Lists with whose coverage a trace shows: of the subject itself, or of the organisation that carries it."""


def coverages(program: Program) -> Coverages:
    """The coverage that a program's facts rest on."""
    return sorted({(lowered.fact.list, lowered.fact.about) for lowered in program.facts if lowered.fact.list})


def without_settled(states: pl.Series, fact: Fact, facts: pl.DataFrame) -> pl.Series:
    """The states of a fact, WRITTEN_ANEW where its value is settled."""
    end = upper(fact.name) if fact.type.is_ordered else fact.name
    is_settled = (pl.col(fact.name) == pl.col(end)).fill_null(value=False)
    return facts.select(pl.when(is_settled).then(WRITTEN_ANEW).otherwise(states).alias(fact.name)).to_series()


def trace_states(survey: Survey, holders: Callable[[str], Collection[str]]) -> pl.DataFrame:
    """One row per subject of the survey, in its order; one column of whole numbers per part of a trace: `verdict`, each
    coverage by its column's name, each clause by id, each fact and peer question by name. Equal numbers in a column mean equal
    parts.

    `holders`: the subjects for which themselves a list is declared.
    """
    frame = pl.concat([survey.facts, survey.gates.drop("subject_id"), _areas(survey)], how="horizontal")
    parts = _parts(survey, holders)
    return frame.lazy().select(pl.struct(state).rank("dense").alias(part) for part, state in parts).collect()


def _parts(survey: Survey, holders: Callable[[str], Collection[str]]) -> Iterator[tuple[str, list[pl.Expr]]]:
    """Each part of a trace, with what its text depends on."""
    program, view, reasons = survey.program, BulkView(), Reasons(survey.program)
    present = {*survey.facts.columns, *survey.gates.columns}
    yield VERDICT, _state([VERDICT], reasons.of_gate(VERDICT, view))
    for list_, about in coverages(program):
        yield coverage_column(list_, about), _state_of_coverage(list_, about, holders(list_))
    for clause in program.clauses:
        gates = [gate for gate in _gates_of_clause(clause) if gate in present]
        yield clause.clause.id, _state(gates, reasons.of_clause(clause, view))
    for lowered in program.facts:
        columns = [column for column in (lowered.fact.name, upper(lowered.fact.name)) if column in present]
        yield lowered.fact.name, _state(columns, reasons.of_fact(lowered.fact.name, view))
    for question in program.peers:
        yield question.name, _state([question.name], reasons.of_fact(question.name, view))


def _state(columns: Iterable[str], reasons: Found | None = None) -> list[pl.Expr]:
    why = [holds.alias(f"~{place}") for place, holds in enumerate(merged_reasons(reasons or iter(())).values())]
    return [*(pl.col(column) for column in dict.fromkeys(columns)), *why]


def _gates_of_clause(clause: LoweredClause) -> list[str]:
    assert clause.clause.rule is not None
    nodes = [node.path for node in clause.clause.rule.walk()]
    return [*nodes, clause.verdict, clause.rule, *([clause.applies] if clause.applies else [])]


def _state_of_coverage(list_: str, about: About, holders: Collection[str]) -> list[pl.Expr]:
    """Since when, for which area, and for whom it is declared apart from that."""
    ids = ("subject_id", "organisation_id") if about is About.SUBJECT else ("organisation_id",)
    among = pl.Series(sorted(holders), dtype=pl.String).implode()
    declared = [pl.when(pl.col(id_).is_in(among)).then(id_).alias(f"{id_} declared") for id_ in ids]
    area = "subject_area" if about is About.SUBJECT else "organisation_area"
    return [pl.col(coverage_column(list_, about)), pl.col(area), *declared]


def _areas(survey: Survey) -> pl.DataFrame:
    """The areas of the subjects and of the organisations that carry them."""
    areas = survey.evidence.subjects.select("subject_id", pl.col("area").alias("subject_area"))
    carriers = areas.rename({"subject_id": "organisation_id", "subject_area": "organisation_area"})
    return (
        survey.facts.select("subject_id", "organisation_id")
        .join(areas, on="subject_id", how="left", maintain_order="left")
        .join(carriers, on="organisation_id", how="left", maintain_order="left")
        .select("subject_area", "organisation_area")
    )
