"""zen-engine, subject by subject: the decision compiled once, asked for whole batches of contexts in JSON.

It has no unknown: comparing a blank with a number is an error, so that blanks are filled before it is asked. Dates are given as
whole days, levels as ranks, which it compares fastest.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import polars as pl
import zen

from benchmarks.register import queries
from benchmarks.register.contenders import ROWS_BY_ROW, Prepared, Setting
from benchmarks.register.two_values import filled_inputs

_DAYS = {
    day: str((date.fromisoformat(day) - date(1970, 1, 1)).days)
    for day in ("2019-06-30", "2021-06-30", "2024-06-30", "2021-01-01", "2022-01-01")
}
BATCH = 2_000
"""Contexts given at once."""


def _in_zen(sql: str) -> str:
    """A leaf or clause of ours in zen's expressions."""
    text = sql.replace("'", '"').replace(" = ", " == ").replace(" <> ", " != ")
    for day, number in _DAYS.items():
        text = text.replace(f'date "{day}"', number)
    if text.startswith("case when "):
        condition, then = text.removeprefix("case when ").removesuffix(" end").split(" then ")
        return f"{condition} and {then}"
    if " between " in text:
        name, ends = text.split(" between ")
        first, last = ends.split(" and ")
        return f"{name} >= {first} and {name} <= {last}"
    if " in (" in text:
        text = text.replace(" in (", " in [").replace(")", "]")
    return text


LEAVES = {name: _in_zen(leaf) for name, leaf in queries.LEAVES.items()}
LEAVES["c1_6"] = 'srdi_level in ["innovative", "provincial", "little_giant"]'


def decision() -> dict[str, Any]:
    """The graph: input, one node of expressions, output."""
    of_result = {name: f"$.{name}" for name in LEAVES}
    clauses = {}
    for name, text in queries.CLAUSES.items():
        for leaf, reference in of_result.items():
            text = text.replace(leaf, reference)
        clauses[name] = f"not ({_in_zen(queries.APPLIES[name])}) or ({text})" if name in queries.APPLIES else text
    scope = " or ".join(sorted({f"({_in_zen(text)})" for text in queries.APPLIES.values()}))
    verdict = " and ".join([*(f"$.{name}" for name in clauses), f"({scope})"])
    expressions = {**LEAVES, **clauses, "verdict": verdict}
    listed = [{"id": name, "key": name, "value": value} for name, value in expressions.items()]
    place = {"x": 0, "y": 0}
    return {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", "position": place},
            {
                "id": "rule",
                "type": "expressionNode",
                "name": "rule",
                "position": place,
                "content": {"expressions": listed},
            },
            {"id": "out", "type": "outputNode", "name": "out", "position": place},
        ],
        "edges": [
            {"id": "1", "sourceId": "in", "targetId": "rule", "type": "edge"},
            {"id": "2", "sourceId": "rule", "targetId": "out", "type": "edge"},
        ],
    }


def one_expression() -> str:
    """The verdict alone, as one expression."""
    texts = []
    for name, text in queries.CLAUSES.items():
        for leaf, written in LEAVES.items():
            text = text.replace(leaf, f"({written})")
        texts.append(
            f"(not ({_in_zen(queries.APPLIES[name])}) or ({text}))" if name in queries.APPLIES else f"({text})"
        )
    scope = " or ".join(sorted({f"({_in_zen(text)})" for text in queries.APPLIES.values()}))
    return " and ".join([*texts, f"({scope})"])


def prepare(setting: Setting) -> Prepared:
    """Leaves, clauses and verdict of each subject."""
    ids, contexts = _contexts(setting)
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"pack": decision()}}})
    requests: list[Any] = [{"key": "pack", "context": context} for context in contexts]
    found: list[bool] = []

    def run() -> None:
        found.clear()
        for first in range(0, len(requests), BATCH):
            answers = engine.evaluate_batch(requests[first : first + BATCH])
            found.extend(answer["data"]["result"]["verdict"] for answer in answers)

    return Prepared(run, lambda: ids.with_columns(pl.Series("verdict", found)))


def compiled_expression(setting: Setting) -> Prepared:
    """Only the verdict of each subject, by one compiled expression: no leaf is kept."""
    ids, contexts = _contexts(setting)
    rows = [json.loads(context) for context in contexts]
    expression = zen.compile_expression(one_expression())
    found: list[bool] = []

    def run() -> None:
        found[:] = [expression.evaluate(row) for row in rows]

    return Prepared(run, lambda: ids.with_columns(pl.Series("verdict", found)))


def _contexts(setting: Setting) -> tuple[pl.DataFrame, list[str]]:
    inputs = filled_inputs(setting.inputs, ROWS_BY_ROW)
    days = inputs.with_columns(pl.col(pl.Date).to_physical())
    return inputs.select("subject_id"), [json.dumps(row) for row in days.drop("subject_id").iter_rows(named=True)]
