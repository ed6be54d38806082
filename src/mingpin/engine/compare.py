"""Two surveys compared: who enters, who leaves, whose reasons change, by county and field."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import polars as pl

from mingpin.engine.lowered import VERDICT
from mingpin.engine.survey import Survey, Verdict

ABSENT = "ABSENT"
"""The verdict of a subject that one of the two surveys does not have."""


@dataclass(frozen=True)
class Comparison:
    """What changed between two surveys.

    `changes`: one row per subject whose verdict differs: `subject_id`, `name`, `area`, `domain`, `industry_field`, `before`,
    `after`, and `clauses` (ids of the clauses whose verdict differs).
    """

    changes: pl.DataFrame
    clause_changes: pl.DataFrame
    """`clause`, `before`, `after`, `subjects`: how many moved at each clause."""

    @cached_property
    def enters(self) -> pl.DataFrame:
        """Those that are MET after and were not before."""
        return self.changes.filter((pl.col("after") == Verdict.MET.value) & (pl.col("before") != Verdict.MET.value))

    @cached_property
    def leaves(self) -> pl.DataFrame:
        """Those that were MET before and are not after."""
        return self.changes.filter((pl.col("before") == Verdict.MET.value) & (pl.col("after") != Verdict.MET.value))

    def by(self, column: str) -> pl.DataFrame:
        """How many enter and leave by `area`, `domain` or `industry_field`."""
        counted = [
            frame.group_by(column).len(name) for name, frame in (("enters", self.enters), ("leaves", self.leaves))
        ]
        joined = counted[0].join(counted[1], on=column, how="full", coalesce=True)
        return joined.with_columns(pl.col("enters", "leaves").fill_null(0)).sort(column, nulls_last=True)


def compare_surveys(before: Survey, after: Survey) -> Comparison:
    """The comparison of two surveys, over all subjects that either has."""
    return compare_verdicts(before.verdicts, after.verdicts, pl.concat([_people(after), _people(before)]))


def compare_verdicts(before: pl.DataFrame, after: pl.DataFrame, people: pl.DataFrame) -> Comparison:
    """The comparison of two frames of verdicts (`subject_id`, `verdict`, one column per clause), named by `people`."""
    clauses = [column for column in after.columns if column in before.columns and column not in ("subject_id", VERDICT)]
    joined = before.join(after, on="subject_id", how="full", coalesce=True, suffix="|after").with_columns(
        pl.col(column).fill_null(ABSENT) for column in _both([VERDICT, *clauses])
    )
    moved = [
        pl.when(pl.col(clause) != pl.col(f"{clause}|after")).then(pl.lit(clause)).otherwise(None) for clause in clauses
    ]
    changes = (
        joined.filter(pl.col(VERDICT) != pl.col(f"{VERDICT}|after"))
        .select(
            "subject_id",
            pl.col(VERDICT).alias("before"),
            pl.col(f"{VERDICT}|after").alias("after"),
            (pl.concat_list(moved) if moved else pl.lit([], dtype=pl.List(pl.String)))
            .list.drop_nulls()
            .alias("clauses"),
        )
        .join(people.unique("subject_id", keep="first", maintain_order=True), on="subject_id", how="left")
        .select("subject_id", "name", "area", "domain", "industry_field", "before", "after", "clauses")
        .sort("subject_id")
    )
    return Comparison(changes, _clause_changes(joined, clauses))


def _both(columns: list[str]) -> list[str]:
    return [name for column in columns for name in (column, f"{column}|after")]


def _clause_changes(joined: pl.DataFrame, clauses: list[str]) -> pl.DataFrame:
    schema = {"clause": pl.String, "before": pl.String, "after": pl.String, "subjects": pl.UInt32}
    counted = [
        joined.filter(pl.col(clause) != pl.col(f"{clause}|after"))
        .group_by(pl.col(clause).alias("before"), pl.col(f"{clause}|after").alias("after"))
        .len("subjects")
        .select(pl.lit(clause).alias("clause"), "before", "after", pl.col("subjects").cast(pl.UInt32))
        .sort("before", "after")
        for clause in clauses
    ]
    return pl.concat([pl.DataFrame(schema=schema), *counted])


def _people(survey: Survey) -> pl.DataFrame:
    return survey.evidence.subjects.select("subject_id", "name", "area", "domain", "industry_field")
