"""What a snapshot holds, as hashes: the same rows give the same hash, in whatever order the database gives them.

A row is written as text, `name=value` for each column that is not blank, in the order of the names; its digest is the SHA-256 of
that text. The hash of a table is the SHA-256 of its sorted row digests, that of a snapshot the SHA-256 of its tables with rows.
A column that the vocabulary gains therefore changes nothing while it is blank, and a row that stands twice counts twice.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from mingpin.vocabulary.evidence import Evidence

_ROWS_AT_ONCE = 2**16


@dataclass(frozen=True)
class TableContent:
    """How many rows a table has, and the hash of them all."""

    rows: int
    hash: str


@dataclass(frozen=True)
class Contents:
    """The tables of a snapshot by name; `hash` stands for them all, and is what a run records."""

    tables: Mapping[str, TableContent]

    @cached_property
    def hash(self) -> str:
        """SHA-256, in hexadecimal. A table without rows counts as one that is not there."""
        lines = (f"{name} {self.tables[name].hash}\n" for name in sorted(self.tables) if self.tables[name].rows)
        return hashlib.sha256("".join(lines).encode()).hexdigest()


def contents_of(evidence: Evidence) -> Contents:
    """The contents of evidence in memory, of all its columns; as it was read, the same as `write_snapshot` gives."""
    tables = {}
    for name, frame in evidence.tables.items():
        hasher = RowHasher()
        hasher.add(frame)
        tables[name] = hasher.content()
    return Contents(tables)


class RowHasher:
    """Takes the rows of one table, a frame at a time. Holds 48 bytes a row."""

    def __init__(self) -> None:
        self._digests: list[pl.Series] = []

    def add(self, frame: pl.DataFrame) -> None:
        """Counts these rows in."""
        written = pl.concat_str(_written(name, frame.schema[name]) for name in sorted(frame.columns))
        for part in frame.iter_slices(_ROWS_AT_ONCE):
            digests = [hashlib.sha256(text.encode()).digest() for text in part.select(written).to_series()]
            self._digests.append(pl.Series(digests, dtype=pl.Binary))

    def content(self) -> TableContent:
        """The rows added so far."""
        digest = hashlib.sha256()
        if not self._digests:
            return TableContent(0, digest.hexdigest())
        digests = pl.concat(self._digests).sort()
        for part in digests.to_frame().iter_slices(_ROWS_AT_ONCE):
            digest.update(b"".join(part.to_series()))
        return TableContent(len(digests), digest.hexdigest())


def _written(name: str, type_: pl.DataType) -> pl.Expr:
    """`name=value` and a separator, empty for a blank; text carries its length, so that no two rows are written alike."""
    value = pl.col(name)
    if type_ == pl.String:
        written = [value.str.len_bytes().cast(pl.String), pl.lit(":"), value]
    elif isinstance(type_, pl.List):
        item = pl.element()
        items = value.list.eval(pl.concat_str(item.str.len_bytes().cast(pl.String), pl.lit(":"), item))
        written = [value.list.len().cast(pl.String), pl.lit(":"), items.list.join("")]
    elif type_ == pl.Date:
        written = [value.to_physical().cast(pl.String)]
    else:
        written = [value.cast(pl.String)]
    return pl.concat_str(pl.lit(f"{name}="), *written, pl.lit(";")).fill_null("")
