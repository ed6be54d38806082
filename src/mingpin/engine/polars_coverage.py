"""Since which day a list is covered, for all subjects at once."""

from __future__ import annotations

import polars as pl

from mingpin.engine.lowered import Program
from mingpin.engine.polars_register import Register
from mingpin.vocabulary.evidence import upper

COVERED_FROM = "covered_from"


def covered_by_area(program: Program, register: Register, list_: str, areas: pl.Series) -> pl.DataFrame:
    """`area` and the day from which the list is covered for the whole of it; areas that are not covered are left out."""
    return _reaching(program, _of_areas(_declared_periods(program, register, list_), areas), "area")


def covered_by_subject(program: Program, register: Register, list_: str, areas: pl.Series) -> pl.DataFrame:
    """`subject_id` and the day from which the list is covered for a subject that it was declared for by name, together with
    what was declared for its area; subjects that are not covered are left out."""
    declared = _declared_periods(program, register, list_)
    own = _of_subjects(register, declared)
    if own.is_empty():
        return pl.DataFrame(schema={"subject_id": pl.String, COVERED_FROM: pl.Date})
    named = own.select("subject_id").unique().lazy()
    subjects = register.tables["subjects"].select("subject_id", pl.col("area").cast(pl.String))
    holders = subjects.join(named, on="subject_id", how="semi").collect()
    inherited = holders.join(_of_areas(declared, areas), on="area").select("subject_id", "first", "last")
    return _reaching(program, pl.concat([own, inherited]), "subject_id").join(holders, on="subject_id", how="semi")


def _declared_periods(program: Program, register: Register, list_: str) -> pl.DataFrame:
    names = [list_, *program.pack.vocabulary.lists[list_].included_in]
    drawn_on = pl.col("as_of")
    return (
        register.declarations.filter(pl.col("list").is_in(names) & drawn_on.is_not_null())
        .select(
            "subject_id",
            "area",
            pl.coalesce("period_from", drawn_on).alias("first"),
            pl.min_horizontal(pl.coalesce(upper("period_to"), drawn_on), drawn_on).alias("last"),
        )
        .filter(pl.col("first") <= pl.col("last"))
    )


def _of_subjects(register: Register, declared: pl.DataFrame) -> pl.DataFrame:
    """The periods declared for single subjects; one for an organisation speaks of its brands and products too."""
    periods = declared.filter(pl.col("subject_id").is_not_null()).select("subject_id", "first", "last")
    if periods.is_empty() or register.is_flat:
        return periods
    carried = (
        register.tables["subjects"]
        .filter(pl.col("subject_id").ne_missing(pl.col("organisation_id")))
        .select(pl.col("subject_id").alias("carried"), pl.col("organisation_id").alias("subject_id"))
    )
    inherited = carried.join(periods.lazy(), on="subject_id").select(
        pl.col("carried").alias("subject_id"), "first", "last"
    )
    return pl.concat([periods, inherited.collect()])


def _of_areas(declared: pl.DataFrame, areas: pl.Series) -> pl.DataFrame:
    """The periods declared for each of these areas, or for one that contains it (codes nest by prefix)."""
    periods = declared.filter(pl.col("subject_id").is_null() & pl.col("area").is_not_null())
    return (
        areas.cast(pl.String)
        .rename("area")
        .to_frame()
        .join(periods.select(pl.col("area").alias("within"), "first", "last"), how="cross")
        .filter(pl.col("area").str.starts_with(pl.col("within")))
        .select("area", "first", "last")
    )


def _reaching(program: Program, periods: pl.DataFrame, key: str) -> pl.DataFrame:
    """Per key the first day of the earliest run of adjoining periods that reaches the run's day; keys without one left out."""
    return (
        periods.sort(key, "first", "last")
        .with_columns(_run_numbers(key))
        .group_by("run")
        .agg(pl.col(key).first(), pl.col("first").min(), pl.col("last").max())
        .filter((pl.col("last") >= program.covered_since) & (pl.col("first") <= program.as_of))
        .group_by(key)
        .agg(pl.col("first").min().alias(COVERED_FROM))
    )


def _run_numbers(key: str) -> pl.Expr:
    """A number for each run of adjoining periods, for periods sorted by key and first day.

    Days of later keys count from above all days of earlier ones, so that the latest day so far is that of the key itself.
    """
    apart = pl.col(key).rle_id().cast(pl.Int64) * _BEYOND_ALL_DAYS
    first, last = (pl.col(end).to_physical().cast(pl.Int64) + apart for end in ("first", "last"))
    is_beginning = first > last.cum_max().shift(1) + 1
    return is_beginning.fill_null(True).cum_sum().alias("run")


_BEYOND_ALL_DAYS = 2**24
"""More days than the calendar of dates has, twice."""
