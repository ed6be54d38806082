"""A register of 47 columns and a pack of 44 leaves in 15 clauses, and how ours and its peers fare with them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl

from mingpin.engine import Program, compile_program, load_pack
from mingpin.vocabulary import Evidence, Vocabulary
from mingpin.vocabulary.evidence import frame_schema

PACK = Path(__file__).parent / "pack"
YEAR, AS_OF = 2024, date(2024, 6, 30)


def load_program() -> Program:
    """The pack of this folder, compiled for its year and day."""
    return compile_program(load_pack(PACK), year=YEAR, as_of=AS_OF)


def read_evidence(folder: Path, vocabulary: Vocabulary) -> Evidence:
    """The evidence in a folder written by `generate`, whole in memory; a table without a file is empty."""
    files = {table: folder / f"{table}.parquet" for table in vocabulary.tables}
    return Evidence(
        {
            table: pl.read_parquet(file)
            if file.is_file()
            else pl.DataFrame(schema=frame_schema(vocabulary.tables[table]))
            for table, file in files.items()
        }
    )
