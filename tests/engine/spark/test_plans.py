"""Golden plans: what Spark makes of a small program. A plan that changes its shape is looked at, not waved through.

After a change that is meant: `MINGPIN_ACCEPT_PLANS=1 pytest tests/engine/spark/test_plans.py`, and read the difference.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from mingpin.engine.spark import conformed, derive_facts, evaluate_gates
from tests.engine.small_packs import asking
from tests.engine.small_world import vocabulary

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

PLANS = Path(__file__).parent / "plans"
PROGRAMS = {
    "value-and-sum": ("revenue - profit > $amount", "ratio(profit, revenue) >= $part"),
    "exists-under-coverage": ("had_own_confirmed_incident AND holds_valid_honour",),
    "latest-of-both": ("in_last_years(last_fined_on, $years)",),
    "top-share": ("in_top_share(revenue, $top)",),
}


def plan_of(frame: DataFrame) -> str:
    """The optimized logical plan without the numbers that Spark gives to columns, which differ from run to run, and with only
    the first columns of each table, by which one knows it."""
    plan = frame._jdf.queryExecution().optimizedPlan().toString()
    plan = re.sub(r"#\d+L?", "", plan)
    return re.sub(r"LogicalRDD \[((?:\w+, ){3})[^\]]*\]", r"LogicalRDD [\1…]", plan)


def empty_tables(session: SparkSession) -> dict[str, DataFrame]:
    """Every table as a relation that the optimizer cannot look into."""
    schemas = {name: frame.schema for name, frame in conformed(session, {}, vocabulary()).items()}
    return {name: session.createDataFrame(session.sparkContext.emptyRDD(), schema) for name, schema in schemas.items()}


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_plan_of_a_program_is_the_one_that_was_read_and_accepted(session: SparkSession, name: str) -> None:
    program, file = asking(*PROGRAMS[name]), PLANS / f"{name}.txt"
    plan = plan_of(evaluate_gates(program, derive_facts(program, empty_tables(session))))
    if os.environ.get("MINGPIN_ACCEPT_PLANS") == "1":
        file.write_text(plan, encoding="utf-8")
    assert plan == file.read_text("utf-8")


def test_no_plan_calls_python(session: SparkSession) -> None:
    """The executors need neither Python nor this package."""
    program = asking(*(condition for conditions in PROGRAMS.values() for condition in conditions))
    plan = plan_of(evaluate_gates(program, derive_facts(program, empty_tables(session))))
    assert "Python" not in plan
    assert "UDF" not in plan
