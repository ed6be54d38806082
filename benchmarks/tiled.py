"""The demonstration register as often as needed, under other ids each time: a register of any size with all its evidence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from mingpin.demo import generate
from mingpin.engine import load_pack
from mingpin.vocabulary import Evidence
from mingpin.vocabulary.completion import complete

PACK = load_pack(Path(__file__).parent.parent / "packs" / "xinxiang" / "meiyu-2023")
YEAR, AS_OF = 2024, date(2024, 6, 30)
_TILE = 10_000
_IDS = ("subject_id", "organisation_id", "owner_id")


def tiled(subjects: int) -> Evidence:
    """Complete evidence about at least so many subjects. What is declared or published for whole areas stands there once."""
    one = complete(generate(PACK.vocabulary, subjects=_TILE, seed=7, as_of=AS_OF), PACK.vocabulary)
    copies = range(-(-subjects // _TILE))
    return Evidence({name: _tiled(frame, copies) for name, frame in one.tables.items()})


def _tiled(frame: pl.DataFrame, copies: range) -> pl.DataFrame:
    if "subject_id" not in frame.columns:
        return frame
    of_areas, of_subjects = (
        frame.filter(is_such) for is_such in (pl.col("subject_id").is_null(), pl.col("subject_id").is_not_null())
    )
    return pl.concat([of_areas, *(_copy(of_subjects, number) for number in copies)])


def _copy(frame: pl.DataFrame, number: int) -> pl.DataFrame:
    """The frame under the ids of this copy."""
    return frame.with_columns(pl.col(name) + f"-{number}" for name in _IDS if name in frame.columns)
