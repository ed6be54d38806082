"""Which rows of evidence stand behind each fact of a subject."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

import polars as pl

from mingpin.engine.lowered import LoweredFact, Program
from mingpin.engine.polars_register import INDEX, Register
from mingpin.engine.polars_rows import ROW, match_column, prepared_rows
from mingpin.vocabulary import Evidence
from mingpin.vocabulary.model import About

FEW_ROWS = 300
"""Rows of a few subjects are gone through one by one: asking Polars for each fact takes longer than that."""

Links = dict[str, dict[str, tuple[tuple[str, int], ...]]]
"""By subject id, then by fact: the rows (table, row number in its frame) that match its filter, or may match."""


def evidence_links(program: Program, evidence: Evidence, subject_ids: Collection[str] | None = None) -> Links:
    """The rows behind each fact, for these subjects or for all; equal rows are one object."""
    register = Register.of(evidence)
    subjects = register.subjects
    if subject_ids is not None:
        subjects = subjects.filter(pl.col("subject_id").is_in(list(subject_ids)))
    names = dict(subjects.select(INDEX, "subject_id").collect().iter_rows())
    links: dict[str, dict[str, list[tuple[str, int]]]] = defaultdict(lambda: defaultdict(list))
    groups: dict[tuple[str, About], list[LoweredFact]] = defaultdict(list)
    for lowered in program.facts:
        groups[lowered.fact.table, lowered.fact.about].append(lowered)
    for (table, about), members in groups.items():
        if evidence.tables[table].is_empty():
            continue
        rows = prepared_rows(program, register, subjects, table, about, members).collect().sort(INDEX, ROW)
        for lowered in members:
            for index, row in _counted(rows, match_column(lowered)):
                links[names[index]][lowered.fact.name].append((table, row))
    same: dict[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]] = {}
    return {
        subject: {fact: same.setdefault(held := tuple(rows), held) for fact, rows in facts.items()}
        for subject, facts in links.items()
    }


def _counted(rows: pl.DataFrame, match: str) -> Iterable[tuple[int, int]]:
    """Subject's index and number of the rows that match, or may match."""
    if rows.height > FEW_ROWS:
        return rows.filter(pl.col(match).fill_null(True)).select(INDEX, ROW).iter_rows()
    columns = zip(rows[INDEX], rows[ROW], rows[match], strict=True)
    return ((index, row) for index, row, matches in columns if matches is not False)
