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
    texts = pc.cast(numbers, pa.string()).to_pylist()
    rounded = []
    for place, text in enumerate(texts):
        if text is not None and (len(text) > _SURELY_EXACT or text == "-0" or not _PLAIN.issuperset(text)):
            value = values[place]
            assert value is not None
            texts[place] = number_text(value)
            if not -EXACT_BELOW < value < EXACT_BELOW:
                rounded.append(place)
    return pa.array(texts, pa.string()), rounded


_PLAIN = frozenset("0123456789.-")
