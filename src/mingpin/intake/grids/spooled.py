"""Workbooks and parquet files as grids: parsed by the limited child process, read from its folder block by block."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]

from mingpin.intake.grids.limits import Limits
from mingpin.intake.grids.process import parse
from mingpin.intake.grids.sentences import fault, noted
from mingpin.intake.grids.spool import FAULTS, ROW_COLUMN, SpooledSheet
from mingpin.intake.sheets import Block, CellFault, Grid, Merged, cell, cells_frame


def read_spooled(path: Path, file: str, kind: str, limits: Limits) -> tuple[Grid, ...]:
    """The sheets of a workbook (`kind` xlsx, xlsm, xls, ods) or the table of a parquet file. Raises Refusal."""
    manifest, folder = parse(path, kind, limits)
    return tuple(
        Grid(
            file,
            sheet.name,
            manifest.format,
            _Blocks(sheet, folder),
            tuple(sheet.titles),
            tuple(Merged(*merged) for merged in sheet.merged),
            tuple(noted(code, **facts) for code, facts in sheet.notes),
            is_hidden=any(code == "hidden" for code, _facts in sheet.notes),
        )
        for sheet in manifest.sheets
    )


class _Blocks:
    """The blocks of one sheet, as often as they are asked for; the folder lives as long as this does."""

    def __init__(self, sheet: SpooledSheet, folder: TemporaryDirectory[str]):
        self._sheet, self._folder = sheet, folder

    def __call__(self) -> Iterator[Block]:
        for name in self._sheet.blocks:
            with pa.OSFile(str(Path(self._folder.name) / name), "rb") as source, pa.ipc.open_file(source) as reader:
                batch = reader.get_batch(0)
                faults = json.loads(reader.schema.metadata[FAULTS])
            given = [pl.Series(cell(place), batch.column(place)) for place in range(batch.num_columns - 1)]
            blank = pl.Series([None], dtype=pl.String).new_from_index(0, batch.num_rows)
            given += [blank] * (self._sheet.width - len(given))
            cells = cells_frame(given, pl.Series(ROW_COLUMN, batch.column(batch.num_columns - 1)))
            if cells.height:
                yield Block(cells, tuple(CellFault(row, at, text, fault(kind, text)) for row, at, text, kind in faults))
