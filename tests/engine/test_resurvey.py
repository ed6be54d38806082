"""A survey brought up to date says what a full run says, whatever changed, and looks only where something may have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from mingpin.engine import Changes, Pack, Program, Survey, compile_program, run_survey
from mingpin.engine.lowered import FRESHNESS, AtLeast
from mingpin.engine.model import NodeKind
from mingpin.engine.resurvey import resurvey
from mingpin.vocabulary import Evidence
from tests.conftest import examples
from tests.engine.small_packs import QUESTIONS, asking, condition, conditions, packs, parameters
from tests.engine.small_world import (
    RUN_DAYS,
    YEARS,
    Row,
    Rows,
    declarations,
    evidence,
    filled,
    pools,
    row,
    rows_of_evidence,
    vocabulary,
)
from tests.engine.test_backends_agree import EVERYTHING

AS_OF = date(2024, 6, 30)
RANKINGS = ("in_top_share(revenue + profit, $top)", "in_top_share(fines, $top)", "in_top_share(profit, $part)")
NAMES = ("A", "B", "C", "D", "E", "P", "Q", "R")
"""Who may come into the register; the small world's subjects are some of them."""


def assert_up_to_date(
    previous: Survey, program: Program, after: Evidence, changed: Collection[str] | None = None
) -> None:
    """Bringing the survey up to date gives what a full run gives."""
    updated, full = resurvey(previous, program, after, changed), run_survey(program, after)
    assert_frame_equal(updated.facts, full.facts)
    assert_frame_equal(updated.gates, full.gates)
    assert updated.program is program
    assert updated.evidence is after


EVERY_FACT = asking(*EVERYTHING, *RANKINGS)
"""A program that reads every fact of the small vocabulary and ranks by several measures."""


# --- evidence that changes --------------------------------------------------------------------------------------------


FINDING = ("organisation_id", "area", "registered_on", "industry", "registered_province", "operating_since")
"""Columns of the register through which a subject finds its rows, their coverage and its peers."""


def drawn_row(draw: st.DrawFn, table: str, as_of: date, rows: Rows) -> Row | None:
    """A new row for a table; None where the draw gives none."""
    if table == "subjects":
        free = [name for name in NAMES if name not in {held["subject_id"] for held in rows["subjects"]}]
        owners = (*NAMES, "nobody", None)
        return draw(
            filled(
                {
                    "subject_id": tuple(free or ["S"]),
                    "organisation_id": tuple(free or ["S"]) + owners,
                    "kind": ("enterprise", "product"),
                    **pools("subjects", as_of),
                }
            )
        )
    if table == "coverage":
        list_ = draw(st.sampled_from(sorted(vocabulary().lists)))
        found = draw(declarations(list_, as_of))
        return found[-1] if found else None
    if table == "peer_thresholds":
        return draw(filled(pools(table, as_of)))
    return draw(row(table, as_of))


def add(draw: st.DrawFn, table: str, as_of: date, rows: Rows) -> None:
    new = drawn_row(draw, table, as_of, rows)
    if new and not (table == "subjects" and len(rows[table]) == len(NAMES)):
        rows[table].insert(draw(st.integers(0, len(rows[table]))), new)


def remove(draw: st.DrawFn, table: str, as_of: date, rows: Rows) -> None:
    if rows[table]:
        del rows[table][draw(st.integers(0, len(rows[table]) - 1))]


def change(draw: st.DrawFn, table: str, as_of: date, rows: Rows) -> None:
    """One value of one row: also whose it is, who carries it, its industry, its area."""
    new = drawn_row(draw, table, as_of, rows)
    if new and rows[table] and len(rows["subjects"]) < len(NAMES):
        place = draw(st.integers(0, len(rows[table]) - 1))
        column = draw(st.sampled_from([*new, *(FINDING * 3 if table == "subjects" else ())]))
        rows[table][place] = {**rows[table][place], column: new[column]}


def move(draw: st.DrawFn, table: str, as_of: date, rows: Rows) -> None:
    """A subject goes to another organisation, or a row to another subject."""
    if rows[table] and table not in ("coverage", "peer_thresholds"):
        place = draw(st.integers(0, len(rows[table]) - 1))
        column = "organisation_id" if table == "subjects" else "subject_id"
        rows[table][place] = {**rows[table][place], column: draw(st.sampled_from([*"AABBCCDPQ", "nobody", None]))}


def repeat(draw: st.DrawFn, table: str, as_of: date, rows: Rows) -> None:
    if rows[table] and table != "subjects":
        rows[table].append(draw(st.sampled_from(rows[table])))


def reorder(draw: st.DrawFn, table: str, as_of: date, rows: Rows) -> None:
    rows[table][:] = draw(st.permutations(rows[table]))


EDITS: tuple[Callable[[st.DrawFn, str, date, Rows], None], ...] = (change, change, move, add, remove, repeat, reorder)


@st.composite
def edited(draw: st.DrawFn, rows: Rows, as_of: date) -> Rows:
    """The rows after up to three edits, the first of them in any table or, as often, in the register."""
    after = {table: list(held) for table, held in rows.items()}
    tables = [*after, *(table for table in ("subjects", "coverage", "financials", "peer_thresholds") if table in after)]
    for _number in range(draw(st.integers(0, 3))):
        table = draw(st.sampled_from(tables))
        draw(st.sampled_from(EDITS))(draw, table, as_of, after)
    return after


def whose_rows_differ(before: Rows, after: Rows) -> set[str]:
    """The ids with another row, or another number of equal rows, in some table."""

    def counted(rows: Rows) -> Counter[tuple[str, str]]:
        return Counter((table, repr(sorted(held.items(), key=str))) for table in rows for held in rows[table])

    whose = {
        (table, repr(sorted(held.items(), key=str))): held.get("subject_id")
        for rows in (before, after)
        for table in rows
        for held in rows[table]
    }
    first, second = counted(before), counted(after)
    return {id_ for row, id_ in whose.items() if id_ is not None and first[row] != second[row]}


@given(st.data())
@examples(25)
def test_after_any_change_of_the_evidence_it_says_what_a_full_run_says(data: st.DataObject) -> None:
    before = data.draw(rows_of_evidence(EVERY_FACT))
    previous = run_survey(EVERY_FACT, evidence(before))
    for _number in range(3):
        after = data.draw(edited(before, AS_OF))
        changed = data.draw(st.sampled_from([None, whose_rows_differ(before, after)]))
        assert_up_to_date(previous, EVERY_FACT, evidence(after), changed)


# --- a small town -----------------------------------------------------------------------------------------------------


def town() -> dict[str, list[Row]]:
    """Five mills, of which one carries a bran and a flour (that a label), one a noodle; four workshops; an inn in Hubei."""
    mill = {"kind": "enterprise", "area": "410781", "registered_province": "41", "industry": "13"}
    mill |= {"registered_on": "2005-01-01", "operating_since": "2006-01-01", "applied_goods": "flour"}
    product = {"kind": "product", "organisation_id": "mill", "area": "410781", "operating_since": "2006-01-01"}
    covered = {"area": "41", "period_from": "2010-01-01", "as_of": "2024-06-30"}
    lists = ("honour_register", "licence_register", "credit_report", "province_financials")
    revenues = {
        "mill": 9,
        "second": 5,
        "third": 3,
        "fourth": 2,
        "fifth": 1,
        "shop": 4,
        "turner": 3,
        "smith": 2,
        "tinker": 1,
    }
    return {
        "subjects": [
            {"subject_id": "mill", "organisation_id": "mill", **mill},
            {"subject_id": "flour", **product},
            {"subject_id": "bran", **product},
            {"subject_id": "label", **product, "organisation_id": "flour"},
            {"subject_id": "second", "organisation_id": "second", **mill},
            {"subject_id": "third", "organisation_id": "third", **mill},
            {"subject_id": "fourth", "organisation_id": "fourth", **mill},
            {"subject_id": "fifth", "organisation_id": "fifth", **mill},
            {"subject_id": "noodle", **product, "organisation_id": "second"},
            *(
                {"subject_id": id_, "organisation_id": id_, **mill, "industry": "34"}
                for id_ in ("shop", "turner", "smith", "tinker")
            ),
            {"subject_id": "inn", "organisation_id": "inn", **mill, "area": "420100", "registered_province": "42"},
        ],
        "financials": [{"subject_id": id_, "year": 2023, "revenue": it, "profit": it} for id_, it in revenues.items()],
        "incidents": [
            {"subject_id": id_, "severity": "minor", "happened_on": "2020-05-01", "fine": it, "is_confirmed": True}
            for id_, it in {"flour": 1, "third": "0.01"}.items()
        ],
        "honours": [],
        "licences": [],
        "judgements": [],
        "peer_thresholds": [],
        "coverage": [
            *({"list": list_, **covered} for list_ in lists),
            {"list": "incident_list", **covered, "area": None, "subject_id": "mill", "period_from": "2008-01-01"},
        ],
    }


def with_values(table: str, id_: str, **values: Any) -> dict[str, list[Row]]:
    """The town, where the rows of one subject have these values."""
    return {table: [{**row, **values} if row["subject_id"] == id_ else row for row in town()[table]]}


def with_row(table: str, **row: Any) -> dict[str, list[Row]]:
    """The town with one more row."""
    return {table: [*town()[table], row]}


def without(table: str, **row: Any) -> dict[str, list[Row]]:
    """The town without the rows that have these values."""
    return {table: [held for held in town()[table] if row.items() - held.items()]}


MILLS = {"mill", "bran", "flour", "second", "third", "fourth", "fifth", "noodle"}
SHOPS = {"shop", "turner", "smith", "tinker"}
HENAN = {*MILLS, *SHOPS, "label"}
HONOUR = {"scheme": "quality", "awarded_on": "2024-01-01", "valid_to": "2027-01-01"}
INCIDENT = {"happened_on": "2024-01-01", "fine": 2, "is_confirmed": True, "severity": "grave"}
DECLARED = {"list": "credit_report", "period_from": "1999-01-01", "as_of": "2024-06-30"}
THRESHOLD = {"industry": "34", "area": "41", "year": 2023, "measure": "revenue", "share": "0.5", "threshold": 4}

CASES: dict[str, tuple[dict[str, list[Row]], set[str]]] = {
    "an organisation's honour is its products' too": (
        with_row("honours", subject_id="second", **HONOUR),
        {"second", "noodle"},
    ),
    "a product's fine is its organisation's too, and moves the ranks of the industry": (
        with_row("incidents", subject_id="noodle", **INCIDENT),
        {"second", "noodle", "mill", "bran", "flour"},
    ),
    "a repeated row counts once more": (
        with_row("incidents", **town()["incidents"][0]),
        {"mill", "bran", "flour"},
    ),
    "a row of nobody in the register is nobody's": (with_row("honours", subject_id="ghost", **HONOUR), set()),
    "a product goes to another organisation, and its records with it": (
        with_values("subjects", "flour", organisation_id="second"),
        {"mill", "bran", "flour", "label", "second", "noodle"},
    ),
    "a product that has no organisation any more takes its records along": (
        with_values("subjects", "flour", organisation_id=None),
        {"mill", "bran", "flour", "label"},
    ),
    "where an organisation sits says what is covered for it and its products": (
        with_values("subjects", "mill", area="420100"),
        {"mill", "bran", "flour"},
    ),
    "what did not exist before the covered time has no earlier record": (
        with_values("subjects", "second", registered_on="2015-01-01"),
        {"second", "noodle"},
    ),
    "a row's filter reads the product that is judged": (
        with_values("subjects", "flour", operating_since="2021-01-01"),
        {"flour"},
    ),
    "a declaration for one subject": (
        with_row("coverage", subject_id="flour", **DECLARED),
        {"flour", "label"},
    ),
    "a declaration for what a product carries": (with_row("coverage", subject_id="label", **DECLARED), {"label"}),
    "a declaration for a product speaks of what all its organisation's records say of it": (
        with_row("coverage", subject_id="bran", **DECLARED),
        {"bran"},
    ),
    "a declaration for an organisation speaks of its products, and so of what these carry": (
        with_row("coverage", subject_id="mill", **DECLARED),
        {"mill", "bran", "flour", "label"},
    ),
    "a declaration for an area speaks of all in it": (with_row("coverage", area="4107", **DECLARED), HENAN),
    "a declaration that is withdrawn": (without("coverage", list="honour_register"), HENAN),
    "an amount moves the ranks of its industry and of no other": (
        with_values("financials", "third", revenue=99),
        {"third", "second", "noodle"},
    ),
    "who is not on the list any more is no peer": (
        without("financials", subject_id="mill"),
        {"mill", "bran", "flour", "second", "noodle", "third"},
    ),
    "a peer that leaves the register": (without("subjects", subject_id="second"), {"second", "noodle", "third"}),
    "a newcomer": (
        with_row("subjects", subject_id="ghost", organisation_id="ghost"),
        {"ghost"},
    ),
    "who changes its industry moves the ranks of both": (
        with_values("subjects", "mill", industry="34"),
        {"mill", "bran", "flour", "second", "noodle", "third", "shop", "turner"},
    ),
    "who changes its province leaves its peers": (
        with_values("subjects", "mill", registered_province="42"),
        {"mill", "bran", "flour", "second", "noodle", "third"},
    ),
    "a published threshold is for one industry": (with_row("peer_thresholds", **THRESHOLD), {"turner"}),
    "ranks count only where the province is covered": (without("coverage", list="province_financials"), MILLS | SHOPS),
    "a register in another order": ({"subjects": town()["subjects"][::-1]}, set()),
    "an empty register": ({"subjects": []}, {row["subject_id"] for row in town()["subjects"]}),
}
"""What becomes of the town, and whose facts are other ones then."""


def others(before: pl.DataFrame, after: pl.DataFrame) -> set[str]:
    """The subjects with other facts in the second frame than in the first, or in one of them only."""
    first, second = ({row["subject_id"]: row for row in frame.to_dicts()} for frame in (before, after))
    return {id_ for id_ in first.keys() | second.keys() if first.get(id_) != second.get(id_)}


def spoilt(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """The frame with a wrong value in this column for everyone: whoever is looked at anew gets the right one back."""
    value = pl.col(column)
    wrong = ~value if frame.schema[column] == pl.Boolean else value + 1
    return frame.with_columns(wrong.fill_null(pl.lit(1).cast(frame.schema[column])).alias(column))


def taken_over(change: dict[str, list[Row]], program: Program, fact: str, gate: str) -> tuple[set[str], set[str]]:
    """Bring the town up to date from a survey in which a fact and a gate are wrong for everyone: for whom they still are."""
    held = run_survey(EVERY_FACT, evidence(town()))
    previous = replace(held, facts=spoilt(held.facts, fact), gates=spoilt(held.gates, gate))
    updated, full = (
        survey(program, evidence({**town(), **change})) for survey in (partial(resurvey, previous), run_survey)
    )
    return still_wrong(updated.facts, full.facts, fact), still_wrong(updated.gates, full.gates, gate)


def still_wrong(updated: pl.DataFrame, full: pl.DataFrame, column: str) -> set[str]:
    is_wrong = updated.get_column(column).ne_missing(full.get_column(column))
    return set(full.get_column("subject_id").filter(is_wrong))


EVERYONE = {row["subject_id"] for row in town()["subjects"]}
FINE = "in_top_share(fines,500000)"


def test_nothing_is_found_anew_where_nothing_changed() -> None:
    assert taken_over({}, EVERY_FACT, "recent_honours", "c0") == (EVERYONE, EVERYONE)
    sent_again = {"financials": [{**row, "source_row": 7, "source_hash": "0f"} for row in town()["financials"]]}
    assert taken_over(sent_again, EVERY_FACT, "revenue", "c0") == (EVERYONE, EVERYONE)


def test_an_honour_is_looked_at_for_its_holder_and_its_products_and_nothing_else_is() -> None:
    honour = with_row("honours", subject_id="second", **HONOUR)
    rest = EVERYONE - {"second", "noodle"}
    assert taken_over(honour, EVERY_FACT, "recent_honours", "c0") == (rest, rest)
    assert taken_over(honour, EVERY_FACT, "revenue__to", "c0") == (EVERYONE, rest)


def test_an_amount_is_looked_at_for_its_owner_and_the_ranks_for_the_industry() -> None:
    amount = with_values("financials", "third", revenue=99)
    assert taken_over(amount, EVERY_FACT, "revenue", "c0") == (EVERYONE - {"third"}, EVERYONE - MILLS)
    assert taken_over(amount, EVERY_FACT, "in_top_share(revenue,500000)", "c0")[0] == EVERYONE - MILLS
    assert taken_over(amount, EVERY_FACT, FINE, "c0")[0] == EVERYONE - MILLS


def test_another_parameter_is_a_matter_of_the_gates_and_facts_that_name_it() -> None:
    second = asking(*EVERYTHING, *RANKINGS, few=2)
    named = f"c{EVERYTHING.index('ratio(revenue, profit) > $few')}"
    assert taken_over({}, second, "revenue", named) == (EVERYONE, set())
    assert taken_over({}, second, "revenue", "c0") == (EVERYONE, EVERYONE)
    counted = f"c{EVERYTHING.index('recent_honours > 0')}"
    assert taken_over({}, asking(*EVERYTHING, *RANKINGS, years=2), "recent_honours", "c0") == (set(), EVERYONE)
    assert taken_over({}, asking(*EVERYTHING, *RANKINGS, years=2), "revenue", counted) == (EVERYONE, set())


@pytest.mark.parametrize(
    "run",
    [{"year": 2023}, {"as_of": date(2024, 7, 1), FRESHNESS: 31}, {FRESHNESS: 0}, {"as_of": date(2024, 8, 1)}],
    ids=str,
)
def test_another_year_or_day_or_freshness_is_a_full_run(run: dict[str, Any]) -> None:
    fined = {**THRESHOLD, "industry": "13", "year": 2022, "measure": "fine", "threshold": 9}
    drawn = [{**row, "as_of": "2024-06-10"} for row in town()["coverage"]]
    held = evidence({**town(), "peer_thresholds": [fined], "coverage": drawn})
    assert_up_to_date(run_survey(EVERY_FACT, held), asking(*EVERYTHING, *RANKINGS, **run), held)


def test_a_measure_that_is_gathered_otherwise_ranks_anew() -> None:
    turned = [
        replace(it, where=AtLeast("revenue", 300)) if it.fact.name == "revenue" else it for it in EVERY_FACT.facts
    ]
    held = evidence(town())
    assert_up_to_date(run_survey(EVERY_FACT, held), replace(EVERY_FACT, facts=tuple(turned)), held)


@pytest.mark.parametrize("case", CASES)
def test_what_becomes_of_a_town(case: str) -> None:
    change, whose = CASES[case]
    before, after = town(), {**town(), **change}
    previous, full = (run_survey(EVERY_FACT, evidence(rows)) for rows in (before, after))
    assert others(previous.facts, full.facts) == whose
    for changed in (None, whose_rows_differ(before, after)):
        assert_up_to_date(previous, EVERY_FACT, full.evidence, changed)


# --- programs that change ---------------------------------------------------------------------------------------------


@st.composite
def what_ifs(draw: st.DrawFn, pack: Pack, as_of: date) -> Changes:
    """Parameters, rulings, conditions and clauses left out, each seldom."""
    values = draw(parameters(as_of))
    names = draw(st.lists(st.sampled_from(sorted(values)), max_size=2))
    asked = {node.subject for node in nodes(pack) if node.kind is NodeKind.READINGS}
    rulings = {question: draw(st.sampled_from(options)) for question, options in QUESTIONS.items() if question in asked}
    paths = [node.path for node in nodes(pack) if node.kind is NodeKind.HOLDS]
    texts = {
        path: draw(conditions()) for path in draw(st.lists(st.sampled_from(paths), max_size=1) if paths else none())
    }
    return Changes(
        parameters={name: values[name] for name in names},
        rulings=rulings if draw(st.booleans()) else {},
        conditions={path: condition(text) for path, text in texts.items()},
        without=frozenset(draw(st.lists(st.sampled_from(["c0", "c1", "c2"]), max_size=1))),
    )


def none() -> st.SearchStrategy[list[str]]:
    return st.just([])


def nodes(pack: Pack) -> list[Any]:
    return [node for clause in pack.clauses if clause.rule for node in clause.rule.walk()]


@st.composite
def programs(draw: st.DrawFn) -> tuple[Program, Program]:
    """A program and a second one: the same pack with a what-if, seldom another pack, seldom another day or year."""
    as_of, year = draw(st.sampled_from(RUN_DAYS)), draw(st.sampled_from(YEARS))
    pack = draw(packs(as_of))
    first = compile_program(pack, year=year, as_of=as_of, changes=draw(what_ifs(pack, as_of)))
    if draw(st.integers(0, 9)) == 0:
        pack = draw(packs(as_of))
    if draw(st.integers(0, 9)) == 0:
        as_of += timedelta(days=draw(st.sampled_from([1, -1, 365])))
    if draw(st.integers(0, 9)) == 0:
        year = draw(st.sampled_from(YEARS))
    return first, compile_program(pack, year=year, as_of=as_of, changes=draw(what_ifs(pack, as_of)))


@given(programs(), st.data())
@examples(80)
def test_after_any_change_of_program_and_evidence_it_says_what_a_full_run_says(
    programs: tuple[Program, Program], data: st.DataObject
) -> None:
    first, second = programs
    before = data.draw(rows_of_evidence(first))
    after = data.draw(st.one_of(st.just(before), edited(before, first.as_of)))
    assert_up_to_date(run_survey(first, evidence(before)), second, evidence(after))


@given(st.data())
@examples(20)
def test_other_shares_and_other_years_behind_a_measure_rank_anew(data: st.DataObject) -> None:
    values = {name: data.draw(parameters(AS_OF))[name] for name in ("top", "part", "years")}
    second = asking(*RANKINGS, "in_last_years(last_fined_on, $years)", "recent_honours > 0", **values)
    before = data.draw(rows_of_evidence(EVERY_FACT))
    after = data.draw(edited(before, AS_OF))
    assert_up_to_date(run_survey(EVERY_FACT, evidence(before)), second, evidence(after))
