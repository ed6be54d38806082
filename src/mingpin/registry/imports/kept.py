"""What a reading came to, kept for the pages: counts in the import, rows in Parquet files beside the uploads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from mingpin.intake import Dataset
from mingpin.intake.holdings.compare import COPY, DIGEST, OLD, OLD_COPY, Difference
from mingpin.registry.imports.staging import kept_at
from mingpin.registry.models import Import
from mingpin.registry.taking import held

KINDS = ("new", "changed", "known", "outdated", "no_longer")
REJECTED = "rejected"
_BEFORE = "before"


def keep(of_import: Import, dataset: Dataset, found: Mapping[str, Difference]) -> dict[str, Any]:
    """Writes the rows that pages show, and gives the counts: of each kind by table, and of the rows of all sheets."""
    folder = kept_at(of_import)
    folder.mkdir(parents=True, exist_ok=True)
    counts: dict[str, dict[str, int]] = {}
    for table, difference in found.items():
        counts[table] = {}
        for kind in KINDS:
            frame = getattr(difference, kind)
            counts[table][kind] = frame.height
            if frame.height:
                frame.write_parquet(folder / f"{table}.{kind}.parquet")
        if difference.replacing.height:
            _replaced(table, difference).write_parquet(folder / f"{table}.{_BEFORE}.parquet")
    dataset.rejected.write_parquet(folder / f"{REJECTED}.parquet")
    rows = {
        kind: sum(getattr(account, kind) for account in dataset.accounts)
        for kind in ("read", "accepted", "rejected", "noted", "duplicates")
    }
    return {"tables": counts, "rows": rows, "questions": sum(len(account.questions) for account in dataset.accounts)}


def _replaced(table: str, found: Difference) -> pl.DataFrame:
    """The held rows that changed ones supersede, each under the key of the row that supersedes it."""
    pairs = found.replacing
    before = held(table).rename({DIGEST: OLD, COPY: OLD_COPY})
    return pairs.join(before, on=[OLD, OLD_COPY], how="inner").drop(OLD, OLD_COPY)


@dataclass(frozen=True)
class Rows:
    """A page of kept rows: `frame` has those from `start`, of `total`; `before` the held rows that changed ones supersede, by
    their key."""

    frame: pl.DataFrame
    total: int
    before: Mapping[tuple[str, int], Mapping[str, Any]]


def rows_of(of_import: Import, table: str, kind: str, start: int, count: int) -> Rows:
    """Rows of a table and kind. Nothing where none are kept."""
    path = kept_at(of_import) / f"{table}.{kind}.parquet"
    if not path.is_file():
        return Rows(pl.DataFrame(), 0, {})
    lazy = pl.scan_parquet(path)
    total = int(lazy.select(pl.len()).collect().item())
    frame = lazy.slice(start, count).collect()
    return Rows(frame, total, _before(of_import, table, frame) if kind == "changed" else {})


def rejected_rows(of_import: Import, start: int, count: int) -> Rows:
    """Lines of rejected rows, one for each faulty cell."""
    path = kept_at(of_import) / f"{REJECTED}.parquet"
    if not path.is_file():
        return Rows(pl.DataFrame(), 0, {})
    lazy = pl.scan_parquet(path)
    return Rows(lazy.slice(start, count).collect(), int(lazy.select(pl.len()).collect().item()), {})


def _before(of_import: Import, table: str, frame: pl.DataFrame) -> dict[tuple[str, int], Mapping[str, Any]]:
    path = kept_at(of_import) / f"{table}.{_BEFORE}.parquet"
    if not path.is_file() or frame.is_empty():
        return {}
    wanted = pl.scan_parquet(path).join(frame.lazy().select(DIGEST, COPY), on=[DIGEST, COPY], how="semi").collect()
    return {(row[DIGEST], row[COPY]): row for row in wanted.iter_rows(named=True)}
