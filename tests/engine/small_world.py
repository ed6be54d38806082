"""The small vocabulary, and strategies for evidence in it: few subjects, and dates and numbers close to where rules turn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from mingpin.engine.lower import years_before
from mingpin.engine.lowered import Program
from mingpin.vocabulary import Evidence, Vocabulary, load_vocabulary

Row = dict[str, Any]
Rows = Mapping[str, list[Row]]
"""Rows by table, with values as a person would write them."""

RUN_DAYS = tuple(
    date.fromisoformat(day)
    for day in ("2024-02-29", "2024-02-28", "2023-02-28", "2024-03-01", "2024-06-30", "2023-12-31", "2024-01-01")
)
YEARS = (2023, 2024)
ORGANISATIONS = ("A", "B", "C", "D")
PRODUCTS = ("P", "Q")
AREAS = ("410781", "410782", "410700", "420100")
DECLARED_AREAS = ("41", "4107", "410781", "42")
JUDGEMENTS = ("well_known", "well_run")
AMOUNTS = ("0", "0.01", "1", "2", "2.5", "3", "5", "-1", "23000000000000000")
"""The last is the greatest that still counts as an amount: sums of two must not wrap around."""


@cache
def vocabulary() -> Vocabulary:
    """The small vocabulary beside this file."""
    return load_vocabulary(Path(__file__).parent / "small_vocabulary")


def evidence(rows: Rows) -> Evidence:
    """The evidence that these rows are."""
    return Evidence.from_rows(vocabulary(), rows)


def mostly(*values: Any) -> SearchStrategy[Any]:
    """One of these, seldom a blank."""
    return st.sampled_from([*values * 3, None])


@cache
def days_near(as_of: date) -> SearchStrategy[Any]:
    """Days at and beside the anniversaries of the run's day, the starts of years, and dates known to the month or year."""
    anniversaries = [years_before(as_of, years) for years in range(5)]
    days = [day + timedelta(days=offset) for day in anniversaries for offset in (-1, 0, 1)]
    starts = [date(year, 1, 1) + timedelta(days=offset) for year in (2021, 2022) for offset in (-1, 0)]
    rough = ["2020", "2022", "2023", "2024", "2020-02", "2023-02", "2024-02", "2024-06"]
    far = [date(1998, 5, 4), date(2031, 1, 1), date(9999, 12, 31)]
    return st.sampled_from([None, None, *days, *days, *starts, *rough, *far])


def one_of(*values: Any) -> SearchStrategy[Any]:
    """One of these, or a blank."""
    return st.sampled_from([*values, None])


def _goods() -> SearchStrategy[Any]:
    return mostly("flour", "noodles", "flour；noodles", "flour、noodles;rice", "rice;rice")


@cache
def _row(table: str, as_of: date) -> SearchStrategy[Row]:
    day, amount, bool_ = days_near(as_of), mostly(*AMOUNTS), mostly(True, False)
    until = st.one_of(day, mostly(date(9999, 12, 31), date(2031, 1, 1), as_of))
    columns: dict[str, dict[str, SearchStrategy[Any]]] = {
        "financials": {
            "year": mostly(2022, 2023),
            "revenue": amount,
            "profit": amount,
            "debt_share": mostly("0", "0.299999", "0.3", "0.5", "1.2"),
        },
        "honours": {
            "scheme": mostly("quality", "quality", "brand", "other"),
            "level": mostly("none", "county", "city", "province"),
            "awarded_on": day,
            "valid_to": until,
        },
        "licences": {"approved_goods": _goods(), "valid_to": until},
        "incidents": {
            "severity": mostly("minor", "major", "grave"),
            "is_confirmed": bool_,
            "happened_on": day,
            "fine": amount,
        },
        "judgements": {"judgement": mostly(*JUDGEMENTS), "year": mostly(*YEARS), "value": bool_},
    }
    whose = st.sampled_from([*"AAABBCPQ", "D", "ghost"])
    return st.fixed_dictionaries({"subject_id": whose, **columns[table]})


@cache
def _subject_columns(as_of: date) -> SearchStrategy[Row]:
    day = days_near(as_of)
    return st.fixed_dictionaries(
        {
            "area": mostly(*AREAS),
            "registered_province": mostly("41", "41", "42"),
            "industry": mostly("13", "13", "34"),
            "registered_on": day,
            "operating_since": day,
            "is_legal_person": mostly(True, False),
            "domain": mostly("farming", "making", "serving"),
            "employees": mostly(0, 1, 2, 3),
            "applied_goods": _goods(),
        }
    )


@st.composite
def subjects(draw: st.DrawFn, as_of: date) -> list[Row]:
    """Two to four organisations and up to two products; owners may be unknown, not in the register, or no organisation."""
    rows = []
    for id_ in ORGANISATIONS[: draw(st.integers(2, len(ORGANISATIONS)))]:
        rows.append({"subject_id": id_, "organisation_id": id_, "kind": "enterprise", **draw(_subject_columns(as_of))})
    for id_ in PRODUCTS[: draw(st.integers(0, len(PRODUCTS)))]:
        owner = draw(st.sampled_from(["A", "A", "B", "D", "nobody", "P", None]))
        whose = {"organisation_id": owner, "owner_id": owner, "kind": "product"}
        rows.append({"subject_id": id_, **whose, **draw(_subject_columns(as_of))})
    return rows


@cache
def declarations(list_: str, as_of: date) -> SearchStrategy[list[Row]]:
    """Declarations of coverage: often one that covers everything; others fresh or stale, with gaps, for areas or subjects."""
    names = [list_, *vocabulary().lists[list_].included_in]
    drawn = [as_of + timedelta(days=offset) for offset in (-400, -31, -30, -29, -1, 0, 0, 0, 1, 200)]
    begun = [date(1990, 1, 1), date(1998, 5, 5), *(years_before(as_of, years) for years in range(1, 5))]
    begun += [day + timedelta(days=gap) for day in drawn[:4] for gap in (1, 2)]
    province = {"area": "41", "subject_id": None, "period_to": None}
    good = st.fixed_dictionaries(
        {
            "list": st.sampled_from(names),
            **{column: st.just(value) for column, value in province.items()},
            "period_from": st.sampled_from(begun[:6]),
            "as_of": st.sampled_from([as_of, as_of, as_of - timedelta(days=30), as_of + timedelta(days=9)]),
        }
    )
    odd = st.fixed_dictionaries(
        {
            "list": st.sampled_from(names),
            "area": st.sampled_from([*DECLARED_AREAS, "41", "41", None]),
            "subject_id": st.sampled_from([None, None, None, "A", "B", *PRODUCTS]),
            "period_from": st.sampled_from([*begun, "2019", None]),
            "period_to": st.sampled_from([*drawn, *drawn, "2023", None]),
            "as_of": st.sampled_from([*drawn, as_of, as_of, None]),
        }
    )
    return st.one_of(
        st.builds(lambda good, odd: [good, *odd], good, st.lists(odd, max_size=2)), st.lists(odd, max_size=4)
    )


@cache
def threshold_rows() -> SearchStrategy[Row]:
    """A published threshold of an industry."""
    return st.fixed_dictionaries(
        {
            "industry": mostly("13", "13", "34"),
            "area": mostly("41", "41", "42"),
            "year": mostly(2022, 2023),
            "measure": st.sampled_from(["revenue", "revenue", "revenue+profit"]),
            "share": mostly("0.3", "0.5", "0.5"),
            "threshold": mostly("1", "2", "3"),
        }
    )


@st.composite
def rows_of_evidence(draw: st.DrawFn, program: Program) -> Rows:
    """Evidence about a few subjects, in the tables that a program reads."""
    as_of = program.as_of
    rows: dict[str, list[Row]] = {"subjects": draw(subjects(as_of)), "coverage": []}
    for table in sorted({lowered.fact.table for lowered in program.facts} - {"subjects"}):
        rows[table] = draw(st.lists(_row(table, as_of), min_size=draw(st.integers(0, 3)), max_size=5))
    lists = {lowered.fact.list for lowered in program.facts if lowered.fact.list}
    if program.peers:
        lists |= {question.list for question in program.peers}
        rows["financials"] = [*rows["financials"], *draw(_accounts(program))]
        rows["peer_thresholds"] = draw(st.lists(threshold_rows(), max_size=2))
    for list_ in sorted(lists):
        rows["coverage"] += draw(declarations(list_, as_of))
    return rows


@st.composite
def _accounts(draw: st.DrawFn, program: Program) -> list[Row]:
    """The financials of most organisations in the year by which peers are ranked."""
    row = _row("financials", program.as_of)
    whose = draw(st.sampled_from(["ABCD", "ABCD", "ABC", "AB", ""]))
    return [{**draw(row), "subject_id": id_, "year": program.year - 1} for id_ in whose]
