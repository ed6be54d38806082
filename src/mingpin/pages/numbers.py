"""Numbers as people read them."""

from __future__ import annotations

from decimal import Decimal


def grouped(number: float | Decimal) -> str:
    """With commas at thousands, and no digits that say nothing."""
    if isinstance(number, int):
        return f"{number:,}"
    text = f"{number:,.4f}".rstrip("0")
    return text.removesuffix(".")
