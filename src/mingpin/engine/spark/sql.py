"""Pieces of Spark SQL text: names, literals, three-valued helpers. Text needs no Java to be written or read in a test."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl

from mingpin.vocabulary.model import Type
from mingpin.vocabulary.values import FOREVER, HIGHEST, LOWEST, NEVER

UNKNOWN = "CAST(NULL AS BOOLEAN)"
WIDE = "DECIMAL(38,0)"
"""Whole numbers in which a sum of products of 64-bit numbers does not wrap around; with ANSI mode, going beyond is an error."""
SQL_TYPES = {
    pl.String: "STRING",
    pl.Boolean: "BOOLEAN",
    pl.Int64: "BIGINT",
    pl.Date: "DATE",
    pl.List(pl.String): "ARRAY<STRING>",
}
"""What the physical types of evidence are called."""


def quoted(name: str) -> str:
    """A column's name as SQL; names hold `.`, `#`, `:` and more."""
    return "`" + name.replace("`", "``") + "`"


def literal(value: bool | int | str | date) -> str:
    """A value as SQL: numbers as 64 bits where they fit, else as decimals."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        return f"{value}L" if -(2**63) < value < 2**63 else wide(value)
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def wide(value: int) -> str:
    """A whole number as a wide literal."""
    return f"CAST('{value}' AS {WIDE})"


def named(expression: str, name: str) -> str:
    """The expression as a column of this name."""
    return f"{expression} AS {quoted(name)}"


def one_of(column: str, values: Iterable[str]) -> str:
    """Whether a column (SQL) is one of these texts; unknown where it is blank."""
    return f"{column} IN ({', '.join(literal(value) for value in values)})"


def is_sure(truth: str) -> str:
    """True where a truth is true, false where it is false or unknown."""
    return f"coalesce({truth}, FALSE)"


def is_possible(truth: str) -> str:
    """True where a truth is true or unknown, false where it is false."""
    return f"coalesce({truth}, TRUE)"


def settled(passes: str, fails: str) -> str:
    """True where it passes, false where it fails, unknown between."""
    return f"CASE WHEN {passes} THEN TRUE WHEN {fails} THEN FALSE END"


def ends_of(type_: Type) -> tuple[str, str]:
    """The literals between which every value of an ordered type lies."""
    if type_ is Type.DATE:
        return literal(NEVER), literal(FOREVER)
    return literal(0 if type_ is Type.LEVEL else LOWEST), literal(HIGHEST)
