"""Evidence as it would be if today's declarations of coverage were kept up: the assumption behind every look ahead."""

from __future__ import annotations

from datetime import date

import polars as pl

from mingpin.vocabulary import Evidence
from mingpin.vocabulary.evidence import upper


def with_coverage_renewed(evidence: Evidence, fresh_since: date, day: date) -> Evidence:
    """The evidence as if every declaration that reaches `fresh_since` or later had been renewed up to this day."""
    reach = pl.min_horizontal(pl.coalesce(upper("period_to"), "as_of"), "as_of")
    renewed = evidence.tables["coverage"].with_columns(
        pl.when(reach >= fresh_since).then(pl.lit(day, dtype=pl.Date)).otherwise(pl.col(column)).alias(column)
        for column in ("as_of", upper("as_of"), upper("period_to"))
    )
    return Evidence({**evidence.tables, "coverage": renewed})
