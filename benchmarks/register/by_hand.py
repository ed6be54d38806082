"""Plain Polars written by hand, and the floor: a scan that only counts."""

from __future__ import annotations

import polars as pl

from benchmarks.register import queries
from benchmarks.register.contenders import Prepared, Setting

_PLACE = ("registered_province", "industry")
_SHARE = pl.lit(3, dtype=pl.Int64), pl.lit(10, dtype=pl.Int64)


def count_only(setting: Setting) -> Prepared:
    """Counts what is filled in each column that the task needs: nobody can be faster."""
    file = setting.folder / "subjects.parquet"

    def run() -> None:
        pl.scan_parquet(file).select(pl.col("subject_id", "industry", *queries.COLUMNS).count()).collect(
            engine="streaming"
        )

    return Prepared(run, None)


def end_to_end(setting: Setting) -> Prepared:
    """From the register's file to an Arrow file of ranks and verdicts."""
    file, out = setting.folder / "subjects.parquet", setting.out / "verdicts.arrow"

    def run() -> None:
        frame = with_tops(pl.scan_parquet(file))
        frame.select("subject_id", "revenue_rank", "profit_rank", verdict().alias("verdict")).collect().write_ipc(out)

    return Prepared(run, lambda: pl.read_ipc(out, columns=["subject_id", "verdict"]))


def logic(setting: Setting) -> Prepared:
    """Leaves, clauses and verdict in memory, with codes as categories."""
    facts = pl.read_parquet(setting.inputs)
    leaves, clauses = leaf_columns(), clause_columns()
    found: list[pl.DataFrame] = []

    def run() -> None:
        steps = facts.lazy().with_columns(leaves).with_columns(clauses).with_columns(counted().alias("verdict"))
        found[:] = [steps.select("subject_id", *queries.LEAVES, *queries.CLAUSES, "verdict").collect()]

    return Prepared(run, lambda: found[0].select("subject_id", "verdict"))


def with_tops(subjects: pl.LazyFrame) -> pl.LazyFrame:
    """The subjects with both ranks, and whether they are among the top 30 % of their industry."""
    for measure in ("revenue", "profit"):
        rank = pl.col(measure).rank("min", descending=True).over(_PLACE)
        peers, known = pl.len().over(_PLACE).cast(pl.Int64), pl.col(measure).count().over(_PLACE).cast(pl.Int64)
        subjects = subjects.with_columns(rank.cast(pl.Int64).alias(f"{measure}_rank"))
        most, placed = peers * _SHARE[0] // _SHARE[1], pl.col(f"{measure}_rank")
        is_peer = (pl.col("registered_province") == "41") & pl.col("industry").is_not_null()
        truth = pl.when(placed + peers - known <= most).then(True).when(placed > most).then(False)
        subjects = subjects.with_columns(pl.when(is_peer).then(truth).alias(f"top_{measure}"))
    return subjects


def leaf_columns() -> list[pl.Expr]:
    """The 44 leaves as expressions."""
    return [pl.sql_expr(leaf).alias(name) for name, leaf in queries.LEAVES.items()]


def clause_columns() -> list[pl.Expr]:
    """The 15 clauses over the leaves."""
    return [pl.sql_expr(text).alias(name) for name, text in queries.CLAUSES.items()]


def counted() -> pl.Expr:
    """The verdict over the clauses."""
    parts = [
        pl.sql_expr(f"not ({queries.APPLIES[c]}) or {c}") if c in queries.APPLIES else pl.col(c)
        for c in queries.CLAUSES
    ]
    return pl.all_horizontal(*parts, _has_scope())


def verdict() -> pl.Expr:
    """The verdict over the columns and the two answers about peers."""
    return pl.sql_expr(queries.verdict().removesuffix(queries.HAS_SCOPE).rstrip().removesuffix("and")) & _has_scope()


def _has_scope() -> pl.Expr:
    return pl.when(pl.sql_expr(" or ".join(sorted(set(queries.APPLIES.values()))))).then(True)


def logic_inputs(setting: Setting) -> None:
    """Writes what the logic reads: the columns of the leaves and the two answers about peers."""
    columns = ("subject_id", *queries.COLUMNS, "top_revenue", "top_profit")
    with_tops(pl.scan_parquet(setting.folder / "subjects.parquet")).select(columns).collect().write_parquet(
        setting.inputs
    )
