"""Which column says of what day a row of evidence is, and until when it holds."""

from __future__ import annotations

import polars as pl

from mingpin.intake.completed import completed
from mingpin.vocabulary.evidence import Evidence, upper
from mingpin.vocabulary.place import shared_vocabulary

_NO_DAY = pl.lit(None, dtype=pl.Date)

DATED_BY = {
    "subjects": "registered_on",
    "honours": "awarded_on",
    "financials": "year",
    "peer_thresholds": "year",
    "market_positions": "year",
    "satisfaction": "year",
    "trademarks": "valid_from",
    "licences": "valid_from",
    "incidents": "occurred_on",
    "inspections": "inspected_on",
    "trade_incidents": "occurred_on",
    "service_incidents": "occurred_on",
    "credit_listings": "listed_on",
    "violations": "decided_on",
    "certifications": "valid_from",
    "standards": "published_on",
    "disputes": "opened_on",
    "policy_findings": "found_on",
    "ip_rights": "valid_from",
    "brand_users": "licensed_on",
    "actions": "started_on",
    "cultivation": "entered_on",
    "judgements": "decided_on",
    "coverage": "as_of",
}
"""By evidence table the column that dates a row; a year stands for its last day."""

HOLDS_UNTIL = {
    "credit_listings": "removed_on",
    "disputes": "closed_on",
    "policy_findings": "lifted_on",
    "cultivation": "left_on",
    "coverage": "period_to",
}
"""The column that says until when a row holds, where it is not `valid_to`."""


def dates(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """The frame with `dated_on`, the earliest day that the date of each row can mean (the last of a year), and `valid_to`, the
    latest day on which it can still hold; null where a row does not say."""
    column = DATED_BY.get(table, "")
    if table == "honours" and frame.height:
        # An honour that says no end has the one that its scheme gives it, as for the engine.
        whole = completed(Evidence({table: frame}), shared_vocabulary()).tables[table]
        return frame.with_columns(_day(column).alias("dated_on"), whole[upper("valid_to")].alias("valid_to"))
    until = HOLDS_UNTIL.get(table, "valid_to")
    ends = [name for name in (upper(until), until) if name in frame.columns]
    return frame.with_columns(
        _day(column).alias("dated_on") if column in frame.columns else _NO_DAY.alias("dated_on"),
        (pl.coalesce(ends) if ends else _NO_DAY).alias("valid_to"),
    )


def _day(column: str) -> pl.Expr:
    if column != "year":
        return pl.col(column)
    return pl.when(pl.col(column).is_between(1000, 9999)).then(pl.date(pl.col(column), 12, 31))
