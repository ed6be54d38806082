"""Things that were computed, in the shape in which `pages.listing.Listing` asks for rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any


class ListedRows:
    """Rows in memory: counted, ordered by an attribute, sliced."""

    def __init__(self, rows: Iterable[Any]):
        self._rows = list(rows)

    def keep(self, holds: Callable[[Any], bool]) -> ListedRows:
        """The rows for which it holds."""
        return ListedRows(row for row in self._rows if holds(row))

    def none(self) -> ListedRows:
        return ListedRows(())

    def order_by(self, *fields: str) -> ListedRows:
        """Ordered by the first field; `pk` is the order in which the rows were given."""
        name = fields[0].removeprefix("-")
        rows = self._rows if name == "pk" else sorted(self._rows, key=lambda row: getattr(row, name))
        return ListedRows(reversed(rows) if fields[0].startswith("-") else rows)

    def count(self) -> int:
        return len(self._rows)

    def iterator(self, chunk_size: int = 0) -> Iterator[Any]:
        return iter(self._rows)

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def __getitem__(self, wanted: slice) -> list[Any]:
        return self._rows[wanted]
