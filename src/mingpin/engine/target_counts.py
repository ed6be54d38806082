"""What a target counts: which rows of evidence count on a day, which may, and how many units that makes. Three-valued as all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from mingpin.engine.conditions import parse_condition
from mingpin.engine.lower import lower
from mingpin.engine.lowered import Always, And, IsOneOf, Test, facts_in
from mingpin.engine.model import Pack, Target
from mingpin.engine.operands import Scope
from mingpin.engine.polars_expressions import Forms, expression_of
from mingpin.engine.polars_rows import as_read
from mingpin.engine.scopes import Parameters, row_operands
from mingpin.vocabulary.model import Column, Table, Type

SUBJECT = "subject."
_ROW, _UNIT = "~row", "~unit"
COUNTS = "~counts"
"""The column of judged rows: true where a row counts, null where it may, false where it does not."""


@dataclass(frozen=True)
class TargetCount:
    """The rows of the frame with `~counts`, and the units among them: `counted` for certain, `uncertain` those that only may."""

    rows: pl.DataFrame
    counted: tuple[Any, ...]
    uncertain: tuple[Any, ...]


@dataclass(frozen=True)
class Counting:
    """How a target counts on one day: its condition, ready for the rows of its table."""

    table: Table
    test: Test
    distinct: str
    pack: Pack

    @property
    def reads_subjects(self) -> bool:
        """Whether the condition asks something of the subjects behind the rows."""
        return any(name.startswith(SUBJECT) for name in facts_in(self.test))

    def wanted(self, column: str) -> tuple[str, ...]:
        """The codes of a column of which a row must have one to count at all; nothing where the condition does not say."""
        parts = self.test.operands if isinstance(self.test, And) else (self.test,)
        return next((one.codes for one in parts if isinstance(one, IsOneOf) and one.name == column), ())

    def count(self, rows: pl.DataFrame, subjects: pl.DataFrame | None = None) -> TargetCount:
        """Judges the rows of the table, physical and completed. `subjects`: the register, where `reads_subjects`."""
        judged = rows.with_columns(self._judged(rows, subjects))
        units = judged.with_row_index(_ROW).select(
            self._unit().alias(_UNIT), pl.col(COUNTS)
        )  # a row without its unit stands for itself
        sure = units.filter(pl.col(COUNTS)).get_column(_UNIT).unique(maintain_order=True).to_list()
        open_ = units.filter(pl.col(COUNTS).is_null()).get_column(_UNIT).unique(maintain_order=True).to_list()
        known = set(sure)
        return TargetCount(judged, tuple(sure), tuple(unit for unit in open_ if unit not in known))

    def _unit(self) -> pl.Expr:
        own = pl.format("row {}", pl.col(_ROW))
        return pl.coalesce(pl.col(self.distinct).cast(pl.String), own) if self.distinct else own

    def _judged(self, rows: pl.DataFrame, subjects: pl.DataFrame | None) -> pl.Series:
        vocabulary = self.pack.vocabulary
        read = set(facts_in(self.test))
        own = [column for column in self.table.columns.values() if column.name in read]
        dates = _dates(own)
        parts = rows.with_row_index(_ROW).select(
            _ROW,
            *([pl.col("subject_id").alias("~holder")] if "subject_id" in rows.columns else []),
            *(expression for column in own for expression in as_read(column, vocabulary)),
        )
        if self.reads_subjects:
            if subjects is None:
                raise ValueError("the condition of this target reads the register of subjects, which was not given")
            asked = [one for one in vocabulary.tables["subjects"].columns.values() if SUBJECT + one.name in read]
            dates |= _dates(asked, SUBJECT)
            holders = subjects.select(
                pl.col("subject_id").alias("~holder"),
                *(expression for column in asked for expression in as_read(column, vocabulary, SUBJECT)),
            )
            parts = parts.join(holders, on="~holder", how="left", maintain_order="left")
        return parts.select(expression_of(self.test, Forms(dates)).alias(COUNTS)).get_column(COUNTS)


def counting_of(pack: Pack, target: Target, as_of: date) -> Counting:
    """How the target counts on this day, with the numbers that are in force then. Raises ValueError for one that counts nothing,
    ConditionFault where its condition cannot be used (`check` says so of a pack)."""
    if not target.counts:
        raise ValueError("this target is not counted from records")
    table = pack.vocabulary.tables[target.counts["from"]]
    where = target.counts.get("where")
    scope = Scope(row_operands(table, pack.vocabulary), _values(pack, as_of), as_of, as_of.year, in_rows=True)
    test: Test = lower(parse_condition(where, "policy.md", 0).expr, scope) if where else Always(True)
    return Counting(table, test, str(target.counts.get("distinct") or ""), pack)


def _values(pack: Pack, as_of: date) -> Parameters:
    held = {name: parameter.value_at(as_of) for name, parameter in pack.parameters.items()}
    return {
        name: (Type(parameter.type), one.value if (one := held[name]) else None)
        for name, parameter in pack.parameters.items()
    }


def _dates(columns: Iterable[Column], prefix: str = "") -> frozenset[str]:
    return frozenset(prefix + column.name for column in columns if column.type is Type.DATE)
