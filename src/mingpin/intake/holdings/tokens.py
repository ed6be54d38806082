"""What a row says, as a short text: equal for equal content wherever the row stood, and the same on every machine and day."""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

import polars as pl

from mingpin.vocabulary.evidence import SOURCE_COLUMNS, upper
from mingpin.vocabulary.model import Table, Type

TOKEN_LENGTH = 12
_BYTES = 16
_END, _EQUALS, _ITEM = "\x1e", "\x1f", "\x1d"


def row_tokens(frame: pl.DataFrame, table: Table) -> pl.Series:
    """For each row of a physical frame a token of its content: 12 hexadecimal digits.

    Where the row stood and who sent it do not count, nor do blanks: a column that a later vocabulary adds changes no token.
    """
    return row_digests(frame, table).str.slice(0, TOKEN_LENGTH).alias("token")


def row_digests(frame: pl.DataFrame, table: Table) -> pl.Series:
    """The same at full length (32 digits), which two different rows do not share; the token is how it begins."""
    texts = [text for column in table.columns.values() for text in _texts(frame, column.name, column.type)]
    if not texts:
        whole = pl.Series("digest", [""] * frame.height, dtype=pl.String)
    else:
        whole = frame.select(pl.concat_str(texts, ignore_nulls=True).alias("digest")).to_series()
    return pl.Series(
        "digest", [blake2b(text.encode(), digest_size=_BYTES).hexdigest() for text in whole], dtype=pl.String
    )


def _texts(frame: pl.DataFrame, name: str, type_: Type) -> list[pl.Expr]:
    """`name=value` of the cells of a column, null for blanks; of a date for both its ends."""
    ends = (name, upper(name)) if type_ is Type.DATE else (name,)
    return [
        pl.concat_str(pl.lit(f"{end}{_EQUALS}"), _written(pl.col(end), frame.schema[end]), pl.lit(_END))
        for end in ends
        if end in frame.columns and end not in SOURCE_COLUMNS and frame[end].null_count() < frame.height
    ]


def _written(value: pl.Expr, dtype: Any) -> pl.Expr:
    if isinstance(dtype, pl.List):
        return pl.when(value.list.len() > 0).then(value.list.join(_ITEM))
    return value.dt.to_string("%Y-%m-%d") if dtype == pl.Date else value.cast(pl.String)
