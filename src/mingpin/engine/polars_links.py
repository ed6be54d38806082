"""Which rows of evidence stand behind each fact of a subject."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

import polars as pl

from mingpin.engine.lowered import LoweredFact, Program
from mingpin.engine.polars_register import INDEX, Register
from mingpin.engine.polars_rows import ROW, match_column, prepared_rows
from mingpin.vocabulary import Evidence
from mingpin.vocabulary.model import About

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
        rows = prepared_rows(program, register, subjects, table, about, members).collect()
        for lowered in members:
            counted = rows.filter(pl.col(match_column(lowered)).fill_null(True)).select(INDEX, ROW).sort(INDEX, ROW)
            for index, row in counted.iter_rows():
                links[names[index]][lowered.fact.name].append((table, row))
    same: dict[tuple[tuple[str, int], ...], tuple[tuple[str, int], ...]] = {}
    return {
        subject: {fact: same.setdefault(held := tuple(rows), held) for fact, rows in facts.items()}
        for subject, facts in links.items()
    }
