"""The inputs of the logic for an engine without unknown: every blank becomes what such an engine takes in its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

NO_DAY = date(1970, 1, 1)
"""OpenFisca's value of a date that nobody gave."""
NO_CODE = "unknown"
"""A code that no condition asks for; the careful author of such a system adds it to every list of codes."""
_IN_PLACE_OF: dict[Any, Any] = {pl.Boolean: False, pl.Int64: 0, pl.Date: NO_DAY, pl.String: NO_CODE}


def filled_inputs(inputs: Path, rows: int | None = None) -> pl.DataFrame:
    """The inputs without blanks, all of them or the first `rows`; codes are text."""
    return filled(pl.read_parquet(inputs, n_rows=rows).with_columns(pl.col(pl.Enum).cast(pl.String)))


def filled(frame: pl.DataFrame) -> pl.DataFrame:
    """A table without blanks; Enums are left as they are."""
    known = {name: _IN_PLACE_OF[type_] for name, type_ in frame.schema.items() if not isinstance(type_, pl.Enum)}
    return frame.with_columns(pl.col(name).fill_null(value) for name, value in known.items())
