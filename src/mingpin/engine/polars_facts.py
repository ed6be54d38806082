"""Facts from evidence for all subjects at once; what `reference_facts.py` defines, as group-bys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

import polars as pl

from mingpin.engine.lowered import LoweredFact, Program
from mingpin.engine.polars_coverage import COVERED_FROM, covered_from
from mingpin.engine.polars_expressions import UNKNOWN
from mingpin.engine.polars_peers import LISTED, add_peer_truths
from mingpin.engine.polars_rows import INDEX, ends_of, match_column, prepared_rows
from mingpin.vocabulary import Evidence
from mingpin.vocabulary.evidence import upper
from mingpin.vocabulary.model import About, Take, Type
from mingpin.vocabulary.values import HIGHEST, NEVER

DOUBT = "__doubt"
"""Suffix of the column that is true where the records themselves, not their absence, leave a fact open."""
COVERED = "covered:"
"""Prefix of the columns that hold since when a list is covered (`covered:<list>` for the organisation,
`covered:<list>:subject` for the subject itself)."""

_Group = tuple[str, About]


def derive_facts(program: Program, evidence: Evidence) -> pl.DataFrame:
    """One row per subject, in the register's order: `subject_id`, `organisation_id`, each fact (ordered ones with their
    upper end in `x__to`, those under a list with `x__doubt`), each peer question, and since when each list is covered."""
    subjects = evidence.subjects.with_row_index(INDEX)
    facts = subjects.select(INDEX, "subject_id", "organisation_id")
    facts = _add_coverage(facts, program, evidence)
    facts = facts.join(_beginnings(subjects), on=INDEX, how="left", maintain_order="left")
    ranked = frozenset(name for question in program.peers for name in question.measures)
    groups: dict[_Group, list[LoweredFact]] = defaultdict(list)
    for lowered in program.facts:
        groups[lowered.fact.table, lowered.fact.about].append(lowered)
    for (table, about), members in groups.items():
        rows = prepared_rows(program, evidence, subjects, table, about, members)
        gathered = rows.group_by(INDEX).agg(
            expression
            for lowered in members
            for expression in (*_aggregates(program, lowered), *_listing(lowered, ranked))
        )
        facts = facts.join(gathered, on=INDEX, how="left", maintain_order="left")
        facts = facts.with_columns(expression for lowered in members for expression in _values(program, lowered)).drop(
            column for column in gathered.columns if column.startswith("~") and column != INDEX
        )
    facts = add_peer_truths(facts, program, evidence)
    return facts.drop(*(column for column in facts.columns if column.startswith(("~", LISTED))))


def coverage_column(list_: str, about: About) -> str:
    """The column of the facts' frame that says since when a list is covered."""
    return f"{COVERED}{list_}:subject" if about is About.SUBJECT else f"{COVERED}{list_}"


def _add_coverage(facts: pl.DataFrame, program: Program, evidence: Evidence) -> pl.DataFrame:
    needed = {
        (lowered.fact.list, lowered.fact.about is About.SUBJECT) for lowered in program.facts if lowered.fact.list
    }
    for list_ in sorted({list_ for list_, _is_own in needed if list_}):
        reach = covered_from(program, evidence, list_)
        if (list_, True) in needed:
            facts = facts.with_columns(reach.get_column(COVERED_FROM).alias(coverage_column(list_, About.SUBJECT)))
        if (list_, False) in needed:
            named = reach.rename(
                {"subject_id": "organisation_id", COVERED_FROM: coverage_column(list_, About.ORGANISATION)}
            )
            facts = facts.join(named, on="organisation_id", how="left", maintain_order="left")
    return facts


def _beginnings(subjects: pl.DataFrame) -> pl.DataFrame:
    """Since when each subject's organisation (`~began`) and the subject itself (`~began:subject`) exist at the earliest."""
    own = pl.col("registered_on").alias("~began:subject")
    organisations = subjects.select(
        pl.col("subject_id").alias("organisation_id"), pl.col("registered_on").alias("~began")
    )
    return (
        subjects.select(INDEX, "organisation_id", own)
        .join(organisations, on="organisation_id", how="left")
        .drop("organisation_id")
    )


def _listing(lowered: LoweredFact, ranked: frozenset[str]) -> list[pl.Expr]:
    """Whether a measure by which peers are ranked has a row that counts (`.sure`), and whether it may have one (`.maybe`)."""
    if lowered.fact.name not in ranked:
        return []
    match, name = pl.col(match_column(lowered)), LISTED + lowered.fact.name
    return [match.fill_null(False).any().alias(f"{name}.sure"), match.fill_null(True).any().alias(f"{name}.maybe")]


# --- values -----------------------------------------------------------------------------------------------------------


def _aggregates(program: Program, lowered: LoweredFact) -> Iterable[pl.Expr]:
    fact, match = lowered.fact, pl.col(match_column(lowered))
    certain, possible = match.fill_null(False), match.fill_null(True)
    name = f"~{fact.name}"
    if fact.take is Take.EXISTS:
        return [certain.any().alias(f"{name}.certain"), match.is_null().any().alias(f"{name}.possible")]
    if fact.take is Take.COUNT:
        return [certain.sum().alias(f"{name}.low"), possible.sum().alias(f"{name}.high")]
    assert fact.column is not None
    low, high = pl.col(fact.column), pl.col(upper(fact.column))
    if fact.take is Take.VALUE:
        if not fact.type.is_ordered:
            filled = low.filter(certain & low.is_not_null())
            return [filled.first().alias(f"{name}.first"), filled.n_unique().alias(f"{name}.different")]
        floor, ceiling = ends_of(fact.type)
        filled = certain & ~((low == floor) & (high == ceiling))
        return [low.filter(filled).min().alias(f"{name}.low"), high.filter(filled).max().alias(f"{name}.high")]
    if fact.take is Take.SUM:
        is_open = (high == HIGHEST) & possible
        return [
            _total(low.filter(certain)).alias(f"{name}.low"),
            pl.when(is_open.any()).then(HIGHEST).otherwise(_total(high.filter(possible))).alias(f"{name}.high"),
        ]
    if fact.take is Take.LATEST:
        as_of = pl.lit(program.as_of, dtype=pl.Date)
        is_undated = low == NEVER
        first = pl.when(is_undated).then(pl.lit(NEVER + timedelta(days=1), dtype=pl.Date)).otherwise(low)
        last = pl.when(is_undated).then(as_of).otherwise(high)
        return [
            first.filter(certain & (last <= as_of)).max().alias(f"{name}.low"),
            pl.min_horizontal(last, as_of).filter(possible & (first <= as_of)).max().alias(f"{name}.high"),
        ]
    return [low.filter(certain).max().alias(f"{name}.low"), high.filter(possible).max().alias(f"{name}.high")]


def _values(program: Program, lowered: LoweredFact) -> Iterable[pl.Expr]:
    """The fact's columns from its aggregates and its list's coverage."""
    fact = lowered.fact
    name, low, high = f"~{fact.name}", pl.col(f"~{fact.name}.low"), pl.col(f"~{fact.name}.high")
    covered = pl.col(coverage_column(fact.list, fact.about)) if fact.list else None
    if fact.take is Take.VALUE:
        if not fact.type.is_ordered:
            agreed = pl.when(pl.col(f"{name}.different") == 1).then(pl.col(f"{name}.first"))
            return [agreed.alias(fact.name)]
        floor, ceiling = ends_of(fact.type)
        return [low.fill_null(floor).alias(fact.name), high.fill_null(ceiling).alias(upper(fact.name))]
    assert covered is not None
    is_covered = covered.is_not_null()
    if fact.take is Take.EXISTS:
        certain, possible = (pl.col(f"{name}.{end}").fill_null(False) for end in ("certain", "possible"))
        truth = pl.when(certain).then(pl.lit(True)).when(possible | ~is_covered).then(UNKNOWN).otherwise(pl.lit(False))
        return [truth.alias(fact.name), (possible & ~certain).alias(fact.name + DOUBT)]
    if fact.take is Take.LATEST:
        never = pl.lit(NEVER, dtype=pl.Date)
        first, last = low.fill_null(never), high.fill_null(never)
        began = pl.col("~began:subject" if fact.about is About.SUBJECT else "~began")
        existed_before = ~(began >= covered).fill_null(False)
        reach = pl.when(existed_before).then(pl.max_horizontal(last, covered - pl.duration(days=1))).otherwise(last)
        bounded = pl.when(is_covered).then(reach).otherwise(pl.lit(program.as_of, dtype=pl.Date))
        return [first.alias(fact.name), bounded.alias(upper(fact.name)), (last > first).alias(fact.name + DOUBT)]
    floor = pl.lit(NEVER, dtype=pl.Date) if fact.type is Type.DATE else pl.lit(0, dtype=pl.Int64)
    ceiling = ends_of(fact.type)[1]
    first, last = (
        pl.max_horizontal(low, floor).cast(_dtype(fact.type)),
        pl.max_horizontal(high, floor).cast(_dtype(fact.type)),
    )
    bounded = pl.when(is_covered).then(last).otherwise(ceiling)
    return [first.alias(fact.name), bounded.alias(upper(fact.name)), (last > first).alias(fact.name + DOUBT)]


def _total(amounts: pl.Expr) -> pl.Expr:
    """The sum of amounts that are not negative, in wide integers so that it never wraps around."""
    return amounts.clip(lower_bound=0).cast(pl.Int128).sum().clip(upper_bound=HIGHEST).cast(pl.Int64)


def _dtype(type_: Type) -> type[pl.DataType]:
    return pl.Date if type_ is Type.DATE else pl.Int64
