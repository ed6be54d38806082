"""Since which day a list is covered, for all subjects at once."""

from __future__ import annotations

import polars as pl

from mingpin.engine.lowered import Program
from mingpin.vocabulary import Evidence
from mingpin.vocabulary.evidence import upper

COVERED_FROM = "covered_from"
_ONE_DAY = pl.duration(days=1)


def covered_from(program: Program, evidence: Evidence, list_: str) -> pl.DataFrame:
    """One row per subject, in order: `subject_id`, and the first day from which the list is covered for it without a gap
    up to the run's day (null: it is not)."""
    declared = _declared_periods(program, evidence, list_)
    subjects = evidence.subjects.select("subject_id", "area")
    if declared.is_empty():
        return subjects.select("subject_id", pl.lit(None, dtype=pl.Date).alias(COVERED_FROM))
    by_area = _of_areas(program, declared, subjects.get_column("area").unique().drop_nulls())
    own = _of_subjects(evidence.subjects, declared)
    if own.is_empty():
        return subjects.join(_reaching(program, by_area, "area"), on="area", how="left", maintain_order="left").drop(
            "area"
        )
    holders = subjects.join(own.select("subject_id").unique(), on="subject_id", how="semi")
    inherited = holders.join(by_area, on="area").select("subject_id", "first", "last")
    own_reach = _reaching(program, pl.concat([own, inherited]), "subject_id").rename({COVERED_FROM: "own"})
    area_reach = _reaching(program, by_area, "area")
    joined = subjects.join(own_reach, on="subject_id", how="left", maintain_order="left").join(
        area_reach, on="area", how="left", maintain_order="left"
    )
    return joined.select("subject_id", pl.coalesce("own", COVERED_FROM).alias(COVERED_FROM))


def areas_covered_from(program: Program, evidence: Evidence, list_: str, areas: pl.Series) -> pl.DataFrame:
    """`area` and the day from which the list is covered for the whole of it; areas that are not covered are left out."""
    declared = _declared_periods(program, evidence, list_)
    return _reaching(program, _of_areas(program, declared, areas.unique().drop_nulls()), "area")


def _declared_periods(program: Program, evidence: Evidence, list_: str) -> pl.DataFrame:
    names = [list_, *program.pack.vocabulary.lists[list_].included_in]
    drawn_on = pl.col("as_of")
    return (
        evidence.tables["coverage"]
        .filter(pl.col("list").is_in(names) & drawn_on.is_not_null())
        .select(
            "subject_id",
            "area",
            pl.coalesce("period_from", drawn_on).alias("first"),
            pl.min_horizontal(pl.coalesce(upper("period_to"), drawn_on), drawn_on).alias("last"),
        )
        .filter(pl.col("first") <= pl.col("last"))
    )


def _of_subjects(subjects: pl.DataFrame, declared: pl.DataFrame) -> pl.DataFrame:
    """The periods declared for single subjects; one for an organisation speaks of its brands and products too."""
    periods = declared.filter(pl.col("subject_id").is_not_null()).select("subject_id", "first", "last")
    if periods.is_empty():
        return periods
    carried = subjects.filter(pl.col("subject_id").ne_missing(pl.col("organisation_id"))).select(
        pl.col("subject_id").alias("carried"), pl.col("organisation_id").alias("subject_id")
    )
    inherited = carried.join(periods, on="subject_id").select(pl.col("carried").alias("subject_id"), "first", "last")
    return pl.concat([periods, inherited])


def _of_areas(program: Program, declared: pl.DataFrame, areas: pl.Series) -> pl.DataFrame:
    """The periods declared for each of these areas, or for one that contains it (codes nest by prefix)."""
    periods = declared.filter(pl.col("subject_id").is_null() & pl.col("area").is_not_null())
    return (
        areas.rename("area")
        .to_frame()
        .join(periods.select(pl.col("area").alias("within"), "first", "last"), how="cross")
        .filter(pl.col("area").str.starts_with(pl.col("within")))
        .select("area", "first", "last")
    )


def _reaching(program: Program, periods: pl.DataFrame, key: str) -> pl.DataFrame:
    """Per key the first day of the earliest run of adjoining periods that reaches the run's day; keys without one left out."""
    before = pl.col("last").cum_max().shift(1).over(key)
    starts = (pl.col("first") > before + _ONE_DAY).fill_null(True)
    return (
        periods.sort(key, "first", "last")
        .with_columns(starts.cast(pl.Int64).cum_sum().over(key).alias("run"))
        .group_by(key, "run")
        .agg(pl.col("first").min(), pl.col("last").max())
        .filter((pl.col("last") >= program.covered_since) & (pl.col("first") <= program.as_of))
        .group_by(key)
        .agg(pl.col("first").min().alias(COVERED_FROM))
    )
