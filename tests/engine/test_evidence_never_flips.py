"""What more evidence can do to a truth that is settled.

1. Saying more about records that are there (a blank filled, a date known to the year known to the day), declaring coverage, and
   a judgement passed where there was none never turn true into false or false into true.
2. Where no two rows speak of the same thing, they do not make a settled truth unknown either. (Two rows that contradict each
   other do: that is a settled truth becoming unknown, still not its opposite.)
3. A new record never turns true into false or back where nothing had been declared complete. Where something had, it is the
   record that was declared not to exist, and it may.

What is not "more about a record" but a record of its own: whose a row is (`subject_id`, `owner_id`), among whom an organisation
is ranked (`industry`, `registered_province`), and the published thresholds, which outrank our own ranking.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mingpin.engine import reference
from mingpin.engine.lowered import Program
from mingpin.engine.reference import Truths
from mingpin.vocabulary.model import Type
from mingpin.vocabulary.values import date_span
from tests.conftest import examples
from tests.engine.small_packs import Trial, trials
from tests.engine.small_world import JUDGEMENTS, Row, Rows, declarations, evidence, pools, row, vocabulary

PLACES = ("industry", "registered_province")


def truths_of(program: Program, rows: Rows) -> dict[str, Truths]:
    return reference.evaluate(program, evidence(rows))


def turned(before: Mapping[str, Truths], after: Mapping[str, Truths]) -> list[tuple[str, str]]:
    """The gates that were true and are false, or the other way round, with their subjects."""
    return [
        (subject, gate)
        for subject, gates in before.items()
        for gate, truth in gates.items()
        if truth is not None and after[subject][gate] is (not truth)
    ]


def unsettled(before: Mapping[str, Truths], after: Mapping[str, Truths]) -> list[tuple[str, str]]:
    """The gates that were true or false and are not so any more."""
    return [
        (subject, gate)
        for subject, gates in before.items()
        for gate, truth in gates.items()
        if truth is not None and after[subject][gate] is not truth
    ]


# --- saying more ------------------------------------------------------------------------------------------------------


def say_more(data: st.DataObject, program: Program, rows: Rows) -> Rows:
    """The same records with some more said about them."""
    altered = {table: [dict(record) for record in records] for table, records in rows.items()}
    for table in sorted(set(altered) - {"coverage", "peer_thresholds"}):
        for record in altered[table]:
            for column, pool in pools(table, program.as_of).items():
                if column in PLACES and program.peers:
                    continue
                if record.get(column) is None and data.draw(st.booleans()):
                    record[column] = data.draw(st.sampled_from([value for value in pool if value is not None]))
                elif is_rough(table, column, record) and data.draw(st.booleans()):
                    record[column] = data.draw(day_within(record[column]))
    altered["coverage"] = [*altered["coverage"], *declare(data, program)]
    return altered


def is_rough(table: str, column: str, record: Row) -> bool:
    return vocabulary().tables[table].columns[column].type is Type.DATE and isinstance(record.get(column), str)


def day_within(rough: str) -> st.SearchStrategy[Any]:
    first, last = date_span(rough)
    days = st.integers(0, (last - first).days)
    return st.one_of(st.sampled_from([first, last]), days.map(lambda days: first + timedelta(days=days)))


def declare(data: st.DataObject, program: Program) -> list[Row]:
    lists = sorted({lowered.fact.list for lowered in program.facts if lowered.fact.list})
    lists += [question.list for question in program.peers][:1]
    if not lists:
        return []
    return data.draw(st.sampled_from(lists).flatmap(lambda list_: declarations(list_, program.as_of)))


def judge(data: st.DataObject, program: Program, rows: Rows) -> Rows:
    """The same with a judgement on a subject that had none."""
    held = rows.get("judgements", [])
    subject = data.draw(st.sampled_from([record["subject_id"] for record in rows["subjects"]]))
    judgement = data.draw(st.sampled_from(JUDGEMENTS))
    if any(record["subject_id"] == subject for record in held):
        return rows
    passed = {"subject_id": subject, "judgement": judgement, "year": program.year, "value": data.draw(st.booleans())}
    return {**rows, "judgements": [*held, {**passed, "decided_on": program.as_of, "is_seconded": True}]}


@given(trials(), st.data())
@examples(400)
def test_saying_more_never_turns_true_into_false_or_false_into_true(trial: Trial, data: st.DataObject) -> None:
    more = judge(data, trial.program, say_more(data, trial.program, trial.rows))
    assert turned(truths_of(trial.program, trial.rows), truths_of(trial.program, more)) == []


@given(trials(), st.data())
@examples(300)
def test_saying_more_never_unsettles_what_no_two_rows_speak_of(trial: Trial, data: st.DataObject) -> None:
    single = one_row_each(trial.rows)
    more = judge(data, trial.program, say_more(data, trial.program, single))
    assert unsettled(truths_of(trial.program, single), truths_of(trial.program, more)) == []


def one_row_each(rows: Rows) -> Rows:
    """Organisations only, with one row of each table, and one published threshold."""
    organisations = [record for record in rows["subjects"] if record["kind"] == "enterprise"]
    singled = {
        table: list({record["subject_id"]: record for record in records}.values())
        for table, records in rows.items()
        if table not in ("subjects", "coverage", "peer_thresholds")
    }
    thresholds = rows.get("peer_thresholds", [])[:1]
    return {**singled, "subjects": organisations, "coverage": rows["coverage"], "peer_thresholds": thresholds}


@given(trials(), st.data())
@examples(150)
def test_more_coverage_alone_never_unsettles_anything(trial: Trial, data: st.DataObject) -> None:
    more = {**trial.rows, "coverage": [*trial.rows["coverage"], *declare(data, trial.program)]}
    assert unsettled(truths_of(trial.program, trial.rows), truths_of(trial.program, more)) == []


# --- new records ------------------------------------------------------------------------------------------------------


@given(trials(), st.data())
@examples(200)
def test_a_new_record_never_turns_anything_where_no_list_was_declared_complete(
    trial: Trial, data: st.DataObject
) -> None:
    rows = {**trial.rows, "coverage": []}
    read = sorted(set(rows) - {"subjects", "coverage", "peer_thresholds"})
    more = dict(rows)
    for table in read:
        more[table] = [*rows[table], *data.draw(st.lists(row(table, trial.program.as_of), max_size=2))]
    assert turned(truths_of(trial.program, rows), truths_of(trial.program, more)) == []
