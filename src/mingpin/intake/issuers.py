"""Names that several entries of a classification share, told apart by who the row says issued them."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from mingpin.intake.cells import CodeReader, ReadColumn
from mingpin.intake.columns import Recognised
from mingpin.intake.sheets import cell
from mingpin.language import _
from mingpin.vocabulary.model import Classification
from mingpin.vocabulary.values import ValueFault

ISSUER = "issuer"


def issuers_of(recognised: Recognised, cells: pl.DataFrame) -> pl.Series | None:
    """Who issued what each row is about, as written; None where the sheet does not say."""
    match = recognised.of(ISSUER)
    return cells[cell(match.position)] if match and match.part is None else None


def told_by_issuer(
    column: ReadColumn, values: pl.Series, issuers: pl.Series, classification: Classification
) -> ReadColumn:
    """The column with those cells read whose text several entries claim, of which the row's issuer issues one; each is noted."""
    if not column.reasons or not any(entry.extra.get(ISSUER) for entry in classification.entries.values()):
        return column
    reader = CodeReader(classification)
    rows = pl.Series(list(column.reasons), dtype=pl.UInt32)
    asked = pl.DataFrame({"at": rows, "text": values.gather(rows), "issuer": issuers.gather(rows)}).drop_nulls()
    pairs = asked.select("text", "issuer").unique(maintain_order=True)
    codes = pl.Series("code", [_code(reader, *pair) for pair in pairs.iter_rows()], dtype=pl.String)
    found = asked.join(pairs.with_columns(codes).drop_nulls(), on=["text", "issuer"], maintain_order="left")
    if found.is_empty():
        return column
    note = _("Several entries have this name; who issued it decided.")
    read = set(found["at"])
    return replace(
        column,
        columns=(column.columns[0].scatter(found["at"], found["code"]), *column.columns[1:]),
        reasons={at: reason for at, reason in column.reasons.items() if at not in read},
        notes={**column.notes, **dict.fromkeys(read, note)},
    )


def _code(reader: CodeReader, text: str, issuer: str) -> str | None:
    if len(reader.candidates(text)) < 2:
        return None
    try:
        return str(reader.read_with_issuer(text, issuer).value)
    except ValueFault:
        return None
