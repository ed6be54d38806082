"""Columns of a spreadsheet as text, many cells at a time; runs in the limited child process."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]

from mingpin.intake.grids.limits import EXACT_BELOW
from mingpin.intake.grids.texts import number_text, value_text

_SURELY_EXACT = 15
"""A number written with no more characters has no more than 15 digits."""


def column_texts(values: Sequence[Any]) -> tuple[Any, list[int]]:
    """The cells of a column as an array of text (a blank is "" or null), and where a number stands that was rounded."""
    kinds = set(map(type, values))
    if kinds <= {str}:
        return pa.array(values, pa.string()), []
    if "" in values and kinds <= {str, float, date}:
        values = [None if value == "" else value for value in values]
        kinds = set(map(type, values))
    kinds.discard(type(None))
    if kinds == {float}:
        return _number_texts(values)
    if kinds == {date}:
        return pc.cast(pa.array(values, pa.date32()), pa.string()), []
    numbers = [place for place, value in enumerate(values) if type(value) is float or type(value) is int]
    rounded = [place for place in numbers if not -EXACT_BELOW < values[place] < EXACT_BELOW]
    return pa.array([value_text(value) for value in values], pa.string()), rounded


def _number_texts(values: Sequence[float | None]) -> tuple[Any, list[int]]:
    numbers = pa.array(values, pa.float64())
    if pc.all(pc.equal(numbers, pc.round(numbers))).as_py() and pc.max(pc.abs(numbers)).as_py() < EXACT_BELOW:
        return pc.cast(pc.cast(numbers, pa.int64()), pa.string()), []
    texts = pc.cast(numbers, pa.string())
    is_odd = pc.or_(pc.greater(pc.utf8_length(texts), _SURELY_EXACT), pc.match_substring_regex(texts, "[^0-9.-]|^-0$"))
    odd = [int(place) for place in pc.indices_nonzero(pc.fill_null(is_odd, False)).to_pylist()]
    if not odd:
        return texts, []
    written = texts.to_pylist()
    for place in odd:
        written[place] = number_text(values[place] or 0.0)
    rounded = [place for place in odd if not -EXACT_BELOW < (values[place] or 0.0) < EXACT_BELOW]
    return pa.array(written, pa.string()), rounded
