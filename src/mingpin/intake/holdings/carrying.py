"""What a register row leaves blank and the row before it said: carried over, with a note of where it was said.

A list that names a few columns says nothing about the others, so they stay known. A corrected row of a marked workbook is another
matter: what its sheet had and now leaves blank was taken away; only what had been carried over before is carried on.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from mingpin.vocabulary.completion import Basis
from mingpin.vocabulary.evidence import COMPLETED, SOURCE_COLUMNS, upper
from mingpin.vocabulary.model import Table, Type

BEFORE, IS_CORRECTION = "_before_", "_is_correction"
_NOTE = "_carried_"


def carried_over(pairs: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Register rows beside those that they take the place of, whose columns begin with `_before_`: the rows alone, blanks filled,
    `completed` saying with which. `_is_correction`: rows of a marked workbook."""
    plans = list(_plans(table, pairs.columns))
    whole = pairs.with_columns(_note(*plan) for plan in plans)
    notes = [name for name in whole.columns if name.startswith(_NOTE)]
    filled = [
        pl.when(pl.col(f"{_NOTE}{name}").is_not_null()).then(f"{BEFORE}{end}").otherwise(end).alias(end)
        for name, ends in plans
        for end in ends
    ]
    carried = pl.concat_list(notes).list.drop_nulls() if notes else pl.lit([], dtype=pl.List(pl.String))
    own = [name for name in pairs.columns if not name.startswith(BEFORE) and name not in (IS_CORRECTION, COMPLETED)]
    return whole.with_columns(*filled, carried.alias(COMPLETED)).select(*own, COMPLETED)


def _plans(table: Table, present: list[str]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The columns that can be carried over, each with its ends."""
    for column in table.columns.values():
        ends = (column.name, upper(column.name)) if column.type is Type.DATE else (column.name,)
        if column.name not in ("subject_id", *SOURCE_COLUMNS) and {*ends} <= {*present}:
            yield column.name, ends


def _note(name: str, ends: tuple[str, ...]) -> pl.Expr:
    """The note of a column that is carried over: the one of the row before, where that had carried it over itself."""
    earlier = pl.col(f"{BEFORE}{COMPLETED}").list.eval(
        pl.element().filter(pl.element().str.starts_with(f"{name}: {Basis.EARLIER_ROW}"))
    )
    place = pl.concat_str(
        pl.lit(f"{name}: {Basis.EARLIER_ROW}: "),
        pl.concat_str(
            [pl.col(f"{BEFORE}{part}").cast(pl.String).replace("", None) for part in _PLACE],
            separator=" · ",
            ignore_nulls=True,
        ),
    )
    is_open = pl.all_horizontal(pl.col(end).is_null() for end in ends)
    was_said = pl.any_horizontal(pl.col(f"{BEFORE}{end}").is_not_null() for end in ends)
    note = pl.coalesce(earlier.list.first(), pl.when(~pl.col(IS_CORRECTION)).then(place))
    return pl.when(is_open & was_said).then(note).alias(f"{_NOTE}{name}")


_PLACE = ("source_file", "source_sheet", "source_row", "supplied_by")
