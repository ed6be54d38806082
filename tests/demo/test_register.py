"""The demonstration register is fictitious and says so everywhere, and it looks like a city's register."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from stdnum.cn import uscc

from mingpin.demo import generate
from mingpin.demo.declarations import AREAS
from mingpin.vocabulary import Evidence, Vocabulary
from mingpin.vocabulary.evidence import upper

MARK = "示例·"


def test_every_name_is_marked_and_used_once(evidence: Evidence) -> None:
    names = evidence.subjects["name"]
    assert names.null_count() == 0
    assert names.str.starts_with(MARK).all()
    assert names.n_unique() == len(names)


def test_every_row_says_that_it_is_made_up(evidence: Evidence) -> None:
    unmarked = {
        table: frame.filter(~pl.col("source").fill_null("").str.contains("虚构")).height
        for table, frame in evidence.tables.items()
    }
    assert {table: count for table, count in unmarked.items() if count} == {}


def test_every_person_is_marked(evidence: Evidence) -> None:
    people = pl.concat(
        [
            evidence.subjects["contact"],
            evidence.tables["judgements"]["decided_by"],
            evidence.tables["judgements"]["second_by"],
        ]
    )
    assert people.drop_nulls().str.contains(f"^{MARK}.某$").all()


def test_credit_codes_pass_their_check_digits_and_belong_to_nobody(evidence: Evidence) -> None:
    codes = evidence.subjects["uscc"].drop_nulls()
    assert len(codes) > 2000
    assert codes.n_unique() == len(codes)
    assert [code for code in codes if not uscc.is_valid(code)] == []
    assert codes.str.slice(8, 2).unique().to_list() == ["YY"]


def test_all_counties_zones_domains_and_named_fields_are_there(evidence: Evidence, vocabulary: Vocabulary) -> None:
    assert set(AREAS) <= set(evidence.subjects["area"])
    assert set(vocabulary.classifications["domain"].entries) | {None} == set(evidence.subjects["domain"])
    fields = vocabulary.classifications["industry_field"].entries
    assert set(fields) <= set(evidence.subjects["industry_field"])


def test_all_kinds_of_subject_are_there(evidence: Evidence, vocabulary: Vocabulary) -> None:
    assert set(vocabulary.classifications["subject_kind"].entries) | {None} == set(evidence.subjects["kind"])


def test_everything_that_the_rules_read_has_rows(evidence: Evidence, vocabulary: Vocabulary) -> None:
    read = {fact.table for fact in vocabulary.facts.values()} | {"coverage", "judgements", "peer_thresholds"}
    assert {table for table in read if evidence.tables[table].is_empty()} == set()


def test_what_is_carried_has_an_owner_in_the_register(evidence: Evidence) -> None:
    owners = evidence.subjects["owner_id"].drop_nulls()
    assert len(owners) > 100
    assert set(owners) <= set(evidence.subjects["subject_id"])


def test_some_dates_are_years_or_months_only_and_some_are_blank(evidence: Evidence) -> None:
    started = evidence.subjects.select(first="operating_since", last=upper("operating_since"))
    days = started.select((pl.col("last") - pl.col("first")).dt.total_days()).to_series()
    assert days.null_count() > 100
    assert days.is_in([364, 365]).any()
    assert days.is_between(27, 30).any()
    assert (days == 0).any()


def test_nothing_happened_after_the_day_of_the_data(evidence: Evidence) -> None:
    happened = {
        "honours": "awarded_on",
        "incidents": "occurred_on",
        "inspections": "inspected_on",
        "trade_incidents": "occurred_on",
        "service_incidents": "occurred_on",
        "credit_listings": "listed_on",
        "violations": "decided_on",
        "judgements": "decided_on",
        "coverage": "as_of",
        "subjects": "registered_on",
    }
    late = {
        table: evidence.tables[table].filter(pl.col(column) > date(2024, 6, 30)).height
        for table, column in happened.items()
    }
    assert {table: count for table, count in late.items() if count} == {}


@pytest.mark.parametrize("subjects", [1, 2, 65, 4001])
def test_there_are_as_many_subjects_as_asked_for(vocabulary: Vocabulary, subjects: int) -> None:
    evidence = generate(vocabulary, subjects=subjects, seed=3, as_of=date(2024, 6, 30))
    assert evidence.subjects["subject_id"].n_unique() == evidence.subjects.height == subjects


@pytest.mark.parametrize("as_of", [date(2024, 2, 29), date(2025, 1, 1), date(2025, 12, 31)])
def test_any_day_will_do(vocabulary: Vocabulary, as_of: date) -> None:
    evidence = generate(vocabulary, subjects=400, seed=1, as_of=as_of)
    assert evidence.tables["judgements"]["year"].unique().to_list() == [as_of.year]


def test_progress_is_reported_to_the_end(vocabulary: Vocabulary) -> None:
    seen: list[tuple[int, int]] = []
    generate(
        vocabulary,
        subjects=5000,
        seed=1,
        as_of=date(2024, 6, 30),
        progress=lambda done, all_: seen.append((done, all_)),
    )
    assert len(seen) > 1
    assert seen[-1] == (5000, 5000)


def test_a_register_of_nobody_is_refused(vocabulary: Vocabulary) -> None:
    with pytest.raises(ValueError, match="0"):
        generate(vocabulary, subjects=0, seed=1, as_of=date(2024, 6, 30))
