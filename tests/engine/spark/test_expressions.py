"""Each kind of test as Spark SQL, on every combination of ends and blanks, beside the reference's truth."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import TYPE_CHECKING

from mingpin.engine.lowered import (
    Always,
    And,
    AtLeast,
    CoversGoods,
    Given,
    IsOneOf,
    IsTrue,
    Not,
    Or,
    SumAtLeast,
    Test,
)
from mingpin.engine.spark.expressions import expression_of
from mingpin.engine.spark.sql import literal, quoted
from mingpin.engine.truth import Bracket, truth_of
from mingpin.vocabulary.values import FOREVER, HIGHEST, LOWEST, NEVER

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

TRUTHS = (True, False, None)
ENDS = (LOWEST, -1, 0, 1, HIGHEST - 1, HIGHEST)
BRACKETS = [Bracket(low, high) for low, high in product(ENDS, ENDS) if low <= high]
DAYS = (NEVER, date(2024, 2, 28), date(2024, 2, 29), FOREVER)
SPANS = [Bracket(low, high) for low, high in product(DAYS, DAYS) if low <= high]
GOODS = (["a"], ["a", "b"], ["c", "a", "a"], [], None)


def agree(
    session: SparkSession, schema: str, rows: list[dict[str, object]], tests: dict[str, Test], dates: str = ""
) -> None:
    """Fails with every row on which Spark and the reference differ."""
    columns = [part.split()[0].strip("`") for part in schema.split(", ")]
    flat = [tuple(_end(row, column) for column in columns) for row in rows]
    texts = [f"{expression_of(test, frozenset(dates.split()))} AS {quoted(name)}" for name, test in tests.items()]
    answers = session.createDataFrame(flat, schema).selectExpr(*texts).collect()
    found = {
        (name, str(row)): answer[name]
        for row, answer in zip(rows, answers, strict=True)
        for name, test in tests.items()
        if answer[name] is not truth_of(test, row)
    }
    assert found == {}


def _end(row: dict[str, object], column: str) -> object:
    value = row[column.removesuffix("__to")]
    return (value.high if column.endswith("__to") else value.low) if isinstance(value, Bracket) else value


def test_and_or_not_are_kleenes(session: SparkSession) -> None:
    a, b = IsTrue("a"), IsTrue("b")
    tests: dict[str, Test] = {"and": And((a, b)), "or": Or((a, b)), "not": Not(a), "given": Given(a, b)}
    tests |= {"yes": Always(True), "no": Always(False), "open": Always(None), "nested": Not(Or((And((a, b)), Not(b))))}
    agree(session, "a BOOLEAN, b BOOLEAN", [{"a": x, "b": y} for x, y in product(TRUTHS, TRUTHS)], tests)


def test_a_code_is_one_of_these_or_unknown(session: SparkSession) -> None:
    odd = "it's \\ `odd` ${x}"
    tests: dict[str, Test] = {
        "one": IsOneOf("c", ("x", "y")),
        "not": Not(IsOneOf("c", ("x", odd))),
        "odd": IsOneOf("c", (odd,)),
    }
    agree(session, "c STRING", [{"c": code} for code in ("x", "y", "z", odd, "", None)], tests)


def test_a_bracket_passes_fails_or_stays_open(session: SparkSession) -> None:
    tests: dict[str, Test] = {str(bound): AtLeast("n", bound) for bound in (LOWEST, -1, 0, 1, HIGHEST, HIGHEST + 1)}
    agree(session, "n BIGINT, n__to BIGINT", [{"n": bracket} for bracket in BRACKETS], tests)
    tests = {str(day): AtLeast("d", day) for day in (*DAYS, date(2024, 3, 1))}
    agree(session, "d DATE, d__to DATE", [{"d": span} for span in SPANS], tests)


def test_a_weighted_sum_is_open_where_a_term_is_and_never_wraps_around(session: SparkSession) -> None:
    weights = [((1, 1), 0), ((1, -1), 1), ((3, -1_000_000), -5), ((HIGHEST, 7), HIGHEST), ((-1, -1), LOWEST * 4)]
    tests: dict[str, Test] = {
        f"{weight} {bound}": SumAtLeast((("n", weight[0]), ("m", weight[1])), bound) for weight, bound in weights
    }
    rows: list[dict[str, object]] = [{"n": n, "m": m} for n, m in product(BRACKETS, BRACKETS)]
    agree(session, "n BIGINT, n__to BIGINT, m BIGINT, m__to BIGINT", rows, tests)
    days: dict[str, Test] = {f"later by {by}": SumAtLeast((("d", 1), ("e", -1)), by) for by in (-1, 0, 1, 2)}
    spans: list[dict[str, object]] = [{"d": d, "e": e} for d, e in product(SPANS, SPANS)]
    agree(session, "d DATE, d__to DATE, e DATE, e__to DATE", spans, days, dates="d e")


def test_goods_are_covered_where_all_of_them_are_named(session: SparkSession) -> None:
    rows: list[dict[str, object]] = [
        {"offered": offered, "wanted": wanted} for offered, wanted in product(GOODS, GOODS)
    ]
    agree(session, "offered ARRAY<STRING>, wanted ARRAY<STRING>", rows, {"covers": CoversGoods("offered", "wanted")})


def test_names_and_texts_cannot_break_out_of_the_sql() -> None:
    assert quoted("a`b.c") == "`a``b.c`"
    assert literal("a'b\\c") == "'a\\'b\\\\c'"
