"""Spark gives the reference's truth for every gate and its value for every fact."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given

from mingpin.engine import polars_facts
from mingpin.engine.compile import compile_program
from mingpin.engine.lowered import Program, SumAtLeast, Test
from mingpin.engine.model import Node, NodeKind
from mingpin.engine.spark import derive_facts
from mingpin.vocabulary import Evidence
from mingpin.vocabulary.model import Take
from tests.conftest import examples
from tests.engine.small_packs import PARAMETERS, Trial, asking, criterion, families, holding, make_pack, trials
from tests.engine.small_world import Row, evidence, pools, vocabulary
from tests.engine.spark.on_spark import answers, disagreements, tables_of
from tests.engine.test_backends_agree import EVERYTHING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

AS_OF = date(2024, 2, 29)


def test_spark_agrees_with_the_reference_on_every_gate_and_every_fact(session: SparkSession) -> None:
    @given(trials())
    @examples(3)
    def agree(trial: Trial) -> None:
        assert disagreements(session, trial.program, trial.evidence()) == {}

    agree()


@pytest.fixture(scope="module")
def program() -> Program:
    """Conditions of every family, over every fact of the small vocabulary, and a judgement."""
    chance = Random(7)
    some = [chance.choice(family) for family in families().values() for _ in range(2)]
    texts = dict.fromkeys([*EVERYTHING, *some])
    clauses = [criterion(holding(text, f"c{place}#")) for place, text in enumerate(texts)]
    clauses.append(criterion(Node("judged#", NodeKind.JUDGEMENT, subject="well_run")))
    pack = make_pack(clauses, {"day": AS_OF, **PARAMETERS})
    compiled = compile_program(pack, year=2024, as_of=AS_OF)
    assert {lowered.fact.name for lowered in compiled.facts} > set(vocabulary().facts)
    assert {lowered.fact.take for lowered in compiled.facts} == set(Take)
    return compiled


@pytest.fixture(scope="module")
def crowd() -> Evidence:
    """Some hundred organisations and products with five hundred rows about them, and coverage of every kind."""
    return evidence(crowded(Random(11)))


def crowded(chance: Random) -> dict[str, list[Row]]:
    """Rows whose cells come from the pools of the small world; in industry 13 of province 41 many share their amounts."""
    bodies, goods = [f"O{number:02d}" for number in range(60)], [f"P{number:02d}" for number in range(25)]
    owners = (*bodies[:30], "nobody", "P00", None)
    subjects = [{"subject_id": id_, "organisation_id": id_, **drawn(chance, "subjects")} for id_ in bodies]
    subjects += [
        {"subject_id": id_, "organisation_id": chance.choice(owners), **drawn(chance, "subjects")} for id_ in goods
    ]
    rows: dict[str, list[Row]] = {"subjects": subjects, "coverage": declarations(chance, [*bodies, *goods])}
    rows["peer_thresholds"] = [{**drawn(chance, "peer_thresholds"), "industry": "34", "area": "41"} for _ in range(3)]
    for table in ("financials", "honours", "licences", "incidents", "judgements"):
        rows[table] = [
            {"subject_id": chance.choice([*bodies, *goods, "ghost"]), **drawn(chance, table)} for _ in range(90)
        ]
    rows["financials"] += [{"subject_id": id_, **drawn(chance, "financials"), "year": 2023} for id_ in bodies[:45]]
    return rows


def drawn(chance: Random, table: str) -> Row:
    """A row with a value of its pool in each column."""
    return {name: chance.choice(pool) for name, pool in pools(table, AS_OF).items()}


def declarations(chance: Random, ids: list[str]) -> list[Row]:
    """Fresh, stale and undated ones, with gaps, that overlap, for areas, subjects and nobody."""
    lists = ("incident_list", "credit_report", "honour_register", "licence_register")
    ends = [AS_OF - timedelta(days=days) for days in (0, 0, 1, 30, 31, 400)]
    starts = [*(AS_OF - timedelta(days=days) for days in (31, 32, 365, 366, 1200)), date(1998, 5, 5), "2019", None]
    found: list[dict[str, Any]] = [
        {"list": "province_financials", "area": "41", "period_from": "2020", "as_of": AS_OF},
        {"list": "honour_register", "area": "4107", "period_from": "1990", "as_of": AS_OF},
        {"list": "credit_report", "area": "410782", "period_from": "1998-05-05", "as_of": AS_OF},
    ]
    for _ in range(90):
        is_of_area = chance.random() < 0.1
        row = {
            "list": chance.choice(lists),
            "period_from": chance.choice(starts),
            "as_of": chance.choice([*ends, None]),
        }
        row["period_to"] = chance.choice([*ends, "2023", None])
        row |= (
            {"area": chance.choice(("4107", "42", "410781", None))}
            if is_of_area
            else {"subject_id": chance.choice(ids)}
        )
        found.append(row)
    return found


def test_spark_agrees_about_a_crowd_with_every_take_and_every_family_of_conditions(
    session: SparkSession, program: Program, crowd: Evidence
) -> None:
    assert disagreements(session, program, crowd) == {}


def test_facts_have_the_columns_and_types_of_the_bulk_backend(
    session: SparkSession, program: Program, crowd: Evidence
) -> None:
    spark = derive_facts(program, tables_of(session, program, crowd))
    bulk = polars_facts.derive_facts(program, crowd)
    words = {"string": "String", "boolean": "Boolean", "bigint": "Int64", "date": "Date"}
    assert {name: words[type_] for name, type_ in spark.dtypes} == {
        name: str(type_) for name, type_ in bulk.schema.items()
    }


def test_the_crowd_knows_every_answer(session: SparkSession, program: Program, crowd: Evidence) -> None:
    """So that agreement is not about blanks: peers by rank and by threshold, and every other question, both ways and open."""
    facts, _gates = answers(session, asking("in_top_share(revenue, $top)", as_of=AS_OF), crowd)
    column = next(name for name in facts.columns if name.startswith("in_top_share"))
    assert set(facts[column]) == {True, False, None}
    assert set(facts.filter(facts["peer:industry"] == "13")[column]) == {True, False, None}


def test_weighted_sums_do_not_wrap_around(session: SparkSession) -> None:
    """46,000,000,000,000,000 yuan three times over is beyond 64 bits, and a million times a ratio's divisor beyond that."""
    huge = [{"subject_id": "A", "year": 2023, "revenue": "46000000000000000", "profit": "1"}]
    fines = [{"subject_id": "A", "fine": "46000000000000000"}] * 3
    program = asking(
        "ratio(revenue, profit) >= $part", "fines > $amount", "revenue + revenue + profit > 0", part=333_333
    )
    assert any(isinstance(test, SumAtLeast) for gate in program.gates for test in _tests(gate.test))
    rows = {"subjects": [{"subject_id": "A", "organisation_id": "A"}], "financials": huge, "incidents": fines}
    assert disagreements(session, program, evidence(rows)) == {}


def _tests(test: Test | None) -> list[Test]:
    inner = [getattr(test, "then", None), *getattr(test, "operands", ())]
    return ([test] if test else []) + [found for one in inner if one for found in _tests(one)]


def test_a_register_without_anyone_gives_no_rows(session: SparkSession) -> None:
    facts, gates = answers(session, asking("revenue > 0", "had_own_confirmed_incident"), evidence({}))
    assert facts.is_empty()
    assert gates.is_empty()
