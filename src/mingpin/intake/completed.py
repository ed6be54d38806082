"""Evidence with what its rows settle filled in, however many rows there are."""

from __future__ import annotations

import polars as pl

from mingpin.intake.columns import IDENTIFIER
from mingpin.intake.files import REGISTER
from mingpin.intake.mapped import by_pieces
from mingpin.vocabulary.completion import complete
from mingpin.vocabulary.evidence import Evidence
from mingpin.vocabulary.model import Vocabulary

_OWNER = "owner_id"


def completed(evidence: Evidence, vocabulary: Vocabulary) -> Evidence:
    """What `complete` makes of the evidence, worked out piece by piece: a row settles by itself what it settles; only a
    subject takes something from the organisation that carries it, which is therefore completed beside it."""

    def of_table(name: str, frame: pl.DataFrame) -> pl.DataFrame:
        def of_piece(piece: pl.DataFrame, at: int) -> pl.DataFrame:
            others = _owners(piece, at, frame) if name == REGISTER else piece.clear()
            rows = pl.concat([piece, others]) if others.height else piece
            return complete(Evidence({name: rows}), vocabulary).tables[name].head(piece.height)

        return by_pieces(frame, of_piece)

    return Evidence({name: of_table(name, frame) for name, frame in evidence.tables.items()})


def _owners(piece: pl.DataFrame, at: int, subjects: pl.DataFrame) -> pl.DataFrame:
    """The owners of these subjects that stand elsewhere in the register; `at` is where the piece stands in it."""
    if piece.height == subjects.height or _OWNER not in piece.columns:
        return piece.clear()
    owners = piece[_OWNER].drop_nulls().unique()
    if owners.is_empty():
        return piece.clear()
    found = subjects[IDENTIFIER].is_in(owners.implode()).arg_true()
    return subjects[found.filter((found < at) | (found >= at + piece.height))]
