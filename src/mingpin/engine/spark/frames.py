"""Group-bys and joins by SQL text, the same for classic sessions and for Spark Connect."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def grouped(frame: DataFrame, keys: Sequence[str], aggregates: Iterable[str]) -> DataFrame:
    """One row per group with these aggregates (SQL with names)."""
    from pyspark.sql.functions import expr

    return frame.groupBy(*keys).agg(*(expr(aggregate) for aggregate in aggregates))


def joined_where(left: DataFrame, right: DataFrame, condition: str) -> DataFrame:
    """Each row of `left` with each row of `right`, a small frame, for which the condition holds."""
    from pyspark.sql.functions import expr

    return left.join(right.hint("broadcast"), expr(condition))
