"""Which column says of what day a row of evidence is, and until when it holds."""

from __future__ import annotations

from typing import Any

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


def dated_on(table: str, values: dict[str, Any]) -> str | None:
    """The day of a row (an ISO date): the earliest that its date can mean, the last day of a year; None where it says none."""
    column = DATED_BY.get(table, "")
    value = values.get(column)
    if column == "year":
        return f"{value:04d}-12-31" if isinstance(value, int) and 1000 <= value <= 9999 else None
    return value if isinstance(value, str) else None


def valid_to(table: str, values: dict[str, Any]) -> str | None:
    """The latest day on which a row can still hold (an ISO date); None where it says none."""
    column = HOLDS_UNTIL.get(table, "valid_to")
    return values.get(f"{column}__to") or values.get(column)
