"""Facts from evidence for all subjects at once; what `reference_facts.py` defines, as group-bys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta

import polars as pl

from mingpin.engine.lowered import LoweredFact, Program
from mingpin.engine.polars_backend import date_facts
from mingpin.engine.polars_coverage import COVERED_FROM, covered_by_area, covered_by_subject
from mingpin.engine.polars_expressions import UNKNOWN, Forms
from mingpin.engine.polars_peers import LISTED, add_peer_truths
from mingpin.engine.polars_register import INDEX, OF_ORGANISATION, Register
from mingpin.engine.polars_rows import RowReader, decided, ends_of, limits_of, match_column, ranks_of
from mingpin.vocabulary import Evidence
from mingpin.vocabulary.evidence import upper
from mingpin.vocabulary.model import About, Column, Fact, Take, Type
from mingpin.vocabulary.values import HIGHEST, NEVER

DOUBT = "__doubt"
"""Suffix of the column that is true where the records themselves, not their absence, leave a fact open."""
COVERED = "covered:"
"""Prefix of the columns that hold since when a list is covered (`covered:<list>` for the organisation,
`covered:<list>:subject` for the subject itself)."""

_WHOSE = {About.SUBJECT: "~s.", About.ORGANISATION: OF_ORGANISATION}
"""Prefixes of the columns that a subject has from its own row, and of those that speak of the subject or its organisation."""

_Group = tuple[str, About]


@dataclass(frozen=True)
class LazyFacts:
    """Facts not worked out yet, one row per subject in the register's order, and how ordered ones are held."""

    frame: pl.LazyFrame
    forms: Forms


def derive_facts(program: Program, evidence: Evidence) -> pl.DataFrame:
    """One row per subject, in the register's order: `subject_id`, `organisation_id`, each fact (ordered ones with their
    upper end in `x__to`, those under a list with `x__doubt`), each peer question, and since when each list is covered."""
    register = Register.of(evidence)
    facts = _before_peers(program, register)
    if program.peers:
        facts = LazyFacts(facts.frame.collect().lazy(), facts.forms)
    facts = _after_peers(facts, program, register)
    ends = {name: facts.forms.ends(name) for name in facts.forms.exact}
    both = [column for name, (low, high) in ends.items() for column in (low.alias(name), high.alias(upper(name)))]
    return facts.frame.with_columns(both).collect()


def lazy_facts(program: Program, register: Register) -> LazyFacts:
    """The facts and peer questions of a register, for a run that never holds them whole."""
    return _after_peers(_before_peers(program, register), program, register)


def _before_peers(program: Program, register: Register) -> LazyFacts:
    direct = [lowered for lowered in program.facts if _is_direct(lowered)]
    facts = _beginning(program, register, direct)
    facts = _add_coverage(facts, program, register)
    forms = _forms(program, direct, register)
    facts = facts.with_columns(column for lowered in direct for column in _direct(lowered, program, register, forms))
    ranked = frozenset(name for question in program.peers for name in question.measures)
    groups: dict[_Group, list[LoweredFact]] = defaultdict(list)
    for lowered in program.facts:
        if lowered not in direct:
            groups[lowered.fact.table, lowered.fact.about].append(lowered)
    for (table, about), members in groups.items():
        rows = RowReader(program, table, about, members).rows(register, register.subjects)
        gathered = rows.group_by(INDEX).agg(
            expression
            for lowered in members
            for expression in (*_aggregates(program, lowered), *_listing(lowered, ranked))
        )
        facts = facts.join(gathered, on=INDEX, how="left", maintain_order="left")
        facts = facts.with_columns(expression for lowered in members for expression in _values(program, lowered))
    return LazyFacts(facts, forms)


def _after_peers(facts: LazyFacts, program: Program, register: Register) -> LazyFacts:
    frame = add_peer_truths(facts.frame, program, register, facts.forms)
    columns = frame.collect_schema().names()
    kept = [column for column in columns if not column.startswith(("~", LISTED))]
    return LazyFacts(frame.select(kept), facts.forms)


def coverage_column(list_: str, about: About) -> str:
    """The column of the facts' frame that says since when a list is covered."""
    return f"{COVERED}{list_}:subject" if about is About.SUBJECT else f"{COVERED}{list_}"


# --- subjects and their organisations ---------------------------------------------------------------------------------


def _is_direct(lowered: LoweredFact) -> bool:
    """Whether a fact is what a cell of the register says: one row, nothing to gather."""
    fact = lowered.fact
    return (
        fact.table == "subjects" and fact.take is Take.VALUE and lowered.where is None and fact.about is not About.BOTH
    )


def _beginning(program: Program, register: Register, direct: list[LoweredFact]) -> pl.LazyFrame:
    """`~index`, `subject_id`, `organisation_id`, and what is needed of the subject's own row and of its organisation's."""
    wanted: dict[About, dict[str, pl.Expr]] = {About.SUBJECT: {}, About.ORGANISATION: {}}
    for name in ("area", "registered_on"):
        for about in wanted:
            wanted[about][name] = pl.col(name)
    for lowered in direct:
        assert lowered.fact.column is not None
        for name in _columns(lowered):
            wanted[lowered.fact.about][name] = pl.col(name)
    if program.peers:
        is_own = pl.col("organisation_id").eq_missing(pl.col("subject_id"))
        wanted[About.ORGANISATION] |= {
            "industry": pl.col("industry"), "registered_province": pl.col("registered_province"), "is_own": is_own
        }  # fmt: skip
    named = {about: [e.alias(_WHOSE[about] + n) for n, e in columns.items()] for about, columns in wanted.items()}
    own = [pl.col(INDEX), pl.col("subject_id"), pl.col("organisation_id"), *named[About.SUBJECT]]
    if register.is_flat:
        return register.subjects.select(*own, *named[About.ORGANISATION])
    organisations = register.of_organisations(*named[About.ORGANISATION])
    return register.subjects.select(own).join(organisations, on="organisation_id", how="left", maintain_order="left")


def _columns(lowered: LoweredFact) -> Iterator[str]:
    column = lowered.fact.column
    assert column is not None
    yield column
    if lowered.fact.type is Type.DATE:
        yield upper(column)


def _forms(program: Program, direct: list[LoweredFact], register: Register) -> Forms:
    """How the ordered facts are held: those that one cell says in one column, levels as codes where all codes have ranks."""
    exact, ranks, largest = {}, {}, {}
    for lowered in direct:
        fact = lowered.fact
        if fact.type.is_ordered and not _has_two_ends(fact, register):
            exact[fact.name] = limits_of(fact.type)
        if (most := register.largest.get(fact.column or "")) is not None:
            largest[fact.name] = most
        if fact.type is Type.LEVEL and _are_all_ranked(
            ranked := _ranks(fact, program), register.code_type(fact.column)
        ):
            ranks[fact.name] = ranked
    return Forms(date_facts(program), exact, ranks, largest)


def _ranks(fact: Fact, program: Program) -> dict[str, int]:
    return ranks_of(_column_of(fact, program), program.pack.vocabulary)


def _are_all_ranked(ranks: Mapping[str, int], type_: pl.DataType) -> bool:
    """Whether no value of this type can be a code without a rank: such a code says nothing, and is no low one."""
    return isinstance(type_, pl.Enum) and set(type_.categories) <= ranks.keys()


def _has_two_ends(fact: Fact, register: Register) -> bool:
    return fact.type is Type.DATE and ("subjects", fact.column) not in register.exact_dates


def _column_of(fact: Fact, program: Program) -> Column:
    assert fact.column is not None
    return program.pack.vocabulary.tables[fact.table].columns[fact.column]


def _direct(lowered: LoweredFact, program: Program, register: Register, forms: Forms) -> Iterator[pl.Expr]:
    """The columns of a fact that one cell of the register says."""
    fact, column = lowered.fact, _column_of(lowered.fact, program)
    prefix = _WHOSE[fact.about]
    if _has_two_ends(fact, register):
        floor, ceiling = ends_of(fact.type)
        yield pl.col(prefix + column.name).fill_null(floor).alias(fact.name)
        yield pl.col(prefix + upper(column.name)).fill_null(ceiling).alias(upper(fact.name))
        return
    value = decided(column, program.pack.vocabulary, prefix)
    if fact.type is Type.LEVEL and fact.name not in forms.ranks:
        value = value.replace_strict(_ranks(fact, program), default=None, return_dtype=pl.Int64)
    yield value.alias(fact.name)


def _add_coverage(facts: pl.LazyFrame, program: Program, register: Register) -> pl.LazyFrame:
    """Since when each list is covered, by the area and by name; for the subject itself and for its organisation."""
    needed = sorted({(f.list, f.about is About.SUBJECT) for lowered in program.facts if (f := lowered.fact).list})
    if not needed:
        return facts
    areas = register.distinct("area")
    for list_, is_own in needed:
        about = About.SUBJECT if is_own else About.ORGANISATION
        column, whose = coverage_column(list_, about), "subject_id" if is_own else "organisation_id"
        area = _WHOSE[about] + "area"
        by_area = covered_by_area(program, register, list_, areas).rename({"area": area, COVERED_FROM: column})
        by_area = by_area.with_columns(pl.col(area).cast(areas.dtype))
        facts = facts.join(by_area.lazy(), on=area, how="left", maintain_order="left")
        by_subject = covered_by_subject(program, register, list_, areas)
        if by_subject.height:
            named = by_subject.rename({"subject_id": whose, COVERED_FROM: "~own"}).lazy()
            facts = facts.join(named, on=whose, how="left", maintain_order="left")
            facts = facts.with_columns(pl.coalesce("~own", column).alias(column)).drop("~own")
    return facts


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
        began = pl.col(_WHOSE.get(fact.about, OF_ORGANISATION) + "registered_on")
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
