"""How the rows that match become one value: for each `take` its aggregates, and the fact's columns from these and coverage."""

from __future__ import annotations

from datetime import date, timedelta

from mingpin.engine.lowered import LoweredFact
from mingpin.engine.polars_facts import DOUBT, coverage_column
from mingpin.engine.spark.rows import match_column
from mingpin.engine.spark.sql import ends_of, is_possible, is_sure, literal, named, quoted
from mingpin.vocabulary.evidence import upper
from mingpin.vocabulary.model import About, Fact, Take, Type
from mingpin.vocabulary.values import NEVER

BEGAN, OWN_BEGAN = "~began", "~began:subject"
"""Since when the subject's organisation, and the subject itself, exist at the earliest."""
SURE, MAYBE = "~sure:", "~maybe:"
"""Prefixes of the columns that say whether a measure by which peers are ranked has a row that counts, or may have one."""


def aggregates(lowered: LoweredFact, as_of: date) -> list[str]:
    """The aggregates of the rows that count (SQL with names): both ends of the value, of which coverage says what they mean."""
    fact, match = lowered.fact, quoted(match_column(lowered))
    certain, possible = f"FILTER (WHERE {match})", f"FILTER (WHERE {is_possible(match)})"
    if fact.take is Take.EXISTS:
        return _ends(fact, f"bool_or({match})", f"bool_or({match} IS NULL)")
    if fact.take is Take.COUNT:
        return _ends(fact, f"count_if({match})", f"count_if({is_possible(match)})")
    assert fact.column is not None
    low, high = quoted(fact.column), quoted(upper(fact.column))
    match fact.take:
        case Take.VALUE if not fact.type.is_ordered:
            return _ends(fact, f"min({low}) {certain}", f"max({low}) {certain}")
        case Take.VALUE:
            floor, ceiling = ends_of(fact.type)
            filled = f"FILTER (WHERE {match} AND NOT ({low} = {floor} AND {high} = {ceiling}))"
            return _ends(fact, f"min({low}) {filled}", f"max({high}) {filled}")
        case Take.SUM:
            return _ends(fact, f"{_sum(low)} {certain}", f"{_sum(high)} {possible}")
        case Take.LATEST:
            return _latest(fact, match, low, high, literal(as_of))
        case _:
            return _ends(fact, f"max({low}) {certain}", f"max({high}) {possible}")


def listing(lowered: LoweredFact) -> list[str]:
    """The aggregates that say whether someone is on the list that a measure is taken from."""
    match, name = quoted(match_column(lowered)), lowered.fact.name
    return [named(f"bool_or({match})", SURE + name), named(f"bool_or({is_possible(match)})", MAYBE + name)]


def values(lowered: LoweredFact, as_of: date) -> list[str]:
    """The fact's columns (SQL with names) from its aggregates and its list's coverage."""
    fact = lowered.fact
    low, high = quoted(_low(fact)), quoted(_high(fact))
    if fact.take is Take.VALUE:
        if not fact.type.is_ordered:
            return [named(f"CASE WHEN {low} = {high} THEN {low} END", fact.name)]
        floor, ceiling = ends_of(fact.type)
        return [named(f"coalesce({low}, {floor})", fact.name), named(f"coalesce({high}, {ceiling})", upper(fact.name))]
    assert fact.list is not None
    covered = quoted(coverage_column(fact.list, fact.about))
    if fact.take is Take.EXISTS:
        certain, possible = is_sure(low), is_sure(high)
        is_open = f"{possible} OR {covered} IS NULL"
        truth = f"CASE WHEN {certain} THEN TRUE WHEN {is_open} THEN NULL ELSE FALSE END"
        return [named(truth, fact.name), named(f"({possible} AND NOT {certain})", fact.name + DOUBT)]
    if fact.take is Take.LATEST:
        never = literal(NEVER)
        first, last = f"coalesce({low}, {never})", f"coalesce({high}, {never})"
        return _columns(fact, first, last, _last_day(fact, last, covered, as_of))
    floor, ceiling = literal(NEVER) if fact.type is Type.DATE else "0L", ends_of(fact.type)[1]
    if fact.take is Take.SUM:
        low, high = (f"CAST(least(coalesce({end}, 0), {ceiling}) AS BIGINT)" for end in (low, high))
    first, last = f"greatest({low}, {floor})", f"greatest({high}, {floor})"
    return _columns(fact, first, last, f"CASE WHEN {covered} IS NOT NULL THEN {last} ELSE {ceiling} END")


def _last_day(fact: Fact, last: str, covered: str, as_of: date) -> str:
    """The latest that an event can have been: before the covered period too, unless whoever it is about did not exist then."""
    began = quoted(OWN_BEGAN if fact.about is About.SUBJECT else BEGAN)
    reach = f"CASE WHEN {began} >= {covered} THEN {last} ELSE greatest({last}, date_sub({covered}, 1)) END"
    return f"CASE WHEN {covered} IS NULL THEN {literal(as_of)} ELSE {reach} END"


def _latest(fact: Fact, match: str, low: str, high: str, as_of: str) -> list[str]:
    """An undated event happened on some day up to the run's; what lies after that day has not happened."""
    is_undated = f"{low} = {literal(NEVER)}"
    first = f"CASE WHEN {is_undated} THEN {literal(NEVER + timedelta(days=1))} ELSE {low} END"
    last = f"CASE WHEN {is_undated} THEN {as_of} ELSE {high} END"
    return _ends(
        fact,
        f"max({first}) FILTER (WHERE {match} AND {last} <= {as_of})",
        f"max(least({last}, {as_of})) FILTER (WHERE {is_possible(match)} AND {first} <= {as_of})",
    )


def _sum(amount: str) -> str:
    """The sum of amounts that are not negative; an open amount alone is as much as the ceiling."""
    return f"sum(CAST(greatest({amount}, 0L) AS DECIMAL(20,0)))"


def _columns(fact: Fact, first: str, last: str, bounded: str) -> list[str]:
    return [named(first, fact.name), named(bounded, upper(fact.name)), named(f"{last} > {first}", fact.name + DOUBT)]


def _ends(fact: Fact, low: str, high: str) -> list[str]:
    return [named(low, _low(fact)), named(high, _high(fact))]


def _low(fact: Fact) -> str:
    return f"~{fact.name}.low"


def _high(fact: Fact) -> str:
    return f"~{fact.name}.high"
