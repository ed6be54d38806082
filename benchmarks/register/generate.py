"""The register itself: as many invented subjects as wanted, as Parquet, in bounded memory.

`python -m benchmarks.register.generate FOLDER --rows 1000000`
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq

from benchmarks.register import AS_OF, PACK
from benchmarks.register.draws import Draws
from mingpin.vocabulary import Vocabulary, load_vocabulary
from mingpin.vocabulary.evidence import SOURCE_COLUMNS, frame_schema, upper
from mingpin.vocabulary.evidence_files import COMPRESSION, FORMAT, MARKER, ORGANISATION, code_types
from mingpin.vocabulary.load import PROVENANCE
from mingpin.vocabulary.model import Type

PIECE = 262_144
"""Rows drawn and written at once; each becomes a row group."""
SEED = 7
_AREAS = tuple(f"4107{place}" for place in ("02", "03", "04", "11", "21", "24", "25", "26", "27", "81", "82", "83"))
_TRADES = ("机械", "食品", "化工", "建材", "纺织", "电子", "医药", "农业")
_STREETS = tuple(f"新乡市虚构区虚构路{number}号" for number in range(1, 998))
_SCOPES = tuple(f"{made}制造、销售；{served}技术咨询、技术服务；货物进出口" for made in _TRADES for served in _TRADES)
_CONTACTS = tuple(f"虚构联系人{number}" for number in range(500))


def generate(folder: Path, rows: int, seed: int = SEED, *, is_compact: bool = False) -> None:
    """Writes `subjects.parquet` and `coverage.parquet` of a register of `rows` subjects: always the same for a seed.

    In the physical schema with `organisation_id`; or compact, as `evidence_files.write_evidence` writes it: codes as Enums, no
    upper ends and no organisations, because every day is exact and every subject its own organisation.
    """
    vocabulary = load_vocabulary(PACK.parent / "vocabulary")
    folder.mkdir(parents=True, exist_ok=True)
    pieces = (
        _compacted(piece, vocabulary) if is_compact else piece for piece in subject_pieces(vocabulary, rows, seed)
    )
    first = next(pieces).to_arrow(compat_level=pl.CompatLevel.oldest())
    repeating = [field.name for field in first.schema if not pa.types.is_primitive(field.type)]
    with pq.ParquetWriter(
        folder / "subjects.parquet", first.schema, compression=COMPRESSION, use_dictionary=repeating
    ) as writer:
        writer.write_table(first)
        for piece in pieces:
            writer.write_table(piece.to_arrow(compat_level=pl.CompatLevel.oldest()))
    coverage_of(vocabulary).write_parquet(folder / "coverage.parquet")
    if is_compact:
        (folder / MARKER).write_text(json.dumps({"format": FORMAT, "tables": {"subjects": rows, "coverage": 1}}) + "\n")


def _compacted(subjects: pl.DataFrame, vocabulary: Vocabulary) -> pl.DataFrame:
    codes = code_types(vocabulary.tables["subjects"], vocabulary)
    needless = [name for name in subjects.columns if name.endswith("__to")]
    blank = [name for name in (*SOURCE_COLUMNS, *PROVENANCE) if name not in ("source_file", "source_row")]
    return subjects.drop(*needless, *blank, ORGANISATION).with_columns(
        pl.col(name).cast(known) for name, known in codes.items()
    )


def subject_pieces(vocabulary: Vocabulary, rows: int, seed: int = SEED) -> Iterator[pl.DataFrame]:
    """The table of subjects, piece by piece, in its physical schema and with `organisation_id`."""
    table = vocabulary.tables["subjects"]
    dates = [column.name for column in table.columns.values() if column.type is Type.DATE]
    for first in range(0, max(rows, 1), PIECE):
        draws = Draws(np.random.default_rng([seed, first]), first, min(PIECE, rows - first))
        frame = pl.DataFrame(_columns(draws))
        frame = frame.with_columns(
            pl.col("subject_id").alias(ORGANISATION),
            pl.lit("register.csv").alias("source_file"),
            pl.int_range(first + 2, first + 2 + pl.len(), dtype=pl.Int64).alias("source_row"),
            *(pl.col(name).alias(upper(name)) for name in dates if name in frame.columns),
        )
        schema = {**frame_schema(table), ORGANISATION: pl.String}
        missing = {name: type_ for name, type_ in schema.items() if name not in frame.columns}
        frame = frame.with_columns(pl.lit(None, dtype=type_).alias(name) for name, type_ in missing.items())
        yield frame.select(pl.col(name).cast(type_) for name, type_ in schema.items())


def coverage_of(vocabulary: Vocabulary) -> pl.DataFrame:
    """One declaration: the financials of the whole province are in the register."""
    declared = {"list": "province_financials", "area": "41", "period_from": date(2000, 1, 1), "as_of": AS_OF}
    row = {**declared, upper("period_from"): declared["period_from"], upper("as_of"): AS_OF}
    return pl.DataFrame([row], schema=frame_schema(vocabulary.tables["coverage"]))


def _columns(draws: Draws) -> dict[str, pl.Series]:
    return {**_identity(draws), **_activity(draws), **_figures(draws), **_quality(draws), **_record(draws)}


def _identity(draws: Draws) -> dict[str, pl.Series]:
    kinds, forms = (
        ("enterprise", "cooperative", "individual_business"),
        ("limited", "joint_stock", "partnership", "sole"),
    )
    return {
        "subject_id": draws.ids(),
        "name": draws.numbered("新乡市虚构{}号有限公司", 8),
        "uscc": draws.numbered("914107MA{}X", 9),
        "kind": draws.one_of(kinds, (0.85, 0.07, 0.08)),
        "area": draws.one_of(_AREAS),
        "registered_province": draws.one_of(("41", "13", "37"), (0.96, 0.02, 0.02)),
        "address": draws.one_of(_STREETS),
        "business_scope": draws.one_of(_SCOPES),
        "contact": draws.one_of(_CONTACTS),
        "entity_type": draws.one_of((*forms, "cooperative"), (0.7, 0.1, 0.05, 0.08, 0.07)),
        "registration_status": draws.one_of(("active", "suspended", "revoked"), (0.94, 0.03, 0.03)),
        "is_legal_person": draws.yes(0.9),
    }


def _activity(draws: Draws) -> dict[str, pl.Series]:
    industries = tuple(f"I{number:03d}" for number in range(480))
    crowding = tuple(1 / (10 + number) for number in range(480))
    domains = ("industry", "agriculture", "services", "engineering")
    return {
        "registered_on": draws.days(date(1985, 1, 1), date(2024, 5, 31)),
        "operating_since": draws.days(date(1990, 1, 1), date(2024, 5, 31)),
        "is_operating_normally": draws.yes(0.93),
        "domain": draws.one_of(domains, (0.55, 0.15, 0.25, 0.05)),
        "industry": draws.one_of(industries, crowding),
        "is_four_new": draws.yes(0.2),
    }


def _figures(draws: Draws) -> dict[str, pl.Series]:
    revenue, employees = draws.around(25e6, 1.6), draws.around(30, 1.1)
    profit = revenue * (0.08 + 0.08 * draws.random.standard_normal(draws.rows))
    before, assets = revenue * draws.around(0.97, 0.2), revenue * draws.around(1.1, 0.4)
    is_exporter = draws.random.random(draws.rows) < 0.4
    return {
        "employees": draws.whole(employees),
        "rd_staff": draws.whole(employees * draws.around(0.08, 0.8)),
        "revenue": draws.money(revenue),
        "profit": draws.money(profit),
        "revenue_before": draws.money(before),
        "tax": draws.money(revenue * draws.around(0.03, 0.5)),
        "rd_spending": draws.money(revenue * draws.around(0.02, 0.7)),
        "exports": draws.money(revenue * is_exporter * draws.random.random(draws.rows)),
        "assets": draws.money(assets),
        "liabilities": draws.money(assets * draws.around(0.45, 0.5)),
    }


def _quality(draws: Draws) -> dict[str, pl.Series]:
    levels = ("none", "county", "municipal", "provincial", "national")
    return {
        "market_share": draws.shares(0, 0.12),
        "satisfaction": draws.shares(0.7, 1),
        "honour_level": draws.one_of(levels, (0.4, 0.25, 0.2, 0.12, 0.03)),
        "srdi_level": draws.one_of(("none", "innovative", "provincial", "little_giant"), (0.35, 0.4, 0.2, 0.05)),
        "certified_until": draws.days(date(2022, 1, 1), date(2028, 12, 31)),
        "patents": draws.counts(2.5),
        "standards": draws.counts(0.4),
        "trademarks": draws.counts(1.5),
        "has_own_brand": draws.yes(0.6),
    }


def _record(draws: Draws) -> dict[str, pl.Series]:
    fined = draws.around(2e4, 1) * (draws.random.random(draws.rows) < 0.2)
    return {
        "accidents": draws.counts(0.2),
        "last_accident_on": draws.days(date(2005, 1, 1), AS_OF),
        "has_serious_violation": draws.yes(0.02),
        "is_dishonest_debtor": draws.yes(0.03),
        "is_listed_abnormal": draws.yes(0.05),
        "fines": draws.money(fined),
        "last_penalty_on": draws.days(date(2005, 1, 1), AS_OF),
        "inspection_result": draws.one_of(("passed", "failed"), (0.9, 0.1)),
        "last_inspection_on": draws.days(date(2015, 1, 1), AS_OF),
        "tax_rating": draws.one_of(("A", "B", "M", "C", "D"), (0.25, 0.35, 0.25, 0.1, 0.05)),
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--seed", type=int, default=SEED)
    arguments.add_argument("--compact", action="store_true", help="as evidence folders are written")
    chosen = arguments.parse_args()
    generate(chosen.folder, chosen.rows, chosen.seed, is_compact=chosen.compact)


if __name__ == "__main__":
    main()
