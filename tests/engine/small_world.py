"""The small vocabulary, and strategies for evidence in it: few subjects, and dates and numbers close to where rules turn."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from mingpin.engine.counting_years import years_before
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
JUDGEMENTS = ("well_known", "well_run")
AMOUNTS = ("0", "0.01", "1", "2", "2.5", "3", "5", "-1", "46000000000000000")
"""The sum of three of the last is beyond 64 bits."""

Pools = Mapping[str, tuple[Any, ...]]
"""For each column what may stand in it; None is a blank."""


@cache
def vocabulary() -> Vocabulary:
    """The small vocabulary beside this file."""
    return load_vocabulary(Path(__file__).parent / "small_vocabulary")


def evidence(rows: Rows) -> Evidence:
    """The evidence that these rows are."""
    return Evidence.from_rows(vocabulary(), rows)


def mostly(*values: Any) -> tuple[Any, ...]:
    """One of these, seldom a blank."""
    return (*values * 3, None)


@cache
def days_near(as_of: date) -> tuple[Any, ...]:
    """Days at and beside the anniversaries of the run's day, the starts of years, and dates known to the month or year."""
    anniversaries = [years_before(as_of, years) for years in range(5)]
    days = [day + timedelta(days=offset) for day in anniversaries for offset in (0, -1, 1)]
    starts = [date(year, 1, 1) + timedelta(days=offset) for year in (2021, 2022) for offset in (-1, 0)]
    rough = ["2020", "2022", "2023", "2024", "2020-02", "2023-02", "2024-02", "2024-06"]
    far = [date(1998, 5, 4), date(2031, 1, 1), date(9999, 12, 31)]
    return (*days, *days, *starts, *rough, *far, None, None)


@cache
def pools(table: str, as_of: date) -> Pools:
    """What may stand in each column of a table, save those that say whose the row is."""
    day, amount, bool_ = days_near(as_of), mostly(*AMOUNTS), mostly(True, False)
    until = (*day, *(date(9999, 12, 31), date(2031, 1, 1), as_of) * 12)
    goods = mostly("flour", "noodles", "flour；noodles", "flour、noodles;rice", "rice;rice")
    columns: dict[str, Pools] = {
        "subjects": {
            "area": mostly("410781", "410782", "410700", "420100"),
            "registered_province": mostly("41", "41", "42"),
            "industry": mostly("13", "13", "34"),
            "registered_on": day,
            "operating_since": day,
            "is_legal_person": bool_,
            "domain": mostly("farming", "making", "serving", "unsettled"),
            "employees": mostly(0, 1, 2, 3),
            "applied_goods": goods,
        },
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
        "licences": {"approved_goods": goods, "valid_to": until},
        "incidents": {
            "severity": mostly("minor", "major", "grave"),
            "is_confirmed": bool_,
            "happened_on": day,
            "fine": amount,
        },
        "judgements": {
            "judgement": mostly(*JUDGEMENTS),
            "year": mostly(*YEARS),
            "value": bool_,
            "decided_on": mostly(as_of, as_of - timedelta(days=9), str(as_of.year), as_of + timedelta(days=1)),
            "is_seconded": mostly(True, True, False),
        },
        "peer_thresholds": {
            "industry": mostly("13", "13", "34"),
            "area": mostly("41", "41", "42"),
            "year": mostly(2022, 2023),
            "measure": ("revenue", "revenue", "revenue+profit"),
            "share": mostly("0.3", "0.5", "0.5"),
            "threshold": mostly("1", "2", "3"),
        },
    }
    return columns[table]


def filled(pools: Pools) -> SearchStrategy[Row]:
    """Rows with a value of its pool in each column; drawn as one byte for each, which is fast and shrinks well."""
    pairs = tuple(pools.items())

    def fill(choices: bytes) -> Row:
        return {name: pool[choice % len(pool)] for (name, pool), choice in zip(pairs, choices, strict=True)}

    return st.binary(min_size=len(pairs), max_size=len(pairs)).map(fill)


@cache
def row(table: str, as_of: date) -> SearchStrategy[Row]:
    """A row of evidence about some subject, or about one that is not in the register."""
    return filled({"subject_id": (*"AAABBCPQD", "ghost"), **pools(table, as_of)})


@cache
def subjects(as_of: date) -> SearchStrategy[list[Row]]:
    """Two to four organisations and up to two products; owners may be unknown, not in the register, or no organisation."""
    owners = ("A", "A", "B", "D", "nobody", "P", None)
    columns = pools("subjects", as_of)
    organisations = st.lists(filled(columns), min_size=2, max_size=len(ORGANISATIONS))
    products = st.lists(filled({"organisation_id": owners, **columns}), max_size=len(PRODUCTS))

    def name(organisations: list[Row], products: list[Row]) -> list[Row]:
        named = [
            {"subject_id": id_, "organisation_id": id_, "kind": "enterprise", **row}
            for id_, row in zip(ORGANISATIONS, organisations, strict=False)
        ]
        for id_, row in zip(PRODUCTS, products, strict=False):
            named.append({"subject_id": id_, "owner_id": row["organisation_id"], "kind": "product", **row})
        return named

    return st.builds(name, organisations, products)


@cache
def declarations(list_: str, as_of: date) -> SearchStrategy[list[Row]]:
    """Declarations of coverage: often one that covers everything; others fresh or stale, with gaps, for areas or subjects."""
    names = (list_, *vocabulary().lists[list_].included_in)
    drawn = tuple(as_of + timedelta(days=offset) for offset in (0, 0, 0, -1, -29, -30, -31, -400, 1, 200))
    begun = (date(1990, 1, 1), date(1998, 5, 5), *(years_before(as_of, years) for years in range(1, 5)))
    gaps = tuple(day + timedelta(days=gap) for day in drawn[3:8] for gap in (1, 2))
    fresh = (as_of, as_of, as_of - timedelta(days=30), as_of + timedelta(days=9))
    good = filled({"list": names, "area": ("41",), "period_from": begun, "as_of": fresh})
    odd = filled(
        {
            "list": names,
            "area": ("41", "41", "41", "4107", "410781", "42", None),
            "subject_id": (None, None, None, "A", "B", *PRODUCTS),
            "period_from": (*begun, *gaps, as_of + timedelta(days=1), "2019", None),
            "period_to": (*drawn, "2023", None),
            "as_of": (*drawn, None),
        }
    )
    return st.one_of(
        st.builds(lambda good, odd: [good, *odd], good, st.lists(odd, max_size=3)), st.lists(odd, max_size=4)
    )


@st.composite
def rows_of_evidence(draw: st.DrawFn, program: Program) -> Rows:
    """Evidence about a few subjects, in the tables that a program reads."""
    as_of = program.as_of
    rows: dict[str, list[Row]] = {"subjects": draw(subjects(as_of)), "coverage": []}
    for table in sorted({lowered.fact.table for lowered in program.facts} - {"subjects"}):
        rows[table] = draw(st.lists(row(table, as_of), min_size=draw(st.integers(0, 3)), max_size=5))
    lists = {lowered.fact.list for lowered in program.facts if lowered.fact.list}
    if program.peers:
        lists |= {question.list for question in program.peers}
        rows["financials"] = [*rows.get("financials", []), *draw(_accounts(program))]
        rows["peer_thresholds"] = draw(st.lists(filled(pools("peer_thresholds", as_of)), max_size=2))
    for list_ in sorted(lists):
        rows["coverage"] += draw(declarations(list_, as_of))
    return rows


@st.composite
def _accounts(draw: st.DrawFn, program: Program) -> list[Row]:
    """The financials of most organisations in the year by which peers are ranked."""
    account = row("financials", program.as_of)
    whose = draw(st.sampled_from(["ABCD", "ABCD", "ABC", "AB", ""]))
    return [{**draw(account), "subject_id": id_, "year": program.year - 1} for id_ in whose]
