"""Evidence as lazy tables, and who carries whom: what facts are derived from, whether held in memory or scanned from files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from mingpin.vocabulary import Evidence, Vocabulary
from mingpin.vocabulary.evidence import frame_schema, upper
from mingpin.vocabulary.evidence_files import ORGANISATION, largest_amounts, scan_evidence
from mingpin.vocabulary.model import Type

INDEX = "~index"
OF_ORGANISATION = "~o."
"""Prefix of the columns that a subject has from its organisation's row."""


@dataclass(frozen=True)
class Register:
    """Evidence as lazy tables with all columns of the vocabulary.

    `is_flat`: every subject is its own organisation. `exact_dates` are the date columns (table, column) whose two ends are the
    same by their schema. `largest`: by column of the subjects what no amount in it goes beyond, where that is known.
    """

    tables: Mapping[str, pl.LazyFrame]
    is_flat: bool
    exact_dates: frozenset[tuple[str, str]] = frozenset()
    largest: Mapping[str, int] = field(default_factory=dict)

    @staticmethod
    def of(evidence: Evidence) -> Register:
        """Evidence that is held in memory."""
        subjects = evidence.subjects
        is_flat = bool(subjects["subject_id"].eq_missing(subjects[ORGANISATION]).all())
        return Register({name: frame.lazy() for name, frame in evidence.tables.items()}, is_flat)

    @staticmethod
    def scanned(folder: Path, vocabulary: Vocabulary) -> Register:
        """Evidence in files. Raises EvidenceError."""
        tables, exact, is_flat = {}, [], False
        for name, frame in scan_evidence(folder, vocabulary).items():
            given = frame.collect_schema()
            is_flat |= name == "subjects" and ORGANISATION not in given
            table = vocabulary.tables[name]
            exact += [
                (name, column.name)
                for column in table.columns.values()
                if column.type is Type.DATE and upper(column.name) not in given
            ]
            tables[name] = frame.with_columns(_blank(given, frame_schema(table)))
        if is_flat:
            tables["subjects"] = tables["subjects"].with_columns(pl.col("subject_id").alias(ORGANISATION))
        return Register(tables, is_flat, frozenset(exact), largest_amounts(folder, "subjects"))

    @cached_property
    def subjects(self) -> pl.LazyFrame:
        """The subjects, numbered in the register's order (`~index`)."""
        return self.tables["subjects"].with_row_index(INDEX)

    @cached_property
    def declarations(self) -> pl.DataFrame:
        """The declarations of coverage, with list and area as text."""
        days = ("period_from", upper("period_to"), "as_of")
        texts = (pl.col(name).cast(pl.String) for name in ("list", "area"))
        return self.tables["coverage"].select(*texts, "subject_id", *days).collect()

    def code_type(self, column: str | None) -> pl.DataType:
        """How a column of the subjects is held."""
        return self._types[column or ""]

    @cached_property
    def _types(self) -> pl.Schema:
        return self.tables["subjects"].collect_schema()

    def of_organisations(self, *columns: pl.Expr) -> pl.LazyFrame:
        """Per registered subject as an organisation: `organisation_id`, and these columns of its row."""
        return self.tables["subjects"].select(pl.col("subject_id").alias(ORGANISATION), *columns)

    def distinct(self, column: str) -> pl.Series:
        """The values that stand in a column of the subjects."""
        values = self.tables["subjects"].select(pl.col(column).drop_nulls().unique())
        return values.collect(engine="streaming").to_series()


def _blank(given: pl.Schema, schema: Mapping[str, Any]) -> Iterable[pl.Expr]:
    for name, type_ in schema.items():
        if name in given:
            continue
        start = name.removesuffix("__to")
        known = pl.col(start) if start != name and start in given else pl.lit(None, dtype=type_)
        yield known.alias(name)
