"""Declarations of coverage held against the rows of their list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import reduce
from typing import Any

import polars as pl

from mingpin.intake.list_rows import ListRows, rows_of_lists
from mingpin.language import _, in_language
from mingpin.vocabulary.evidence import frame_schema, upper
from mingpin.vocabulary.model import Vocabulary

Named = Callable[[Mapping[str, object]], Mapping[str, str]]
"""How sentences name the parts of a declaration: `list`, `first`, `last`, `drawn`."""

_PLACE = ("source_file", "source_row")
_MARKS = ("_strange", "_late", "_beyond")


def compare(
    declared: pl.DataFrame, tables: Mapping[str, pl.DataFrame], vocabulary: Vocabulary, named: Named
) -> Iterator[tuple[int, str]]:
    """Position and sentence of each declaration that certainly contradicts rows of its list."""
    said = {row["_at"]: row for row in declared.iter_rows(named=True)}
    surely: Counter[int] = Counter()
    listed: Counter[int] = Counter()
    looked_at: set[int] = set()
    whereabouts = _whereabouts(tables.get("subjects", pl.DataFrame()))
    for rows_of in rows_of_lists(vocabulary):
        names = [rows_of.list, *vocabulary.lists[rows_of.list].included_in]
        about = declared.filter(pl.col("list").is_in(names))
        looked_at |= set(about["_at"])
        if about.is_empty() or tables.get(rows_of.table, pl.DataFrame()).is_empty():
            continue
        rows = _rows(tables[rows_of.table], rows_of, frame_schema(vocabulary.tables[rows_of.table]), whereabouts)
        inside, outside = [], []
        for pairs in _pairs(about, rows):
            judged = _judged(pairs, rows_of)
            fails = pl.any_horizontal(_MARKS)
            for at, sure, all_ in (
                judged.filter(~fails).group_by("_at").agg(pl.col("_surely").sum(), pl.col("_listed").sum()).iter_rows()
            ):
                surely[at] += sure
                listed[at] += all_
            inside.append(judged.filter(~fails)["_row"].unique())
            outside.append(judged.filter(fails & pl.col("_possibly")))
        excused = pl.concat(inside).unique()
        for at, example, count in _refuted(pl.concat(outside), excused):
            yield at, _sentence(example, count, named(said[at]), said[at], vocabulary)
    for at in sorted(looked_at):
        count = said[at]["count"]
        if count is not None and not surely[at] <= count <= listed[at]:
            found = surely[at] if count < surely[at] else listed[at]
            reason = _(
                "“{list}” is declared with {count} rows, but {found} of its rows were taken; "
                "send the rows that are missing, or correct the number."
            )
            yield at, reason.format(list=named(said[at])["list"], count=count, found=found)


def _whereabouts(subjects: pl.DataFrame) -> pl.DataFrame:
    """`subject_id`, the organisation that carries it, and where it is, if that is known: a code without padding."""
    names = ("subject_id", "organisation_id", "owner_id", "area")
    blank = [pl.lit(None, dtype=pl.String).alias(name) for name in names if name not in subjects.columns]
    frame = subjects.with_columns(blank).select(
        "subject_id",
        pl.coalesce("organisation_id", "owner_id").alias("_carrier"),
        pl.col("area").str.replace("(00)+$", "").alias("_area"),
    )
    frame = frame.filter(pl.col("subject_id").is_not_null()).unique("subject_id", keep="first", maintain_order=True)
    carriers = frame.select(_carrier="subject_id", _carrier_area="_area")
    frame = frame.join(carriers, on="_carrier", how="left", maintain_order="left")
    return frame.select("subject_id", "_carrier", _area=pl.coalesce("_area", "_carrier_area"))


def _rows(frame: pl.DataFrame, rows_of: ListRows, schema: Mapping[str, Any], whereabouts: pl.DataFrame) -> pl.DataFrame:
    """The rows that may be of the list, with where they stood, whom they are about, and their days."""
    blank = [pl.lit(None, dtype=type_).alias(name) for name, type_ in schema.items() if name not in frame.columns]
    days = [end for name in rows_of.dates for end in (name, upper(name))]
    conditions = {
        "_surely": rows_of.surely,
        "_possibly": rows_of.possibly,
        "_listed": rows_of.listed | rows_of.possibly,
    }
    return (
        frame.with_columns(blank)
        .select("subject_id", *_PLACE, *days, **conditions)
        .with_row_index("_row")
        .filter("_listed")
        .join(whereabouts, on="subject_id", how="left", maintain_order="left")
    )


def _pairs(about: pl.DataFrame, rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Each declaration with the rows that came with it: one by one those of areas, all at once those of single subjects."""
    said = about.select(
        "_at",
        _within=pl.when(pl.col("subject_id").is_null()).then("area"),
        _whom="subject_id",
        _file="source_file",
        _first="period_from",
        _last=upper("period_to"),
        _drawn=upper("as_of"),
    )
    areas = said.filter(pl.col("_whom").is_null())
    areas = areas.with_columns((pl.col("_within").n_unique().over("_file") == 1).alias("_is_only"))
    for row in areas.iter_rows(named=True):
        came = rows if row["_file"] is None else rows.filter(pl.col("source_file") == row["_file"])
        yield came.with_columns(pl.lit(value, dtype=areas.schema[name]).alias(name) for name, value in row.items())
    whole = said.filter(pl.col("_whom").is_not_null())
    if whole.height:
        own = rows.with_columns(_whom="subject_id")
        carried = rows.filter(pl.col("_carrier") != pl.col("subject_id")).with_columns(_whom="_carrier")
        pairs = pl.concat([own, carried]).join(whole, on="_whom").with_columns(_is_only=pl.lit(False))
        yield pairs.filter(pl.col("_file").is_null() | pl.col("_file").eq_missing(pl.col("source_file")))


def _judged(pairs: pl.DataFrame, rows_of: ListRows) -> pl.DataFrame:
    """Each row marked where it is certainly outside of the declaration beside it: elsewhere, too late, or beyond the period."""
    within = pl.col("_within").str.replace("(00)+$", "")
    is_near = pl.col("_area").str.starts_with(within) | within.str.starts_with(pl.col("_area"))
    late = [pl.col(name) > pl.col("_drawn") for name in rows_of.dates]
    beyond = [(pl.col(name) > pl.col("_last")) | (pl.col(upper(name)) < pl.col("_first")) for name in rows_of.dates]
    dated = [pl.col(name).is_not_null() for name in rows_of.dates]
    none, no = pl.lit(None, dtype=pl.Date), pl.lit(False)
    is_beyond = pl.all_horizontal(one.fill_null(True) for one in beyond) & pl.any_horizontal(dated) if dated else no
    return pairs.select(
        "_at",
        "_row",
        *_PLACE,
        "_surely",
        "_possibly",
        "_listed",
        "_area",
        "_is_only",
        (~is_near).fill_null(False).alias("_strange"),
        reduce(lambda one, other: one | other, (one.fill_null(False) for one in late), no).alias("_late"),
        (is_beyond & rows_of.is_of_period).alias("_beyond"),
        (pl.max_horizontal(rows_of.dates) if dated else none).alias("_day"),
    )


def _refuted(outside: pl.DataFrame, excused: pl.Series) -> Iterator[tuple[int, dict[str, Any], int]]:
    """Per declaration the first row that no declaration of its list takes in, and how many there are.

    A row of another area is held against a declaration only where no other area is declared for the list in that file: a sheet
    for several counties may well have rows of one that declares nothing.
    """
    is_for_others = pl.col("_strange") & ~pl.col("_is_only")
    open_ = outside.filter(~pl.col("_row").is_in(excused.implode())).filter(~is_for_others)
    for group in open_.sort("_at", "_row").partition_by("_at", maintain_order=True):
        yield group["_at"][0], group.row(0, named=True), group.height


def _sentence(
    row: Mapping[str, Any], count: int, named: Mapping[str, str], said: Mapping[str, Any], vocabulary: Vocabulary
) -> str:
    place = _("row {row} of {file}").format(row=row["source_row"], file=row["source_file"])
    parts = {**named, "place": place, "count": count, "day": str(row["_day"])}
    if row["_strange"]:
        areas = {"area": said["area"], "other": row["_area"]}
        labels = {name: in_language(vocabulary.label_of("area", code)) for name, code in areas.items()}
        reason = _(
            "“{list}” is declared for {area}, but {place} is about a subject in {other} (rows like it: {count}); "
            "declare the area that the list covers, or send its rows without the others."
        )
        return reason.format(**parts, **labels)
    if row["_late"]:
        reason = _(
            "“{list}” was drawn on {drawn}, but {place} is dated {day} (rows like it: {count}); "
            "correct the day on which it was drawn, or the row."
        )
        return reason.format(**parts)
    reason = _(
        "“{list}” is declared from {first} to {last}, but {place} is dated {day} (rows like it: {count}); "
        "declare the period that the list covers, or correct the row."
    )
    return reason.format(**parts)
