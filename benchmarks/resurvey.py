"""What it costs to bring a survey up to date, beside a full run: the demonstration register, tiled to many subjects.

Prints a table; asserts nothing but that both say the same. `python -m benchmarks.resurvey --subjects 100000`
"""

from __future__ import annotations

import argparse
import platform
import time
from collections.abc import Callable, Iterator
from statistics import median

import polars as pl

from benchmarks.tiled import AS_OF, PACK, YEAR, tiled
from mingpin.engine import Changes, Program, Survey, compile_program, run_survey
from mingpin.engine.lowered import VERDICT
from mingpin.engine.model import Node, NodeKind
from mingpin.engine.resurvey import resurvey
from mingpin.vocabulary import Evidence


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--subjects", type=int, default=100_000)
    arguments.add_argument("--rounds", type=int, default=5)
    chosen = arguments.parse_args()
    evidence = tiled(chosen.subjects)
    rows = sum(frame.height for frame in evidence.tables.values())
    print(f"{platform.python_implementation()} {platform.python_version()}, Polars {pl.__version__}", end=", ")
    print(f"{evidence.subjects.height:,} subjects, {rows:,} rows of evidence; medians of {chosen.rounds} rounds")
    previous = run_survey(program(), evidence)
    print(f"{'changed':34}{'verdicts':>12}{'full run':>13}{'re-survey':>13}{'ratio':>8}")
    for name, situation in situations(evidence).items():
        measure(name, previous, situation, chosen.rounds)


def program(**changes: object) -> Program:
    return compile_program(PACK, year=YEAR, as_of=AS_OF, changes=Changes(**changes))  # type: ignore[arg-type]


Situation = tuple[Program, Evidence, list[str] | None]


def situations(evidence: Evidence) -> dict[str, Situation]:
    """What changed since the survey, by name: the program, the evidence, and the ids that the caller knows to have changed."""
    same, few = program(), evidence.subjects.get_column("subject_id").sample(10, seed=1).to_list()
    corrected = with_days(with_judgements(evidence, few), few)
    question = next(node for node in nodes() if node.kind is NodeKind.READINGS)
    mills = evidence.subjects.filter(industry="C34").get_column("subject_id").to_list()
    return {
        "nothing": (same, evidence, None),
        "10 subjects": (same, corrected, None),
        "10 subjects, named by the caller": (same, corrected, few),
        "10 subjects, revenue": (same, with_revenue(evidence, few), None),
        "one industry, revenue": (same, with_revenue(evidence, mills), None),
        "one parameter of a rule": (program(parameters={"min_operating_years": 4}), evidence, None),
        "one parameter of facts": (program(parameters={"recent_years": 4}), evidence, None),
        "one parameter of ranks": (program(parameters={"foremost_share": 200_000}), evidence, None),
        "one ruling": (program(rulings={question.subject: question.children[0].reading}), evidence, None),
    }


def nodes() -> Iterator[Node]:
    for clause in PACK.executable:
        yield from clause.rule.walk() if clause.rule else ()


def with_judgements(evidence: Evidence, ids: list[str]) -> Evidence:
    """Every judgement about these subjects turned round."""
    return changed(evidence, "judgements", ids, value=~pl.col("value"))


def with_days(evidence: Evidence, ids: list[str]) -> Evidence:
    """These subjects in operation for half a year."""
    day = pl.date(AS_OF.year, 1, 1)
    return changed(evidence, "subjects", ids, operating_since=day, operating_since__to=day)


def with_revenue(evidence: Evidence, ids: list[str]) -> Evidence:
    """The revenue of these subjects a tenth higher in every year."""
    return changed(evidence, "financials", ids, revenue=pl.col("revenue") * 11 // 10)


def changed(evidence: Evidence, table: str, ids: list[str], **values: pl.Expr) -> Evidence:
    """The evidence with these values in the rows of these subjects."""
    is_meant = pl.col("subject_id").is_in(ids)
    frame = evidence.tables[table]
    cells = (pl.when(is_meant).then(value).otherwise(name).alias(name) for name, value in values.items())
    return Evidence({**evidence.tables, table: frame.with_columns(cells)})


def measure(name: str, previous: Survey, situation: Situation, rounds: int) -> None:
    """Prints how many verdicts change, and the medians of a full run and of a re-survey."""
    new, evidence, ids = situation
    full, updated = run_survey(new, evidence), resurvey(previous, new, evidence, ids)
    assert full.facts.equals(updated.facts), name
    assert full.gates.equals(updated.gates), name
    pairs = [
        (seconds(lambda: run_survey(new, evidence)), seconds(lambda: resurvey(previous, new, evidence, ids)))
        for _round in range(rounds)
    ]
    whole, part = (median(times) for times in zip(*pairs, strict=True))
    moved = previous.gates.get_column(VERDICT).ne_missing(updated.gates.get_column(VERDICT)).sum()
    print(f"{name:34}{moved:>12,}{whole * 1000:>10,.0f} ms{part * 1000:>10,.0f} ms{whole / part:>7.1f}x")


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
