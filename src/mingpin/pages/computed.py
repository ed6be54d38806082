"""Things that were computed, in the shape in which `pages.listing.Listing` asks for rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any


class ComputedRows:
    """Rows in memory: counted, ordered by an attribute, sliced."""

    def __init__(self, rows: Iterable[Any]):
        self._rows = list(rows)

    def keep(self, holds: Callable[[Any], bool]) -> ComputedRows:
        """The rows for which it holds."""
        return ComputedRows(row for row in self._rows if holds(row))

    def none(self) -> ComputedRows:
        return ComputedRows(())

    def order_by(self, *fields: str) -> ComputedRows:
        """Ordered by the first field, what has no value last; `pk` is the order in which the rows were given."""
        name, is_falling = fields[0].removeprefix("-"), fields[0].startswith("-")
        if name == "pk":
            return ComputedRows(reversed(self._rows) if is_falling else self._rows)
        known = [row for row in self._rows if getattr(row, name) is not None]
        ordered = sorted(known, key=lambda row: getattr(row, name), reverse=is_falling)
        return ComputedRows([*ordered, *(row for row in self._rows if getattr(row, name) is None)])

    def count(self) -> int:
        return len(self._rows)

    def iterator(self, chunk_size: int = 0) -> Iterator[Any]:
        return iter(self._rows)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def __getitem__(self, wanted: slice) -> list[Any]:
        return self._rows[wanted]
