"""A frame whose blanks are being filled in, with a note of each filling: what completion works on."""

from __future__ import annotations

import polars as pl

from mingpin.vocabulary.evidence import COMPLETED, upper

_NOTE = "_note "


class Filling:
    """Fills one frame step by step. Columns that the frame does not have are never filled.

    The steps are made at once: collected into one lazy plan they take three times as long to optimise as to run.
    """

    def __init__(self, frame: pl.DataFrame):
        self._full = {column.name for column in frame.iter_columns() if not column.has_nulls()}
        self._columns = set(frame.columns)
        self._notes: list[str] = []
        self._frame = frame
        if COMPLETED not in self._columns:
            self.add(pl.lit([], dtype=pl.List(pl.String)).alias(COMPLETED))

    def __contains__(self, column: str) -> bool:
        return column in self._columns

    def column(self, name: str) -> pl.Expr:
        """The column, or blanks where the frame has none."""
        return pl.col(name) if name in self._columns else pl.lit(None, dtype=pl.String)

    def add(self, *expressions: pl.Expr) -> None:
        """Adds columns, on which later fillings may build."""
        self._frame = self._frame.with_columns(expressions)
        self._columns |= {expression.meta.output_name() for expression in expressions}

    def fill(self, column: str, value: pl.Expr, basis: str) -> None:
        """Fills the blanks of a column where the value is known."""
        self._fill((column,), (value,), basis)

    def fill_span(self, column: str, first: pl.Expr, last: pl.Expr, basis: str) -> None:
        """Fills the blanks of a date, both its ends, where the value is known."""
        self._fill((column, upper(column)), (first, last), basis)

    def join(self, other: pl.DataFrame, on: str, right: str) -> None:
        """Adds the columns of another frame, whose `right` has no value twice, where `on` is that value."""
        self._frame = self._frame.join(other, left_on=on, right_on=right, how="left", maintain_order="left")
        self._columns |= set(other.columns) - {right}

    @property
    def so_far(self) -> pl.DataFrame:
        """The frame as it stands, with the columns that were added for work."""
        return self._frame

    def done(self, *scaffolding: str) -> pl.DataFrame:
        """The frame with the notes of each row in one list, without the columns that were added for work."""
        frame = self._frame
        if self._notes:
            notes = pl.concat_list(self._notes).list.drop_nulls()
            frame = frame.with_columns(pl.col(COMPLETED).list.concat(notes)).drop(self._notes)
        return frame.drop(scaffolding)

    def _fill(self, columns: tuple[str, ...], values: tuple[pl.Expr, ...], basis: str) -> None:
        if not self._columns.issuperset(columns) or not self._full.isdisjoint(columns):
            return
        fills = pl.all_horizontal(pl.col(column).is_null() for column in columns) & values[0].is_not_null()
        note = f"{columns[0]}: {basis}"
        filled = (
            pl.when(fills).then(value).otherwise(pl.col(column)).alias(column)
            for column, value in zip(columns, values, strict=True)
        )
        self.add(*filled, pl.when(fills).then(pl.lit(note)).alias(_NOTE + note))
        self._notes.append(_NOTE + note)
