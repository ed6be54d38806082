"""Since which day each list is covered, for all subjects and all lists at once.

The periods that speak of one subject are few: they are gathered into an array and merged there, which takes one shuffle where
window functions would take four.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from mingpin.engine.lowered import Program
from mingpin.engine.spark.frames import grouped, joined_where
from mingpin.engine.spark.sql import literal, named, one_of, quoted
from mingpin.vocabulary.evidence import upper

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_OWN, _AREA, _REACH = "own:", "area:", "reach:"
"""Prefixes of columns by list: the periods of the subject, those of its area, and since when the latter cover the area."""


def covered_subjects(program: Program, tables: Mapping[str, DataFrame], lists: Sequence[str]) -> DataFrame:
    """One row per subject: `subject_id`, and for each list (a column of its name) the first day from which it is covered for
    the subject without a gap up to the run's day; null where it is not."""
    declared, subjects = _declared_periods(program, tables, lists), tables["subjects"]
    areas = _of_areas(program, declared, subjects.select("area"), "area", lists)
    whose = subjects.selectExpr(
        named("subject_id", "~covered"),
        named("explode(array_distinct(array(subject_id, organisation_id)))", "subject_id"),
    )
    own = grouped(whose.join(declared, on="subject_id"), ["~covered"], _gathered(lists, _OWN))
    joined = (
        subjects.selectExpr("subject_id", "area")
        .join(areas.hint("broadcast"), on="area", how="left")
        .join(own.withColumnRenamed("~covered", "subject_id"), on="subject_id", how="left")
    )
    return joined.selectExpr("subject_id", *(named(_since(program, list_), list_) for list_ in lists))


def covered_provinces(program: Program, tables: Mapping[str, DataFrame], lists: Sequence[str], name: str) -> DataFrame:
    """One row per province of the register (a column `name`) of which any declaration speaks as a whole, and for each list the
    day from which it is covered; null where it is not."""
    provinces = tables["subjects"].selectExpr(named("registered_province", name))
    areas = _of_areas(program, _declared_periods(program, tables, lists), provinces, name, lists)
    return areas.selectExpr(quoted(name), *(named(quoted(_REACH + list_), list_) for list_ in lists))


def _since(program: Program, list_: str) -> str:
    """Declarations for the subject or its organisation count together with those for its area."""
    own, area = quoted(_OWN + list_), quoted(_AREA + list_)
    together = f"CASE WHEN {area} IS NULL THEN {own} ELSE concat({own}, {area}) END"
    is_alone = f"{own} IS NULL OR size({own}) = 0"
    return f"CASE WHEN {is_alone} THEN {quoted(_REACH + list_)} ELSE {_reaching(program, together)} END"


def _declared_periods(program: Program, tables: Mapping[str, DataFrame], lists: Sequence[str]) -> DataFrame:
    """Each declaration with the lists that it speaks of: `~lists`, `subject_id`, `~within` (an area), `~period`."""
    speaks_of: dict[str, list[str]] = {}
    for list_ in lists:
        for declared in (list_, *program.pack.vocabulary.lists[list_].included_in):
            speaks_of.setdefault(declared, []).append(list_)
    whens = " ".join(
        f"WHEN list = {literal(declared)} THEN array({', '.join(map(literal, spoken))})"
        for declared, spoken in speaks_of.items()
    )
    first, last = "coalesce(period_from, as_of)", f"least(coalesce({quoted(upper('period_to'))}, as_of), as_of)"
    return (
        tables["coverage"]
        .where(f"{one_of('list', speaks_of)} AND as_of IS NOT NULL AND {first} <= {last}")
        .selectExpr(
            "subject_id",
            named("area", "~within"),
            named(f"named_struct('since', {first}, 'until', {last})", "~period"),
            named(f"CASE {whens} END", "~lists"),
        )
    )


def _of_areas(program: Program, declared: DataFrame, areas: DataFrame, name: str, lists: Sequence[str]) -> DataFrame:
    """For each of these areas the periods declared for it or for one that contains it (codes nest by prefix), by list, and
    since when they cover it."""
    periods = declared.where("subject_id IS NULL AND `~within` IS NOT NULL").drop("subject_id")
    distinct = areas.where(f"{quoted(name)} IS NOT NULL").distinct()
    pairs = joined_where(distinct, periods, f"startswith({quoted(name)}, `~within`)")
    gathered = grouped(pairs, [name], _gathered(lists, _AREA))
    reaches = (named(_reaching(program, quoted(_AREA + list_)), _REACH + list_) for list_ in lists)
    return gathered.selectExpr("*", *reaches)


def _gathered(lists: Iterable[str], prefix: str) -> list[str]:
    return [
        f"collect_list(`~period`) FILTER (WHERE array_contains(`~lists`, {literal(list_)})) AS {quoted(prefix + list_)}"
        for list_ in lists
    ]


def _reaching(program: Program, periods: str) -> str:
    """The first day of the earliest run of adjoining periods that reaches the run's day; null where none does.

    The periods are taken in order; a run's first day is the answer as soon as the run reaches far enough."""
    adjoins = "run.until IS NOT NULL AND next.since <= date_add(run.until, 1)"
    since = f"CASE WHEN {adjoins} THEN run.since ELSE next.since END"
    until = f"CASE WHEN {adjoins} THEN greatest(run.until, next.until) ELSE next.until END"
    reaches = f"({until}) >= {literal(program.covered_since)} AND ({since}) <= {literal(program.as_of)}"
    found = f"CASE WHEN run.found IS NOT NULL THEN run.found WHEN {reaches} THEN {since} END"
    blank = "CAST(NULL AS DATE)"
    return (
        f"aggregate(array_sort({periods}),"
        f" named_struct('since', {blank}, 'until', {blank}, 'found', {blank}),"
        f" (run, next) -> named_struct('since', {since}, 'until', {until}, 'found', {found}),"
        f" run -> run.found)"
    )
