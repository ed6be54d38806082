"""Which rows of evidence stand behind each fact of a subject."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

import polars as pl

from mingpin.engine.lowered import LoweredFact, Program
from mingpin.engine.polars_register import INDEX, Register
from mingpin.engine.polars_rows import ROW, RowReader, match_column
from mingpin.vocabulary import Evidence
from mingpin.vocabulary.model import About

FEW_SUBJECTS = 20
"""Of evidence about so few, thinking about how to read it takes longer than reading it."""
FEW_ROWS = 300
"""Rows of a few subjects are gone through one by one: asking Polars for each fact takes longer than that."""

Links = dict[str, dict[str, tuple[tuple[str, int], ...]]]
"""By subject id, then by fact: the rows (table, row number in its frame) that match its filter, or may match."""


def row_readers(program: Program) -> list[tuple[RowReader, list[LoweredFact]]]:
    """How the rows behind the facts of a program are read: once for each table, and for whose rows count."""
    groups: dict[tuple[str, About], list[LoweredFact]] = defaultdict(list)
    for lowered in program.facts:
        groups[lowered.fact.table, lowered.fact.about].append(lowered)
    return [(RowReader(program, table, about, members), members) for (table, about), members in groups.items()]


def evidence_links(
    program: Program,
    evidence: Evidence,
    subject_ids: Collection[str] | None = None,
    readers: Sequence[tuple[RowReader, Sequence[LoweredFact]]] | None = None,
) -> Links:
    """The rows behind each fact, for these subjects or for all; equal rows are one object. `readers`: the program's, where they
    are at hand."""
    register = Register.of(evidence)
    subjects = register.subjects
    if subject_ids is not None:
        subjects = subjects.filter(pl.col("subject_id").is_in(list(subject_ids)))
    names = dict(subjects.select(INDEX, "subject_id").collect().iter_rows())
    links: dict[str, dict[str, list[tuple[str, int]]]] = defaultdict(lambda: defaultdict(list))
    asked = [
        (reader, members)
        for reader, members in readers or row_readers(program)
        if not evidence.tables[reader.table].is_empty()
    ]
    of_few = evidence.subjects.height <= FEW_SUBJECTS
    found = pl.collect_all(
        [reader.rows(register, subjects).sort(INDEX, ROW) for reader, _members in asked],
        optimizations=pl.QueryOptFlags.none() if of_few else pl.QueryOptFlags(),
    )
    for (reader, members), rows in zip(asked, found, strict=True):
        for lowered in members:
            for index, row in _counted(rows, match_column(lowered)):
                links[names[index]][lowered.fact.name].append((reader.table, row))
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
